"""manage.py analytics: estimate, report and rebuild what answers mean."""

import json
import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Role
from analytics import selectors, services
from analytics.management import reporting, simulating
from questions.models import Guide


class Command(BaseCommand):
    """fit: estimate questions now; report: how true the numbers were; rebuild: all.

    demo: a history for the student of the demo.
    """

    help = "Estimate questions, report on the models, rebuild every state from answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        fit = verbs.add_parser("fit", help="estimate the questions of a guide now")
        fit.add_argument("--guide", help="code of a guide; all when left out")
        verbs.add_parser("demo", help="a made-up history for the student of the demo")
        verbs.add_parser("report", help="how true predictions and forecasts were")
        rebuild = verbs.add_parser("rebuild", help="compute everybody's state anew")
        rebuild.add_argument(
            "--fresh",
            action="store_true",
            help="read every answer under the newest estimates",
        )
        cores = os.cpu_count() or 1
        rebuild.add_argument(
            "--processes",
            type=int,
            choices=range(1, 65),
            metavar="N",
            default=min(cores, 4),
        )
        reporting.add_cohort_report(
            verbs.add_parser("cohort-report", help="a cohort's report as a file")
        )
        simulating.add_simulate(
            verbs.add_parser("simulate", help="the product against a known truth")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb'].replace('-', '_')}")(options)

    def _fit(self, options: dict[str, Any]) -> None:
        now = timezone.now()
        for guide in self._first_guides(options["guide"]):
            made = services.calibrate_line(
                guide=guide, key=f"{now:%Y-%m-%d %H:%M:%S}", now=now
            )
            if made is None:
                self.stdout.write(f"{guide.code}: no answers yet")
                continue
            self.stdout.write(
                f"{guide.code}: {made.items.count()} questions from "
                f"{made.answer_count:,} answers of {made.user_count:,} people"
            )

    def _report(self, options: dict[str, Any]) -> None:
        found = selectors.current_calibrations()
        if not found:
            self.stdout.write("Nothing to report: no exam was taken in yet.")
        for known in found:
            self.stdout.write(f"{known.guide.code} ({known.get_source_display()})")
            self.stdout.write(json.dumps(known.report, indent=2))

    def _demo(self, options: dict[str, Any]) -> None:
        if not settings.DEMO:
            raise CommandError("A made-up history exists only in the demo.")
        for user in accounts.make_demo_people():
            if user.role == Role.STUDENT:
                count = services.make_demo_history(user=user, now=timezone.now())
                self.stdout.write(f"{user.email}: {count} attempts made")

    def _cohort_report(self, options: dict[str, Any]) -> None:
        reporting.cohort_report(self, options)

    def _simulate(self, options: dict[str, Any]) -> None:
        simulating.simulate(self, options)

    def _rebuild(self, options: dict[str, Any]) -> None:
        began = time.monotonic()
        found = services.rebuild_people(
            now=timezone.now(),
            is_fresh=options["fresh"],
            processes=options["processes"],
            progress=self._progress,
        )
        seconds = time.monotonic() - began
        self.stdout.write(
            f"{found.people:,} people, {found.attempts:,} attempts, "
            f"{found.answers:,} answers in {seconds:.1f} s"
        )

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"{done:,} of {total:,} people", ending="\r")
        self.stdout.flush()

    def _first_guides(self, code: str | None) -> list[Guide]:
        """The first guide of each line, or of the line of one guide."""
        lines = selectors.lines_of_guides()
        if code is None:
            return [line[0] for line in selectors.each_line()]
        guide = Guide.objects.filter(code=code).first()
        if guide is None:
            known = ", ".join(Guide.objects.values_list("code", flat=True))
            raise CommandError(f"There is no guide {code}. Known: {known}.")
        return [lines[guide.pk][0]]
