"""From weights to our rule: all or nothing, single choice or multiple response."""

from collections.abc import Sequence

from questions.exchange.items import (
    MAX_OPTIONS,
    MAX_TEXT,
    MULTIPLE,
    SINGLE,
    Choice,
    Item,
    Refused,
    Unsupported,
)

FULL = 0.9999  # 33.33333 + 33.33333 + 33.33333 is full, too
MIN_OPTIONS = 2


def settle_choice(
    item: Item, *, is_single: bool, source_kind: str, is_whole: bool = False
) -> None:
    """Fix kind and key of a choice item from the weights of its options.

    `is_single` is what the file declares; `is_whole`: it scores all or nothing, too.
    Raises Unsupported when nothing is right.
    """
    right = [option for option in item.options if option.weight > 0]
    full = [option for option in right if option.weight >= FULL]
    if not right:
        raise Unsupported(source_kind, "no option is marked as right; mark one")
    if len(item.options) < MIN_OPTIONS:
        raise Unsupported(source_kind, "it has only one option; add a wrong one")
    key = right
    if is_single and (len(full) == 1 or len(right) == 1):
        item.kind, key = SINGLE, full or right
        if len(right) > 1 or not full:
            item.warnings.append("partial credit is lost: only the key counts")
    else:
        item.kind = MULTIPLE
        item.warnings += [] if is_whole else _loss(full, right, is_single=is_single)
    for option in item.options:
        option.is_correct = any(option is one for one in key)


def _loss(full: list[Choice], right: list[Choice], *, is_single: bool) -> list[str]:
    if is_single and len(full) > 1:
        return [
            "several options earn full marks alone; here all of them must be "
            "chosen. Rewrite it so that one is best"
        ]
    if is_single:
        return ["partial credit is lost: it became multiple response"]
    if len(right) > 1:
        return ["partial credit is lost: all right options must be chosen"]
    if len(right) == 1:
        return [
            "several options may be ticked, and one is right: add a second right "
            "option, or make it single choice"
        ]
    return []


def share_weights(item: Item) -> None:
    """Equal parts of the mark for the right options, where a file gives none."""
    key = item.key
    for option in item.options:
        option.weight = share(len(key)) if option.is_correct else 0.0


def share(count: int) -> float:
    return round(1 / count, 7)


def check_count(parts: Sequence[object]) -> None:
    """Before any of them is read. Raises Refused."""
    if len(parts) > MAX_OPTIONS:
        raise Refused(f"more than {MAX_OPTIONS} options; split the question")


def weight_of(percent: float) -> float:
    """The fraction of a percentage, rounded so that thirds look alike."""
    return round(percent / 100, 7)


def inspect(item: Item) -> Item:
    """Refuse what no table can hold, whatever the format; returns the item.

    What a draft of our own still needs is a warning: it left us as unfinished.
    """
    texts = [item.stem, item.feedback]
    texts += [t for o in item.options for t in (o.text, o.feedback, o.right_if)]
    texts += [t for p in item.pairs for t in (p.prompt, p.match, p.feedback)]
    if any(len(text) > MAX_TEXT for text in texts):
        raise Refused(f"a text is longer than {MAX_TEXT:,} characters; shorten it")
    check_count(item.options)
    check_count(item.pairs)
    missing = gaps(item)
    if missing and not item.own.get("draft"):
        raise Refused(missing[0])
    item.warnings += missing
    return item


def gaps(item: Item) -> list[str]:
    """What a question still needs before anybody can answer it, in words."""
    if "generator" in item.own:
        return []
    parts = [pair.prompt for pair in item.pairs if pair.prompt or not pair.match]
    parts += [option.text for option in item.options]
    has_key = item.kind not in {SINGLE, MULTIPLE} or bool(item.key)
    is_matched = all(p.match.strip() for p in item.pairs if p.prompt.strip())
    told = {"the question has no text; write one": bool(item.stem.strip())}
    if "template" not in item.own:  # its options are drawn
        told |= {
            "it has fewer than two options; add some": len(parts) >= MIN_OPTIONS,
            "an option is empty; write it or remove it": all(map(str.strip, parts)),
            "a prompt has no match; write it or remove the pair": is_matched,
            "no option is marked as right; mark one": has_key,
        }
    return [words for words, is_filled in told.items() if not is_filled]
