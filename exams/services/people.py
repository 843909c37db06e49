"""What happens to attempts when their owner changes."""

from django.db import transaction

from exams.models import Attempt, AttemptState
from lib.problems import Problem


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
