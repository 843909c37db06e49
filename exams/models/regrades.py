"""Regrades: decisions about wordings whose key was wrong, and whom each one touched."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.models.attempts import Attempt
from questions.models import QuestionRevision


class RemedyChoice(models.TextChoices):
    """`grading.Remedy` in words."""

    NEW_KEY = "new_key", "Another answer is right"
    BOTH = "both", "The former answer and another one are right"
    FULL_CREDIT = "full_credit", "Everybody gets the point"
    DROP = "drop", "The question does not count"


class RegradeState(models.TextChoices):
    COMPARING = "comparing", "Being worked out"
    READY = "ready", "Waiting for a decision"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    UNDOING = "undoing", "Being taken back"
    UNDONE = "undone", "Taken back"


# In these a job is at work, or will be.
AT_WORK = (RegradeState.COMPARING, RegradeState.APPLYING, RegradeState.UNDOING)
# In these every grade follows the decision.
IN_FORCE = (RegradeState.APPLYING, RegradeState.APPLIED)


class RegradeQuerySet(models.QuerySet["Regrade"]):
    def at_work(self) -> "RegradeQuerySet":
        """This is the queue of the job."""
        return self.filter(state__in=AT_WORK)

    def in_force(self) -> "RegradeQuerySet":
        """Decisions that grades follow, the newest first: of a wording, it alone."""
        return self.filter(state__in=IN_FORCE).order_by("-applied_at", "-pk")


class Regrade(models.Model):
    """A decision about one wording, from its preview until it is taken back.

    Grading reads the row itself; nothing is ever written into a frozen form or a
    published revision. `keys` are the accepted keys in the author's ids.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(
        QuestionRevision, models.PROTECT, related_name="regrades"
    )
    remedy = models.CharField(max_length=11, choices=RemedyChoice)
    keys = models.JSONField(default=list)
    reason = models.TextField(max_length=2000)
    state = models.CharField(
        max_length=9, choices=RegradeState, default=RegradeState.COMPARING
    )
    # What was in force when it was compared; with anything else the preview is void.
    base = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.TextField(max_length=2000, blank=True)
    # How far the job is: the last attempt it looked at, of how many.
    cursor = models.UUIDField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)  # of those looked at; logged
    seen_at = models.DateTimeField()  # the job's last sign of life

    objects = RegradeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(remedy__in=RemedyChoice.values), name="regrade_remedy_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RegradeState.values), name="regrade_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["comparing", "ready"], applied_at=None)
                | Q(~Q(state__in=["comparing", "ready"]), applied_at__isnull=False),
                name="regrade_applied_iff_decided",
            ),
            models.UniqueConstraint(
                fields=["revision"],
                condition=Q(state__in=["applying", "undoing"]),
                name="regrade_one_at_work_per_wording",
            ),
        ]
        indexes = [
            models.Index(
                fields=["revision", "-applied_at", "-id"],
                condition=Q(state__in=["applying", "applied"]),
                name="regrade_in_force_idx",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_remedy_display()} ({self.get_state_display().lower()})"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class RegradeLine(models.Model):
    """What a regrade means for one attempt: before and after.

    Written by the preview and again, with what really happened, when it is applied.
    """

    regrade = models.ForeignKey(
        Regrade, models.CASCADE, related_name="lines", db_index=False
    )
    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="regrade_lines")
    position = models.PositiveSmallIntegerField()
    # {raw, count, scaled, is_passed, is_right}
    before = models.JSONField()
    after = models.JSONField()
    # 1: passes now, -1: does not pass any more, 0: as before, or nothing to pass.
    turn = models.SmallIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)  # None: only foreseen
    restored_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["regrade", "attempt"], name="regrade_line_once"
            ),
            models.CheckConstraint(
                condition=Q(turn__in=[-1, 0, 1]), name="regrade_turn_known"
            ),
        ]
