"""A runner says that it is there. Kept in Redis: losing it loses nothing else."""

from django.core.cache import cache

from exams.models import Attempt
from exams.selectors.contact import contact_key

KEPT_SECONDS = 24 * 60 * 60


def note_contact(*, attempt: Attempt) -> None:
    """Its runner was heard of at `clock`."""
    cache.set(contact_key(attempt.pk), attempt.clock.isoformat(), KEPT_SECONDS)
