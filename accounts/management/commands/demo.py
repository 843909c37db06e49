"""`manage.py demo people`: one person of each role, for trying the product."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services


class Command(BaseCommand):
    help = "Make the demo people and print how they sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["people"])

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Demo people have a known password and exist only in the demo: "
                "set PASSLINE_MODE=demo, or start with ./run."
            )
        for user in services.make_demo_people():
            self.stdout.write(f"{user.role} {user.email} {services.DEMO_PASSWORD}")
