"""GIFT out: one question to a block, texts as Markdown with their signs escaped."""

import re
from itertools import groupby

from questions.exchange.items import MATCHING, MULTIPLE, Choice, Item
from questions.exchange.texts import CONTROLS

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
        f"\t{_mark(option, item)}{_escaped(option.text)}{_remark(option)}\n"
        for option in item.options
    )


def _mark(option: Choice, item: Item) -> str:
    if item.kind == MULTIPLE:
        return f"~%{option.weight * 100:.7g}%" if option.weight else "~"
    return "=" if option.is_correct else "~"


def _remark(option: Choice) -> str:
    return f"#{_escaped(option.feedback)}" if option.feedback else ""


def _pairs(item: Item) -> str:
    return "".join(
        f"\t={_escaped(pair.prompt)} -> {_escaped(pair.match)}\n" for pair in item.pairs
    )


def _escaped(text: str) -> str:
    text = SIGNS.sub(r"\\\1", CONTROLS.sub("", text)).replace("->", "-&gt;")
    return text.replace("\n", "\\n")
