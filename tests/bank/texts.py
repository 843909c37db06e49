"""The code in the bank's texts: command lines, templates, policies, action names."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

BANK = Path(__file__).resolve().parents[2] / "bank"
FENCE = re.compile(r"^(?:```|~~~)(\w*)\n(.*?)^(?:```|~~~)", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
CONTINUED = re.compile(r"\\\n\s*")


class Piece(NamedTuple):
    """A piece of code with the question it stands in."""

    question: str
    language: str
    text: str


@lru_cache
def pieces() -> tuple[Piece, ...]:
    """Every fenced block and every inline code of every text of the bank."""
    return tuple(
        piece
        for path in sorted((BANK / "questions").glob("*.yaml"))
        for question in yaml.safe_load(path.read_text("utf-8"))["questions"]
        for text in _texts(question)
        for piece in _pieces(question["id"], text)
    )


def _texts(question: dict) -> Iterator[str]:
    yield question.get("stem", "")
    for option in question.get("options", []):
        yield from (option.get(word, "") for word in ("text", "why", "right_if"))


def _pieces(name: str, text: str) -> Iterator[Piece]:
    for language, body in FENCE.findall(text):
        yield Piece(name, language or "text", body)
    for span in SPAN.findall(FENCE.sub("", text)):
        yield Piece(name, "inline", span)


def aws_lines() -> Iterator[Piece]:
    """Each line that calls the AWS CLI, continued lines joined."""
    for piece in pieces():
        for line in CONTINUED.sub(" ", piece.text).splitlines():
            words = line.strip().removeprefix("$ ")
            if words.startswith("aws ") and "…" not in words:
                yield piece._replace(text=words)


def blocks(*languages: str) -> Iterator[Piece]:
    """The fenced blocks of these languages."""
    return (piece for piece in pieces() if piece.language in languages)
