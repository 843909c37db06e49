"""The start pages of instructors and administrators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce

from accounts.models import Cohort, User
from analytics.cohorts.report import Group
from analytics.cohorts.shielding import cells
from analytics.models import CohortReport, FoldFailure
from analytics.selectors.figures import flagged_figures
from analytics.selectors.visitors import pool_counts
from exams.models import AssignmentQuerySet, Attempt, Exam, Regrade, RegradeState
from exams.selectors import AssignmentRow, live_assignments
from questions.models import (
    Bank,
    Doubt,
    Guide,
    Manuscript,
    Question,
    QuestionReport,
    State,
)

RECENT = timedelta(days=7)
# Somebody is sitting an exam who began it, or sent an answer, no longer ago than this.
SITTING_MINUTES = 15
REPORTS_SHOWN = 3
ATTEMPTS_SHOWN = 20
ASSIGNMENTS_SHOWN = 5
COHORTS_SHOWN = 6
# What waits, the most pressing first; some of it for administrators only.
EVERYBODYS = ("reports", "regrades", "doubts", "reviews", "drafts", "flags")
ADMINISTRATORS = ("failures",)


@dataclass(frozen=True)
class GuideState:
    guide: Guide
    is_retired: bool
    is_upcoming: bool
    published: int
    exam_count: int


@dataclass(frozen=True)
class CohortRow:
    """A cohort, and how many of its people should book their exam; None: not known,
    or too few to be told of."""

    cohort: Cohort
    guide: str
    to_book: int | None


@dataclass(frozen=True)
class StaffHome:
    """`waiting`: what there is to do and how often, by its name; the rest is told."""

    waiting: Mapping[str, int]
    assignments: list[AssignmentRow]
    cohorts: list[CohortRow]
    bank: Bank | None
    guides: list[GuideState]
    by_state: dict[str, int]
    reports: list[QuestionReport]
    open_report_count: int
    sitting_count: int
    sitting_minutes: int
    finished_count: int


def staff_home(
    user: User,
    *,
    assignments: AssignmentQuerySet,
    cohorts: QuerySet[Cohort],
    today: date,
    now: datetime,
) -> StaffHome:
    """The assignments and cohorts are those that this person looks after."""
    counts = _counts(user, now)
    open_reports = QuestionReport.objects.filter(resolved_at=None)
    return StaffHome(
        waiting=_waiting(user, counts),
        assignments=live_assignments(assignments, now, ASSIGNMENTS_SHOWN),
        cohorts=_cohort_rows(user, cohorts),
        bank=Bank.objects.filter(pk=1).first(),
        guides=_guide_states(today),
        by_state=_by_state(),
        reports=list(_with_question(open_reports)[:REPORTS_SHOWN]),
        open_report_count=counts["reports"],
        sitting_count=counts["sitting"],
        sitting_minutes=SITTING_MINUTES,
        finished_count=counts["finished"],
    )


def _counts(user: User, now: datetime) -> dict[str, int]:
    """How often there is what, in one statement."""
    drafts = Manuscript.objects.open()
    rows: dict[str, QuerySet[Any]] = {
        "reports": QuestionReport.objects.filter(resolved_at=None),
        "reviews": drafts.in_review().exclude(writers=user),
        "drafts": drafts.filter(submitted_at=None, writers=user),
        "regrades": Regrade.objects.filter(state=RegradeState.READY),
        "doubts": Doubt.objects.open(),
        "flags": flagged_figures(),
        "failures": FoldFailure.objects.all(),
        "sitting": _being_sat(now),
        "finished": _finished_lately(now),
    }
    told = {name: _count_of(found) for name, found in rows.items()}
    found: Any = User.objects.filter(pk=user.pk).values(**told).get()
    return dict(found)


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """A statement's number of rows, as a column of another."""
    counted = rows.order_by().values(one=Value(1)).annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0, output_field=IntegerField())


def _waiting(user: User, counts: Mapping[str, int]) -> dict[str, int]:
    """What there is to be done, without what there is none of."""
    names = EVERYBODYS + (ADMINISTRATORS if user.is_admin else ())
    return {name: counts[name] for name in names if counts[name]}


def _cohort_rows(user: User, cohorts: QuerySet[Cohort]) -> list[CohortRow]:
    """Two statements, whatever the number of cohorts."""
    shown = list(cohorts.current().order_by("name")[:COHORTS_SHOWN])  # type: ignore[attr-defined]  # REASON: a CohortQuerySet
    rows = CohortReport.objects.current().filter(cohort__in=shown, is_main=True)
    told = rows.values(
        "cohort",
        code=F("guide__code"),
        groups=KeyTransform("groups", "figures"),
        is_figures_only=F("cohort__reporting__is_figures_only"),
    )
    reports = {row["cohort"]: row for row in told}
    return [_cohort_row(user, one, reports.get(one.pk)) for one in shown]


def _cohort_row(
    user: User, cohort: Cohort, report: Mapping[str, Any] | None
) -> CohortRow:
    if report is None:
        return CohortRow(cohort, cohort.target_guide, None)
    counts = [group["people"] for group in report["groups"]]
    sees_people = user.is_admin or not report["is_figures_only"]
    shown = counts if sees_people else cells(counts)
    names = [group["group"] for group in report["groups"]]
    by_group = dict(zip(names, shown, strict=True))
    return CohortRow(cohort, report["code"], by_group.get(Group.BOOK))


def _guide_states(today: date) -> list[GuideState]:
    pool = pool_counts()
    exams = dict(
        Exam.objects.open().order_by().values_list("guide").annotate(Count("pk"))
    )
    return [
        GuideState(
            guide=guide,
            is_retired=guide.is_retired(today),
            is_upcoming=guide.is_upcoming(today),
            published=pool.get(guide.pk, 0),
            exam_count=exams.get(guide.pk, 0),
        )
        for guide in Guide.objects.all()
    ]


def _by_state() -> dict[str, int]:
    """How many questions are in each state, by its name for people."""
    rows = Question.objects.order_by().values_list("state").annotate(Count("pk"))
    counts = dict(rows)
    return {State(value).label: counts.get(value, 0) for value in State.values}


def _with_question(reports: QuerySet[QuestionReport]) -> QuerySet[QuestionReport]:
    return reports.select_related("revision__question", "reporter")


def _being_sat(now: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.sat_since(now - timedelta(minutes=SITTING_MINUTES))


def _finished_lately(now: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(finished_at__gt=now - RECENT)


@dataclass(frozen=True)
class AttemptLists:
    """Who is sitting what, without a word of their answers."""

    running: list[Attempt]
    finished: list[Attempt]


def attempt_lists(now: datetime) -> AttemptLists:
    running = _being_sat(now).select_related("user")
    finished = _finished_lately(now).select_related("user", "result")
    return AttemptLists(
        running=list(running.order_by("deadline_at")[:ATTEMPTS_SHOWN]),
        finished=list(finished.order_by("-finished_at")[:ATTEMPTS_SHOWN]),
    )
