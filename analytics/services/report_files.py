"""Reports as files: asked for by a person, made by the worker, kept for some days."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.text import slugify

from accounts.models import Cohort, User
from accounts.services.cohorts import note
from analytics.access import report_reader
from analytics.cohorts.report import FullReport
from analytics.models import CohortReport, FileFormat, ReportFile
from analytics.papers.books import csv_archive, workbook
from analytics.papers.paper import paper_of
from analytics.papers.press import NotTypeset, typeset
from analytics.papers.tables import tables_of
from analytics.selectors.cohorts import current_report, full_report
from exams.scoring import PASS_SHARE
from lib.jobs import enqueue
from lib.problems import Problem

logger = logging.getLogger("passline.analytics")
JOB = "analytics.tasks.make_report_file"
KEPT = timedelta(days=7)
# A job that has been at it for longer is dead: nothing takes this long.
LOST = timedelta(minutes=6)
DOCUMENT = Path("templates") / "analytics" / "cohort_report.typ"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Paper:
    """A report as a file; `tells_people`: by name."""

    name: str
    content: bytes
    tells_people: bool


def ask_for_file(
    *, actor: User, cohort: Cohort, guide: str, format_: str, now: datetime
) -> ReportFile:
    """A file that the worker will make; the one that is being made already, when this
    person asks again. Raises Problem 422 `no-format`, 409 `no-report`."""
    if format_ not in FileFormat.values:
        raise Problem("no-format", 422, "This format is not known", "Choose another.")
    found = _report(cohort, guide)
    with transaction.atomic():
        Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
        mine = ReportFile.objects.waiting().filter(asked_by=actor, cohort=cohort)
        known = mine.filter(guide=found.guide_id, format=format_).first()
        if known is not None:
            return known
        file = ReportFile.objects.create(
            cohort=cohort,
            guide_id=found.guide_id,
            format=format_,
            asked_by=actor,
            asked_at=now,
        )
        # Names and results leave the house.
        note(actor, "cohort.report-taken-out", cohort, format=format_)
        enqueue(JOB, str(file.pk))
    return file


def _report(cohort: Cohort, guide: str) -> CohortReport:
    found = current_report(cohort, guide)
    if found is None:
        raise Problem(
            "no-report",
            409,
            "There is no report yet",
            "Have it computed first, on the page of the report.",
        )
    return found


def build_paper(
    *,
    reader: User,
    cohort: Cohort,
    guide: str,
    format_: str,
    progress: Progress = lambda phase: None,
) -> Paper:
    """The report as this person may see it, in the zone of this person.

    Raises Http404, Problem 409 `no-report`, NotTypeset.
    """
    sees_people = report_reader(reader, cohort.pk).sees_people
    found = _report(cohort, guide)
    progress("Reading the figures")
    full = full_report(found, sees_people=sees_people)
    progress("Writing the file")
    content = _written(full, format_, ZoneInfo(reader.time_zone))
    ending = "zip" if format_ == FileFormat.CSV else format_
    words = slugify(f"{cohort.name} {found.guide.code} {found.computed_at:%Y-%m-%d}")
    return Paper(f"{words or 'cohort'}.{ending}", content, sees_people)


def _written(full: FullReport, format_: str, zone: ZoneInfo) -> bytes:
    if format_ == FileFormat.PDF:
        told = paper_of(full, zone, float(100 * PASS_SHARE))
        return typeset(settings.BASE_DIR / DOCUMENT, told)
    tables = tables_of(full)
    if format_ == FileFormat.XLSX:
        return workbook(tables, zone, title=f"{full.report.cohort_name}: report")
    return csv_archive(tables, zone)


# --- By the worker ------------------------------------------------------------


def make_file(*, file_id: UUID, now: datetime) -> bool:
    """Make it, unless it is made or somebody is at it; asks again who may see what."""
    if not _claim(file_id, now):
        return False
    file = ReportFile.objects.select_related("cohort", "guide", "asked_by").get(
        pk=file_id
    )
    try:
        paper = build_paper(
            reader=file.asked_by,
            cohort=file.cohort,
            guide=file.guide.code,
            format_=file.format,
            progress=lambda phase: _tell(file_id, phase),
        )
    except Exception as error:
        # Whatever is wrong with one file, the sweep makes the others.
        logger.warning("report file %s could not be made", file_id, exc_info=True)
        _give_up(file_id, error)
        return False
    ReportFile.objects.waiting().filter(pk=file_id).update(
        made_at=now,
        name=paper.name,
        content=paper.content,
        tells_people=paper.tells_people,
        phase="",
    )
    return True


def _claim(file_id: UUID, now: datetime) -> bool:
    free = Q(begun_at=None) | Q(begun_at__lt=now - LOST)
    waiting = ReportFile.objects.waiting().filter(free, pk=file_id)
    return bool(waiting.update(begun_at=now))


def _tell(file_id: UUID, phase: str) -> None:
    ReportFile.objects.filter(pk=file_id).update(phase=phase)


def _give_up(file_id: UUID, error: Exception) -> None:
    words = "It could not be made. The server’s log says why; ask again."
    if isinstance(error, Http404):
        words = "You may not see this report any more."
    elif isinstance(error, Problem | NotTypeset):
        words = f"{error}"[:500] or type(error).__name__
    ReportFile.objects.waiting().filter(pk=file_id).update(failure=words)


def sweep_files(*, now: datetime) -> int:
    """Make what a lost job left, delete what was kept long enough; how many made."""
    ReportFile.objects.filter(asked_at__lt=now - KEPT).delete()
    waiting = ReportFile.objects.waiting().order_by("asked_at")
    return sum(
        make_file(file_id=pk, now=now) for pk in waiting.values_list("pk", flat=True)
    )
