"""What a report is computed of: rows of a cohort's present students, as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from analytics.cohorts.report import AssignedFigures, Confusion, DomainPace, Sat


class Person(NamedTuple):
    pk: int
    name: str  # or the address of who has none


class DomainFact(NamedTuple):
    pk: int
    code: str
    name: str
    weight: int  # percent of the exam


@dataclass(frozen=True)
class Aim:
    """Whose report it is, of which exam, and where its line lies."""

    cohort: int
    cohort_name: str
    exam_date: date | None
    guide: str
    guide_title: str
    pass_mark: int
    seconds_allowed: float | None  # per question
    domains: tuple[DomainFact, ...]
    book_percent: int
    now: datetime


class Said(NamedTuple):
    """A forecast, as far as the way to it is told by it."""

    at: datetime
    percent: int
    missing: int
    true_low: int
    true_high: int
    fresh_until: datetime


class Newest(NamedTuple):
    """The last forecast of somebody, with all that was said."""

    said: Said
    next_low: int
    next_high: int
    answers: int
    domains: Sequence[Mapping[str, Any]]  # analytics.models.Forecast.domains


class Work(NamedTuple):
    """Somebody's attempts, of this line of guides."""

    attempts: int  # handed in
    lately: int  # of them in the last three weeks
    last_at: datetime | None


class Fresh(NamedTuple):
    """Answers to questions that were new to somebody."""

    right: int
    asked: int


class Tally(NamedTuple):
    """Counted answers to one task or topic, with its share of the exam's questions."""

    code: str
    name: str
    weight: float  # percent of the exam
    right: int
    asked: int
    people: int
    drill: tuple[str, ...]


class WeekTally(NamedTuple):
    start: date
    active: int
    attempts: int
    answers: int


class PaceTally(NamedTuple):
    rapid: float | None  # percent
    exams: int
    expired: int


@dataclass(frozen=True)
class Facts:
    """Everything of one cohort and one guide; mappings are by person."""

    aim: Aim
    people: Sequence[Person]
    newest: Mapping[int, Newest] = field(default_factory=dict)
    said: Mapping[int, Sequence[Said]] = field(default_factory=dict)  # oldest first
    work: Mapping[int, Work] = field(default_factory=dict)
    sat: Mapping[int, Sat] = field(default_factory=dict)
    fresh: Mapping[int, Fresh] = field(default_factory=dict)
    seconds: Mapping[int, float] = field(default_factory=dict)
    weeks: Sequence[WeekTally] = ()
    tasks: Sequence[Tally] = ()
    topics: Sequence[Tally] = ()
    # By `figures.confusion_key`, the most frequent first.
    confusions: Mapping[str, Sequence[Confusion]] = field(default_factory=dict)
    pace: PaceTally | None = None
    paces: Sequence[DomainPace] = ()
    assignments: Sequence[AssignedFigures] = ()
