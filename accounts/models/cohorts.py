"""Classes that learn together: cohorts, who is in them, who is asked to come."""

import uuid
from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.accommodations import MOST_MINUTES, MOST_TIMES, Accommodation
from accounts.models.people import User
from lib.models import TriedMail


class CohortRole(models.TextChoices):
    """What somebody is in a cohort; what they are here is `User.role`."""

    STUDENT = "student", "Student"
    INSTRUCTOR = "instructor", "Instructor"


class CohortQuerySet(models.QuerySet["Cohort"]):
    def current(self) -> "CohortQuerySet":
        """Those that nobody has archived."""
        return self.filter(archived_at=None)

    def taught_by(self, user: User) -> "CohortQuerySet":
        return self.filter(
            memberships__user=user,
            memberships__role=CohortRole.INSTRUCTOR,
            memberships__left_at=None,
        )


class Cohort(models.Model):
    """A class with its aim; archived when it is over, never deleted.

    `join_left` counts down: how many more people may come in by the code.
    """

    name = models.CharField(max_length=120)
    target_guide = models.CharField(max_length=16, blank=True)
    exam_date = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    join_code = models.CharField(max_length=16, null=True, unique=True)  # noqa: DJ001  # REASON: no code is NULL, so that codes can be unique
    join_left = models.PositiveIntegerField(null=True)
    join_expires_at = models.DateTimeField(null=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(archived_at=None),
                name="cohort_name_once_among_current",
            ),
            models.CheckConstraint(
                condition=Q(
                    join_code__isnull=True,
                    join_left__isnull=True,
                    join_expires_at__isnull=True,
                )
                | Q(
                    join_code__isnull=False,
                    join_left__isnull=False,
                    join_expires_at__isnull=False,
                ),
                name="cohort_code_with_limit_and_end",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(join_code__isnull=True),
                name="cohort_archived_without_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(left_at=None)

    def students(self) -> "MembershipQuerySet":
        return self.filter(role=CohortRole.STUDENT)


class Membership(models.Model):
    """That somebody is or was in a cohort; who leaves keeps the row."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(
        max_length=12, choices=CohortRole, default=CohortRole.STUDENT
    )
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"],
                condition=Q(left_at=None),
                name="membership_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(role__in=CohortRole.values), name="membership_role_known"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
                name="membership_left_after_it_began",
            ),
        ]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; some may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def waiting(self, now: datetime) -> "InvitationQuerySet":
        """Those whose mail is to leave now: the queue of the mailer."""
        unsent = self.open().filter(sent_at=None, expires_at__gt=now)
        return unsent.filter(Invitation.due(now))


class Invitation(TriedMail):
    """Somebody is asked into a cohort by mail; the link works once.

    The secret of the link is drawn when the mail leaves and kept only as a digest.
    Empty numbers leave the time in exams as it is.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(
        max_length=12, choices=CohortRole, default=CohortRole.STUDENT
    )
    time_multiplier = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_TIMES)],
    )
    extra_minutes = models.PositiveSmallIntegerField(
        null=True, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    invited_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="invitations_made"
    )
    invited_at = models.DateTimeField()
    digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # REASON: not sent yet is NULL, so that digests can be unique
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="invitation_email_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(role__in=CohortRole.values), name="invitation_role_known"
            ),
            models.CheckConstraint(
                condition=Q(digest__isnull=True) | Q(sent_at__isnull=False),
                name="invitation_secret_only_when_sent",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_one_way",
            ),
            models.CheckConstraint(
                condition=Q(time_multiplier__isnull=True)
                | Q(time_multiplier__gte=1, time_multiplier__lte=3),
                name="invitation_multiplier_between_1_and_3",
            ),
        ]
        indexes = [
            models.Index(
                fields=["invited_at"],
                condition=Q(sent_at=None, accepted_at=None, withdrawn_at=None),
                name="invitation_to_send_idx",
            )
        ]

    def is_usable(self, now: datetime) -> bool:
        is_open = self.accepted_at is None and self.withdrawn_at is None
        return is_open and self.expires_at > now and not self.cohort.is_archived

    @property
    def is_refused(self) -> bool:
        """Whether the mail server has taken it from nobody so far."""
        return self.tries > 0 and self.sent_at is None

    @property
    def time(self) -> Accommodation | None:
        """What it grants; None leaves the person's time as it is."""
        if self.time_multiplier is None or self.extra_minutes is None:
            return None
        return Accommodation(self.time_multiplier, self.extra_minutes)


class RosterImport(models.Model):
    """A roster that was read; nothing of it is in force before it is confirmed.

    `rows` are accounts.rosters.Row as dictionaries, forgotten with the import.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    rows = models.JSONField()
    unread = models.JSONField(default=list)  # headings of columns that say nothing
    sender = models.ForeignKey(User, models.SET_NULL, null=True, related_name="rosters")
    sent_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return self.file_name
