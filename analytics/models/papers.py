"""A cohort's report as a file that somebody asked for, and as a mail every week."""

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.http import content_disposition_header

from accounts.models import Cohort, User
from questions.models import Guide


class FileFormat(models.TextChoices):
    PDF = "pdf", "PDF, to print or hand on"
    XLSX = "xlsx", "Excel workbook, a sheet per table"
    CSV = "csv", "CSV files in a ZIP archive"


OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES: dict[str, str] = {
    FileFormat.PDF: "application/pdf",
    FileFormat.XLSX: f"{OFFICE}.spreadsheetml.sheet",
    FileFormat.CSV: "application/zip",
}


class FileState(models.TextChoices):
    RUNNING = "running", "Being made"
    DONE = "done", "Ready"
    FAILED = "failed", "Could not be made"


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    def waiting(self) -> "ReportFileQuerySet":
        """Asked for, neither made nor given up: the queue."""
        return self.filter(made_at=None, failure="")


class ReportFile(models.Model):
    """A report as one person may see it, kept for some days and then deleted.

    The bytes are in the database: web and worker need share nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    format = models.CharField(max_length=4, choices=FileFormat)
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    phase = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    content = models.BinaryField(null=True)
    tells_people = models.BooleanField(default=False)  # by name

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=FileFormat.values),
                name="report_file_format_known",
            ),
            models.CheckConstraint(
                condition=Q(made_at=None, content=None)
                | Q(made_at__isnull=False, content__isnull=False, failure=""),
                name="report_file_made_iff_content",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(made_at=None, failure=""),
                name="report_file_waiting_idx",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.format} {self.pk}"

    @property
    def headers(self) -> dict[str, str]:
        """With which the bytes are sent."""
        disposition = content_disposition_header(as_attachment=True, filename=self.name)
        return {
            "Content-Type": CONTENT_TYPES[self.format],
            "Content-Disposition": disposition or "attachment",
        }

    @property
    def state(self) -> FileState:
        if self.failure:
            return FileState.FAILED
        return FileState.RUNNING if self.made_at is None else FileState.DONE


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class ReportMail(models.Model):
    """That somebody wants a cohort's report by mail every week.

    Day and hour are those of the person's own time zone; `due_at` is the next time,
    and "due" is the queue: it moves on in the transaction that sends.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="report_mails")
    user = models.ForeignKey(User, models.CASCADE, related_name="report_mails")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    hour = models.PositiveSmallIntegerField(validators=[MaxValueValidator(23)])
    due_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"], name="report_mail_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="report_mail_weekday_known"
            ),
            models.CheckConstraint(
                condition=Q(hour__lte=23), name="report_mail_hour_known"
            ),
        ]
