"""Marks of emphasis, where Markdown would read them as such and nowhere else.

`**Note:**text` shows its asterisks: a mark beside a sign needs a space or another
sign on its other side. After the rules of CommonMark for what flanks a word.
"""

import re
import unicodedata

BEGIN, END = "\x06", "\x07"
NEAR = 40  # characters: marks of marks stand between
MARK = re.compile(r"([\x06\x07])(\*\*|\*|~~)")


def marked(sign: str, words: str) -> str:
    """Words between two marks that are still to be decided on."""
    return f"{BEGIN}{sign}{words}{END}{sign}"


def settled(text: str) -> str:
    """The text with the marks that work; of the others only the words stay."""
    tokens = list(MARK.finditer(text))
    kept: set[int] = set()
    opened: list[int] = []
    for number, token in enumerate(tokens):
        if token[1] == BEGIN:
            opened.append(number)
        elif opened:
            start = opened.pop()
            if _works(text, tokens[start], token):
                kept |= {start, number}
    parts, at = [], 0
    for number, token in enumerate(tokens):
        parts += [text[at : token.start()], token[2] if number in kept else ""]
        at = token.end()
    return "".join([*parts, text[at:]])


def _works(text: str, start: re.Match[str], end: re.Match[str]) -> bool:
    before, first = _last(text, start.start()), _first(text, start.end())
    last, after = _last(text, end.start()), _first(text, end.end())
    return _flanks(first, before) and _flanks(last, after)


def _flanks(inner: str, outer: str) -> bool:
    """Whether a mark between these two belongs to the inner one."""
    return not inner.isspace() and (not _is_sign(inner) or _is_sign(outer))


def _is_sign(one: str) -> bool:
    return one.isspace() or unicodedata.category(one)[0] in "PS"


def _first(text: str, at: int) -> str:
    return (MARK.sub("", text[at : at + NEAR]) or " ")[0]


def _last(text: str, at: int) -> str:
    return (MARK.sub("", text[max(0, at - NEAR) : at]) or " ")[-1]
