"""Assignments: an exam for a cohort, with its window and what it allows."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.accommodations import MOST_MINUTES, MOST_TIMES, Accommodation
from accounts.models import Cohort, User
from exams import choices
from exams.models.offers import Exam


class Release(models.TextChoices):
    """When students may see result, key and reasons."""

    AT_ONCE = choices.AT_ONCE, "As soon as it is graded"
    AFTER_CLOSE = choices.AFTER_CLOSE, "When the window has closed"
    NEVER = choices.NEVER, "Never here"


class FormRule(models.TextChoices):
    OWN = choices.OWN, "Each student has a form of their own"
    COMMON = choices.COMMON, "The same questions for everybody"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self) -> "AssignmentQuerySet":
        """Those that nobody has withdrawn."""
        return self.filter(withdrawn_at=None)

    def of_cohorts(self, cohorts: models.QuerySet[Cohort]) -> "AssignmentQuerySet":
        return self.filter(cohort__in=cohorts)


class Assignment(models.Model):
    """An exam that a cohort sits within a window.

    Instants are UTC; `zone` is the IANA time zone in which the window was set and is
    told. The window says when an attempt may begin; with `is_cut_by_close` it also
    ends every attempt, however many minutes are left.
    """

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="assignments")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="assignments")
    title = models.CharField(max_length=120)
    instructions = models.TextField(max_length=2000, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    is_cut_by_close = models.BooleanField(default=False)
    attempts_allowed = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(choices.MOST_ATTEMPTS)],
    )
    release = models.CharField(
        max_length=11, choices=Release, default=Release.AFTER_CLOSE
    )
    form_rule = models.CharField(max_length=6, choices=FormRule, default=FormRule.OWN)
    is_late_counted = models.BooleanField(default=False)
    access_code = models.CharField(max_length=40, blank=True)
    # Hours before it opens at which everybody is reminded; None: not at all.
    remind_hours = models.PositiveSmallIntegerField(
        null=True, validators=[MinValueValidator(1), MaxValueValidator(168)]
    )
    # A common form, frozen at the first start: {seed, cut_share, shortfalls, questions}
    form = models.JSONField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    # Counts every change that a calendar shows; it never goes back.
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="assignment_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(release__in=Release.values), name="assignment_release_known"
            ),
            models.CheckConstraint(
                condition=Q(form_rule__in=FormRule.values),
                name="assignment_form_rule_known",
            ),
            models.CheckConstraint(
                condition=Q(attempts_allowed__gte=1), name="assignment_allows_attempts"
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "closes_at"], name="assignment_open_idx")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_released_together(self) -> bool:
        """Whether the last who sits it keeps the feedback from everybody."""
        is_common = self.form_rule == FormRule.COMMON
        return is_common and self.release == Release.AFTER_CLOSE


class AssignmentOverride(models.Model):
    """What one person has otherwise in one assignment; empty: as everybody."""

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="overrides", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    attempts_allowed = models.PositiveSmallIntegerField(
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(choices.MOST_ATTEMPTS)],
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
    is_excused = models.BooleanField(default=False)
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "user"], name="override_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None)
                | Q(closes_at=None)
                | Q(closes_at__gt=F("opens_at")),
                name="override_closes_after_it_opens",
            ),
        ]

    def time_of(self, person: User) -> Accommodation:
        """The time that this person has here: what is not said is as they have it."""
        granted, multiplier = person.granted_time, self.time_multiplier
        extra = self.extra_minutes
        return Accommodation(
            granted.multiplier if multiplier is None else multiplier,
            granted.extra_minutes if extra is None else extra,
        )
