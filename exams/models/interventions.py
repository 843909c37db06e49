"""What staff did to an attempt; the student reads every line of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.models.attempts import Attempt
from lib.words import counted


class InterventionKind(models.TextChoices):
    EXTENDED = "extended", "More time"
    TIMED = "timed", "Time changed"
    PAUSED = "paused", "Paused"
    RESUMED = "resumed", "Went on"
    FORCED = "forced", "Handed in"
    REOPENED = "reopened", "Opened again"
    VOIDED = "voided", "Does not count"
    RESTORED = "restored", "Counts again"


class Intervention(models.Model):
    """One step of staff in one attempt: who, when, why, and what became of its time."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="interventions")
    kind = models.CharField(max_length=8, choices=InterventionKind)
    minutes = models.SmallIntegerField(null=True)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    deadline_before = models.DateTimeField(null=True)
    deadline_after = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=InterventionKind.values),
                name="intervention_kind_known",
            )
        ]

    @property
    def words(self) -> str:
        """What it was, in few words: “10 more minutes”, “Paused”."""
        told = InterventionKind(self.kind).label
        if self.minutes is None:
            return told
        if self.kind == InterventionKind.EXTENDED:
            return counted(self.minutes, "more minute")
        return f"{told}, for {counted(self.minutes, 'minute')}"
