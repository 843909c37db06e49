"""What a cohort's report says: figures about everybody, and one standing per person.

Shapes only; nothing here knows how they came about. Figures hold no names: a standing
is given its person's name when it is read. Shares and probabilities are percents,
scores scaled points (100 to 1000). None: not known, or hidden (`is_shielded`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Group(StrEnum):
    """What to do about somebody's exam."""

    BOOK = "book"  # the forecast reaches the cohort's line
    CLOSE = "close"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"  # too little evidence, or too old


class Stuck(StrEnum):
    """Why somebody needs a word."""

    FLAT = "flat"  # works, and the forecast does not rise
    SILENT = "silent"  # was here, and has not come back for weeks
    NEVER = "never"  # has not begun anything


class Trend(StrEnum):
    """Where a person's forecasts go; only what their uncertainty lets one say."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"  # no clear change
    UNKNOWN = "unknown"  # too few forecasts, or too close together


class Level(StrEnum):
    """How finely a lesson cuts the exam."""

    DOMAIN = "domain"
    TASK = "task"
    TOPIC = "topic"


@dataclass(frozen=True)
class Mean:
    """A mean of posterior means with its 95 % interval, of this many people."""

    value: float
    low: float
    high: float
    people: int | None


@dataclass(frozen=True)
class GroupCount:
    group: Group
    people: int | None


@dataclass(frozen=True)
class StuckCount:
    reason: Stuck
    people: int | None


@dataclass(frozen=True)
class Expected:
    """How many would pass if everybody with a forecast sat tomorrow; 8 of 10."""

    low: int
    high: int
    people: int | None


@dataclass(frozen=True)
class DomainFigures:
    """A domain of the exam: the cohort's mean share, and people by verdict."""

    code: str
    name: str
    weight: int  # percent of the exam
    mean: Mean | None
    weak: int | None
    strong: int | None
    unclear: int | None


@dataclass(frozen=True)
class Confusion:
    """Where this topic was right, people chose that idea."""

    topic: str
    idea: str
    people: int | None
    answers: int | None


@dataclass(frozen=True)
class Lesson:
    """Something that could be taught, and what it would bring this cohort.

    `gain`: points of 100 that each of `people` could win on average; `total`: of all of
    them together. `drill`: slugs of the topics to practise, `codes`: domains.
    """

    level: Level
    code: str
    name: str
    weight: float  # percent of the exam
    share: float | None
    low: float | None
    high: float | None
    answers: int | None
    people: int | None
    gain: float | None
    total: float | None
    confusions: tuple[Confusion, ...] = ()
    codes: tuple[str, ...] = ()
    drill: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bin:
    """Scores from `low` to `high`, both in it."""

    low: int
    high: int
    people: int | None


@dataclass(frozen=True)
class Scores:
    """One score of each person on the scale: their newest, or in one assignment."""

    pass_mark: int
    people: int | None
    passed: int | None
    lower: int | None  # a quarter lies below
    median: int | None
    upper: int | None
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday: who worked, and how ready people were at its end."""

    start: date
    active: int | None
    attempts: int | None
    answers: int | None
    groups: tuple[GroupCount, ...]
    mean: Mean | None  # of the true score


@dataclass(frozen=True)
class Participation:
    people: int
    active_week: int | None  # sent an answer or began something in the last 7 days
    active_month: int | None  # in the last 30
    started: int | None  # ever
    forecast: int | None  # with enough fresh evidence for a forecast


@dataclass(frozen=True)
class DomainPace:
    """Median seconds of right and of wrong answers in strict exams."""

    code: str
    name: str
    right: float | None
    wrong: float | None
    answers: int | None


@dataclass(frozen=True)
class Pace:
    """Seconds per question in strict exams, of the last 90 days.

    `allowed`: what the guide's exam gives; quartiles are over people's own medians.
    """

    allowed: float | None
    lower: float | None
    median: float | None
    upper: float | None
    people: int | None
    rapid: float | None  # percent of answers too fast to have been read
    exams: int | None
    expired: int | None  # of them ended by the clock
    domains: tuple[DomainPace, ...]


@dataclass(frozen=True)
class AssignedQuestion:
    """One question of a common form: how the cohort did."""

    number: int
    question: str  # slug
    revision: int
    stem: str
    domain: str
    is_scored: bool
    asked: int | None
    right: float | None
    low: float | None
    high: float | None
    blank: float | None
    seconds: float | None
    wrong: str  # the wrong option that was chosen most: its letter, or nothing
    wrong_text: str
    wrong_share: float | None  # percent of those who were asked
    flags: tuple[str, ...]  # of the wording, over everybody (analytics.flags.Flag)


@dataclass(frozen=True)
class AssignedFigures:
    """One assignment of this exam: who came, how they did, question by question.

    Of several attempts the newest counts. `questions` only of a common form.
    """

    id: int
    title: str
    opens_at: datetime
    closes_at: datetime
    is_common: bool
    people: int | None  # asked to sit it: students now, but the excused
    begun: int | None
    finished: int | None
    scores: Scores | None
    reliability: float | None  # KR-20 of a common form, from 30 sittings on
    questions: tuple[AssignedQuestion, ...]


@dataclass(frozen=True)
class Report:
    """One cohort and one exam."""

    cohort: int
    cohort_name: str
    exam_date: date | None
    guide: str
    guide_title: str
    pass_mark: int
    book_percent: int  # from this forecast on somebody should book
    computed_at: datetime
    is_shielded: bool  # small cells and means are hidden from who reads it
    people: int
    groups: tuple[GroupCount, ...]
    stuck: tuple[StuckCount, ...]
    expected: Expected | None
    mean: Mean | None  # of the true score
    domains: tuple[DomainFigures, ...]
    lessons: tuple[Lesson, ...]  # each level, the most to win first
    scores: Scores | None  # the newest strict exam of each person
    weeks: tuple[Week, ...]  # the oldest first
    participation: Participation
    pace: Pace
    assignments: tuple[AssignedFigures, ...]  # the newest first

    def lessons_of(self, level: Level) -> list[Lesson]:
        return [one for one in self.lessons if one.level == level]

    def people_in(self, group: Group) -> int | None:
        return next(one.people for one in self.groups if one.group == group)


@dataclass(frozen=True)
class Cell:
    """A person in a domain: the share they would get right, 80 %, and the verdict."""

    code: str
    share: int
    low: int
    high: int
    count: int  # counted answers
    verdict: str  # weak, strong, not_clear


@dataclass(frozen=True)
class Horizon:
    """When the line may be reached at the pace so far; `latest` None: not before."""

    earliest: date
    latest: date | None


@dataclass(frozen=True)
class Sat:
    """The newest strict exam that somebody sat."""

    scaled: int
    low: int
    high: int
    is_passed: bool
    at: datetime


@dataclass(frozen=True)
class Standing:
    """One person of the cohort; people of one group stand by name, never by rank.

    `percent` and the ranges are None in the group "not enough evidence"; `needed` says
    how many counted answers are missing.
    """

    user: int
    name: str
    email: str
    group: Group
    percent: int | None
    next_low: int | None  # the next mock, 80 %
    next_high: int | None
    true_low: int | None
    true_high: int | None
    count: int  # counted answers
    needed: int
    is_stale: bool  # what is known is older than 30 days
    trend: Trend
    change: int | None  # scaled points since `trend_since`
    trend_since: date | None
    horizon: Horizon | None
    stuck: Stuck | None
    last_active_at: datetime | None
    attempts: int
    newest: Sat | None
    unseen_right: int  # of questions that were new to them
    unseen_asked: int
    seconds: float | None  # median per question in strict exams
    cells: tuple[Cell, ...]

    @property
    def unseen_percent(self) -> int | None:
        if not self.unseen_asked:
            return None
        return round(100 * self.unseen_right / self.unseen_asked)


@dataclass(frozen=True)
class FullReport:
    """The report with everybody in it, by group and name; `people` is empty for those
    who may not see individuals."""

    report: Report
    people: tuple[Standing, ...]
