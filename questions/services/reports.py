"""What students say is wrong with a question."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from lib.problems import Problem
from questions.models import QuestionReport, QuestionRevision, Resolution
from questions.selectors import open_report_of
from questions.services import desk

DAILY_LIMIT = 20
MAX_TEXT = 12_000  # characters of a report with everything that was added
SAID = ": "


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
    """Keep one open report per person and wording; what is said later is added to it.

    Raises Problem 429 `too-many-reports` after twenty new ones in a day, and 409
    `report-full` when one has grown too long to be read.
    """
    # The lock makes two tabs of one person take turns.
    people = get_user_model().objects.select_for_update().annotate(clock=Now())
    now = people.get(pk=reporter.pk).clock
    told = QuestionReport(
        revision=revision,
        reporter_id=reporter.pk,
        reason=reason,
        text=text,
        source_url=source_url,
        context=context or {},
    )
    first = open_report_of(reporter, revision.pk)
    if first is not None:
        return _added(first, told, now)
    _refuse_flood(reporter.pk)
    told.save(force_insert=True)
    return told


@transaction.atomic
def answer_report(
    *, report: QuestionReport, by: User, answer: str, resolution: str, now: datetime
) -> QuestionReport:
    """Answer the student; with a resolution the report is settled, for good.

    Raises Problem 409 `report-settled`, and `nothing-corrected` when it is to be
    settled as corrected and no later wording exists.
    """
    held = QuestionReport.objects.select_for_update(of=("self",))
    report = held.select_related("revision__question").get(pk=report.pk)
    if report.resolved_at is not None:
        raise Problem(
            "report-settled",
            409,
            "This report is settled",
            "Somebody answered it meanwhile. Read what they said.",
        )
    if resolution == Resolution.REVISED:
        _refuse_uncorrected(report.revision)
    report.answer, report.answered_by, report.answered_at = answer, by, now
    report.resolution = resolution
    report.resolved_at = now if resolution else None
    report.save()
    _note(report, by)
    return report


def _refuse_uncorrected(revision: QuestionRevision) -> None:
    later = QuestionRevision.objects.filter(
        question=revision.question_id, number__gt=revision.number
    )
    if not later.exists():
        raise Problem(
            "nothing-corrected",
            409,
            "No correction has begun",
            "Correct the question first, or choose another end for this report.",
        )


def _note(report: QuestionReport, by: User) -> None:
    told = report.get_resolution_display() or "left open"
    question = report.revision.question
    desk.note(by, "report answered", question, report.answer, outcome=told)


def _added(
    first: QuestionReport, later: QuestionReport, now: datetime
) -> QuestionReport:
    """The first words stay as they were; below them what was said later, and when."""
    said = _words(later)
    if said == _words(first) or first.text.endswith(SAID + said):
        return first  # sent twice
    text = f"{first.text}\n\nAdded {now:%Y-%m-%d %H:%M} UTC{SAID}{said}".lstrip()
    if len(text) > MAX_TEXT:
        raise Problem(
            "report-full",
            409,
            "This report is long enough",
            "It is being looked at; please wait for what comes of it.",
        )
    first.text = text
    first.save(update_fields=["text"])
    return first


def _words(report: QuestionReport) -> str:
    parts = [report.get_reason_display() + ".", report.text, report.source_url]
    return " ".join(part for part in parts if part)


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
