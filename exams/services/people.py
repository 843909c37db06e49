"""What happens to attempts when their owner changes, or never comes back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User, UserQuerySet
from accounts.selectors import kept_for
from accounts.services import remove_guests
from exams.models import Attempt, AttemptState, Operation
from lib.problems import Problem

GUESTS_AT_ONCE = 200


@transaction.atomic
def claim_attempts(*, guest_id: int, user_id: int) -> int:
    """Give a guest's attempts to the account that the guest signed up for.

    A running one stays behind when the account already runs the same exam.
    """
    if guest_id == user_id:
        raise Problem("same-person", 409, "These answers are already yours")
    # Without the drills: an exam is never in a list that holds NULL, nor not in it.
    running = Attempt.objects.filter(
        user_id=user_id, state=AttemptState.RUNNING, exam__isnull=False
    )
    return (
        Attempt.objects.filter(user_id=guest_id)
        .exclude(state=AttemptState.RUNNING, exam__in=running.values("exam"))
        .update(user_id=user_id)
    )


def remove_idle_guests(*, now: datetime) -> int:
    """Erase guests who have done nothing for as long as is kept, with their attempts.

    Many short transactions: none keeps a visitor who signs up waiting for long.
    """
    total = 0
    since = now - kept_for("guests")
    while removed := _remove_some(since):
        total += removed
    return total


@transaction.atomic
def _remove_some(since: datetime) -> int:
    # Whoever is just becoming somebody holds the lock, and is let go.
    idle = idle_guests(since).select_for_update(skip_locked=True)
    return remove_guests(
        guest_ids=list(idle.values_list("pk", flat=True)[:GUESTS_AT_ONCE])
    )


def idle_guests(since: datetime) -> UserQuerySet:
    """Guests who have done nothing since then."""
    begun = Attempt.objects.filter(user=OuterRef("pk"), started_at__gt=since)
    done = Operation.objects.filter(attempt__user=OuterRef("pk"), received_at__gt=since)
    guests = User.objects.get_queryset().filter(is_guest=True, joined_at__lte=since)
    return guests.exclude(Exists(begun) | Exists(done))
