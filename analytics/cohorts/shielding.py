"""What is shown to those who may not see individuals (ANALYTICS, section 10).

A cell about fewer than five people is hidden, a mean of fewer than ten, and whatever
would tell a hidden cell by subtraction. Who reads it knows how many there are in all,
and this file.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from analytics.cohorts.report import (
    AssignedFigures,
    AssignedQuestion,
    DomainFigures,
    Expected,
    GroupCount,
    Lesson,
    Level,
    Mean,
    Pace,
    Participation,
    Report,
    Scores,
    Stuck,
    StuckCount,
    Week,
)

LEAST_CELL = 5
LEAST_MEAN = 10
# Of so many there are ten whoever few are missing: that there are tells nothing.
LEAST_WHOLE = LEAST_MEAN + LEAST_CELL - 1
TENTH = 10  # percent


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


@dataclass(frozen=True)
class Known:
    """What the reader knows of a number of people: whether it is told, how many of them
    are in cells that are shown, and how many people are in cells that are hidden."""

    is_told: bool
    shown: int = 0
    hidden: int = 0


def known(counts: Sequence[int], shown: Sequence[int | None]) -> Known:
    """Of all but the last cell of a whole, which is the rest."""
    hidden = sum(c for c, s in zip(counts, shown, strict=True) if s is None)
    return Known(shown[-1] is not None, sum(s or 0 for s in shown[:-1]), hidden)


def known_part(count: int | None, whole: int) -> Known:
    counts = [count or 0, whole - (count or 0)]
    return known(counts, cells(counts))


def is_of_many(count: int | None, about: Known) -> bool:
    """Whether something about so many may be said.

    Where their number is not told, only in a whole in which that they are ten does not
    tell it either: the test tries every split.
    """
    is_safe = about.shown >= LEAST_MEAN or about.hidden >= LEAST_WHOLE
    return (count or 0) >= LEAST_MEAN and (about.is_told or is_safe)


def mean(found: Mean | None, about: Known) -> Mean | None:
    """The mean; without its number of people unless that is told."""
    if found is None or not is_of_many(found.people, about):
        return None
    return found if about.is_told else replace(found, people=None)


def shielded(report: Report) -> Report:
    """The same report without anything about few people."""
    people = report.people
    groups, about = _groups(report.groups)
    stuck = _stuck(report.stuck, people)
    domains = tuple(_domain(one, people) for one in report.domains)
    return replace(
        report,
        is_shielded=True,
        groups=groups,
        stuck=stuck,
        expected=_expected(report.expected, about),
        mean=mean(report.mean, about),
        domains=domains,
        lessons=tuple(_lessons(report.lessons, people, domains)),
        scores=_scores(report.scores, people),
        weeks=tuple(_week(one, people) for one in report.weeks),
        participation=_participation(report.participation, about, stuck),
        pace=_pace(report.pace, people),
        assignments=tuple(_assigned(one) for one in report.assignments),
    )


def _groups(groups: Sequence[GroupCount]) -> tuple[tuple[GroupCount, ...], Known]:
    """With what is known of those who have a forecast: all but the last group."""
    counts = [one.people or 0 for one in groups]
    shown = cells(counts)
    told = zip(groups, shown, strict=True)
    return tuple(GroupCount(one.group, n) for one, n in told), known(counts, shown)


def _stuck(found: Sequence[StuckCount], whole: int) -> tuple[StuckCount, ...]:
    """Nobody has two reasons: with those who have none they are all."""
    counts = [one.people or 0 for one in found]
    *shown, _ = cells([*counts, whole - sum(counts)])
    told = zip(found, shown, strict=True)
    return tuple(StuckCount(one.reason, count) for one, count in told)


def _expected(found: Expected | None, about: Known) -> Expected | None:
    """They are at least as many as would pass: that is not more than one knows."""
    if found is None or not is_of_many(found.people, about):
        return None
    if about.is_told:
        return found
    is_known = found.high <= max(about.shown, LEAST_MEAN)
    return replace(found, people=None) if is_known else None


def _domain(one: DomainFigures, whole: int) -> DomainFigures:
    """Who has no answer in it is the rest of the class."""
    verdicts = [one.weak or 0, one.strong or 0, one.unclear or 0]
    counts = [*verdicts, whole - sum(verdicts)]
    weak, strong, unclear, _ = shown = cells(counts)
    told = mean(one.mean, known(counts, shown))
    return replace(one, mean=told, weak=weak, strong=strong, unclear=unclear)


def _lessons(
    lessons: Iterable[Lesson], whole: int, domains: Sequence[DomainFigures]
) -> Iterator[Lesson]:
    """Of ten people or more; a domain's people are told here if they are there."""
    told = {one.code for one in domains if one.mean and one.mean.people is not None}
    for lesson in lessons:
        about = known_part(lesson.people, whole)
        if lesson.level == Level.DOMAIN:
            about = replace(about, is_told=lesson.code in told)
        if is_of_many(lesson.people, about):
            yield _lesson(lesson, whole, is_told=about.is_told)


def _lesson(lesson: Lesson, whole: int, *, is_told: bool) -> Lesson:
    """With the confusions of many, but not of nearly everybody."""
    people = (lesson.people or 0) if is_told else whole - (LEAST_CELL - 1)
    common = [c for c in lesson.confusions if (c.people or 0) <= people]
    confusions = tuple(c for c in common if part(c.people, people))
    if is_told:
        return replace(lesson, confusions=confusions)
    return replace(lesson, people=None, total=None, confusions=confusions)


def _scores(found: Scores | None, whole: int) -> Scores | None:
    """Without a count where it would tell how few of the whole have none."""
    if found is None or found.people is None:
        return None
    about = known_part(found.people, whole)
    if not is_of_many(found.people, about):
        return None
    if not about.is_told:
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
    groups, about = _groups(week.groups)
    return replace(
        week,
        active=active,
        attempts=week.attempts if is_known else None,
        answers=week.answers if is_known else None,
        groups=groups,
        mean=mean(week.mean, about),
    )


def _participation(
    found: Participation,
    about: Known,
    stuck: Sequence[StuckCount],
) -> Participation:
    """Who was here this week was here this month, too, and has begun: what lies
    between two of these is no few either. Who has begun nothing is stuck."""
    is_never_told = all(s.people is not None for s in stuck if s.reason == Stuck.NEVER)
    started = part(found.started, found.people) if is_never_told else None
    whole = found.people if started is None else started
    month = part(found.active_month, whole)
    week = part(found.active_week, whole if month is None else month)
    return replace(
        found,
        active_week=week,
        active_month=month,
        started=started,
        forecast=part(found.forecast, found.people) if about.is_told else None,
    )


def _pace(pace: Pace, whole: int) -> Pace:
    """Exams and answers are as many for everybody: where the number of people is not
    told, neither are these."""
    about = known_part(pace.people, whole)
    if not is_of_many(pace.people, about):
        empty = [replace(d, right=None, wrong=None, answers=None) for d in pace.domains]
        return Pace(pace.allowed, *(None,) * 7, domains=tuple(empty))
    if about.is_told:
        return replace(pace, expired=part(pace.expired, pace.exams or 0))
    return replace(
        pace,
        people=None,
        exams=None,
        expired=None,
        rapid=None if pace.rapid is None else float(round(pace.rapid)),
        domains=tuple(replace(d, answers=None) for d in pace.domains),
    )


def _assigned(one: AssignedFigures) -> AssignedFigures:
    """Who has finished, who has only begun, who has not come: together they are all.

    What is said of those who have finished needs ten of them. Where their number is not
    told, nor can be worked out, it is said without any number that rests on it.
    """
    people, begun, ended = one.people or 0, one.begun or 0, one.finished or 0
    finished, running, absent = cells([ended, begun - ended, people - begun])
    unknown = people - sum(shown or 0 for shown in (finished, running, absent))
    is_told = finished is not None
    # With nobody in a cell that is shown, for whoever is may tell the rest apart.
    about = Known(is_told, hidden=unknown if unknown == people else 0)
    is_said = is_of_many(ended, about)
    scores = _scores(one.scores, people) if is_said else None
    return replace(
        one,
        begun=begun if absent is not None else None,
        finished=finished,
        scores=_uncounted(scores) if scores and not is_told else scores,
        reliability=one.reliability if is_said and is_told else None,
        questions=tuple(_questions(one, is_told=is_told)) if is_said else (),
    )


def _questions(one: AssignedFigures, *, is_told: bool) -> Iterator[AssignedQuestion]:
    return map(_question if is_told else _uncounted_question, one.questions)


def _question(one: AssignedQuestion) -> AssignedQuestion:
    """A wrong option that few chose points at them."""
    chosen = None if one.wrong_share is None else one.wrong_share * (one.asked or 0)
    if chosen is not None and chosen / 100 < LEAST_CELL:
        return replace(one, wrong="", wrong_text="", wrong_share=None)
    return one


def _uncounted_question(one: AssignedQuestion) -> AssignedQuestion:
    """Whole tenths, of which each can come about with any ten people or more, and the
    middle time. Any other share would tell of how many it is one."""
    return replace(
        one,
        asked=None,
        right=None if one.right is None else TENTH * round(one.right / TENTH),
        low=None,
        high=None,
        blank=None,
        seconds=None if one.seconds is None else float(round(one.seconds)),
        wrong="",
        wrong_text="",
        wrong_share=None,
    )
