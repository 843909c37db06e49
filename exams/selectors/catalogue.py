"""What a person can sit, and what they have sat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import QuerySet

from accounts.models import User
from exams.assembly import Candidate
from exams.models import Attempt, Exam, Mode
from exams.selectors.pool import bank_version, candidates_for, last_seen
from questions.models import Guide

HISTORY_PAGE = 25


@dataclass(frozen=True)
class ExamCard:
    """An exam as the catalogue shows it; `reason` says why it is not available."""

    exam: Exam
    guide: Guide
    is_retired: bool
    is_upcoming: bool
    running: Attempt | None
    pool_size: int
    unseen_count: int
    is_available: bool
    reason: str


def catalogue(user: User, today: date) -> list[ExamCard]:
    """Every open exam; statements grow with the number of guides, not of questions."""
    exams = Exam.objects.open().exclude(mode=Mode.DIAGNOSTIC).select_related("guide")
    running = {
        attempt.exam_id: attempt
        for attempt in Attempt.objects.owned_by(user).running().with_clock()
    }
    seen, version = last_seen(user), bank_version()
    return [
        _card(
            exam,
            running.get(exam.pk),
            seen,
            candidates_for(exam.guide, version),
            today,
        )
        for exam in exams
    ]


def _card(
    exam: Exam,
    running: Attempt | None,
    seen: dict[int, float],
    pool: Sequence[Candidate],
    today: date,
) -> ExamCard:
    usable = [
        c for c in pool if exam.mode == Mode.PRACTICE or c.kind in exam.guide.kinds
    ]
    unseen = sum(c.question_id not in seen for c in usable)
    reason = unavailable_reason(exam, len(usable), unseen)
    return ExamCard(
        exam=exam,
        guide=exam.guide,
        is_retired=exam.guide.is_retired(today),
        is_upcoming=exam.guide.is_upcoming(today),
        running=running,
        pool_size=len(usable),
        unseen_count=unseen,
        is_available=not reason,
        reason=reason,
    )


def unavailable_reason(exam: Exam, pool_size: int, unseen: int) -> str:
    if exam.mode == Mode.SEALED and unseen < exam.question_count:
        return (
            f"A sealed final needs {exam.question_count} questions that you have "
            f"never seen; {unseen} are left."
        )
    if pool_size < exam.question_count:
        return (
            f"The bank has {pool_size} of the {exam.question_count} questions that "
            "this exam needs."
        )
    return ""


def card_for(user: User, exam: Exam, today: date) -> ExamCard:
    """The card of one exam."""
    running = (
        Attempt.objects.owned_by(user).running().with_clock().filter(exam=exam).first()
    )
    pool = candidates_for(exam.guide)
    return _card(exam, running, last_seen(user), pool, today)


def diagnostic_exam(today: date) -> Exam | None:
    """The diagnostic of the guide that is offered today."""
    exams = Exam.objects.open().filter(mode=Mode.DIAGNOSTIC).select_related("guide")
    valid = exams.filter(guide__in=Guide.objects.valid_on(today))
    return valid.first() or exams.first()


def history(user: User) -> QuerySet[Attempt]:
    """This person's attempts, newest first, with their results."""
    return (
        Attempt.objects.owned_by(user)
        .with_clock()
        .select_related("exam", "guide", "result")
        .order_by("-started_at")
    )


@dataclass(frozen=True)
class HistoryPage:
    """A page of attempts, newest first; `older` continues it, or is empty."""

    attempts: list[Attempt]
    older: str


def history_page(user: User, before: str = "") -> HistoryPage:
    """This person's attempts with their results, from `before` (an instant) on."""
    rows = history(user)
    instant = _instant(before)
    if instant is not None:
        rows = rows.filter(started_at__lt=instant)
    found = list(rows[: HISTORY_PAGE + 1])
    is_more = len(found) > HISTORY_PAGE
    shown = found[:HISTORY_PAGE]
    return HistoryPage(shown, shown[-1].started_at.isoformat() if is_more else "")


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        # PostgreSQL knows no zone 23 hours away; in UTC every instant is one.
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
