"""Reports as files and by mail, as the page about them shows them."""

from dataclasses import dataclass

from accounts.models import Cohort, User
from analytics.models import FileFormat, ReportFile, ReportMail
from analytics.selectors.cohorts import reported_guides
from questions.models import Guide

FILES_SHOWN = 20


@dataclass(frozen=True)
class ReportFilesPage:
    """What can be asked for, what this person asked for, and their weekly mail."""

    cohort: Cohort
    guides: list[Guide]
    formats: list[tuple[str, str]]
    files: list[ReportFile]
    mail: ReportMail | None


def report_files_page(user: User, cohort: Cohort) -> ReportFilesPage:
    files = ReportFile.objects.filter(asked_by=user, cohort=cohort).defer("content")
    return ReportFilesPage(
        cohort=cohort,
        guides=reported_guides(cohort),
        formats=FileFormat.choices,
        files=list(files.select_related("guide")[:FILES_SHOWN]),
        mail=ReportMail.objects.filter(user=user, cohort=cohort).first(),
    )
