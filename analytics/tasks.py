"""Celery's doors to analytics. The database is the queue; these only knock."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from analytics import services


@shared_task(name="analytics.tasks.fold_attempt")
def fold_attempt(attempt_id: str) -> None:
    """Right after a grade: what it says about the student."""
    services.fold_attempt(attempt_id=UUID(attempt_id), now=timezone.now())


@shared_task(name="analytics.tasks.sweep_folds")
def sweep_folds() -> None:
    """Every 15 s: whatever is graded and was not taken in."""
    services.fold_due_attempts(now=timezone.now())


@shared_task(name="analytics.tasks.nightly")
def nightly() -> None:
    """Every night: questions, forms and forecasts, one guide's line after the other."""
    services.run_nightly(now=timezone.now())
