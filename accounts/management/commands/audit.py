"""`manage.py audit check`: whether every link of the audit chain holds."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lib import audit


class Command(BaseCommand):
    help = "Compute the audit chain again; exits with 1 at the first broken link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check"])

    def handle(self, *args: Any, **options: Any) -> None:
        checked = audit.check()
        if checked.broken is not None:
            raise CommandError(checked.words)
        self.stdout.write(checked.words)
