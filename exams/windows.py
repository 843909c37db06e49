"""The window of an assignment as one person has it: may it begin, when must it end,
when may the result be read. Pure: instants are UTC, zones are only told.

Rules and examples: docs/algorithms/windows.md.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from exams import timing, zones
from exams.choices import AFTER_CLOSE, AT_ONCE

# `Attempt.hidden_until` of results that are never shown to the student.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Refusal(StrEnum):
    """Why an attempt may not begin."""

    WITHDRAWN = "withdrawn"
    EXCUSED = "excused"
    NOT_OPEN = "not-open"
    CLOSED = "closed"
    NO_ATTEMPT_LEFT = "no-attempt-left"


WORDS = {
    Refusal.WITHDRAWN: (
        "This was withdrawn",
        "Your instructor has taken it back: nothing is asked of you.",
    ),
    Refusal.EXCUSED: ("You are excused", "You need not sit this."),
    Refusal.NOT_OPEN: ("Not open yet", "You may begin from {opens} on."),
    Refusal.CLOSED: (
        "The window has closed",
        "It closed {closes}. If something kept you, tell your instructor.",
    ),
    Refusal.NO_ATTEMPT_LEFT: (
        "No attempt is left",
        "You have used {allowed} that it allows.",
    ),
}


@dataclass(frozen=True)
class Terms:
    """What one person has in one assignment, override and accommodations applied.

    `zone` is the IANA time zone in which the window was set.
    """

    opens_at: datetime
    closes_at: datetime
    zone: str
    limit_minutes: int | None  # before accommodations; None: untimed
    multiplier: Decimal = Decimal(1)
    extra_minutes: int = 0
    attempts_allowed: int = 1
    is_cut_by_close: bool = False
    release: str = AFTER_CLOSE
    is_excused: bool = False
    is_withdrawn: bool = False
    # On a common form: when the last of everybody who sits it must end.
    class_end: datetime | None = None

    @property
    def allowed_minutes(self) -> int | None:
        """The time limit of this person; None: untimed."""
        return timing.allowed_minutes(
            self.limit_minutes, self.multiplier, self.extra_minutes
        )

    def refusal(self, now: datetime, begun: int) -> Refusal | None:
        """Why no attempt may begin at this instant, after `begun` of them; None: it
        may. The window opens with its first instant and closes with its last one."""
        if self.is_withdrawn:
            return Refusal.WITHDRAWN
        if self.is_excused:
            return Refusal.EXCUSED
        if now >= self.closes_at:
            return Refusal.CLOSED
        if begun >= self.attempts_allowed:
            return Refusal.NO_ATTEMPT_LEFT
        return Refusal.NOT_OPEN if now < self.opens_at else None

    def deadline(self, started_at: datetime) -> datetime | None:
        """When an attempt that begins then must end; None: untimed and not cut."""
        return timing.deadline(
            started_at=started_at,
            limit_minutes=self.limit_minutes,
            multiplier=self.multiplier,
            extra_minutes=self.extra_minutes,
            window_closes_at=self.closes_at if self.is_cut_by_close else None,
        )

    @property
    def latest_end(self) -> datetime:
        """No attempt of this person ends later: the close, and behind it the time of
        an attempt that began at the last instant. An untimed one is not waited for."""
        return self.deadline(self.closes_at) or self.closes_at

    @property
    def full_time_until(self) -> datetime | None:
        """Who begins after this instant has less than the whole time limit; None: the
        window takes nothing away. It may lie before the window opens."""
        whole = timing.deadline(
            started_at=self.closes_at,
            limit_minutes=self.limit_minutes,
            multiplier=self.multiplier,
            extra_minutes=self.extra_minutes,
        )
        if whole is None or not self.is_cut_by_close:
            return None
        return self.closes_at - (whole - self.closes_at)

    @property
    def hidden_until(self) -> datetime | None:
        """Before this instant the result is not shown; None: it is as soon as it is
        graded. The rule of release is asked here and nowhere else."""
        if self.release == AT_ONCE:
            return None
        if self.release != AFTER_CLOSE:
            return NEVER
        return max(self.latest_end, self.class_end or self.latest_end)


def code_fits(told: str, held: str) -> bool:
    """Whether an access code is the right one, in constant time; "" asks for none.

    Capitals and spaces do not matter: codes are read aloud in class.
    """
    return not held or hmac.compare_digest(_plain(told), _plain(held))


def _plain(code: str) -> bytes:
    return "".join(code.split()).casefold().encode()


def wall(at: datetime, zone: str, *, now: datetime) -> str:
    """An instant by the clocks of a zone: “Mon 23 Nov 09:00 (Europe/Berlin)”."""
    return f"{zones.told(at, zone, now=now)} ({zone})"


def wall_for(at: datetime, zone: str, own_zone: str, *, now: datetime) -> str:
    """The same, and what it is for somebody whose clocks are in another zone."""
    there = wall(at, zone, now=now)
    if own_zone == zone:
        return there
    return f"{there}, which is {wall(at, own_zone, now=now)} for you"


def refused(
    refusal: Refusal, terms: Terms, own_zone: str, *, now: datetime
) -> tuple[str, str]:
    """The words of a refusal: what, and what to do about it."""
    title, detail = WORDS[refusal]
    return title, detail.format(
        opens=wall_for(terms.opens_at, terms.zone, own_zone, now=now),
        closes=wall_for(terms.closes_at, terms.zone, own_zone, now=now),
        allowed="the one attempt"
        if terms.attempts_allowed == 1
        else f"all {terms.attempts_allowed} attempts",
    )
