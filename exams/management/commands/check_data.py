"""manage.py check_data: are the promises kept by this very database? (I38)"""

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exams import services
from exams.selectors import checks

FAULTS_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Close and grade what is due, then look whether every answer, grade and "
        "audit event is as it must be. Exits with 1 and a line per fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only-look",
            action="store_true",
            help="change nothing; what is due and not yet closed is a fault then",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["only_look"]:
            # A backup is older than now: its attempts ended while it lay there.
            self._sweep()
        for what, count in checks.row_counts().items():
            self.stdout.write(f"{count:>9,} {what}")
        found = list(islice(checks.faults(), FAULTS_SHOWN))
        for fault in found:
            self.stdout.write(f"FAULT {fault}")
        if found:
            more = " or more" if len(found) == FAULTS_SHOWN else ""
            raise CommandError(f"{len(found)}{more} faults: see the lines above.")
        self.stdout.write("Everything is as it must be.")

    @staticmethod
    def _sweep() -> None:
        while services.close_due_attempts():
            pass
        while services.grade_due_attempts():
            pass
