"""The audit chain, append-only and hashed; which backups were made and tried, when
each job ran last, and how a mail is tried again.
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

MOST_TRIES = 8


class AuditEvent(models.Model):
    """One link of the chain. A database trigger refuses DELETE, and every UPDATE but
    one: a text of `detail` gives way to its fingerprint, and its salt goes.

    The actor is kept as id and label, not as a foreign key, so that erasing a
    person breaks no link.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)
    salts = models.JSONField(default=dict)  # of the texts in `detail`, by name
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_object_idx"),
            models.Index(fields=["actor_id", "id"], name="audit_actor_idx"),
            models.Index(fields=["action", "id"], name="audit_action_idx"),
            models.Index(fields=["at"], name="audit_at_idx"),
        ]


class BackupStep(models.TextChoices):
    MADE = "made", "Written"
    VERIFIED = "verified", "Restored on trial"


class BackupNote(models.Model):
    """That a backup was written, or was restored on trial and passed every check.

    Both know the file by its SHA-256, so a trial finds the backup that it was of.
    """

    step = models.CharField(max_length=8, choices=BackupStep)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()  # bytes
    seconds = models.FloatField(null=True)  # that the trial took

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step__in=BackupStep.values),
                name="backup_step_known",
            )
        ]


class JobNote(models.Model):
    """When a job ended last, and how; written at most every half minute."""

    name = models.CharField(max_length=100, primary_key=True)  # of the task
    done_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    failed_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]


class TriedMail(models.Model):
    """A row whose mail, when it is refused, is tried again: later each time, and after
    some hours no more."""

    tries = models.PositiveSmallIntegerField(default=0)  # that have failed
    try_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @staticmethod
    def due(now: datetime) -> Q:
        """That it is to be tried by now."""
        return (Q(try_at=None) | Q(try_at__lte=now)) & Q(tries__lt=MOST_TRIES)

    @property
    def is_given_up(self) -> bool:
        return self.tries >= MOST_TRIES

    def wait_longer(self, now: datetime) -> None:
        """After a mail that failed: twice as long as before, from a minute on."""
        self.try_at = now + timedelta(minutes=2**self.tries)
        self.tries += 1
