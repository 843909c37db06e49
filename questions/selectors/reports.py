"""What students say is wrong with questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, QuerySet
from django.utils.module_loading import import_string

from lib.composed import composed
from questions.models import QuestionReport

REPORTS_SIZE = 50


def open_report_of(reporter: Any, revision_id: int) -> QuestionReport | None:
    """What this person has said of this wording, as long as nobody has settled it."""
    return _open_report.first(reporter=reporter.pk, revision=revision_id)


@composed(reporter=BigIntegerField(), revision=BigIntegerField())
def _open_report(reporter: Any, revision: Any) -> QuerySet[QuestionReport]:
    theirs = QuestionReport.objects.filter(reporter_id=reporter, revision_id=revision)
    return theirs.filter(resolved_at=None)[:1]


def open_reports() -> QuerySet[QuestionReport]:
    """What students say is wrong and nobody has settled, newest first."""
    return QuestionReport.objects.filter(resolved_at=None).select_related(
        "revision__question", "reporter"
    )[:REPORTS_SIZE]


def figures_of(revisions: Sequence[int]) -> Mapping[int, Any]:
    """How these wordings perform, newest figures first; by revision.

    A room to the right knows; it is named in settings.QUESTION_FIGURES.
    """
    found: Mapping[int, Any] = import_string(settings.QUESTION_FIGURES)(revisions)
    return found
