"""The machine under the product: jobs, servers, storage, backups, versions."""

import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

import django
import redis
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.models import Sum

from accounts.models import PersonExport
from lib.backups import LastBackups, last_backups
from lib.models import JobNote
from questions.evidence import models_version
from questions.models import Bank, Picture

# A sweep of seconds may be late by some rounds, one by the clock by an hour.
ROUNDS, LEAST_WAIT = 10, timedelta(minutes=5)
WAIT_BY_THE_CLOCK = timedelta(hours=1)
PATIENCE_SECONDS = 0.5
LEAST_FREE_SHARE, LEAST_FREE_BYTES = 0.05, 1 << 30
BACKUP_AGE = timedelta(days=7)


@dataclass(frozen=True)
class JobRow:
    """A job that beat asks for, and when it ended last."""

    title: str
    note: JobNote | None
    is_late: bool

    @property
    def has_failed(self) -> bool:
        """Whether the last time was a failure."""
        return bool(self.note and self.note.fault)


def job_rows(now: datetime) -> list[JobRow]:
    """Every job of beat's timetable. One statement."""
    notes = {note.name: note for note in JobNote.objects.all()}
    rows = []
    for title, entry in settings.CELERY_BEAT_SCHEDULE.items():
        note = notes.get(str(entry["task"]))
        done_at = note and note.done_at
        is_late = bool(done_at and _expected(entry["schedule"], done_at) < now)
        rows.append(JobRow(title, note, is_late))
    return rows


def are_asleep(jobs: Sequence[JobRow], since: datetime | None, now: datetime) -> bool:
    """Whether none of them has ever ended, though there was time enough `since`."""
    is_due = since is not None and since < now - LEAST_WAIT
    return is_due and not any(job.note for job in jobs)


def _expected(schedule: Any, done_at: datetime) -> datetime:
    """When at the latest it ends again, having ended then, if nothing is wrong."""
    if isinstance(schedule, int | float):
        return done_at + max(timedelta(seconds=schedule) * ROUNDS, LEAST_WAIT)
    begun, until_next, _ = schedule.remaining_delta(done_at)
    due: datetime = begun + until_next
    return due + WAIT_BY_THE_CLOCK


@dataclass(frozen=True)
class Broker:
    """Redis: its version, and how many jobs lie in it. Away: only latency is lost."""

    version: str
    waiting: int

    @property
    def is_there(self) -> bool:
        return bool(self.version)


def broker() -> Broker:
    """Asked with half a second of patience."""
    url = str(settings.CACHES["default"]["LOCATION"])
    patience = {
        "socket_connect_timeout": PATIENCE_SECONDS,
        "socket_timeout": PATIENCE_SECONDS,
    }
    try:
        with redis.Redis.from_url(url, **patience) as client:
            version = client.info("server")["redis_version"]
            return Broker(str(version), int(client.llen("celery")))
    except redis.RedisError:
        return Broker("", 0)


@dataclass(frozen=True)
class Storage:
    """Bytes. Free is that of this machine's disk, when files are kept on it."""

    database: int
    pictures: int
    exports: int
    free: int | None
    is_full: bool


def storage(database: int) -> Storage:
    pictures = Picture.objects.aggregate(size=Sum("size"))["size"] or 0
    exports = PersonExport.objects.aggregate(size=Sum("size"))["size"] or 0
    disk = _disk()
    is_full = disk is not None and (
        disk.free < LEAST_FREE_BYTES or disk.free / disk.total < LEAST_FREE_SHARE
    )
    return Storage(database, pictures, exports, disk.free if disk else None, is_full)


def _disk() -> "shutil._ntuple_diskusage | None":
    """Of the disk that files are kept on; None for files that are kept elsewhere."""
    if not isinstance(default_storage, FileSystemStorage):
        return None
    folder = Path(default_storage.location)
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there)


@dataclass(frozen=True)
class BackupRow:
    """What is known of backups, and whether somebody should make one."""

    last: LastBackups
    is_old: bool


def backup_row(now: datetime) -> BackupRow:
    last = last_backups()
    is_old = last.made is None or last.made.at < now - BACKUP_AGE
    return BackupRow(last, is_old)


def database_state() -> tuple[str, int]:
    """PostgreSQL's version and the size of the database in bytes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'),"
            " pg_database_size(current_database())"
        )
        server, size = cursor.fetchone()
    return server, size


def versions(
    server: str, redis_version: str, bank: Bank | None
) -> list[tuple[str, str]]:
    return [
        ("Passline", settings.VERSION),
        ("Bank", str(bank.version) if bank else "not loaded"),
        ("PostgreSQL", server),
        ("Redis", redis_version or "away"),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("Celery", metadata.version("celery")),
        ("AWS models (botocore)", models_version()),
    ]
