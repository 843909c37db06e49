"""Which backups were written and tried; the page of the system shows it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from lib.models import BackupNote, BackupStep

MOST_NOTES = 500
CHUNK = 1 << 20


@dataclass(frozen=True)
class LastBackups:
    """The newest backup and the newest trial, and whether they are the same file."""

    made: BackupNote | None
    verified: BackupNote | None

    @property
    def is_newest_verified(self) -> bool:
        made, verified = self.made, self.verified
        return bool(made and verified and made.digest == verified.digest)


def note_backup(
    *,
    step: BackupStep,
    stream: IO[bytes],
    now: datetime,
    seconds: float | None = None,
) -> BackupNote:
    """Remember that this file was written, or passed its trial; old notes go."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    note = BackupNote.objects.create(
        step=step, at=now, digest=digest.hexdigest(), size=size, seconds=seconds
    )
    kept = BackupNote.objects.values_list("pk", flat=True)[:MOST_NOTES]
    BackupNote.objects.exclude(pk__in=list(kept)).delete()
    return note


def last_backups() -> LastBackups:
    newest = {step: BackupNote.objects.filter(step=step).first() for step in BackupStep}
    return LastBackups(newest[BackupStep.MADE], newest[BackupStep.VERIFIED])
