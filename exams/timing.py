"""The deadline rules. Instants are aware datetimes, all from PostgreSQL's clock."""

from datetime import datetime, timedelta
from decimal import Decimal

# Hidden network grace: an operation is in time until deadline + GRACE.
GRACE = timedelta(seconds=10)
# What was answered before the news of a pause came is saved until pause + this: a
# runner asks every 20 s, and then the answer has the grace of any other.
PAUSE_GRACE = timedelta(seconds=20) + GRACE
# An attempt closes this long after its deadline: by then every transaction that
# began in time has committed, or has failed at its lock_timeout of 3 s.
CLOSING_DELAY = GRACE + timedelta(seconds=5)
IDLE_LIMIT = timedelta(days=30)
# Late answers that arrive within this time may still be counted by the student.
LATE_LIMIT = timedelta(days=1)


def deadline(
    *,
    started_at: datetime,
    limit_minutes: int | None,
    multiplier: Decimal = Decimal(1),
    extra_minutes: int = 0,
    window_closes_at: datetime | None = None,
) -> datetime | None:
    """Start + limit x multiplier + extra minutes, cut by the window when given.

    None: untimed, unless a window cuts it.
    """
    if limit_minutes is None:
        return window_closes_at
    seconds = int(limit_minutes * 60 * multiplier) + extra_minutes * 60
    end = started_at + timedelta(seconds=seconds)
    return end if window_closes_at is None else min(end, window_closes_at)


def is_in_time(at: datetime, deadline_at: datetime | None) -> bool:
    """Whether an operation received at that instant counts."""
    return deadline_at is None or at <= deadline_at + GRACE


def is_still(now: datetime, paused_at: datetime | None) -> bool:
    """Whether nothing is saved any more, for a pause was known by then."""
    return paused_at is not None and now > paused_at + PAUSE_GRACE


def is_over(now: datetime, deadline_at: datetime | None) -> bool:
    """Whether an attempt with that deadline is closed by the clock."""
    return deadline_at is not None and now >= deadline_at + CLOSING_DELAY


def remaining_ms(now: datetime, deadline_at: datetime | None) -> int | None:
    """Milliseconds left as the student sees them; the grace is never shown."""
    if deadline_at is None:
        return None
    return max(0, int((deadline_at - now) / timedelta(milliseconds=1)))


def allowed_minutes(
    limit_minutes: int | None, multiplier: Decimal, extra_minutes: int
) -> int | None:
    """The minutes that a person has, accommodations included; None: untimed."""
    if limit_minutes is None:
        return None
    return int(limit_minutes * multiplier) + extra_minutes


def clock_face(ms: int) -> str:
    """5_025_000 → “1:23:45”; under an hour “23:45”. As the runner shows it."""
    seconds = -(-ms // 1000)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
