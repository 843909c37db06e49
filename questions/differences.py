"""What changed between two texts of a question, told so that it reads like prose.

Words are compared, not lines; options are compared with the option that they were,
wherever it stands now.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from questions.manuscript import Option, Tags, Text, expectation_lines, letter

WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond this many comparisons a text counts as rewritten.
MAX_WORK = 4_000_000
ALIKE = 0.5
PLACE = ("service", "operation", "shape", "member")  # of a claim, outermost first


@dataclass(frozen=True)
class Piece:
    kind: str  # same | inserted | deleted
    text: str


@dataclass(frozen=True)
class Row:
    """One part of the question: its name and its words, changed or not."""

    name: str
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


@dataclass(frozen=True)
class Section:
    """What belongs together: the question, one option, its tags."""

    title: str
    rows: tuple[Row, ...]

    @property
    def is_changed(self) -> bool:
        return any(row.is_changed for row in self.rows)


def differences(
    old: Text, new: Text, old_tags: Tags | None = None, new_tags: Tags | None = None
) -> list[Section]:
    """Every section of the new text, then the options that are gone."""
    sections = [Section("Question", tuple(_question_rows(old, new)))]
    sections.append(Section("How it is computed", tuple(_template_rows(old, new))))
    sections += _option_sections(old, new)
    sections.append(Section("What it rests on", tuple(_source_rows(old, new))))
    if old_tags is not None and new_tags is not None:
        sections.append(Section("Tags", tuple(_tag_rows(old_tags, new_tags))))
    return [section for section in sections if section.rows]


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both, each once: same, deleted or inserted."""
    a, b = WORD.findall(old), WORD.findall(new)
    if len(a) * len(b) > MAX_WORK:
        return tuple(_pieces([("deleted", old), ("inserted", new)]))
    found: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    for verb, i1, i2, j1, j2 in matcher.get_opcodes():
        if verb == "equal":
            found.append(("same", "".join(a[i1:i2])))
            continue
        found.append(("deleted", "".join(a[i1:i2])))
        found.append(("inserted", "".join(b[j1:j2])))
    return tuple(_pieces(_calm(found)))


def _calm(found: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """A lone space between two changes belongs to them: one change, not two."""
    deleted = inserted = ""
    for index, (kind, words) in enumerate(found):
        is_bridge = kind == "same" and not words.strip() and 0 < index < len(found) - 1
        if kind == "same" and not is_bridge:
            yield from (("deleted", deleted), ("inserted", inserted), (kind, words))
            deleted = inserted = ""
            continue
        deleted += words if kind != "inserted" else ""
        inserted += words if kind != "deleted" else ""
    yield from (("deleted", deleted), ("inserted", inserted))


def _pieces(found: Iterable[tuple[str, str]]) -> Iterator[Piece]:
    return (Piece(kind, words) for kind, words in found if words)


def _row(name: str, old: str, new: str) -> Iterator[Row]:
    if old or new:
        yield Row(name, compare(old, new))


def _question_rows(old: Text, new: Text) -> Iterator[Row]:
    if old.kind != new.kind:
        yield from _row("Kind", old.kind, new.kind)
    yield from _row("Situation", old.scenario, new.scenario)
    yield from _row("Text", old.stem, new.stem)
    yield from _row("Targets", "\n".join(old.targets), "\n".join(new.targets))


def _template_rows(old: Text, new: Text) -> Iterator[Row]:
    before = dict(old.template.parts) if old.template else {}
    after = dict(new.template.parts) if new.template else {}
    for name in {**after, **before}:
        yield from _row(name, before.get(name, ""), after.get(name, ""))


def _option_sections(old: Text, new: Text) -> Iterator[Section]:
    former = matched(old.options, new.options)
    for index, option in enumerate(new.options):
        before = former[index]
        title = f"Option {letter(index)}"
        if before is None:
            rows = _option_rows(Option(), option)
            yield Section(f"{title}, new", tuple(rows))
            continue
        if before != index:
            title += f", was {letter(before)}"
        yield Section(title, tuple(_option_rows(old.options[before], option)))
    for index, option in enumerate(old.options):
        if index not in former:
            rows = _option_rows(option, Option())
            yield Section(f"Former option {letter(index)}, gone", tuple(rows))


def _option_rows(old: Option, new: Option) -> Iterator[Row]:
    yield from _row("Text", old.text, new.text)
    yield from _row("Key", _mark(old), _mark(new))
    yield from _row("Target", old.match, new.match)
    yield from _row("Why", old.why, new.why)
    yield from _row("It would be right if", old.right_if, new.right_if)
    yield from _row("Mistaken for", ", ".join(old.confuses), ", ".join(new.confuses))


def _mark(option: Option) -> str:
    return "Right answer" if option.is_correct else ""


def matched(old: Sequence[Option], new: Sequence[Option]) -> list[int | None]:
    """For each new option the index of the old one that it was, or None."""
    likeness = [
        (_likeness(before, after), -abs(i - j), i, j)
        for i, before in enumerate(old)
        for j, after in enumerate(new)
    ]
    found: list[int | None] = [None] * len(new)
    for score, _, i, j in sorted(likeness, reverse=True):
        if score >= ALIKE and found[j] is None and i not in found:
            found[j] = i
    for j, before in enumerate(found):  # rewritten, but at its old place
        if before is None and j < len(old) and j not in found:
            found[j] = j
    return found


def _likeness(old: Option, new: Option) -> float:
    if old.text == new.text:
        return 1.0
    a, b = WORD.findall(old.text)[:200], WORD.findall(new.text)[:200]
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _source_rows(old: Text, new: Text) -> Iterator[Row]:
    yield from _row("Evidence", _claims(old.evidence), _claims(new.evidence))
    yield from _row("References", "\n".join(old.references), "\n".join(new.references))


def _claims(evidence: Iterable[dict[str, Any]]) -> str:
    return "\n".join(_claim(entry) for entry in evidence)


def _claim(entry: dict[str, Any]) -> str:
    """“A batch has ten entries. (sqs SendMessageBatch Entries; max: 10)”"""
    told = entry.get("botocore", {})
    place = " ".join(str(told[word]) for word in PLACE if word in told)
    answer = ["of its answer"] if told.get("output") else []
    parts = [place, *answer, *expectation_lines(told).splitlines()]
    return f"{entry.get('claim', '')} ({'; '.join(filter(None, parts))})"


def _tag_rows(old: Tags, new: Tags) -> Iterator[Row]:
    yield from _row("Topics", ", ".join(old.topics), ", ".join(new.topics))
    yield from _row("Tasks", _tasks(old), _tasks(new))
    yield from _row("Difficulty", old.difficulty, new.difficulty)


def _tasks(tags: Tags) -> str:
    return ", ".join(
        f"{guide} {code}"
        for guide, codes in sorted(tags.tasks.items())
        for code in codes
    )
