"""Reasons to doubt that a published wording still holds."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from questions.models.questions import QuestionRevision


class ClaimCheck(models.Model):
    """What the AWS models said where a wording makes its claims, when they held.

    One that is not of the installed models and names is due.
    """

    revision = models.OneToOneField(
        QuestionRevision, models.CASCADE, primary_key=True, related_name="claim_check"
    )
    models_version = models.CharField(max_length=20)
    names_digest = models.CharField(max_length=64)
    texts = models.JSONField(default=dict)  # place of the claim → text
    checked_at = models.DateTimeField()


class DoubtKind(models.TextChoices):
    CLAIM = "claim", "A claim does not hold"
    NAME = "name", "A former name"


class DoubtQuerySet(models.QuerySet["Doubt"]):
    def open(self) -> "DoubtQuerySet":
        return self.filter(settled_at=None)

    def barring(self) -> "DoubtQuerySet":
        """Those that keep a wording out of new exams."""
        return self.open().filter(kind=DoubtKind.CLAIM)


class Doubt(models.Model):
    """One thing that a wording says and that is not so any more.

    `place` is the claim's index, or the former name; once settled by a person, the
    same is not found again.
    """

    revision = models.ForeignKey(
        QuestionRevision, models.CASCADE, related_name="doubts", db_index=False
    )
    kind = models.CharField(max_length=5, choices=DoubtKind)
    place = models.CharField(max_length=120)
    said = models.TextField()  # the claim, or the name
    detail = models.TextField()  # what failed, or what is so instead
    source_url = models.URLField(max_length=500, blank=True)
    old_text = models.TextField(blank=True)  # of the model, when the claim held
    new_text = models.TextField(blank=True)
    models_version = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(  # None: it holds again
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField(max_length=500, blank=True)

    objects = DoubtQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "kind", "place"], name="doubt_once_per_place"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DoubtKind.values), name="doubt_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.said
