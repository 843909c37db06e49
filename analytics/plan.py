"""What to do next, and what to study first: pure rules over a person's answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from exams.scoring import wilson

# What an average user gets right (ANALYTICS §4), and how many answers that
# knowledge is worth against this person's own: with four own answers, half.
PRIOR_SHARE = Fraction(65, 100)
PRIOR_ANSWERS = 4
TOPICS_PER_STEP = 4
REVIEW_FROM = 10  # due questions that are worth a session before the next mock


@dataclass(frozen=True)
class Missed:
    """A question answered wrong or not at all: its first topic, where to read."""

    topic: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class DomainAnswers:
    code: str
    name: str
    weight_percent: int
    correct: int
    asked: int
    missed: tuple[Missed, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A topic to read, and the pages that its missed questions name."""

    topic: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class StudyStep:
    """A domain of the plan: what it may be worth, and how little is known of it."""

    code: str
    name: str
    weight_percent: int
    correct: int
    asked: int
    low_percent: int
    high_percent: int
    gain_points: int  # of 100: its weight times the estimated room
    readings: tuple[Reading, ...]


def study_plan(domains: Iterable[DomainAnswers]) -> list[StudyStep]:
    """The domains by weight times room, the most to gain first."""
    return [_step(domain) for domain in sorted(domains, key=_rank)]


def _rank(domain: DomainAnswers) -> tuple[Fraction, int, str]:
    return (-_gain(domain), -domain.weight_percent, domain.code)


def _gain(domain: DomainAnswers) -> Fraction:
    return domain.weight_percent * (1 - estimate(domain.correct, domain.asked))


def estimate(correct: int, asked: int) -> Fraction:
    """The share of this domain that is known, drawn towards the average user's.

    With few answers the average says more than they do; without any it says all.
    """
    return (correct + PRIOR_ANSWERS * PRIOR_SHARE) / (asked + PRIOR_ANSWERS)


def _step(domain: DomainAnswers) -> StudyStep:
    low, high = wilson(domain.correct, domain.asked) if domain.asked else (0.0, 1.0)
    return StudyStep(
        code=domain.code,
        name=domain.name,
        weight_percent=domain.weight_percent,
        correct=domain.correct,
        asked=domain.asked,
        low_percent=round(100 * low),
        high_percent=round(100 * high),
        gain_points=round(_gain(domain)),
        readings=_readings(domain.missed),
    )


def _readings(missed: Sequence[Missed]) -> tuple[Reading, ...]:
    """Topics of missed questions, the most missed first, each with its pages once."""
    pages: dict[str, list[str]] = {}
    for one in missed:
        pages.setdefault(one.topic, []).extend(one.references)
    order = sorted(pages, key=lambda t: -sum(one.topic == t for one in missed))
    return tuple(
        Reading(topic, tuple(dict.fromkeys(pages[topic])))
        for topic in order[:TOPICS_PER_STEP]
    )


class NextStep(StrEnum):
    """What a student's home offers first."""

    CONTINUE = "continue"
    ASSIGNED = "assigned"
    DIAGNOSTIC = "diagnostic"
    FIRST_MOCK = "first_mock"
    DRILL = "drill"
    REVIEW = "review"
    MOCK = "mock"
    PRACTICE = "practice"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Standing:
    """What the next step depends on."""

    is_running: bool = False
    is_assigned: bool = False  # something is, and can be begun now
    has_finished: bool = False  # anything at all
    has_mock: bool = False
    has_missed_in_last_mock: bool = False  # and not practised since
    due_count: int = 0  # questions to see again
    is_diagnostic_offered: bool = False
    is_mock_offered: bool = False
    is_practice_offered: bool = False


def next_step(standing: Standing) -> NextStep:
    """Finish what runs, then what was assigned; then find out, then measure, then mend,
    then measure again."""
    wishes = [
        (standing.is_running, NextStep.CONTINUE),
        (standing.is_assigned, NextStep.ASSIGNED),
        (
            not standing.has_finished and standing.is_diagnostic_offered,
            NextStep.DIAGNOSTIC,
        ),
        (not standing.has_mock and standing.is_mock_offered, NextStep.FIRST_MOCK),
        (standing.has_missed_in_last_mock, NextStep.DRILL),
        (standing.due_count >= REVIEW_FROM, NextStep.REVIEW),
        (standing.is_mock_offered, NextStep.MOCK),
        (standing.is_practice_offered, NextStep.PRACTICE),
    ]
    return next((step for holds, step in wishes if holds), NextStep.NOTHING)


# The plan until the exam date: a mock in every second week, and in each of the last
# ones; none in the days before the exam.
WEEKS_SHOWN = 8
MOCK_EVERY_WEEK_FROM = 4
DRILLS_PER_WEEK = 2


@dataclass(frozen=True)
class Week:
    """What to do in seven days (fewer at the end) before the exam."""

    start: date
    end: date
    has_mock: bool
    domains: tuple[str, ...]  # to drill
    due_count: int  # questions that come back in it
    is_last: bool


def weeks_until(
    exam_date: date, today: date, *, domains: Sequence[str], due: Sequence[date]
) -> list[Week]:
    """The weeks from today to the day before the exam; none when it is here.

    `domains` the most pressing first, drilled in turn; `due` are the days on which
    questions come back, what is overdue belongs to the first week.
    """
    starts = range(0, (exam_date - today).days, 7)
    return [
        _week(
            exam_date,
            today + timedelta(days=n),
            len(starts) - 1 - week,
            week,
            domains,
            due,
        )
        for week, n in enumerate(starts)
    ]


def _week(
    exam_date: date,
    start: date,
    left: int,
    number: int,
    domains: Sequence[str],
    due: Sequence[date],
) -> Week:
    end = min(start + timedelta(days=6), exam_date - timedelta(days=1))
    turn = (
        [
            domains[(number * DRILLS_PER_WEEK + n) % len(domains)]
            for n in range(DRILLS_PER_WEEK)
        ]
        if domains
        else []
    )
    # A last "week" of two days has no room for a mock.
    has_room = (end - start).days >= 2
    return Week(
        start=start,
        end=end,
        has_mock=has_room and (left < MOCK_EVERY_WEEK_FROM or left % 2 == 0),
        domains=tuple(dict.fromkeys(turn)),
        due_count=sum((number == 0 or start <= day) and day <= end for day in due),
        is_last=left == 0,
    )


class DateRemark(StrEnum):
    """What is to be said about somebody's exam date."""

    NONE = "none"
    PAST = "past"
    AFTER_END = "after_end"  # the guide is retired by then
    BEFORE_START = "before_start"  # the guide is not offered yet


def date_remark(
    exam_date: date,
    today: date,
    *,
    valid_from: date | None,
    valid_until: date | None,
) -> DateRemark:
    if exam_date < today:
        return DateRemark.PAST
    if valid_until is not None and exam_date > valid_until:
        return DateRemark.AFTER_END
    if valid_from is not None and exam_date < valid_from:
        return DateRemark.BEFORE_START
    return DateRemark.NONE
