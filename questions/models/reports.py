"""What students say is wrong with a question."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from questions.models.questions import QuestionRevision


class ReportReason(models.TextChoices):
    WRONG_KEY = "wrong_key", "The marked answer is wrong"
    TWO_RIGHT = "two_right", "More than one answer is right"
    OUTDATED = "outdated", "AWS has changed this"
    UNCLEAR = "unclear", "The question is unclear"
    TYPO = "typo", "A typing mistake"
    OTHER = "other", "Something else"


class Resolution(models.TextChoices):
    REVISED = "revised", "The question was corrected"
    REGRADED = "regraded", "Grades were corrected"
    UNCHANGED = "unchanged", "It stays as it is"


class QuestionReport(models.Model):
    """What a student says is wrong with a question, with a source if there is one."""

    revision = models.ForeignKey(
        QuestionRevision, models.PROTECT, related_name="reports"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(max_length=12, choices=ReportReason)
    text = models.TextField(max_length=4000, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    # The variant that was shown, for generated questions.
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    # What an instructor said to it, and what came of it.
    answer = models.TextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    resolution = models.CharField(max_length=9, choices=Resolution, blank=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=ReportReason.values),
                name="report_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(resolution="")
                | Q(resolution__in=Resolution.values, resolved_at__isnull=False),
                name="report_resolution_known",
            ),
            models.UniqueConstraint(
                fields=["revision", "reporter"],
                condition=Q(resolved_at=None),
                name="report_one_open_per_person",
            ),
        ]
