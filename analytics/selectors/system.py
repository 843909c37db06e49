"""The state of the system on one page: queues, runs, estimates, versions."""

import platform
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata

import django
from django.db import connection
from django.db.models import Count, Min, QuerySet

from analytics.models import Calibration, FoldFailure, Run, RunState
from analytics.selectors.lines import current_calibrations
from analytics.selectors.sittings import FOLD_TRIES, folding_queue
from exams.models import Attempt
from questions.evidence import models_version
from questions.models import Bank

RUNS_SHOWN = 20
FAILURES_SHOWN = 10
# A sweep runs every 15 s: work that waits this long has nobody to do it.
PATIENCE = timedelta(minutes=2)
SILENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Queue:
    """What waits, and since when."""

    name: str
    count: int
    oldest: datetime | None
    is_stuck: bool


@dataclass(frozen=True)
class RunRow:
    run: Run
    is_silent: bool  # it calls itself running and has given no sign of life

    @property
    def duration(self) -> timedelta:
        return (self.run.finished_at or self.run.seen_at) - self.run.started_at


@dataclass(frozen=True)
class SystemPage:
    queues: list[Queue]
    failures: list[FoldFailure]
    runs: list[RunRow]
    calibrations: list[Calibration]
    bank: Bank | None
    is_evidence_current: bool  # the claims were executed against these AWS models
    versions: list[tuple[str, str]]
    database_bytes: int

    @property
    def is_well(self) -> bool:
        is_moving = not any(queue.is_stuck for queue in self.queues)
        runs = [row for row in self.runs if row.run.state == RunState.FAILED]
        return is_moving and not self.failures and not runs


def system_page(now: datetime) -> SystemPage:
    """Nine statements, whatever the number of students."""
    bank = Bank.objects.filter(pk=1).first()
    failures = FoldFailure.objects.filter(tries__gte=FOLD_TRIES)
    server, size = _database()
    return SystemPage(
        queues=[
            _queue("Exams to grade", Attempt.objects.ungraded(), now),
            _queue("Results to learn from", folding_queue(), now),
        ],
        failures=list(failures.order_by("-failed_at")[:FAILURES_SHOWN]),
        runs=[
            RunRow(run, _is_silent(run, now)) for run in Run.objects.all()[:RUNS_SHOWN]
        ],
        calibrations=current_calibrations(),
        bank=bank,
        is_evidence_current=bool(bank and bank.models_version == models_version()),
        versions=_versions(server),
        database_bytes=size,
    )


def _queue(name: str, waiting: QuerySet[Attempt], now: datetime) -> Queue:
    found = waiting.order_by().aggregate(count=Count("pk"), oldest=Min("finished_at"))
    oldest = found["oldest"]
    is_stuck = oldest is not None and oldest < now - PATIENCE
    return Queue(name, found["count"], oldest, is_stuck)


def _is_silent(run: Run, now: datetime) -> bool:
    return run.state == RunState.RUNNING and run.seen_at < now - SILENCE


def _database() -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'),"
            " pg_database_size(current_database())"
        )
        server, size = cursor.fetchone()
    return server, size


def _versions(server: str) -> list[tuple[str, str]]:
    return [
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("Celery", metadata.version("celery")),
        ("PostgreSQL", server),
        ("AWS models (botocore)", models_version()),
    ]
