"""Figures about a whole cohort, from its facts and everybody's standing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from math import ceil, floor
from statistics import quantiles
from typing import Any

from analytics.cohorts.facts import Aim, Facts, Newest, PaceTally, Tally, WeekTally
from analytics.cohorts.people import belief, group_of
from analytics.cohorts.report import (
    Bin,
    DomainFigures,
    Expected,
    Group,
    GroupCount,
    Lesson,
    Level,
    Mean,
    Pace,
    Participation,
    Report,
    Sat,
    Scores,
    Standing,
    Stuck,
    StuckCount,
    Week,
)
from analytics.plan import estimate
from analytics.readiness import Z80, cohort_mean
from exams.scoring import wilson

Row = Mapping[str, Any]  # of analytics.models.Forecast.domains
BIN = 50
SCALE = range(100, 1000, BIN)
# Fewer answers than this say nothing about a task or a topic.
LESSON_ANSWERS = 10
TOPICS_KEPT, CONFUSIONS_KEPT = 12, 3


def report_of(facts: Facts, standings: Sequence[Standing]) -> Report:
    """All figures; nothing is hidden yet."""
    aim = facts.aim
    known = [one for one in standings if one.group != Group.UNKNOWN]
    beliefs = [belief(facts.newest[one.user].said) for one in known]
    return Report(
        cohort=aim.cohort,
        cohort_name=aim.cohort_name,
        exam_date=aim.exam_date,
        guide=aim.guide,
        guide_title=aim.guide_title,
        pass_mark=aim.pass_mark,
        book_percent=aim.book_percent,
        computed_at=aim.now,
        is_shielded=False,
        people=len(standings),
        groups=group_counts([one.group for one in standings]),
        stuck=_stuck(standings),
        expected=expected([one.percent or 0 for one in known]),
        mean=mean_of(beliefs),
        domains=tuple(_domains(facts)),
        lessons=tuple(_lessons(facts)),
        scores=scores_of(list(facts.sat.values()), aim.pass_mark),
        weeks=tuple(_week(facts, week) for week in facts.weeks),
        participation=_participation(facts, len(known)),
        pace=_pace(facts),
        assignments=tuple(facts.assignments),
    )


def group_counts(groups: Iterable[Group]) -> tuple[GroupCount, ...]:
    counts = Counter(groups)
    return tuple(GroupCount(group, counts[group]) for group in Group)


def _stuck(standings: Sequence[Standing]) -> tuple[StuckCount, ...]:
    counts = Counter(one.stuck for one in standings)
    return tuple(StuckCount(reason, counts[reason]) for reason in Stuck)


def expected(percents: Sequence[int]) -> Expected | None:
    """How many of these forecasts come true, with 80 %: a sum of independent ones."""
    if not percents:
        return None
    shares = [percent / 100 for percent in percents]
    centre = sum(shares)
    reach = Z80 * sum(p * (1 - p) for p in shares) ** 0.5
    low, high = floor(centre - reach), ceil(centre + reach)
    return Expected(max(low, 0), min(high, len(shares)), len(shares))


def mean_of(beliefs: Sequence[tuple[float, float]], scale: float = 1.0) -> Mean | None:
    """Of (mean, variance) of each person; None of nobody."""
    if not beliefs:
        return None
    value, reach = cohort_mean([m for m, _ in beliefs], [v for _, v in beliefs])
    return Mean(value * scale, reach.low * scale, reach.high * scale, len(beliefs))


def share_belief(row: Row) -> tuple[float, float]:
    """Mean and variance of a domain's share, from its 80 % interval."""
    spread = (row["high"] - row["low"]) / (2 * Z80)
    return row["share"], spread * spread


def _domains(facts: Facts) -> Iterable[DomainFigures]:
    by_domain = _rows_by_domain(facts.newest.values())
    for domain in facts.aim.domains:
        rows = by_domain.get(domain.pk, [])
        verdicts = Counter(row["verdict"] for row in rows)
        yield DomainFigures(
            code=domain.code,
            name=domain.name,
            weight=domain.weight,
            mean=mean_of([share_belief(row) for row in rows], 100),
            weak=verdicts["weak"],
            strong=verdicts["strong"],
            unclear=verdicts["not_clear"],
        )


def _rows_by_domain(found: Iterable[Newest]) -> dict[int, list[Row]]:
    """What is said about each domain, of people who answered something in it."""
    rows: dict[int, list[Row]] = defaultdict(list)
    for newest in found:
        for row in newest.domains:
            if row["count"]:
                rows[row["id"]].append(row)
    return rows


# --- What to teach ------------------------------------------------------------------


def _lessons(facts: Facts) -> list[Lesson]:
    """Each level by what it would bring the cohort, the most first."""
    by_level = [
        (_domain_lessons(facts), None),
        (_tallied(facts, Level.TASK, facts.tasks), None),
        (_tallied(facts, Level.TOPIC, facts.topics), TOPICS_KEPT),
    ]
    return [
        lesson
        for lessons, most in by_level
        for lesson in sorted(lessons, key=_place)[:most]
    ]


def _place(lesson: Lesson) -> tuple[float, str]:
    return -(lesson.total or 0), lesson.code


def _domain_lessons(facts: Facts) -> list[Lesson]:
    by_domain = _rows_by_domain(facts.newest.values())
    found = []
    for domain in facts.aim.domains:
        rows = by_domain.get(domain.pk, [])
        mean = mean_of([share_belief(row) for row in rows], 100)
        if mean is not None:
            answers = sum(row["count"] for row in rows)
            told = (mean.value, mean.low, mean.high, answers)
            made = (Level.DOMAIN, domain.code, domain.name, float(domain.weight))
            found.append(_lesson(facts, made, told, len(rows), codes=(domain.code,)))
    return found


def _tallied(facts: Facts, level: Level, tallies: Iterable[Tally]) -> list[Lesson]:
    """The share is drawn towards the average person's while answers are few."""
    found = []
    for one in tallies:
        if one.asked < LESSON_ANSWERS:
            continue
        low, high = wilson(one.right, one.asked)
        share = 100 * float(estimate(one.right, one.asked))
        told = (share, 100 * low, 100 * high, one.asked)
        made = (level, one.code, one.name, one.weight)
        found.append(_lesson(facts, made, told, one.people, drill=one.drill))
    return found


def _lesson(
    facts: Facts,
    made: tuple[Level, str, str, float],
    told: tuple[float, float, float, int],
    people: int,
    *,
    codes: tuple[str, ...] = (),
    drill: tuple[str, ...] = (),
) -> Lesson:
    """`made`: level, code, name, weight; `told`: share, low, high, answers."""
    level, code, _, weight = made
    gain = weight * (100 - told[0]) / 100
    mixed_up = facts.confusions.get(confusion_key(level, code), ())
    return Lesson(
        *made,
        *told,
        people=people,
        gain=gain,
        total=gain * people,
        confusions=tuple(mixed_up[:CONFUSIONS_KEPT]),
        codes=codes,
        drill=drill,
    )


def confusion_key(level: Level, code: str) -> str:
    """How `Facts.confusions` names what a confusion stands under."""
    return f"{level}:{code}"


# --- Scores, weeks, work ------------------------------------------------------------


def scores_of(sat: Sequence[Sat], pass_mark: int) -> Scores | None:
    """One score of each person; None of nobody."""
    if not sat:
        return None
    values = sorted(one.scaled for one in sat)
    lower, median, upper = quartiles(values)
    counts = Counter(min((v - SCALE.start) // BIN, len(SCALE) - 1) for v in values)
    return Scores(
        pass_mark=pass_mark,
        people=len(values),
        passed=sum(one.is_passed for one in sat),
        lower=round(lower),
        median=round(median),
        upper=round(upper),
        bins=tuple(_bin(n, low, counts[n]) for n, low in enumerate(SCALE)),
    )


def quartiles(values: Sequence[float]) -> Sequence[float]:
    """Of one value or more, in order: where a quarter, a half, three quarters lie."""
    if len(values) == 1:
        return [values[0]] * 3
    return quantiles(values, n=4, method="inclusive")


def _bin(number: int, low: int, people: int) -> Bin:
    is_last = number == len(SCALE) - 1
    return Bin(low, low + BIN - (0 if is_last else 1), people)


def _week(facts: Facts, tally: WeekTally) -> Week:
    """As things stood at its end; in the running week: now."""
    end = datetime.combine(tally.start + timedelta(days=7), time.min, UTC)
    at, line = min(end, facts.aim.now), facts.aim.book_percent
    groups, beliefs = [], []
    for person in facts.people:
        past = [one for one in facts.said.get(person.pk, ()) if one.at <= at]
        last = past[-1] if past else None
        groups.append(group_of(last, line, at))
        if last and groups[-1] != Group.UNKNOWN:
            beliefs.append(belief(last))
    return Week(
        start=tally.start,
        active=tally.active,
        attempts=tally.attempts,
        answers=tally.answers,
        groups=group_counts(groups),
        mean=mean_of(beliefs),
    )


def _participation(facts: Facts, forecast: int) -> Participation:
    last = [work.last_at for work in facts.work.values() if work.last_at]
    return Participation(
        people=len(facts.people),
        active_week=_since(last, facts.aim, 7),
        active_month=_since(last, facts.aim, 30),
        started=len(last),
        forecast=forecast,
    )


def _since(instants: Iterable[datetime], aim: Aim, days: int) -> int:
    return sum(at >= aim.now - timedelta(days=days) for at in instants)


def _pace(facts: Facts) -> Pace:
    values = sorted(facts.seconds.values())
    lower, median, upper = quartiles(values) if values else (None, None, None)
    tally = facts.pace or PaceTally(None, 0, 0)
    return Pace(
        allowed=facts.aim.seconds_allowed,
        lower=lower,
        median=median,
        upper=upper,
        people=len(values),
        rapid=tally.rapid,
        exams=tally.exams,
        expired=tally.expired,
        domains=tuple(facts.paces),
    )
