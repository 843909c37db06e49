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
    # Only a stem begins its line, and may not look like the end of a question.
    lines = [ANSWER_LIKE.sub(r"“\1”\2", _line(item.stem))]
    for letter, option in zip(LETTERS.upper(), item.options, strict=False):
        lines.append(f"{letter}. {_line(option.text)}")
    lines.append(f"ANSWER: {LETTERS[item.key[0]].upper()}")
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    """The words on one line; signs that show no words stay signs."""
    words = " ".join(CONTROLS.sub("", to_plain(text)).split())
    return words or " ".join(CONTROLS.sub("", text).split())
