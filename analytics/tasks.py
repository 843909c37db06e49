"""Celery's doors to analytics. The database is the queue; these only knock."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.models import Cohort
from analytics import services

# What a longer absence of the worker has left is found by the night.
RECENT = timedelta(days=1)
# Whoever has just handed in is served first.
AT_REST = timedelta(seconds=3)


@shared_task(name="analytics.tasks.sweep_folds")
def sweep_folds() -> None:
    """Every 5 s: what was graded lately and was not taken in.

    No job is sent with a grade: a class that hands in at one moment has its results
    first, and its forecasts a few seconds later.
    """
    now = timezone.now()
    services.fold_due_attempts(now=now, since=now - RECENT, until=now - AT_REST)


@shared_task(name="analytics.tasks.weekly")
def weekly() -> None:
    """Every week: what is too much alike, and what works unlike for a class."""
    services.run_weekly(now=timezone.now())


@shared_task(name="analytics.tasks.nightly")
def nightly() -> None:
    """Every night: questions, forms and forecasts, one guide's line after the other."""
    services.run_nightly(now=timezone.now())


@shared_task(name="analytics.tasks.build_reports")
def build_reports(cohort_id: int) -> None:
    """The report of one cohort, because somebody wants it now."""
    cohort = Cohort.objects.filter(pk=cohort_id).first()
    if cohort is not None:
        services.build_reports(cohort=cohort, now=timezone.now())


@shared_task(name="analytics.tasks.sweep_reports")
def sweep_reports() -> None:
    """Every half minute: reports that are wanted, or overtaken by new answers."""
    services.build_due_reports(now=timezone.now())


@shared_task(name="analytics.tasks.nightly_reports")
def nightly_reports() -> None:
    """Every night, after the questions: what is known has grown a day older."""
    services.build_due_reports(now=timezone.now(), is_nightly=True)


@shared_task(name="analytics.tasks.make_report_file")
def make_report_file(file_id: str) -> None:
    services.make_file(file_id=UUID(file_id), now=timezone.now())


@shared_task(name="analytics.tasks.sweep_report_files")
def sweep_report_files() -> None:
    """Every minute: files whose job was lost, and those kept long enough."""
    services.sweep_files(now=timezone.now())


@shared_task(name="analytics.tasks.send_reports")
def send_reports() -> None:
    """Every minute: reports that are due by mail."""
    services.send_due_reports(now=timezone.now())
