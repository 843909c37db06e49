"""Aiken out: single choice in plain words, one line to a text."""

import re

from questions.exchange.items import Item
from questions.exchange.richtext import to_plain
from questions.exchange.tables import LETTERS
from questions.exchange.texts import CONTROLS

ANSWER_LIKE = re.compile(r"^(ANSWERS?)(\s*:)", re.IGNORECASE)


def write_aiken(items: list[Item]) -> str:
    return "\n".join(_question(item) for item in items)


def _question(item: Item) -> str:
    lines = [_line(item.stem)]
    for letter, option in zip(LETTERS.upper(), item.options, strict=False):
        lines.append(f"{letter}. {_line(option.text)}")
    lines.append(f"ANSWER: {LETTERS[item.key[0]].upper()}")
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    plain = " ".join(CONTROLS.sub("", to_plain(text)).split())
    # A text may not look like the line that ends a question.
    return ANSWER_LIKE.sub(r"“\1”\2", plain)
