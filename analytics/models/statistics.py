"""How questions and forms perform, and the runs that worked it out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from exams.models import Assignment
from questions.models import Guide, QuestionRevision


class RunState(models.TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Run(models.Model):
    """One run of a nightly or weekly job, with how far it came."""

    job = models.CharField(max_length=40)
    key = models.CharField(max_length=60)  # what it was for: guide and date
    state = models.CharField(max_length=7, choices=RunState)
    phase = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # the last sign of life
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["job", "key"], name="run_once_per_key"),
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="run_state_known"
            ),
        ]


class ItemStatistics(models.Model):
    """How one revision performs, in strict exams and in practice apart."""

    revision = models.ForeignKey(
        QuestionRevision, models.CASCADE, related_name="statistics", db_index=False
    )
    is_strict = models.BooleanField()
    count = models.PositiveIntegerField()
    share = models.FloatField()  # proportion correct
    share_low = models.FloatField()  # Wilson, 95 %
    share_high = models.FloatField()
    correlation = models.FloatField(null=True)  # item–rest, or with ability before
    correlation_low = models.FloatField(null=True)
    correlation_high = models.FloatField(null=True)
    discrimination = models.FloatField(null=True)  # top minus bottom 27 %
    # [{id, count, share, correlation, is_key}]
    options = models.JSONField(default=list)
    median_ms = models.PositiveIntegerField(null=True)
    changed_share = models.FloatField(default=0)  # answered differently before
    exposure = models.FloatField(default=0)  # share of the last 200 forms
    flags = ArrayField(models.CharField(max_length=20), default=list)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "is_strict"], name="item_statistics_once"
            )
        ]


class FormStatistics(models.Model):
    """How a guide's strict exams perform in a night's view: reliability and spread.

    `kind` of the reliability: "alpha" on a common form of an assignment, "marginal" of
    forms of their own.
    """

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    assignment = models.ForeignKey(
        Assignment, models.CASCADE, null=True, related_name="+"
    )
    sittings = models.PositiveIntegerField()
    mean_share = models.FloatField()
    sd_share = models.FloatField()
    reliability = models.FloatField(null=True)
    kind = models.CharField(max_length=9)  # "alpha" or "marginal"
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "assignment"],
                nulls_distinct=False,
                name="form_statistics_once",
            )
        ]

    @property
    def mean_percent(self) -> int:
        return round(100 * self.mean_share)

    @property
    def low_percent(self) -> int:
        """One standard deviation below the mean: two thirds lie between the two."""
        return max(0, round(100 * (self.mean_share - self.sd_share)))

    @property
    def high_percent(self) -> int:
        return min(100, round(100 * (self.mean_share + self.sd_share)))
