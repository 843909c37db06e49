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


def at_once(*jobs: Job) -> list[Any]:
    """What each job returned, or the exception that it raised."""
    gate = threading.Barrier(len(jobs))

    def run(job: Job) -> Any:
        try:
            gate.wait(30)
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with _without_pool(), ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def none_failed(results: Sequence[Any]) -> list[Any]:
    """The results, when none of them is an exception."""
    failures = [r for r in results if isinstance(r, Exception)]
    assert not failures, failures
    return list(results)


def after(seconds: float, job: Job) -> None:
    time.sleep(seconds)
    job()


@contextmanager
def locked(attempt: Attempt) -> Iterator[Callable[[], None]]:
    """Somebody else holds the attempt's lock, until the given function is called."""
    taken, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Attempt.objects.select_for_update().get(pk=attempt.pk)
                taken.set()
                let_go.wait(30)
        finally:
            connection.close()

    with _without_pool():
        thread = threading.Thread(target=hold)
        thread.start()
        assert taken.wait(30)
        try:
            yield let_go.set
        finally:
            let_go.set()
            thread.join()


@contextmanager
def _without_pool() -> Iterator[None]:
    options = connections.settings["default"]["OPTIONS"]
    pool = options.pop("pool", None)
    try:
        yield
    finally:
        if pool is not None:
            options["pool"] = pool
