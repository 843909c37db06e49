"""What staff may do to an attempt, and what becomes of its time. Pure.

Each step is declared here once: the service refuses by it, the monitor offers by it.
"""

from dataclasses import dataclass
from datetime import datetime

EXTENDED, PAUSED, RESUMED, FORCED = "extended", "paused", "resumed", "forced"
REOPENED, VOIDED, RESTORED = "reopened", "voided", "restored"
STEPS = (EXTENDED, PAUSED, RESUMED, FORCED, REOPENED, VOIDED, RESTORED)
# What nobody can take back for the student: asked about once more.
DESTRUCTIVE = frozenset({FORCED, REOPENED, VOIDED})
# Steps that say a number of minutes.
WITH_MINUTES = frozenset({EXTENDED, REOPENED})
MOST_MINUTES = 600


@dataclass(frozen=True)
class Facts:
    """How an attempt stands when staff mean to step in."""

    is_running: bool = True  # by its row and by the clock
    is_timed: bool = True
    is_time_left: bool = True  # the deadline is ahead, or there is none
    is_forced: bool = False  # staff ended it; it closes in a moment
    is_paused: bool = False
    is_voided: bool = False
    is_shown: bool = False  # its result or a key of it could have been seen
    is_elsewhere: bool = False  # another attempt of this exam runs
    attempts_left: int = 1  # that the assignment still allows this person


@dataclass(frozen=True)
class Refusal:
    """Why a step is not taken, and what to do instead."""

    slug: str
    title: str
    detail: str


HANDED_IN = Refusal(
    "attempt-closed",
    "It was handed in already",
    "Open it again, if nothing of its key was shown.",
)
ENDING = Refusal(
    "attempt-ending",
    "It is being handed in",
    "That takes a quarter of a minute. Open it again afterwards.",
)
UNTIMED = Refusal(
    "attempt-untimed", "It has no time limit", "There is nothing to extend."
)
TIME_OVER = Refusal(
    "time-over", "Its time is over", "Give it more minutes first, or let it close."
)
PAUSED_ALREADY = Refusal(
    "attempt-paused", "It is paused already", "Let it go on when it is time."
)
NOT_PAUSED = Refusal("attempt-not-paused", "It is not paused", "The clock runs.")
RUNNING = Refusal("attempt-running", "It is not handed in", "Give it minutes instead.")
SHOWN = Refusal(
    "key-shown",
    "Its result could be seen already",
    "Answers given after that would mean nothing. Allow another attempt instead.",
)
ELSEWHERE = Refusal(
    "another-runs",
    "Another attempt of this exam runs",
    "One person sits one attempt of an exam at a time. Wait for its end.",
)
COUNTS_NOT = Refusal("attempt-voided", "It does not count", "Let it count again first.")
COUNTS = Refusal("attempt-counts", "It counts", "There is nothing to take back.")
USED_UP = Refusal(
    "no-attempt-left",
    "Another attempt counts instead",
    "Declare that one void first, or allow this person one attempt more.",
)


def refusal(step: str, facts: Facts) -> Refusal | None:
    """Why this step cannot be taken now; None: it can. These are all transitions."""
    return _RULES[step](facts)


def offered(facts: Facts) -> tuple[str, ...]:
    """The steps that can be taken now."""
    return tuple(step for step in STEPS if refusal(step, facts) is None)


def _not_live(facts: Facts) -> Refusal | None:
    if not facts.is_running:
        return HANDED_IN
    return ENDING if facts.is_forced else None


def _extended(facts: Facts) -> Refusal | None:
    return _not_live(facts) or (None if facts.is_timed else UNTIMED)


def _paused(facts: Facts) -> Refusal | None:
    if facts.is_paused:
        return PAUSED_ALREADY
    return _not_live(facts) or (None if facts.is_time_left else TIME_OVER)


def _resumed(facts: Facts) -> Refusal | None:
    return _not_live(facts) or (None if facts.is_paused else NOT_PAUSED)


def _forced(facts: Facts) -> Refusal | None:
    is_ending = not facts.is_time_left and not facts.is_paused
    return _not_live(facts) or (ENDING if is_ending else None)


def _reopened(facts: Facts) -> Refusal | None:
    if facts.is_running:
        return RUNNING
    if facts.is_voided:
        return COUNTS_NOT
    if facts.is_shown:
        return SHOWN
    return ELSEWHERE if facts.is_elsewhere else None


def _voided(facts: Facts) -> Refusal | None:
    return COUNTS_NOT if facts.is_voided else None


def _restored(facts: Facts) -> Refusal | None:
    if not facts.is_voided:
        return COUNTS
    return None if facts.attempts_left > 0 else USED_UP


_RULES = {
    EXTENDED: _extended,
    PAUSED: _paused,
    RESUMED: _resumed,
    FORCED: _forced,
    REOPENED: _reopened,
    VOIDED: _voided,
    RESTORED: _restored,
}


def resumed(
    deadline_at: datetime | None, paused_at: datetime, now: datetime
) -> datetime | None:
    """The deadline after a pause: as much time is left as when it began."""
    return None if deadline_at is None else deadline_at + (now - paused_at)


def retimed(
    deadline_at: datetime, before: datetime, after: datetime, now: datetime
) -> datetime:
    """The deadline when a person's time changes while the attempt runs.

    `before` and `after`: what `timing.deadline` says with the old and the new time.
    Pauses and extra minutes given meanwhile stay; it never lies in the past.
    """
    return max(deadline_at + (after - before), now)
