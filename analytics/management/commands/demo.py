"""`manage.py demo`: people, a history and a class, for trying the product."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services as accounts
from analytics import services
from lib.problems import Problem

STUDENTS, MOST_STUDENTS = 200, 5000
SEED = 2026


class Command(BaseCommand):
    """people: one person of each role; cohort: a class with ten weeks behind it."""

    help = "Make the people and the class of the demo; what is there already stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="what", required=True)
        verbs.add_parser("people", help="one person of each role, and how they sign in")
        cohort = verbs.add_parser("cohort", help="a class, its histories and its exams")
        cohort.add_argument("--students", type=int, default=STUDENTS)
        cohort.add_argument(
            "--seed", type=int, default=SEED, help="the same seed, the same people"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Demo people have a known password and exist only in the demo: "
                "set PASSLINE_MODE=demo, or start with ./run."
            )
        getattr(self, f"_{options['what']}")(options)

    def _people(self, options: dict[str, Any]) -> None:
        for user in accounts.make_demo_people():
            self.stdout.write(f"{user.role} {user.email} {accounts.DEMO_PASSWORD}")

    def _cohort(self, options: dict[str, Any]) -> None:
        students = options["students"]
        if not 1 <= students <= MOST_STUDENTS:
            raise CommandError(f"Choose from 1 to {MOST_STUDENTS:,} students.")
        began = time.monotonic()
        try:
            made = services.make_demo_cohort(
                students=students,
                seed=options["seed"],
                now=timezone.now(),
                progress=self._progress,
            )
        except Problem as problem:
            raise CommandError(problem.words) from problem
        if made.people:
            services.build_reports(cohort=made.cohort, now=timezone.now())
        self.stdout.write(
            f"{made.cohort.name}: {made.people} people and {made.attempts} attempts "
            f"made in {time.monotonic() - began:.0f} s"
        )

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"{done:,} of {total:,} people", ending="\r")
        self.stdout.flush()
