"""Many at once: threads with a connection each, let go at one moment."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction

from exams.models import Attempt

Job = Callable[[], Any]
PATIENCE = 60.0  # seconds; who waits for something waits for it on a busy machine too
STANDING = """SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'"""


def at_once(*jobs: Job, patience: float = PATIENCE) -> list[Any]:
    """What each job returned, or the exception that it raised.

    `patience`: the seconds after which PostgreSQL gives up waiting for a lock.
    """
    gate = threading.Barrier(len(jobs))

    def run(job: Job) -> Any:
        try:
            gate.wait(PATIENCE)
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with _own_connections(patience), ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def none_failed(results: Sequence[Any]) -> list[Any]:
    """The results, when none of them is an exception."""
    failures = [r for r in results if isinstance(r, Exception)]
    assert not failures, failures
    return list(results)


def until_waiting(count: int = 1) -> None:
    """So many stand at a lock in this database."""
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while cursor.execute(STANDING).fetchone()[0] < count:
            assert time.monotonic() < deadline, "nobody waits for a lock"
            time.sleep(0.01)
            cursor.execute("SELECT pg_stat_clear_snapshot()")


def once_waiting(count: int, job: Job) -> Any:
    """The job's result; it begins when so many stand at a lock."""
    until_waiting(count)
    return job()


@contextmanager
def locked(
    attempt: Attempt, *, meanwhile: Job = lambda: None
) -> Iterator[Callable[[], None]]:
    """Somebody else holds the attempt's lock, until the given function is called.

    `meanwhile`: what its holder does then, before it is free.
    """
    taken, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Attempt.objects.select_for_update().get(pk=attempt.pk)
                taken.set()
                let_go.wait(PATIENCE)
                meanwhile()
        finally:
            connection.close()

    with _own_connections(PATIENCE):
        thread = threading.Thread(target=hold)
        thread.start()
        assert taken.wait(PATIENCE)
        try:
            yield let_go.set
        finally:
            let_go.set()
            thread.join()


@contextmanager
def _own_connections(patience: float) -> Iterator[None]:
    """Outside the pool, which is small; and in tests a queue at a lock may be long."""
    options = connections.settings["default"]["OPTIONS"]
    before = dict(options)
    options.pop("pool", None)
    options["options"] += f" -c lock_timeout={int(patience * 1000)}"
    try:
        yield
    finally:
        options.update(before)
