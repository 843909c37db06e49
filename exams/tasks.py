"""Celery's doors to the exams room. The database is the queue; these only knock."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from exams import services


@shared_task(name="exams.tasks.sweep_attempts")
def sweep_attempts() -> None:
    """Every 15 s: close what is over, grade what waits (I20, I26, I27), and hold back
    what a pause prolongs."""
    services.hold_back_paused()
    services.close_due_attempts()
    services.grade_due_attempts()
    services.count_assigned_late()


@shared_task(name="exams.tasks.run_regrade")
def run_regrade(regrade_id: str) -> None:
    services.run_regrade(regrade_id=UUID(regrade_id), now=timezone.now())


@shared_task(name="exams.tasks.sweep_regrades")
def sweep_regrades() -> None:
    """Every minute: regrades whose job was lost."""
    services.run_stalled_regrades(now=timezone.now())


@shared_task(name="exams.tasks.send_reminders")
def send_reminders() -> None:
    """Soon after an assignment changed, and every minute for what time brings."""
    services.send_reminders(now=timezone.now())
