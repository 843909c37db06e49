"""Everything again from the raw answers, some people at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from django.db import connection, transaction

from analytics import selectors
from analytics.models import Calibration, FoldFailure, Learner
from analytics.selectors import Head, Library
from analytics.services.calibrating import current_calibration
from analytics.services.folding import refold_people
from exams.models import Attempt, AttemptState
from lib.pools import pool_of
from questions.models import Guide

BATCH = 50  # people per transaction: what a kill in the middle costs
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rebuilt:
    people: int
    attempts: int
    answers: int


def rebuild_people(
    *,
    now: datetime,
    is_fresh: bool,
    processes: int = 1,
    progress: Progress = lambda done, total: None,
) -> Rebuilt:
    """Take every graded attempt of everybody in again.

    Attempts keep the calibration that they were taken in under, so the result equals
    what is there; with `is_fresh` all are read under the newest one. A run that is
    killed leaves each person either as before or rebuilt: start it again.
    """
    # Of everybody: what counts no longer is taken out.
    graded = Attempt.objects.filter(state=AttemptState.GRADED)
    users = list(graded.order_by("user").values_list("user", flat=True).distinct())
    batches = [users[start : start + BATCH] for start in range(0, len(users), BATCH)]
    done = attempts = answers = 0
    # Made here, so that no two processes make the first calibration at once.
    work = partial(_batch, now, _current(now), is_fresh)
    for batch, told in _all(work, batches, processes):
        attempts, answers = attempts + told[0], answers + told[1]
        done += len(batch)
        progress(done, len(users))
    return Rebuilt(len(users), attempts, answers)


Told = tuple[int, int]  # attempts and answers


def _all(
    work: Callable[[list[int]], Told], batches: list[list[int]], processes: int
) -> Iterator[tuple[list[int], Told]]:
    """Each batch with what was done, here or in processes with connections of
    their own."""
    if processes == 1:
        yield from ((batch, work(batch)) for batch in batches)
        return
    with pool_of(processes) as pool:
        yield from zip(batches, pool.map(work, batches), strict=True)


def _batch(
    now: datetime,
    current: dict[int, Calibration],
    is_fresh: bool,  # noqa: FBT001  # REASON: partial, for another process
    users: list[int],
) -> Told:
    return _rebuild(users, _library(now), current, now, is_fresh=is_fresh)


@lru_cache(maxsize=1)
def _library(_run: datetime) -> Library:
    """One for each process and run: the whole bank is read but once."""
    return Library()


def _current(now: datetime) -> dict[int, Calibration]:
    """By guide: of its line."""
    return {
        guide: current_calibration(guide_id=guide, now=now)
        for guide in Guide.objects.values_list("pk", flat=True)
    }


@transaction.atomic
def _rebuild(
    users: list[int],
    library: Library,
    current: dict[int, Calibration],
    now: datetime,
    *,
    is_fresh: bool,
) -> tuple[int, int]:
    """How many attempts and answers of these people were taken in."""
    _wait_long()
    rows = [Learner(user_id=user) for user in users]
    Learner.objects.bulk_create(rows, ignore_conflicts=True)
    list(Learner.objects.select_for_update().filter(pk__in=users).order_by("pk"))
    heads = _heads(users, current)
    renewed = current if is_fresh else {}
    answers = refold_people(users, heads, library=library, renewed=renewed, now=now)
    FoldFailure.objects.filter(attempt__user__in=users).delete()
    return len(heads), answers


def _wait_long() -> None:
    """A second rebuild, or a class that is being taken in, may hold these people."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5min'")


def _heads(
    users: list[int], current: dict[int, Calibration]
) -> list[tuple[Head, Calibration]]:
    """Every attempt that counts; under the newest one what was never taken in."""
    held = {head.pk: known for head, known in selectors.folded_heads(users)}
    counted = Attempt.objects.counted().filter(user__in=users)
    return [
        (head, held.get(head.pk, current[head.guide]))
        for head in selectors.heads_of(counted)
    ]
