"""The grade: a pure function of a frozen form and its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from exams.responses import is_correct
from exams.scoring import Scale, Score, domain_word, score


class Remedy(StrEnum):
    """What is done about a wording whose key turned out to be wrong."""

    NEW_KEY = "new_key"
    BOTH = "both"
    FULL_CREDIT = "full_credit"
    DROP = "drop"


# After these an answer says nothing about the student.
MUTE = frozenset({Remedy.FULL_CREDIT, Remedy.DROP})


@dataclass(frozen=True)
class Ruling:
    """A decision in force about a wording. `keys` are accepted instead of its own."""

    remedy: Remedy
    keys: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Item:
    """One question of a form with everything that grading needs.

    `key` speaks the author's ids; `options` and `targets` translate the opaque
    ids of this attempt to them. `ruling`: what was decided about it since.
    """

    position: int
    domain: str
    kind: str
    is_scored: bool
    is_seen: bool
    key: Any
    options: Mapping[str, str]
    targets: Mapping[str, str]
    ruling: Ruling | None = None

    @property
    def keys(self) -> tuple[Any, ...]:
        """Every key that is right."""
        return (self.ruling and self.ruling.keys) or (self.key,)

    @property
    def has(self) -> Remedy | None:
        return self.ruling.remedy if self.ruling else None


@dataclass(frozen=True)
class DomainGrade:
    code: str
    correct: int
    asked: int
    word: str


@dataclass(frozen=True)
class Grade:
    """`marks` maps every position to right or wrong, unscored ones included."""

    score: Score
    marks: Mapping[int, bool]
    domains: tuple[DomainGrade, ...]
    seen_share: float


def grade(items: Sequence[Item], responses: Mapping[int, Any], scale: Scale) -> Grade:
    """All or nothing per question; the total of the scored ones decides."""
    items = _with_something_scored(items)
    marks = {i.position: mark(i, responses.get(i.position)) for i in items}
    scored = [i for i in items if i.is_scored and i.has != Remedy.DROP]
    raw = sum(marks[i.position] for i in scored)
    return Grade(
        score=score(raw, len(scored), scale),
        marks=marks,
        domains=tuple(_domains(scored, marks, scale)),
        seen_share=sum(i.is_seen for i in scored) / len(scored),
    )


def _with_something_scored(items: Sequence[Item]) -> Sequence[Item]:
    """Where every scored question was dropped, there would be nothing to grade: then
    each is a point for everybody instead."""
    if any(i.is_scored and i.has != Remedy.DROP for i in items):
        return items
    credit = Ruling(Remedy.FULL_CREDIT)
    return [replace(i, ruling=credit) if i.is_scored else i for i in items]


def mark(item: Item, response: Any) -> bool:
    """Whether a response in this attempt's opaque ids is right."""
    if item.has == Remedy.FULL_CREDIT:
        return True
    told = translated(response, item.options, item.targets)
    return any(is_correct(told, kind=item.kind, key=key) for key in item.keys)


def translated(
    response: Any, options: Mapping[str, str], targets: Mapping[str, str]
) -> Any:
    """A response with the attempt's opaque ids turned into the author's."""
    if not response:
        return None
    if isinstance(response, Mapping):
        return {options[o]: targets[t] for o, t in response.items()}
    return [options[o] for o in response]


def _domains(
    scored: Sequence[Item], marks: Mapping[int, bool], scale: Scale
) -> list[DomainGrade]:
    grades = []
    for code in sorted({i.domain for i in scored}):
        own = [marks[i.position] for i in scored if i.domain == code]
        correct, asked = sum(own), len(own)
        word = domain_word(correct, asked, scale.pass_share)
        grades.append(DomainGrade(code, correct, asked, word))
    return grades
