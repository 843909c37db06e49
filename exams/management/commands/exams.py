"""manage.py exams load: bring the exams on offer in line with bank/exams.toml."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from exams import services
from lib.problems import Problem


class Command(BaseCommand):
    help = "Load the exams on offer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        load = verbs.add_parser("load", help="bring the table in line with the file")
        default = settings.BASE_DIR / "bank" / "exams.toml"
        load.add_argument("--path", type=Path, default=default, help="another file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = services.load_exams(path=options["path"])
        except (Problem, OSError, ValueError) as error:
            text = getattr(error, "title", "The file cannot be read")
            raise CommandError(f"{options['path']}: {text}: {error}") from error
        self.stdout.write(f"{count} exams are on offer.")
