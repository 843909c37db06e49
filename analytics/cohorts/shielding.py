"""What is shown to those who may not see individuals (ANALYTICS, section 10).

A cell about fewer than five people is hidden, a mean of fewer than ten, and whatever
would tell a hidden cell by subtraction. Who reads it knows how many there are in all,
and this file.
"""

from collections.abc import Sequence
from dataclasses import replace

from analytics.cohorts.report import (
    AssignedFigures,
    AssignedQuestion,
    Confusion,
    DomainFigures,
    DomainPace,
    Expected,
    Group,
    GroupCount,
    Lesson,
    Mean,
    Pace,
    Participation,
    Report,
    Scores,
    StuckCount,
    Week,
)

LEAST_CELL = 5
LEAST_MEAN = 10


def cell(count: int | None) -> int | None:
    """The count, or None when it is about few people; nobody is nobody's secret."""
    return None if count is not None and 0 < count < LEAST_CELL else count


def cells(counts: Sequence[int | None]) -> list[int | None]:
    """Counts that make up a whole that is known: never so that one can be worked out.

    Small ones are hidden; where their sum tells too much, so are the next larger ones,
    or else those of nobody. Equal counts are treated alike, so two unequal hidden ones
    could be the other way round: each has two possible values or more.
    """
    told = [count or 0 for count in counts]
    small = [count for count in told if cell(count) is None]
    hidden = set(small)
    if small and not _is_open(small):
        larger = [count for count in told if count >= LEAST_CELL]
        hidden.add(min(larger, default=0))
    return [None if count in hidden else count for count in counts]


def _is_open(small: Sequence[int]) -> bool:
    """Whether these counts are of five people or more, and others of one to four would
    have the same sum: more than the same in another order."""
    lowest, highest = len(small), (LEAST_CELL - 1) * len(small)
    return sum(small) >= LEAST_CELL and lowest + 2 <= sum(small) <= highest - 2


def part(count: int | None, whole: int) -> int | None:
    """Those who are in something, or None: neither they nor the rest may be few."""
    return None if count is None else cells([count, whole - count])[0]


def mean(found: Mean | None) -> Mean | None:
    is_of_many = found is not None and (found.people or 0) >= LEAST_MEAN
    return found if is_of_many else None


def shielded(report: Report) -> Report:
    """The same report without anything about few people."""
    groups, people = _groups(report.groups), report.people
    return replace(
        report,
        is_shielded=True,
        groups=groups,
        stuck=tuple(
            StuckCount(one.reason, part(one.people, people)) for one in report.stuck
        ),
        expected=_expected(report.expected, groups),
        mean=_mean_of_known(report.mean, groups),
        domains=tuple(_domain(one) for one in report.domains),
        lessons=tuple(_lesson(one) for one in report.lessons if _is_of_many(one)),
        scores=_scores(report.scores, people),
        weeks=tuple(_week(one, people) for one in report.weeks),
        participation=_participation(report.participation, groups),
        pace=_pace(report.pace),
        assignments=tuple(_assigned(one) for one in report.assignments),
    )


def _groups(groups: Sequence[GroupCount]) -> tuple[GroupCount, ...]:
    shown = cells([one.people for one in groups])
    return tuple(
        GroupCount(one.group, count) for one, count in zip(groups, shown, strict=True)
    )


def _is_rest_told(groups: Sequence[GroupCount]) -> bool:
    """Who has a forecast is everybody but the group without: one tells the other."""
    return all(one.people is not None for one in groups if one.group == Group.UNKNOWN)


def _mean_of_known(found: Mean | None, groups: Sequence[GroupCount]) -> Mean | None:
    shown = mean(found)
    if shown is None or _is_rest_told(groups):
        return shown
    return replace(shown, people=None)


def _expected(found: Expected | None, groups: Sequence[GroupCount]) -> Expected | None:
    if found is None or found.people is None or found.people < LEAST_MEAN:
        return None
    return found if _is_rest_told(groups) else replace(found, people=None)


def _domain(one: DomainFigures) -> DomainFigures:
    weak, strong, unclear = cells([one.weak, one.strong, one.unclear])
    return replace(one, mean=mean(one.mean), weak=weak, strong=strong, unclear=unclear)


def _is_of_many(lesson: Lesson) -> bool:
    return lesson.people is not None and lesson.people >= LEAST_MEAN


def _lesson(lesson: Lesson) -> Lesson:
    told = [c for c in lesson.confusions if cell(c.people) == c.people]
    return replace(lesson, confusions=tuple[Confusion, ...](told))


def _scores(found: Scores | None, whole: int) -> Scores | None:
    """Without a count where it would tell how few of the whole have none."""
    if found is None or found.people is None or found.people < LEAST_MEAN:
        return None
    if part(found.people, whole) is None:
        return _uncounted(found)
    passed = part(found.passed, found.people)
    if passed is None:
        return replace(_uncounted(found), people=found.people)
    return _with_bins(found, _bins(found, found.people - passed, passed))


def _bins(found: Scores, failed: int, passed: int) -> list[int | None]:
    """Those below the pass mark are a whole, and those above it; the bin that it lies
    in is of both."""
    counts = [one.people or 0 for one in found.bins]
    edge = sum(one.high < found.pass_mark for one in found.bins)
    below, above = counts[:edge], counts[edge + 1 :]
    *shown_below, lower = cells([*below, failed - sum(below)])
    upper, *shown_above = cells([passed - sum(above), *above])
    is_shown = lower is not None and upper is not None
    across = [cell(one) if is_shown else None for one in counts[edge : edge + 1]]
    return [*shown_below, *across, *shown_above]


def _uncounted(found: Scores) -> Scores:
    hidden = _with_bins(found, [None] * len(found.bins))
    return replace(hidden, people=None, passed=None)


def _with_bins(found: Scores, counts: Sequence[int | None]) -> Scores:
    told = zip(found.bins, counts, strict=True)
    bins = tuple(replace(one, people=count) for one, count in told)
    return replace(found, bins=bins)


def _week(week: Week, people: int) -> Week:
    active = part(week.active, people)
    is_known = active is not None
    groups = _groups(week.groups)
    return replace(
        week,
        active=active,
        attempts=week.attempts if is_known else None,
        answers=week.answers if is_known else None,
        groups=groups,
        mean=_mean_of_known(week.mean, groups),
    )


def _participation(found: Participation, groups: Sequence[GroupCount]) -> Participation:
    people = found.people
    return replace(
        found,
        active_week=part(found.active_week, people),
        active_month=part(found.active_month, people),
        started=part(found.started, people),
        forecast=part(found.forecast, people) if _is_rest_told(groups) else None,
    )


def _pace(pace: Pace) -> Pace:
    if pace.people is not None and pace.people >= LEAST_MEAN:
        return replace(pace, expired=cell(pace.expired))
    return Pace(
        pace.allowed,
        *(None,) * 7,
        domains=tuple(
            DomainPace(d.code, d.name, None, None, None) for d in pace.domains
        ),
    )


def _assigned(one: AssignedFigures) -> AssignedFigures:
    """Who has finished, who has only begun, who has not come: together they are all."""
    people, begun, ended = one.people or 0, one.begun or 0, one.finished or 0
    finished, _, absent = cells([ended, begun - ended, people - begun])
    is_shown = finished is not None and finished >= LEAST_MEAN
    scores = _scores(one.scores, people)
    return replace(
        one,
        begun=begun if absent is not None else None,
        finished=finished,
        scores=_uncounted(scores) if scores and finished is None else scores,
        reliability=one.reliability if is_shown else None,
        questions=tuple(_question(q) for q in one.questions) if is_shown else (),
    )


def _question(one: AssignedQuestion) -> AssignedQuestion:
    """A wrong option that few chose points at them."""
    chosen = None if one.wrong_share is None else one.wrong_share * (one.asked or 0)
    if chosen is not None and chosen / 100 < LEAST_CELL:
        return replace(one, wrong="", wrong_text="", wrong_share=None)
    return one
