"""Formulas of MathML in plain signs: ½ as 1/2, a power as x², a root as √(x)."""

import html
import re
from html.parser import HTMLParser

from questions.exchange.scripts import scripted

START = re.compile(r"<math\b", re.IGNORECASE)
END = re.compile(r"</math\s*>", re.IGNORECASE)
UNSAID = {"annotation", "annotation-xml"}
LONG = re.compile(r"\w+|\w+\([^()]*\)")  # what needs no brackets


def in_words(source: str) -> str:
    """HTML whose formulas are words; one that never ends is left as it is."""
    parts, at = [], 0
    while start := START.search(source, at):
        end = END.search(source, start.start())
        if end is None:
            break
        reader = _Reader()
        reader.feed(source[start.start() : end.end()])
        told = html.escape(" ".join(reader.words().split()), quote=False)
        parts += [source[at : start.start()], told]
        at = end.end()
    return "".join([*parts, source[at:]])


class _Reader(HTMLParser):
    """The words of each element, told when it closes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, list[str]]] = [("", [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1:
            name, parts = self.open.pop()
            self.open[-1][1].append(_said(name, parts))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.open[-1][1].append(data.strip())

    def words(self) -> str:
        while len(self.open) > 1:
            self.handle_endtag("")
        return "".join(self.open[0][1])


def _said(tag: str, parts: list[str]) -> str:
    inner = "".join(parts)
    if tag in UNSAID:
        return ""
    if tag == "mo" and inner in {"=", "<", ">", "≤", "≥", "≠", "+", "−", "-"}:
        return f" {inner} "
    if tag == "msqrt":
        return f"√({inner})"
    if tag == "mfenced":
        return f"({', '.join(parts)})"
    if len(parts) == 2:  # REASON: these elements have two parts
        return _of_two(tag, parts[0], parts[1])
    return inner


def _of_two(tag: str, one: str, other: str) -> str:
    if tag == "mfrac":
        return f"{_bracketed(one)}/{_bracketed(other)}"
    if tag in {"msup", "msub"}:
        return _bracketed(one) + scripted(tag.removeprefix("m"), other)
    if tag == "mroot":
        return f"{scripted('sup', other)}√({one})"
    return one + other


def _bracketed(text: str) -> str:
    return text if LONG.fullmatch(text) else f"({text.strip()})"
