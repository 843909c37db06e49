"""Celery's doors to the exams room. The database is the queue; these only knock."""

from uuid import UUID

from celery import shared_task

from exams import services


@shared_task(name="exams.tasks.grade_attempt")
def grade_attempt(attempt_id: str) -> None:
    services.grade_attempt(attempt_id=UUID(attempt_id))


@shared_task(name="exams.tasks.sweep_attempts")
def sweep_attempts() -> None:
    """Every 15 s: close what is over, grade what waits (I20, I26, I27)."""
    services.close_due_attempts()
    services.grade_due_attempts()
