"""What a person can sit, and what they have sat."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from exams import assembly
from exams.models import STRICT_MODES, Attempt, Exam, Mode
from exams.selectors.pool import (
    Shelf,
    bank_version,
    blueprint_of,
    last_seen,
    shelf_for,
    under_exam,
)
from exams.selectors.regrades import is_corrected
from exams.selectors.steps import void_reason
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


@dataclass(frozen=True)
class Reader:
    """What the catalogue must know of one person: what runs, what was seen."""

    attempts: tuple[Attempt, ...]  # all that run, with their clock
    running: dict[int | None, Attempt]  # by exam
    seen: Set[int]
    examined: Set[int]  # questions whose keys are kept back
    version: int


def catalogue(user: User, today: date, reader: Reader | None = None) -> list[ExamCard]:
    """Every open exam, those of the person's target first; as many statements for a
    thousand questions as for ten."""
    exams = Exam.objects.open().exclude(mode=Mode.DIAGNOSTIC).select_related("guide")
    reader = reader or reader_of(user)
    cards = [_card(exam, reader, today) for exam in exams]
    return sorted(cards, key=lambda card: card.guide.code != user.target_guide)


def card_for(user: User, exam: Exam, today: date) -> ExamCard:
    """The card of one exam."""
    return _card(exam, reader_of(user), today)


def reader_of(user: User) -> Reader:
    """Four statements."""
    running = tuple(Attempt.objects.owned_by(user).running().with_clock())
    return Reader(
        attempts=running,
        running={attempt.exam_id: attempt for attempt in running},
        seen=last_seen(user).keys(),
        examined=under_exam(user.pk),
        version=bank_version(),
    )


def _card(exam: Exam, reader: Reader, today: date) -> ExamCard:
    shelf = shelf_for(exam, reader.version)
    running = reader.running.get(exam.pk)
    reason = "" if running else unavailable_reason(exam, shelf, reader)
    return ExamCard(
        exam=exam,
        guide=exam.guide,
        is_retired=exam.guide.is_retired(today),
        is_upcoming=exam.guide.is_upcoming(today),
        running=running,
        pool_size=len(shelf.ids),
        unseen_count=len(shelf.ids - reader.seen),
        is_available=not reason,
        reason=reason,
    )


def unavailable_reason(exam: Exam, shelf: Shelf, reader: Reader) -> str:
    """Why a start would be refused, in words; empty: it would not."""
    is_sealed = exam.mode == Mode.SEALED
    barred = reader.examined | reader.seen if is_sealed else reader.examined
    queues = shelf.without(barred)
    left, wanted = sum(map(len, queues.values())), exam.question_count
    if exam.mode not in STRICT_MODES:
        return "" if left else "The bank has no question for this yet."
    if is_sealed and left < wanted:
        return (
            f"A sealed final needs {wanted} questions that you have never seen; "
            f"{left} are left."
        )
    if left < wanted:
        told = f"The bank has {left} of the {wanted} questions that this exam needs."
        if shelf.ids.isdisjoint(reader.examined):
            return told
        return f"{told} What you are being examined on is asked again later."
    short = assembly.lacking(queues, blueprint_of(exam, shelf.domains))
    return _short(short, is_sealed=is_sealed)


def _short(short: list[assembly.Shortfall], *, is_sealed: bool) -> str:
    if not short:
        return ""
    told = "; ".join(one.detail for one in short)
    of_what = "questions that you have never seen" if is_sealed else "the bank"
    return f"Not enough in every domain of {of_what}: {told}."


def diagnostic_exam(today: date) -> Exam | None:
    """The diagnostic of the guide that is offered today."""
    exams = Exam.objects.open().filter(mode=Mode.DIAGNOSTIC).select_related("guide")
    valid = exams.filter(guide__in=Guide.objects.valid_on(today))
    return valid.first() or exams.first()


def history(user_id: Any) -> QuerySet[Attempt]:
    """This person's attempts, newest first, with their results."""
    return (
        Attempt.objects.filter(user=user_id)
        .with_clock()
        .select_related("exam", "guide", "result")
        .annotate(is_corrected=is_corrected(), void_reason=void_reason())
        .order_by("-started_at", "-pk")
    )


@dataclass(frozen=True)
class HistoryPage:
    """A page of attempts, newest first; `older` continues it, or is empty."""

    attempts: list[Attempt]
    older: str


def history_page(user: User, before: str = "") -> HistoryPage:
    """This person's attempts with their results, older than the place `before`."""
    rows = history(user.pk)
    place = _place(before)
    if place is not None:
        at, pk = place
        rows = rows.filter(Q(started_at__lt=at) | Q(started_at=at, pk__lt=pk))
    found = list(rows[: HISTORY_PAGE + 1])
    shown = found[:HISTORY_PAGE]
    return HistoryPage(shown, _place_of(shown[-1]) if len(found) > len(shown) else "")


def _place_of(attempt: Attempt) -> str:
    """Where a page ended: several attempts may have started at one instant."""
    return f"{attempt.started_at.isoformat()}_{attempt.pk}"


def _place(text: str) -> tuple[datetime, UUID] | None:
    """What `_place_of` wrote; None for anything else."""
    instant, _, pk = text.partition("_")
    try:
        found = datetime.fromisoformat(instant)
        # PostgreSQL knows no zone 23 hours away; in UTC every instant is one.
        return (found.astimezone(UTC), UUID(pk)) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
