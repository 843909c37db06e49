"""What people want of a cohort's report: another line, fewer names, a new one now."""

from datetime import datetime

from django.db import transaction

from accounts.models import Cohort, User
from accounts.services.cohorts import note
from analytics.models import CohortReporting
from lib.jobs import enqueue
from lib.problems import Problem

JOB = "analytics.tasks.build_reports"


@transaction.atomic
def want_report(*, cohort: Cohort, now: datetime) -> None:
    """Have it computed now; a job that is lost is found by the sweep."""
    CohortReporting.objects.update_or_create(
        cohort=cohort, defaults={"wanted_at": now, "failure": ""}
    )
    enqueue(JOB, cohort.pk)


@transaction.atomic
def change_reporting(
    *,
    actor: User,
    cohort: Cohort,
    now: datetime,
    book_percent: int | None = None,
    is_figures_only: bool | None = None,
) -> None:
    """Another line from which on people should book; whether instructors see figures
    only, which administrators decide. None: as it is. Computed anew at once.

    Who sees figures only moves no line: two reports subtracted would tell of people.
    """
    found, _ = CohortReporting.objects.get_or_create(cohort=cohort)
    row = CohortReporting.objects.select_for_update().get(pk=found.pk)
    if book_percent and book_percent != row.book_percent:
        _check_line(actor, row)
        row.book_percent = book_percent
    if is_figures_only is not None and is_figures_only != row.is_figures_only:
        row.is_figures_only = _allowed(actor, is_figures_only)
    row.save(update_fields=["book_percent", "is_figures_only"])
    note(
        actor,
        "cohort.reporting-changed",
        cohort,
        book_percent=row.book_percent,
        figures_only=int(row.is_figures_only),
    )
    want_report(cohort=cohort, now=now)


def _check_line(actor: User, row: CohortReporting) -> None:
    if actor.is_admin or not row.is_figures_only:
        return
    raise Problem(
        "administrators-only",
        403,
        "Only an administrator can move this line",
        "Reports with other lines would together tell of single people, and here you "
        "see figures about the class only. Ask one of them.",
    )


def _allowed(actor: User, wanted: bool) -> bool:  # noqa: FBT001  # REASON: the value itself
    if actor.is_admin:
        return wanted
    raise Problem(
        "administrators-only",
        403,
        "Only an administrator can change this",
        "Who may see individual people is decided above the class. Ask one of them.",
    )
