"""What students say is wrong with questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from questions.models import QuestionReport

REPORTS_SIZE = 50


def open_report_of(reporter: Any, revision_id: int) -> QuestionReport | None:
    """What this person has said of this wording, as long as nobody has settled it."""
    return QuestionReport.objects.filter(
        resolved_at=None, reporter_id=reporter.pk, revision_id=revision_id
    ).first()


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
