"""The grade: a pure function of a frozen form and its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exams.responses import is_correct
from exams.scoring import Scale, Score, domain_word, score


@dataclass(frozen=True)
class Item:
    """One question of a form with everything that grading needs.

    `key` speaks the author's ids; `options` and `targets` translate the opaque
    ids of this attempt to them.
    """

    position: int
    domain: str
    kind: str
    is_scored: bool
    is_seen: bool
    key: Any
    options: Mapping[str, str]
    targets: Mapping[str, str]


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
    marks = {i.position: mark(i, responses.get(i.position)) for i in items}
    scored = [i for i in items if i.is_scored]
    raw = sum(marks[i.position] for i in scored)
    return Grade(
        score=score(raw, len(scored), scale),
        marks=marks,
        domains=tuple(_domains(scored, marks)),
        seen_share=sum(i.is_seen for i in scored) / len(scored),
    )


def mark(item: Item, response: Any) -> bool:
    """Whether a response in this attempt's opaque ids is the key."""
    told = translated(response, item.options, item.targets)
    return is_correct(told, kind=item.kind, key=item.key)


def translated(
    response: Any, options: Mapping[str, str], targets: Mapping[str, str]
) -> Any:
    """A response with the attempt's opaque ids turned into the author's."""
    if not response:
        return None
    if isinstance(response, Mapping):
        return {options[o]: targets[t] for o, t in response.items()}
    return [options[o] for o in response]


def _domains(scored: Sequence[Item], marks: Mapping[int, bool]) -> list[DomainGrade]:
    grades = []
    for code in sorted({i.domain for i in scored}):
        own = [marks[i.position] for i in scored if i.domain == code]
        correct, asked = sum(own), len(own)
        grades.append(DomainGrade(code, correct, asked, domain_word(correct, asked)))
    return grades
