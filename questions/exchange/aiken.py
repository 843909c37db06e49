"""Aiken: a question, lettered options, and `ANSWER: X`. Read strictly, told kindly.

The question may go over several lines, and an option may go on below its letter.
"""

import re
from dataclasses import dataclass, field

from questions.exchange.items import SINGLE, Choice, Item, Parsed, Refused
from questions.exchange.richtext import from_plain
from questions.exchange.settling import inspect, settle_choice
from questions.exchange.texts import decode

OPTION = re.compile(r"^\s*([A-Za-z])\s?[.)]\s+(.*\S)\s*$")
EMPTY_OPTION = re.compile(r"^\s*([A-Z])\s?[.)]\s*$")
ANSWER = re.compile(r"^\s*ANSWERS?\s*:\s*(.*?)\s*$", re.IGNORECASE)
BARE_ANSWER = re.compile(r"^\s*ANSWERS?\s+[A-Z]\s*$")
LETTERS = re.compile(r"[A-Za-z](?:\s*[,;& ]\s*[A-Za-z])*\.?")
SPELLED = re.compile(r"([A-Za-z])[.)]\s.*")  # “B) Paris”


@dataclass
class _Draft:
    """A question while its lines come in."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    fault: Refused | None = None
    is_paused: bool = False  # an empty line came after its options

    @property
    def is_empty(self) -> bool:
        return not any(self.stem) and not self.options


def read_aiken(data: bytes, file: str) -> Parsed:
    """The questions of an Aiken file; a malformed one is told with its line."""
    parsed = Parsed("aiken")
    draft = _Draft()
    for number, line in enumerate(decode(data).split("\n"), start=1):
        if answer := ANSWER.match(line):
            _finish(parsed, draft, answer.group(1), file, number)
            draft = _Draft()
        else:
            draft = _taken(parsed, draft, line, file, number)
    if not draft.is_empty:
        why = draft.fault or Refused("it has no `ANSWER:` line; add one")
        parsed.fail(why, _ref(parsed), file, draft.line)
    return parsed


def _taken(parsed: Parsed, draft: _Draft, line: str, file: str, number: int) -> _Draft:
    """The draft with one more line, or a new one after an unfinished question."""
    option = OPTION.match(line)
    if not line.strip():
        draft.is_paused = bool(draft.options)
        draft.stem += [] if draft.options else [""]
    elif option and any(draft.stem) and _is_next(draft, option):
        draft.options.append((option.group(1).upper(), [option.group(2)]))
        draft.is_paused = False
    elif EMPTY_OPTION.match(line) and any(draft.stem):
        letter = line.strip()[0]
        draft.fault = draft.fault or Refused(f"option {letter} is empty", number)
        draft.options.append((letter, [""]))
    elif draft.options and BARE_ANSWER.match(line):
        message = f"`{line.strip()}` has no colon; write `ANSWER: X`"
        draft.fault = draft.fault or Refused(message, number)
    else:
        return _with_text(parsed, draft, line.strip(), file, number)
    return draft


def _is_next(draft: _Draft, option: re.Match[str]) -> bool:
    """Letters come in order; “e) …” inside a text of B is a text."""
    letter = option.group(1)
    wanted = chr(ord("A") + len(draft.options))
    return letter.upper() == wanted or (letter.isupper() and not draft.is_paused)


def _with_text(
    parsed: Parsed, draft: _Draft, line: str, file: str, number: int
) -> _Draft:
    """A text goes on, but after an empty line the next question has begun."""
    if draft.options and draft.is_paused:
        why = draft.fault or Refused("it has no `ANSWER:` line; add one")
        parsed.fail(why, _ref(parsed), file, draft.line)
        draft = _Draft()
    if draft.options:
        draft.options[-1][1].append(line)
    else:
        draft.line = draft.line or number
        draft.stem.append(line)
    return draft


def _ref(parsed: Parsed) -> str:
    return f"question {len(parsed.items) + len(parsed.errors) + 1}"


def _finish(parsed: Parsed, draft: _Draft, answer: str, file: str, line: int) -> None:
    ref = _ref(parsed)
    try:
        if draft.fault:
            raise draft.fault
        item = _item(draft, answer, ref, line)
        item.file, item.line = file, draft.line
        parsed.add(inspect(item))
    except Refused as why:
        parsed.fail(why, ref, file, draft.line or line)


def _item(draft: _Draft, answer: str, ref: str, line: int) -> Item:
    letters = [letter for letter, _ in draft.options]
    if not any(draft.stem):
        raise Refused("an ANSWER: line without a question", line)
    if len(letters) < 2:  # REASON: one option is no choice
        raise Refused("it has fewer than two options; write them as “A. …”", line)
    if spelled := SPELLED.fullmatch(answer):
        answer = spelled.group(1)
    if not LETTERS.fullmatch(answer):
        raise Refused(f"`ANSWER: {answer[:40]}` names no letter", line)
    keys = {letter.upper() for letter in re.findall(r"[A-Za-z]", answer)}
    if unknown := sorted(keys - set(letters)):
        raise Refused(f"the answer {', '.join(unknown)} is none of the options", line)
    if letters != [chr(ord("A") + n) for n in range(len(letters))]:
        raise Refused("the letters of its options are not in order", line)
    item = Item(ref, SINGLE, from_plain("\n".join(draft.stem)))
    item.options = [
        Choice(
            from_plain("\n".join(lines)),
            weight=round(1 / len(keys), 7) if letter in keys else 0.0,
        )
        for letter, lines in draft.options
    ]
    is_single = len(keys) == 1
    settle_choice(item, is_single=is_single, source_kind="multichoice", is_whole=True)
    return item
