"""What students say is wrong with a question."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.functions import Now

from lib.problems import Problem
from questions.models import QuestionReport, QuestionRevision

DAILY_LIMIT = 20


@transaction.atomic
def report_question(
    *,
    revision: QuestionRevision,
    reporter: Any,
    reason: str,
    text: str = "",
    source_url: str = "",
    context: dict[str, Any] | None = None,
) -> QuestionReport:
    """Keep one open report per person and wording; saying it again updates it.

    Raises Problem 429 `too-many-reports` after twenty new ones in a day.
    """
    # The lock makes two tabs of one person take turns.
    get_user_model().objects.select_for_update().get(pk=reporter.pk)
    told = {
        "reason": reason,
        "text": text,
        "source_url": source_url,
        "context": context or {},
    }
    open_report = QuestionReport.objects.filter(
        revision=revision, reporter_id=reporter.pk, resolved_at=None
    )
    if not open_report.exists():
        _refuse_flood(reporter.pk)
    report, _ = open_report.update_or_create(
        defaults=told, create_defaults=told | _whose(revision, reporter.pk)
    )
    return report


def _whose(revision: QuestionRevision, reporter_id: int) -> dict[str, Any]:
    return {"revision": revision, "reporter_id": reporter_id}


def _refuse_flood(reporter_id: int) -> None:
    recent = QuestionReport.objects.filter(
        reporter_id=reporter_id, created_at__gt=Now() - timedelta(days=1)
    )
    if recent.count() >= DAILY_LIMIT:
        raise Problem(
            "too-many-reports",
            429,
            "That is enough for today",
            f"You have sent {DAILY_LIMIT} reports since yesterday. Thank you! "
            "They are being read; please send further ones tomorrow.",
        )
