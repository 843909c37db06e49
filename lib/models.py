"""The audit chain, append-only and hashed; and which backups were made and tried,
and when each job ran last.
"""

from django.db import models


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
