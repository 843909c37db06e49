"""Celery's doors to analytics. The database is the queue; these only knock."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from analytics import services

# What a longer absence of the worker has left is found by the night.
RECENT = timedelta(days=1)


@shared_task(name="analytics.tasks.sweep_folds")
def sweep_folds() -> None:
    """Every 5 s: what was graded lately and was not taken in.

    No job is sent with a grade: a class that hands in at one moment has its results
    first, and its forecasts a few seconds later.
    """
    now = timezone.now()
    services.fold_due_attempts(now=now, since=now - RECENT)


@shared_task(name="analytics.tasks.nightly")
def nightly() -> None:
    """Every night: questions, forms and forecasts, one guide's line after the other."""
    services.run_nightly(now=timezone.now())
