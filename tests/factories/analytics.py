"""Makers of figures, files of reports and weekly mails."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Cohort, User
from analytics.models import ItemStatistics, Likeness, LikePair, ReportFile, ReportMail
from exams.models import Attempt
from questions.models import Guide, QuestionRevision


def make_statistics(revision: QuestionRevision, **over: Any) -> ItemStatistics:
    """What a night's work would say of a wording of single choice."""
    shares = {"a": 0.5, "b": 0.4, "c": 0.08, "d": 0.02}
    options = [
        {"id": id_, "share": share, "correlation": 0.1, "is_key": id_ == "a"}
        for id_, share in shares.items()
    ]
    fields: dict[str, Any] = {
        "is_strict": True,
        "count": 250,
        "share": 0.5,
        "share_low": 0.44,
        "share_high": 0.56,
        "correlation": 0.31,
        "correlation_low": 0.19,
        "correlation_high": 0.42,
        "discrimination": 0.38,
        "options": options,
        "median_ms": 74_000,
        "changed_share": 0.12,
        "exposure": 0.2,
        "flags": ["dead_distractor"],
        "computed_at": timezone.now(),
    } | over
    return ItemStatistics.objects.create(revision=revision, **fields)


def make_report_file(
    cohort: Cohort, asked_by: User, guide: Guide, **over: Any
) -> ReportFile:
    """A file that is made: `make_report_file(dva, ivan, guide, format="xlsx")`."""
    now = timezone.now()
    fields: dict[str, Any] = {
        "format": "pdf",
        "asked_at": now,
        "made_at": now,
        "name": "report.pdf",
        "content": b"%PDF-1.7",
    } | over
    return ReportFile.objects.create(
        cohort=cohort, asked_by=asked_by, guide=guide, **fields
    )


def make_report_mail(cohort: Cohort, user: User, **over: Any) -> ReportMail:
    """Every Monday at seven, the next one in a week."""
    now = timezone.now()
    fields: dict[str, Any] = {
        "weekday": 0,
        "hour": 7,
        "due_at": now + timedelta(days=7),
        "created_at": now,
    } | over
    return ReportMail.objects.create(cohort=cohort, user=user, **fields)


def make_like_pair(first: Attempt, second: Attempt, **over: Any) -> LikePair:
    """Two sittings of one assignment that agree beyond chance, and their comparison."""
    likeness, _ = Likeness.objects.get_or_create(
        assignment=first.assignment,
        defaults={
            "sittings": 200,
            "questions": 50,
            "compared": 19_900,
            "threshold": 5,
            "sd": 1,
            "computed_at": timezone.now(),
        },
    )
    fields: dict[str, Any] = {"matches": 40, "expected": 20, "z": 9} | over
    return LikePair.objects.create(
        likeness=likeness, first=first, second=second, **fields
    )
