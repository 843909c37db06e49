"""Celery's doors to the bank. The database is the queue; these only knock."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from questions import services


@shared_task(name="questions.tasks.run_import")
def run_import(batch_id: str) -> None:
    services.run_import(batch_id=UUID(batch_id), now=timezone.now())


@shared_task(name="questions.tasks.sweep_imports")
def sweep_imports() -> None:
    """Every minute: confirmed imports whose job was lost."""
    services.run_stalled_imports(now=timezone.now())


@shared_task(name="questions.tasks.recheck")
def recheck() -> None:
    """Every ten minutes, and on demand: what is not read against today's models."""
    services.recheck_due(now=timezone.now())
