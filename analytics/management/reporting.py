"""`manage.py analytics cohort-report`: a cohort's report as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404

from accounts.models import Cohort, Role, User
from analytics import services
from analytics.models import FileFormat
from analytics.papers.press import NotTypeset
from lib.problems import Problem


def add_cohort_report(parser: ArgumentParser) -> None:
    parser.add_argument("--cohort", type=int, required=True, help="its number")
    parser.add_argument("--guide", default="", help="code of an exam; else their own")
    parser.add_argument("--format", choices=FileFormat.values, default=FileFormat.PDF)
    parser.add_argument(
        "--as", dest="reader", help="e-mail of who reads it; else an administrator"
    )
    parser.add_argument("--output", type=Path, help="a file; else its own name here")


def cohort_report(command: BaseCommand, options: dict[str, Any]) -> None:
    """Written as the reader may see it, from the figures as they were last computed."""
    cohort = Cohort.objects.filter(pk=options["cohort"]).first()
    if cohort is None:
        known = ", ".join(f"{one.pk} {one}" for one in Cohort.objects.current())
        raise CommandError(f"There is no cohort {options['cohort']}. Known: {known}.")
    reader = _reader(options["reader"])
    try:
        paper = services.build_paper(
            reader=reader,
            cohort=cohort,
            guide=options["guide"],
            format_=options["format"],
            progress=lambda phase: command.stderr.write(phase),
        )
    except Http404 as error:
        raise CommandError(f"{reader.email} may not see this cohort.") from error
    except Problem as problem:
        raise CommandError(problem.words) from problem
    except NotTypeset as error:
        raise CommandError(f"The PDF cannot be made: {error}") from error
    path = options["output"] or Path(paper.name)
    path.write_bytes(paper.content)
    command.stdout.write(f"{path}: {len(paper.content):,} bytes")


def _reader(email: str | None) -> User:
    """Somebody with an account; whoever has a shell here is an administrator."""
    people = User.objects.members().filter(is_active=True)
    if email:
        found = people.filter(email=email.lower()).first()
    else:
        found = people.filter(role=Role.ADMIN).order_by("pk").first()
    if found is None:
        raise CommandError("There is nobody to read it: name somebody with --as.")
    return found
