"""Reports about cohorts: how each is made, the newest figures, everybody's standing."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Cohort, User
from analytics.cohorts.report import Group
from questions.models import Guide

BOOK_PERCENT = 85  # as ANALYTICS says, unless a cohort has a line of its own
LOWEST_LINE, HIGHEST_LINE = 50, 95
SILENCE = timedelta(minutes=2)


class CohortReporting(models.Model):
    """How a cohort's report is made, and how far the work on it is.

    "Wanted, and not computed since" is the queue. Of a cohort without a row all is as
    the defaults say.
    """

    cohort = models.OneToOneField(
        Cohort, models.CASCADE, primary_key=True, related_name="reporting"
    )
    # From this forecast on (percent, as it is shown) somebody should book.
    book_percent = models.PositiveSmallIntegerField(
        default=BOOK_PERCENT,
        validators=[MinValueValidator(LOWEST_LINE), MaxValueValidator(HIGHEST_LINE)],
    )
    # Instructors see figures about the cohort only, nobody's own.
    is_figures_only = models.BooleanField(default=False)
    wanted_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    computed_at = models.DateTimeField(null=True)  # what was known then is in it
    seen_at = models.DateTimeField(null=True)  # the job's last sign of life
    phase = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    book_percent__gte=LOWEST_LINE, book_percent__lte=HIGHEST_LINE
                ),
                name="cohort_reporting_line_in_range",
            ),
        ]

    def is_at_work(self, now: datetime) -> bool:
        """Whether a job computes it just now, and has given a sign of life."""
        begun, seen = self.begun_at, self.seen_at
        is_open = begun is not None and (
            self.computed_at is None or begun > self.computed_at
        )
        return is_open and seen is not None and seen > now - SILENCE

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits for a report that is newer than the last."""
        wanted, made = self.wanted_at, self.computed_at
        return wanted is not None and (made is None or wanted > made)


class CohortReportQuerySet(models.QuerySet["CohortReport"]):
    def current(self) -> "CohortReportQuerySet":
        return self.filter(is_current=True)


class CohortReport(models.Model):
    """The figures of one cohort and guide (analytics.cohorts.report.Report as JSON).

    Never changed once written: a new one is swapped in with its standings, and the one
    before stays for whoever is reading it.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="reports")
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    is_current = models.BooleanField(default=False)
    is_main = models.BooleanField(default=False)  # of the exam that they prepare for
    figures = models.JSONField()
    computed_at = models.DateTimeField()

    objects = CohortReportQuerySet.as_manager()

    class Meta:
        ordering = ["-computed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "guide"],
                condition=Q(is_current=True),
                name="cohort_report_one_current",
            ),
        ]


class CohortStanding(models.Model):
    """One person in a report (analytics.cohorts.report.Standing without the name).

    `place` runs through groups and names, so a page of the list is a range of it.
    """

    report = models.ForeignKey(
        CohortReport, models.CASCADE, related_name="standings", db_index=False
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    group = models.CharField(max_length=8)
    stuck = models.CharField(max_length=6, blank=True)
    told = models.JSONField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "place"], name="cohort_standing_place_once"
            ),
            models.UniqueConstraint(
                fields=["report", "user"], name="cohort_standing_person_once"
            ),
            models.CheckConstraint(
                condition=Q(group__in=[str(group) for group in Group]),
                name="cohort_standing_group_known",
            ),
        ]
