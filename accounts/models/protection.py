"""Data protection: exports and erasures of people, and how long things are kept."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models.people import User


class JobState(models.TextChoices):
    """Where an export or an erasure stands."""

    WAITING = "waiting", "Waiting to begin"
    RUNNING = "running", "At work"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


AT_WORK = (JobState.WAITING, JobState.RUNNING)


class PersonExport(models.Model):
    """Everything that is kept of a person, as one file that lasts some days.

    "Waiting or running" is the queue of the job.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="exports")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=JobState, default=JobState.WAITING)
    done = models.PositiveSmallIntegerField(default=0)  # tables
    total = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField()  # the job's last sign of life
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    file = models.FileField(upload_to="exports/", blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="export_state_known"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["waiting", "running"]),
                name="export_one_at_work_per_person",
            ),
        ]

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class Erasure(models.Model):
    """That a person was erased: by number, with what went and what was found after.

    It is the certificate, so it names nobody. "Waiting or running" is the queue of
    the job; `done` counts the steps that are behind it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_number = models.BigIntegerField()
    role = models.CharField(max_length=12)
    is_own_wish = models.BooleanField()
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=7, choices=JobState, default=JobState.WAITING)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # [{name, words, fate, count}], in the order in which they were taken
    outcome = models.JSONField(default=list)
    # {searched, traces: [{what, place, count}], kept}: what was found afterwards
    proof = models.JSONField(default=dict)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="erasure_state_known"
            ),
            models.UniqueConstraint(
                fields=["person_number"], name="erasure_once_per_person"
            ),
        ]

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all was found afterwards."""
        return self.state == JobState.DONE and not self.proof.get("traces")


class RetentionChoice(models.Model):
    """How long one kind of record is kept here, when that is not the default."""

    name = models.CharField(max_length=30, primary_key=True)
    days = models.PositiveIntegerField()

    class Meta:
        ordering = ["name"]
