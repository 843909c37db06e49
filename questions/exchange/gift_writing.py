"""GIFT out: one question to a block, texts as Markdown with their signs escaped."""

import re
from itertools import groupby

from questions.exchange.items import MATCHING, MULTIPLE, Choice, Item
from questions.exchange.texts import CONTROLS

FORMAT = re.compile(r"^\s*\[(html|markdown|moodle|plain)\]", re.IGNORECASE)
WEIGHT = re.compile(r"^%-?[0-9]")
SIGNS = re.compile(r"([\\~=#{}:])")


def write_gift(items: list[Item]) -> str:
    """Orderings and computed questions are left out by the caller."""
    parts = []
    for category, inside in groupby(items, key=lambda item: item.category):
        path = f"$course$/top/{category}" if category else "$course$/top"
        parts.append(f"$CATEGORY: {_escaped(path)}\n\n")
        parts += [_question(item) for item in inside]
    return "".join(parts)


def _question(item: Item) -> str:
    answers = _pairs(item) if item.kind == MATCHING else _options(item)
    general = f"\t####{_escaped(item.feedback)}\n" if item.feedback else ""
    title = _escaped(" ".join(item.ref.split()))
    stem = _escaped(item.stem)
    return f"{_labels(item)}::{title}::[markdown]{stem}{{\n{answers}{general}}}\n\n"


def _labels(item: Item) -> str:
    told = [("id", str(item.own.get("id", "")))] + [("tag", tag) for tag in item.tags]
    words = [f"[{name}:{_label(text)}]" for name, text in told if text]
    return f"// {' '.join(words)}\n" if words else ""


def _label(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(text.split()))


def _options(item: Item) -> str:
    return "".join(
        f"\t{_mark(option, item)}{_unweighted(option.text)}{_remark(option)}\n"
        for option in item.options
    )


def _unweighted(text: str) -> str:
    """A text that begins like a weight begins with an entity instead."""
    if FORMAT.match(text):
        return f"[markdown]{_escaped(text)}"
    return _escaped(WEIGHT.sub(lambda found: "&#37;" + found[0][1:], text))


def _mark(option: Choice, item: Item) -> str:
    if item.kind == MULTIPLE:
        return f"~%{option.weight * 100:.7g}%" if option.weight else "~"
    return "=" if option.is_correct else "~"


def _remark(option: Choice) -> str:
    return f"#{_unweighted(option.feedback)}" if option.feedback else ""


def _pairs(item: Item) -> str:
    return "".join(
        f"\t={_unweighted(pair.prompt)} -> {_escaped(pair.match)}\n"
        for pair in item.pairs
    )


def _escaped(text: str) -> str:
    text = SIGNS.sub(r"\\\1", CONTROLS.sub("", text)).replace("->", "-&gt;")
    return text.replace("\n", "\\n")
