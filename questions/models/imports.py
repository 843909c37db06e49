"""Questions brought in from files: each import, what it found, where it went."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from questions.models.guides import Topic
from questions.models.questions import Question


class ImportState(models.TextChoices):
    READ = "read", "Waiting for you"
    RUNNING = "running", "Being brought in"
    DONE = "done", "Brought in"
    UNDONE = "undone", "Taken back"


class QuestionImport(models.Model):
    """One file that somebody sent. Its rows are kept: they are the provenance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    format = models.CharField(max_length=20)
    state = models.CharField(
        max_length=8, choices=ImportState, default=ImportState.READ
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # {skipped: [{ref, kind, reason, file, line}], errors: […], warnings: […]}
    faults = models.JSONField(default=dict)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ImportState.READ) | Q(confirmed_at__isnull=False),
                name="import_confirmed_before_it_ran",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportedQuestion(models.Model):
    """One question as it was found, and the question of the bank that it became.

    `data` is questions.exchange.Item as a dictionary, without its pictures.
    """

    batch = models.ForeignKey(QuestionImport, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    ref = models.CharField(max_length=200)
    category = models.CharField(max_length=400, blank=True)
    data = models.JSONField()
    is_chosen = models.BooleanField(default=True)
    question = models.OneToOneField(
        Question, models.SET_NULL, null=True, related_name="origin"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "position"], name="imported_position_once"
            )
        ]

    def __str__(self) -> str:
        return self.ref


class ImportedPicture(models.Model):
    """A picture as it came, kept until its question exists."""

    row = models.ForeignKey(ImportedQuestion, models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=200)
    data = models.BinaryField()


class CategoryTopic(models.Model):
    """Which topic a category path of other systems means, as somebody decided."""

    category = models.CharField(max_length=400, unique=True)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.category
