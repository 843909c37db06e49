"""Taking over, handing in, and closing what the clock has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import QuerySet, UUIDField
from django.http import Http404

from accounts.models import User
from exams.access import locked_attempt_for
from exams.models import Answer, Attempt, AttemptState, FinishReason
from exams.selectors.steps import forced_among
from exams.services.save import note_reveal, refuse_other_writer, standing_of
from lib.composed import composed
from lib.found import or_404
from lib.problems import Problem

SWEEP_BATCH = 200
CLOSING = Problem(
    "attempt-closing",
    503,
    "Time is over",
    "Your answers are being handed in. Ask again in a few seconds.",
)


@dataclass(frozen=True)
class Held:
    """One line of a manifest: the client's newest operation on a question."""

    position: int
    epoch: int
    seq: int


@transaction.atomic
def take_over_attempt(*, user: User, attempt_id: UUID, writer: UUID) -> Attempt:
    """Make this tab or device the one writer; everything older is fenced.

    Asking again with the same writer changes nothing. Raises Problem 409
    `attempt-closed`, and 503 `attempt-closing` between the end of the grace and the
    closing: from there on nobody can register any more.
    """
    attempt = locked_attempt_for(user, attempt_id)
    standing = standing_of(attempt)
    if not standing.is_running:
        raise Problem(
            "attempt-closed",
            409,
            "These answers were already handed in",
            "Open the result instead.",
            state=shown_state(attempt),
        )
    if not standing.is_in_time:
        raise CLOSING
    return register_writer(attempt, writer)


def register_writer(attempt: Attempt, writer: UUID) -> Attempt:
    """The same on an attempt whose lock is held and whose time is not over."""
    if attempt.writer != writer:
        # The first writer keeps the epoch that the start gave out.
        attempt.epoch += attempt.writer is not None
        attempt.writer = writer
        attempt.save(update_fields=["writer", "epoch"])
    return attempt


@transaction.atomic
def submit_attempt(
    *,
    user: User,
    attempt_id: UUID,
    writer: UUID,
    epoch: int,
    manifest: Sequence[Held],
) -> Attempt:
    """Hand in, once: I18, I19, I21. A closed attempt answers with its state.

    Raises Problem 409 `taken-over`, `answers-missing` with `differing` positions when
    the manifest names answers that are not held, and 503 `attempt-closing` in the few
    seconds between the end of the grace and the closing.
    """
    attempt = locked_attempt_for(user, attempt_id)
    if not attempt.is_running:
        return attempt
    standing = standing_of(attempt)
    if not standing.is_running:
        return _close(attempt, _clock_reason(attempt))
    if not standing.is_in_time:
        # An operation that arrived in time may still wait for this very lock.
        raise CLOSING
    refuse_other_writer(attempt, writer, epoch)
    differing = _differing(attempt, manifest)
    if differing:
        raise Problem(
            "answers-missing",
            409,
            "Some answers have not arrived",
            "Send the operations of these questions again, then hand in.",
            differing=differing,
        )
    return _close(attempt, FinishReason.SUBMITTED)


def _differing(attempt: Attempt, manifest: Sequence[Held]) -> list[int]:
    held = {p: (e, s) for p, e, s in _places(attempt=attempt.pk)}
    newer = {
        h.position for h in manifest if held.get(h.position, (0, 0)) < (h.epoch, h.seq)
    }
    return sorted(newer)


@composed(attempt=UUIDField())
def _places(attempt: Any) -> QuerySet[Answer, tuple[int, int, int]]:
    held = Answer.objects.filter(asked__attempt=attempt)
    return held.values_list("asked__position", "epoch", "seq")


def close_if_over(*, attempt: Attempt) -> Attempt:
    """The attempt, closed on record when the clock has ended it. Idempotent."""
    if _is_due(attempt):
        return _close_overdue(attempt.pk) or attempt
    return attempt


def _is_due(attempt: Attempt) -> bool:
    """Whether its time is over, or it has lain idle for too long."""
    return attempt.is_over(attempt.clock) or (attempt.is_running and attempt.is_idle)


def close_due_attempts() -> int:
    """Close everything that the clock has ended (I20); the number closed."""
    due = Attempt.objects.overdue().order_by("deadline_at").values_list("pk", flat=True)
    return sum(_try_close(pk) for pk in list(due[:SWEEP_BATCH]))


def _try_close(pk: UUID) -> bool:
    try:
        return _close_overdue(pk) is not None
    except (OperationalError, Http404):
        # Somebody holds its lock, or has erased it; the next sweep is 15 s away.
        return False


@transaction.atomic
def _close_overdue(pk: UUID) -> Attempt | None:
    rows = Attempt.objects.with_clock().select_for_update(of=("self",))
    attempt = or_404(rows.filter(pk=pk).first())
    attempt = close_held(attempt)
    return None if attempt.is_running else attempt


def close_held(attempt: Attempt) -> Attempt:
    """The same for an attempt whose lock is held, with `clock` and `is_idle`."""
    return _close(attempt, _clock_reason(attempt)) if _is_due(attempt) else attempt


def _close(attempt: Attempt, reason: FinishReason) -> Attempt:
    """Running → submitted. The one place where an attempt ends; the lock is held.

    Whoever reads the result next grades it, within a few milliseconds; nobody in 15
    seconds: the sweep. A job would do the same work beside the first of them.
    """
    attempt.state = AttemptState.SUBMITTED
    attempt.finished_at = _finished_at(attempt, reason)
    if attempt.assignment_id is not None and forced_among([attempt.pk]):
        reason = FinishReason.FORCED
    attempt.finish_reason = reason
    attempt.paused_at = None
    attempt.save(update_fields=["state", "finish_reason", "finished_at", "paused_at"])
    return attempt


def _clock_reason(attempt: Attempt) -> FinishReason:
    return FinishReason.IDLE if attempt.deadline_at is None else FinishReason.EXPIRED


def _finished_at(attempt: Attempt, reason: FinishReason) -> datetime:
    clock: datetime = attempt.clock
    if reason == FinishReason.EXPIRED and attempt.deadline_at is not None:
        return attempt.deadline_at
    if attempt.deadline_at is not None and attempt.paused_at is None:
        return min(clock, attempt.deadline_at)
    return clock


def reveal_result(*, attempt: Attempt) -> None:
    """Note that key and reasons leave the server now; only the first time counts."""
    if attempt.revealed_at is None:
        note_reveal(attempt)


def shown_state(attempt: Attempt) -> str:
    """The state as everybody sees it: past its closing time, running is submitted."""
    standing = standing_of(attempt)
    if attempt.is_running and not standing.is_running:
        return AttemptState.SUBMITTED
    return attempt.state
