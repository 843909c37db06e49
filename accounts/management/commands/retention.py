"""`manage.py retention`: remove what was kept long enough, or only say how much."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import selectors, services


class Command(BaseCommand):
    help = "Remove what is older than the retention says; the worker does so at night."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would go, remove nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        rows = selectors.kept_rows(now)
        removed = {} if dry_run else services.remove_outdated(now=now)
        for row in rows:
            count = row.due if dry_run else removed[row.rule.name]
            kept = f"{row.rule.title}, kept {row.days} days"
            self.stdout.write(f"{kept}: {count} {'due' if dry_run else 'removed'}")
