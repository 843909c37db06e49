"""Celery's doors to this room."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts import services


@shared_task(name="accounts.tasks.sweep_ways_in")
def sweep_ways_in() -> None:
    """Every night: what opens and counts no more, and what was kept long enough."""
    now = timezone.now()
    services.sweep_ways_in(now=now)
    services.remove_outdated(now=now)


@shared_task(name="accounts.tasks.send_invitations")
def send_invitations() -> None:
    """Soon after a roster was followed, and every minute for what was left."""
    services.send_invitations(now=timezone.now())


@shared_task(name="accounts.tasks.run_export")
def run_export(export_id: str) -> None:
    services.run_export(export_id=UUID(export_id), now=timezone.now())


@shared_task(name="accounts.tasks.run_erasure")
def run_erasure(erasure_id: str) -> None:
    services.run_erasure(erasure_id=UUID(erasure_id), now=timezone.now())


@shared_task(name="accounts.tasks.sweep_people")
def sweep_people() -> None:
    """Every minute: exports and erasures whose job was lost."""
    now = timezone.now()
    services.run_exports(now=now)
    services.run_erasures(now=now)
