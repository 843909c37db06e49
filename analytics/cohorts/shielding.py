"""What is shown to those who may not see individuals (ANALYTICS, section 10).

A cell about fewer than five people is hidden, a mean of fewer than ten. Where one
hidden cell of a whole could be found by subtraction, a second one is hidden with it.
"""

from collections.abc import Sequence
from dataclasses import replace

from analytics.cohorts.report import (
    AssignedFigures,
    AssignedQuestion,
    Bin,
    Confusion,
    DomainFigures,
    DomainPace,
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
    """Counts that add up to something known: never so that one can be subtracted."""
    hidden = [n for n, count in enumerate(counts) if cell(count) != count]
    if not hidden:
        return list(counts)
    others = [n for n in range(len(counts)) if n not in hidden and counts[n]]
    if sum(counts[n] or 0 for n in hidden) < LEAST_CELL and others:
        hidden.append(min(others, key=lambda n: counts[n] or 0))
    return [None if n in hidden else count for n, count in enumerate(counts)]


def mean(found: Mean | None) -> Mean | None:
    return found if found is not None and found.people >= LEAST_MEAN else None


def shielded(report: Report) -> Report:
    """The same report without anything about few people."""
    return replace(
        report,
        is_shielded=True,
        groups=_groups(report.groups),
        stuck=tuple(StuckCount(one.reason, cell(one.people)) for one in report.stuck),
        expected=report.expected
        if report.expected and report.expected.people >= LEAST_MEAN
        else None,
        mean=mean(report.mean),
        domains=tuple(_domain(one) for one in report.domains),
        lessons=tuple(_lesson(one) for one in report.lessons if _is_of_many(one)),
        scores=_scores(report.scores),
        weeks=tuple(_week(one) for one in report.weeks),
        participation=_participation(report.participation),
        pace=_pace(report.pace),
        assignments=tuple(_assigned(one) for one in report.assignments),
    )


def _groups(groups: Sequence[GroupCount]) -> tuple[GroupCount, ...]:
    shown = cells([one.people for one in groups])
    return tuple(
        GroupCount(one.group, count) for one, count in zip(groups, shown, strict=True)
    )


def _domain(one: DomainFigures) -> DomainFigures:
    weak, strong, unclear = cells([one.weak, one.strong, one.unclear])
    return replace(one, mean=mean(one.mean), weak=weak, strong=strong, unclear=unclear)


def _is_of_many(lesson: Lesson) -> bool:
    return lesson.people is not None and lesson.people >= LEAST_MEAN


def _lesson(lesson: Lesson) -> Lesson:
    told = [c for c in lesson.confusions if cell(c.people) == c.people]
    return replace(lesson, confusions=tuple[Confusion, ...](told))


def _scores(found: Scores | None) -> Scores | None:
    if found is None or found.people is None or found.people < LEAST_MEAN:
        return None
    shown = cells([one.people for one in found.bins])
    failed = found.people - (found.passed or 0)
    return replace(
        found,
        passed=cells([found.passed, failed])[0],
        bins=tuple(
            Bin(one.low, one.high, count)
            for one, count in zip(found.bins, shown, strict=True)
        ),
    )


def _week(week: Week) -> Week:
    active = cell(week.active)
    is_known = active == week.active
    return replace(
        week,
        active=active,
        attempts=week.attempts if is_known else None,
        answers=week.answers if is_known else None,
        groups=_groups(week.groups),
        mean=mean(week.mean),
    )


def _participation(found: Participation) -> Participation:
    def of(count: int | None) -> int | None:
        """Those who are in it, or the rest: neither may be few."""
        return None if count is None else cells([count, found.people - count])[0]

    return replace(
        found,
        active_week=of(found.active_week),
        active_month=of(found.active_month),
        started=of(found.started),
        forecast=of(found.forecast),
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
    is_shown = one.finished is not None and one.finished >= LEAST_MEAN
    begun, finished = cells([one.begun]), cells([one.finished])
    return replace(
        one,
        begun=begun[0],
        finished=finished[0],
        scores=_scores(one.scores),
        reliability=one.reliability if is_shown else None,
        questions=tuple(_question(q) for q in one.questions) if is_shown else (),
    )


def _question(one: AssignedQuestion) -> AssignedQuestion:
    """A wrong option that few chose points at them."""
    chosen = None if one.wrong_share is None else one.wrong_share * (one.asked or 0)
    if chosen is not None and chosen / 100 < LEAST_CELL:
        return replace(one, wrong="", wrong_text="", wrong_share=None)
    return one
