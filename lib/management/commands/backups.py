"""`manage.py backups`: what was written and tried, and a note of it."""

import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lib.backups import note_backup
from lib.models import BackupNote, BackupStep

SHOWN = 20


class Command(BaseCommand):
    help = (
        "List the newest backups and trials. `note made FILE` (or `note verified "
        "FILE`) adds one, for whoever backs up by other means than ./run."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step")
        note = steps.add_parser("note")
        note.add_argument("what", choices=BackupStep.values)
        note.add_argument("file", type=Path, help="a hyphen reads what comes in")
        note.add_argument("--seconds", type=float, default=None)

    def handle(self, *args: Any, step: str | None, **options: Any) -> None:
        if step == "note":
            self._note(**options)
            return
        for note in BackupNote.objects.all()[:SHOWN]:
            told = f"{note.at:%Y-%m-%d %H:%M} {note.get_step_display()}"
            self.stdout.write(f"{told}: {note.size:,} bytes, SHA-256 {note.digest}")

    def _note(self, what: str, file: Path, seconds: float | None, **_: Any) -> None:
        step, now = BackupStep(what), timezone.now()
        try:
            with _opened(file) as stream:
                note_backup(step=step, stream=stream, now=now, seconds=seconds)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        self.stdout.write("Noted.")


def _opened(file: Path) -> AbstractContextManager[IO[bytes]]:
    """The file; a hyphen is what comes in."""
    return nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb")
