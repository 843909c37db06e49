"""The state of the system on one page: queues, jobs, storage, backups, versions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet

from accounts.models import AT_WORK, Erasure, Invitation, PersonExport
from analytics.models import Calibration, FoldFailure, ReportFile, Run, RunState
from analytics.selectors import machinery
from analytics.selectors.lines import current_calibrations
from analytics.selectors.machinery import BackupRow, Broker, JobRow, Storage
from analytics.selectors.sittings import FOLD_TRIES, folding_queue
from exams.models import Attempt, Regrade, Reminder
from questions.evidence import models_version
from questions.models import Bank, ImportState, QuestionImport

RUNS_SHOWN = 20
FAILURES_SHOWN = 10
# A sweep runs every 15 s: work that waits this long has nobody to do it.
PATIENCE = timedelta(minutes=2)
SILENCE = timedelta(minutes=10)
# Looking further back would read every exam there ever was; the night does that.
LOOKING_BACK = timedelta(days=2)


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
    jobs: list[JobRow]
    is_asleep: bool  # worker and beat have never done anything here
    broker: Broker
    storage: Storage
    backups: BackupRow
    failures: list[FoldFailure]
    runs: list[RunRow]
    calibrations: list[Calibration]
    bank: Bank | None
    is_evidence_current: bool  # the claims were executed against these AWS models
    versions: list[tuple[str, str]]

    @property
    def is_well(self) -> bool:
        """Whether nobody has to do anything: Redis away costs latency alone."""
        is_still = self.is_asleep or any(queue.is_stuck for queue in self.queues)
        jobs = [job for job in self.jobs if job.is_late or job.has_failed]
        runs = [row for row in self.runs if row.run.state == RunState.FAILED]
        troubles = [*jobs, *runs, *self.failures]
        return not (is_still or troubles or self.storage.is_full)


def system_page(now: datetime) -> SystemPage:
    """Some twenty statements, whatever the number of students."""
    bank = Bank.objects.filter(pk=1).first()
    failures = FoldFailure.objects.filter(tries__gte=FOLD_TRIES)
    server, size = machinery.database_state()
    broker = machinery.broker()
    jobs = machinery.job_rows(now)
    return SystemPage(
        queues=_queues(now),
        jobs=jobs,
        is_asleep=machinery.are_asleep(jobs, bank.loaded_at if bank else None, now),
        broker=broker,
        storage=machinery.storage(size),
        backups=machinery.backup_row(now),
        failures=list(failures.order_by("-failed_at")[:FAILURES_SHOWN]),
        runs=[
            RunRow(run, _is_silent(run, now)) for run in Run.objects.all()[:RUNS_SHOWN]
        ],
        calibrations=current_calibrations(),
        bank=bank,
        is_evidence_current=bool(bank and bank.models_version == models_version()),
        versions=machinery.versions(server, broker.version, bank),
    )


def _queues(now: datetime) -> list[Queue]:
    learning = folding_queue(now - LOOKING_BACK)
    imports = QuestionImport.objects.filter(state=ImportState.RUNNING)
    exports = PersonExport.objects.filter(state__in=AT_WORK)
    erasures = Erasure.objects.filter(state__in=AT_WORK)
    waiting: list[tuple[str, QuerySet[Any], str]] = [
        ("Exams to grade", Attempt.objects.ungraded(), "finished_at"),
        ("Results to learn from", learning, "finished_at"),
        ("Regrades", Regrade.objects.at_work(), "seen_at"),
        ("Invitations to mail", Invitation.objects.waiting(now), "invited_at"),
        ("Reminders to mail", Reminder.objects.waiting(now), "made_at"),
        ("Reports to write", ReportFile.objects.waiting(), "asked_at"),
        ("Imports of questions", imports, "confirmed_at"),
        ("Exports of people", exports, "seen_at"),
        ("Erasures", erasures, "seen_at"),
    ]
    return [_queue(name, rows, since, now) for name, rows, since in waiting]


def _queue(name: str, waiting: QuerySet[Any], since: str, now: datetime) -> Queue:
    found = waiting.order_by().aggregate(count=Count("pk"), oldest=Min(since))
    oldest = found["oldest"]
    is_stuck = oldest is not None and oldest < now - PATIENCE
    return Queue(name, found["count"], oldest, is_stuck)


def _is_silent(run: Run, now: datetime) -> bool:
    return run.state == RunState.RUNNING and run.seen_at < now - SILENCE
