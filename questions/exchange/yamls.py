"""Our own YAML, in and out: the format of bank/questions, where drafts may be bare."""

from collections.abc import Callable
from typing import Any

import yaml

from questions.bankfiles.reading import Document, read_document
from questions.exchange.items import (
    MATCHING,
    MULTIPLE,
    ORDERING,
    SINGLE,
    Choice,
    Item,
    Pair,
    Parsed,
    Refused,
    Unsupported,
)
from questions.exchange.own import own_of, slugs_of
from questions.exchange.pictures import addressed, collected
from questions.exchange.richtext import from_markdown
from questions.exchange.settling import check_count, gaps, inspect, share_weights
from questions.exchange.texts import decode

KINDS = {SINGLE, MULTIPLE, ORDERING, MATCHING}
OWN = {"id", "tasks", "topics", "difficulty", "generator", "references", "enemies"}
OWN |= {"evidence", "reviewed", "template", "draft"}
WORDS = OWN | {"kind", "stem", "options", "targets", "scenario", "tags", "category"}
WORDS |= {"feedback"}
PICTURES = "pictures/"
Find = Callable[[str], bytes | None]


def read_yaml(data: bytes, file: str, find: Find = lambda _: None) -> Parsed:
    """The questions of one file: a bank file, a list, or a single question.

    `find` gives the bytes of a picture that stands beside the file.
    """
    document = read_document(file, decode(data).encode())
    if document.findings:
        first = document.findings[0]
        raise Refused(f"{first.message}; {first.fix}", first.line)
    parsed = Parsed("yaml")
    scenarios = _scenarios(document.data)
    for path, raw in _questions(document.data):
        _read_question(parsed, document, path, raw, scenarios)
    parsed.items = [collected(item, PICTURES, find) for item in parsed.items]
    return parsed


def _questions(data: Any) -> list[tuple[tuple[str | int, ...], Any]]:
    if isinstance(data, dict) and isinstance(data.get("questions"), list):
        return [(("questions", n), raw) for n, raw in enumerate(data["questions"])]
    if isinstance(data, list):
        return [((n,), raw) for n, raw in enumerate(data)]
    if isinstance(data, dict) and ("stem" in data or "generator" in data):
        return [((), data)]
    raise Refused("it has no questions; begin with `questions:`", 1)


def _scenarios(data: Any) -> dict[str, dict[str, Any]]:
    told = data.get("scenarios") if isinstance(data, dict) else None
    rows = (
        [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    )
    return {str(one.get("id", "")): one for one in rows}


def _read_question(
    parsed: Parsed,
    document: Document,
    path: tuple[str | int, ...],
    raw: Any,
    scenarios: dict[str, dict[str, Any]],
) -> None:
    line = document.line(path)
    number = len(parsed.items) + len(parsed.skipped) + len(parsed.errors) + 1
    ref = f"question {number}"
    try:
        if not isinstance(raw, dict):
            raise Refused("a question is a mapping; write `id: …` and so on")
        ref = str(raw.get("id") or ref)[:200]
        item = _item(raw, ref, scenarios)
        item.file, item.line = document.name, line
        parsed.add(inspect(item))
    except Unsupported as why:
        parsed.skip(ref, why, document.name, line)
    except Refused as why:
        parsed.fail(why, ref, document.name, line)


def _item(raw: dict[str, Any], ref: str, scenarios: dict[str, dict[str, Any]]) -> Item:
    kind = raw.get("kind", SINGLE)
    if kind not in KINDS:
        raise Unsupported(str(kind)[:60], "this kind has no equal here")
    item = Item(ref, kind, _text(raw, "stem"))
    item.own = own_of({name: raw[name] for name in OWN if name in raw})
    item.tags = _texts(raw, "tags")
    item.category, item.feedback = _text(raw, "category"), _text(raw, "feedback")
    item.warnings += [
        f"`{name}` is not known here" for name in sorted(set(raw) - WORDS)
    ]
    _add_scenario(item, raw.get("scenario"), scenarios)
    if not {"generator", "template"} & set(item.own):
        fill_body(item, raw)
    return item


def _add_scenario(item: Item, told: Any, scenarios: dict[str, dict[str, Any]]) -> None:
    if told is None:
        return
    found = own_of({"scenario": scenarios.get(str(told), {})})
    if not found:
        raise Refused(f"no scenario `{str(told)[:80]}` in this file; add it")
    item.own |= found


def fill_body(item: Item, raw: dict[str, Any]) -> None:
    """The options or pairs of a question, as `body_of` tells them."""
    is_draft = bool(item.own.get("draft"))
    options = raw.get("options")
    if not isinstance(options, list) or not all(isinstance(o, dict) for o in options):
        raise Refused("`options` is a list of options, each with its `text`")
    if len(options) < 2 and not is_draft:  # REASON: one option is no choice
        raise Refused("it has fewer than two options; add some")
    check_count(options)
    item.options = [_choice(option) for option in options]
    if item.kind == MATCHING:
        _fill_matching(item, options, _texts(raw, "targets"))
    elif item.kind in {SINGLE, MULTIPLE} and item.key:
        if item.kind == SINGLE and len(item.key) > 1:
            item.kind = MULTIPLE
            item.warnings.append("several options are right: multiple response")
        share_weights(item)
    elif item.kind in {SINGLE, MULTIPLE} and not is_draft:
        raise Unsupported(item.kind, "no option is marked as right")


def _choice(raw: dict[str, Any]) -> Choice:
    correct = raw.get("correct", False)
    if not isinstance(correct, bool):
        told = str(correct)[:20]
        raise Refused(f"`correct: {told}` is neither true nor false; write true")
    return Choice(
        text=_text(raw, "text"),
        is_correct=correct,
        feedback=_text(raw, "why"),
        right_if=_text(raw, "right_if"),
        confuses=slugs_of(raw.get("confuses")),
    )


def _fill_matching(item: Item, raw: list[dict[str, Any]], targets: list[str]) -> None:
    for option, one in zip(item.options, raw, strict=True):
        match = _text(one, "match")
        if not match and not item.own.get("draft"):
            raise Refused(f"the option “{option.text[:40]}” has no `match`")
        words = option.feedback, option.right_if, option.confuses
        item.pairs.append(Pair(option.text, match, *words))
    item.options = []
    used = {pair.match for pair in item.pairs}
    item.pairs += [Pair("", target) for target in targets if target not in used]
    if targets:
        item.own["targets"] = targets


def _text(raw: dict[str, Any], name: str) -> str:
    value = raw.get(name, "")
    if value is None or isinstance(value, list | dict):
        return ""
    return from_markdown(_word(value))


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _texts(raw: dict[str, Any], name: str) -> list[str]:
    values = raw.get(name)
    if not isinstance(values, list):
        return []
    texts = [from_markdown(_word(v)) for v in values if not isinstance(v, list | dict)]
    return list(dict.fromkeys(text for text in texts if text))


# --- Out --------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks, no aliases: as people write the bank's files."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002  # REASON: the base class's signature
        super().increase_indent(flow, False)  # noqa: FBT003  # REASON: the same


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_multi_representer(float, _Dumper.represent_float)


def yaml_text(topic: str, items: list[Item]) -> str:
    """One file of the bank's format with these questions."""
    items = [addressed(item, PICTURES) for item in items]
    told = {
        item.own["scenario"]["id"]: item.own["scenario"]
        for item in items
        if "scenario" in item.own
    }
    body: dict[str, Any] = {"topic": topic}
    if told:
        body["scenarios"] = list(told.values())
    body["questions"] = [_question(item) for item in items]
    return yaml.dump(
        body, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000
    )


def _question(item: Item) -> dict[str, Any]:
    own = item.own
    raw: dict[str, Any] = {"id": own.get("id") or item.ref, "kind": item.kind}
    raw |= {n: own[n] for n in ("tasks", "topics", "difficulty") if n in own}
    if "scenario" in own:
        raw["scenario"] = own["scenario"]["id"]
    if "generator" in own:
        raw["generator"] = own["generator"]
        if "template" in own:
            raw |= {"stem": item.stem, "template": _template(own["template"])}
    else:
        raw |= {"stem": item.stem} | body_of(item)
    raw["evidence"] = own.get("evidence", [])
    if gaps(item):
        raw["draft"] = True
    raw["references"] = own.get("references", [])
    raw |= {n: own[n] for n in ("enemies", "reviewed") if n in own}
    plain = {"tags": item.tags, "category": item.category, "feedback": item.feedback}
    return raw | {name: value for name, value in plain.items() if value}


def _template(told: dict[str, Any]) -> dict[str, Any]:
    """Without what is left empty."""
    rows = [{n: v for n, v in row.items() if v} for row in told["answers"]]
    kept = {n: v for n, v in told.items() if v not in ("", None)}
    return kept | {"answers": rows}


def body_of(item: Item) -> dict[str, Any]:
    """The options of a question, or its pairs and all that they may be matched to."""
    if item.kind != MATCHING:
        return {"options": [_option(o) for o in item.options]}
    pairs = [_pair(pair) for pair in item.pairs if pair.prompt]
    return {"options": pairs, "targets": targets_of(item)}


def targets_of(item: Item) -> list[str]:
    """Every match once, in the author's order if it is known."""
    found = list(dict.fromkeys(pair.match for pair in item.pairs))
    told = item.own.get("targets", [])
    return list(told) if sorted(told) == sorted(found) else found


def _option(option: Choice) -> dict[str, Any]:
    raw: dict[str, Any] = {"correct": True} if option.is_correct else {}
    return raw | {"text": option.text} | _reasons(option)


def _pair(pair: Pair) -> dict[str, Any]:
    return {"text": pair.prompt, "match": pair.match} | _reasons(pair)


def _reasons(part: Choice | Pair) -> dict[str, Any]:
    told = {
        "why": part.feedback,
        "right_if": part.right_if,
        "confuses": part.confuses,
    }
    return {name: value for name, value in told.items() if value}
