"""One run of a nightly job: claimed once, seen while it runs, told of when it fails."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b

from django.db import connection
from django.utils import timezone

from analytics.models import Run, RunState

logger = logging.getLogger("passline.analytics")
Progress = Callable[[str, int, int], None]


def run_once(job: str, key: str, work: Callable[[Progress], str]) -> bool:
    """Do `work` unless it is done for this key, or somebody is at it right now.

    `work` is given a function to report its phase and progress with, and returns a
    sentence about what it did. A run that was killed is simply done again.
    """
    with alone(f"{job} {key}") as is_mine:
        if (
            not is_mine
            or Run.objects.filter(job=job, key=key, state=RunState.DONE).exists()
        ):
            return False
        run = _begun(job, key)
        try:
            message = work(lambda *told: _report(run, *told))
        except Exception as error:
            logger.exception("%s for %s failed", job, key)
            _end(run, RunState.FAILED, f"{type(error).__name__}: {error}")
            return False
        _end(run, RunState.DONE, message)
        return True


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether nobody else holds this name. PostgreSQL gives the lock up with the
    connection, so a kill frees it."""
    number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        is_mine = bool(cursor.fetchone()[0])
        try:
            yield is_mine
        finally:
            if is_mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _begun(job: str, key: str) -> Run:
    now = timezone.now()
    fresh = {
        "state": RunState.RUNNING,
        "phase": "",
        "done": 0,
        "total": 0,
        "message": "",
        "started_at": now,
        "seen_at": now,
        "finished_at": None,
    }
    run, _ = Run.objects.update_or_create(job=job, key=key, defaults=fresh)
    return run


def _report(run: Run, phase: str, done: int, total: int) -> None:
    run.phase, run.done, run.total, run.seen_at = phase, done, total, timezone.now()
    run.save(update_fields=["phase", "done", "total", "seen_at"])


def _end(run: Run, state: RunState, message: str) -> None:
    run.state, run.message = state, message
    run.finished_at = run.seen_at = timezone.now()
    run.save(update_fields=["state", "message", "finished_at", "seen_at"])
