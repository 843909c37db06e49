"""What people were told about assignments, and their calendars."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.models.assignments import Assignment
from lib.models import TriedMail


class ReminderKind(models.TextChoices):
    ASSIGNED = "assigned", "An exam was assigned"
    OPENING = "opening", "It opens soon"
    CLOSING = "closing", "It closes tomorrow, and is not begun"
    RELEASED = "released", "The feedback is there"
    CHANGED = "changed", "It may be sat at another time, or otherwise"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def waiting(self, now: datetime) -> "ReminderQuerySet":
        """Those whose mail is to leave now: the queue of the mailer."""
        return self.filter(Reminder.due(now), is_mailed=True, sent_at=None)

    def unread(self) -> "ReminderQuerySet":
        return self.filter(read_at=None)


class Reminder(TriedMail):
    """One thing told to one person about one assignment: once, whatever happens; that
    it was changed, once after every change.

    The row is the queue of the mailer and the proof of what was sent, and the notice
    that the person finds at home. Who wants no reminders by mail gets the notice.
    """

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="reminders", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders"
    )
    kind = models.CharField(max_length=8, choices=ReminderKind)
    made_at = models.DateTimeField()
    is_mailed = models.BooleanField(default=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "user", "kind"], name="reminder_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReminderKind.values), name="reminder_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(is_mailed=True),
                name="reminder_sent_only_if_mailed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=Q(sent_at=None, is_mailed=True),
                name="reminder_to_send_idx",
            )
        ]


class NoReminders(models.Model):
    """That somebody wants no reminders by mail; an assignment itself is still told."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    since = models.DateTimeField()


class CalendarFeed(models.Model):
    """The secret address of a person's calendar; only its digest is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
