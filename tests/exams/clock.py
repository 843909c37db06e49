"""Moving an attempt through time: its rows grow older; the clock stays PostgreSQL's.

It goes a hundred times slower meanwhile: a busy machine may take long.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from exams.models import Answer, Attempt, Operation

SLOW_DOWN = """
SELECT set_config('slow.since', coalesce(
           nullif(current_setting('slow.since', true), ''),
           statement_timestamp()::text
       ), %(is_local)s),
       set_config('search_path', 'public, slow, pg_catalog', %(is_local)s)
"""


def age(attempt_id: UUID, **delta: Any) -> None:
    """Let that much time pass for this attempt: `age(pk, minutes=3)`.

    In a transaction, which a test usually is, the clock goes slowly from then on.
    """
    _slow_down(is_local=True)
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
    _slow_down(is_local=True)
    attempt = Attempt.objects.with_clock().get(pk=attempt_id)
    assert attempt.deadline_at is not None
    left = attempt.deadline_at - attempt.clock
    age(attempt_id, seconds=(left + timedelta(**past)).total_seconds())


@contextmanager
def slowly() -> Iterator[datetime]:
    """The clock goes slowly for this connection, from the given instant on."""
    _slow_down(is_local=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        try:
            yield cursor.fetchone()[0]
        finally:
            cursor.execute("RESET search_path")
            cursor.execute("RESET slow.since")


def _slow_down(*, is_local: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SLOW_DOWN, {"is_local": is_local})
