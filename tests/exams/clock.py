"""Moving an attempt through time: its rows grow older; the clock stays PostgreSQL's."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from exams.models import Answer, Attempt, Operation


def age(attempt_id: UUID, **delta: Any) -> None:
    """Let that much time pass for this attempt: `age(pk, minutes=3)`."""
    by = timedelta(**delta)
    Attempt.objects.filter(pk=attempt_id).update(
        started_at=F("started_at") - by,
        deadline_at=F("deadline_at") - by,
        finished_at=F("finished_at") - by,
        revealed_at=F("revealed_at") - by,
        hidden_until=F("hidden_until") - by,
        paused_at=F("paused_at") - by,
        woken_at=F("woken_at") - by,
    )
    Operation.objects.filter(attempt_id=attempt_id).update(
        received_at=F("received_at") - by
    )
    Answer.objects.filter(asked__attempt_id=attempt_id).update(
        answered_at=F("answered_at") - by
    )


def to_deadline(attempt_id: UUID, **past: Any) -> None:
    """Move the attempt so that its deadline is `past` ago (negative: still ahead)."""
    attempt = Attempt.objects.with_clock().get(pk=attempt_id)
    assert attempt.deadline_at is not None
    left = attempt.deadline_at - attempt.clock
    age(attempt_id, seconds=(left + timedelta(**past)).total_seconds())
