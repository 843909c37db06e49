"""The start pages of instructors and administrators."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet

from analytics.selectors.visitors import pool_counts
from exams.models import Attempt, Exam
from questions.models import Bank, Guide, Question, QuestionReport, State

RECENT = timedelta(days=7)
# Somebody is sitting an exam who began it, or sent an answer, no longer ago than this.
SITTING_MINUTES = 15
REPORTS_SHOWN = 8
ATTEMPTS_SHOWN = 20


@dataclass(frozen=True)
class GuideState:
    guide: Guide
    is_retired: bool
    is_upcoming: bool
    published: int
    exam_count: int


@dataclass(frozen=True)
class StaffHome:
    bank: Bank | None
    guides: list[GuideState]
    by_state: dict[str, int]
    reports: list[QuestionReport]
    open_report_count: int
    sitting_count: int
    sitting_minutes: int
    finished_count: int


def staff_home(today: date, now: datetime) -> StaffHome:
    open_reports = QuestionReport.objects.filter(resolved_at=None)
    return StaffHome(
        bank=Bank.objects.filter(pk=1).first(),
        guides=_guide_states(today),
        by_state=_by_state(),
        reports=list(_with_question(open_reports)[:REPORTS_SHOWN]),
        open_report_count=open_reports.count(),
        sitting_count=_being_sat(now).count(),
        sitting_minutes=SITTING_MINUTES,
        finished_count=_finished_lately(now).count(),
    )


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
