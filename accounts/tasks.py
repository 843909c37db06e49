"""Celery's doors to this room."""

from celery import shared_task
from django.utils import timezone

from accounts import services


@shared_task(name="accounts.tasks.sweep_ways_in")
def sweep_ways_in() -> None:
    """Every night: expired sessions and tokens, and what counts no more."""
    services.sweep_ways_in(now=timezone.now())


@shared_task(name="accounts.tasks.send_invitations")
def send_invitations() -> None:
    """Soon after a roster was followed, and every minute for what was left."""
    services.send_invitations(now=timezone.now())
