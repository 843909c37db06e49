"""Waiting until the worker has done what earlier measurements left it."""

import time

from analytics.selectors import folding_queue
from benchmarks.driver import Trouble
from exams.models import Attempt

PATIENCE = 180.0
LOOK_AGAIN = 0.25


def come_to_rest() -> None:
    """Every grade is taken in. Raises Trouble when that takes too long.

    What follows a grade is made seconds later: without this it would be counted to
    whatever is measured then.
    """
    until = time.monotonic() + PATIENCE
    while folding_queue().exists() or Attempt.objects.ungraded().exists():
        if time.monotonic() > until:
            raise Trouble(f"grades were not taken in within {PATIENCE:.0f} s")
        time.sleep(LOOK_AGAIN)
