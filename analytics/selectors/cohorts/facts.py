"""The facts of a cohort's report: its present students and what they did."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import Cohort, Membership
from analytics.cohorts.facts import Aim, DomainFact, Facts, Newest, Person, Said
from analytics.cohorts.report import Sat
from analytics.models import Forecast
from analytics.selectors.cohorts import answers, assigned
from analytics.selectors.cohorts.scope import WEEKS_SHOWN, Scope, first_monday
from analytics.selectors.lines import lines_of_guides
from exams.models import STRICT_MODES, Attempt, AttemptState, Exam
from questions.models import Domain, Guide

# A forecast speaks for 30 days: older ones say nothing about the weeks that are shown.
FRESH = timedelta(days=31)
LATELY = timedelta(days=180)
GUIDES_REPORTED = 4
Progress = Callable[[str, int, int], None]


def guides_of(cohort: Cohort, now: datetime) -> list[Guide]:
    """The exams to report on, the one they prepare for first: their target, those that
    were assigned, and what most of them sit."""
    sat = Attempt.objects.filter(
        user__in=_members(cohort), voided_at=None, started_at__gt=now - LATELY
    )
    counted = sat.order_by().values_list("guide_id").annotate(count=Count("pk"))
    most = [pk for pk, _ in counted.order_by("-count", "guide_id")[:1]]
    assigned_guides = Exam.objects.filter(
        assignments__in=cohort.assignments.filter(withdrawn_at=None)
    ).values_list("guide_id", flat=True)
    target = Guide.objects.filter(code=cohort.target_guide)
    wanted = [*target.values_list("pk", flat=True), *most, *assigned_guides]
    found = Guide.objects.in_bulk(wanted)
    return [found[pk] for pk in dict.fromkeys(wanted)][:GUIDES_REPORTED]


def facts_of(
    cohort: Cohort,
    guide: Guide,
    book_percent: int,
    now: datetime,
    progress: Progress = lambda phase, done, total: None,
) -> Facts:
    """About twenty statements, however many people there are."""
    aim = _aim(cohort, guide, book_percent, now)
    line = tuple(member.pk for member in lines_of_guides()[guide.pk])
    scope = Scope(cohort.pk, guide.pk, line, now)
    progress("people and forecasts", 0, 3)
    people, newest = _people(cohort), dict(_newest(cohort, guide))
    said, sat = _said(cohort, guide, now), dict(_sat(cohort, line))
    progress("answers", 1, 3)
    tasks, topics = answers.tallies(scope, aim.domains)
    facts = Facts(
        aim=aim,
        people=people,
        newest=newest,
        said=said,
        work=answers.work(scope),
        sat=sat,
        fresh=answers.fresh(scope),
        seconds=answers.seconds(scope),
        weeks=answers.weeks(scope),
        tasks=tasks,
        topics=topics,
        confusions=answers.confusions(scope),
        pace=answers.pace(scope),
        paces=answers.paces(scope, aim.domains),
        assignments=assigned.assignments(cohort, line, aim.pass_mark, now),
    )
    progress("figures", 2, 3)
    return facts


def _members(cohort: Cohort) -> QuerySet[Membership, int]:
    students = Membership.objects.current().students().filter(cohort=cohort)
    return students.values_list("user_id", flat=True)


def _people(cohort: Cohort) -> list[Person]:
    rows = Membership.objects.current().students().filter(cohort=cohort)
    return [
        Person(pk, name or email)
        for pk, name, email in rows.values_list("user_id", "user__name", "user__email")
    ]


def _aim(cohort: Cohort, guide: Guide, book_percent: int, now: datetime) -> Aim:
    domains = Domain.objects.filter(guide=guide).order_by("code")
    asked = guide.question_count
    return Aim(
        cohort=cohort.pk,
        cohort_name=cohort.name,
        exam_date=cohort.exam_date,
        guide=guide.code,
        guide_title=guide.title,
        pass_mark=guide.pass_mark,
        seconds_allowed=60 * guide.minutes / asked if asked else None,
        domains=tuple(
            DomainFact(d.pk, d.code, d.name, d.weight_percent) for d in domains
        ),
        book_percent=book_percent,
        now=now,
    )


SAID = ("at", "percent", "missing", "true_low", "true_high", "fresh_until")


def _forecasts(cohort: Cohort, guide: Guide) -> QuerySet[Forecast]:
    return Forecast.objects.filter(
        user__in=_members(cohort), guide=guide, attempt__voided_at=None
    )


def _newest(cohort: Cohort, guide: Guide) -> Iterable[tuple[int, Newest]]:
    rows = _forecasts(cohort, guide).order_by("user_id", "-at", "-id")
    told = rows.distinct("user_id").values_list(
        "user_id", *SAID, "next_low", "next_high", "count", "domains"
    )
    for user, *said, low, high, count, domains in told.iterator(500):
        yield user, Newest(Said(*said), low, high, count, domains)


def _said(cohort: Cohort, guide: Guide, now: datetime) -> Mapping[int, Sequence[Said]]:
    since = first_monday(now, WEEKS_SHOWN) - FRESH
    rows = _forecasts(cohort, guide).filter(at__gte=since).order_by("at", "id")
    found: dict[int, list[Said]] = defaultdict(list)
    for user, *said in rows.values_list("user_id", *SAID).iterator(5000):
        found[user].append(Said(*said))
    return found


def _sat(cohort: Cohort, line: Sequence[int]) -> Iterable[tuple[int, Sat]]:
    """The newest strict exam of each person."""
    graded = Attempt.objects.filter(
        user__in=_members(cohort),
        guide__in=line,
        mode__in=sorted(STRICT_MODES),
        state=AttemptState.GRADED,
        voided_at=None,
    )
    return sat_rows(graded)


def sat_rows(graded: QuerySet[Attempt]) -> Iterable[tuple[int, Sat]]:
    """Of each person the newest of these graded attempts."""
    rows: Any = graded.order_by("user_id", "-finished_at", "pk").distinct("user_id")
    told = rows.values_list(
        "user_id",
        "result__scaled",
        "result__band_low",
        "result__band_high",
        "result__is_passed",
        "finished_at",
    )
    return ((user, Sat(*sat)) for user, *sat in told)
