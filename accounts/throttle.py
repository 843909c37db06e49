"""How long wrong passwords and codes make somebody wait: arithmetic, no clock.

Where somebody tries from is a browser that has signed in to the account before
(a known device), else a network address. Failures here make only the next try here
wait. Two ceilings, for the account and for the address, stop many guesses from many
places; neither counts a known device nor holds one back, so that nobody can lock
the owner out of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil

from lib.words import counted

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
# How long a failure counts where it was made, and against the ceilings.
MEMORY = timedelta(days=1)
CEILING_WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Source:
    """Where somebody tries from; `device` is the number of a known one."""

    address: str
    device: int | None = None


@dataclass(frozen=True)
class Tally:
    """Failures before this try: here, of the account, of the address."""

    here: int
    last_here: datetime | None
    of_account: int
    of_address: int


class Reason(StrEnum):
    HERE = "here"
    ACCOUNT = "account"
    ADDRESS = "address"


@dataclass(frozen=True)
class Wait:
    reason: Reason
    duration: timedelta

    @property
    def seconds(self) -> int:
        return max(1, ceil(self.duration.total_seconds()))

    @property
    def words(self) -> str:
        """“40 seconds”, “2 minutes”, “an hour”; never shorter than the wait."""
        if self.duration >= CEILING_WINDOW:
            return "an hour"
        if self.seconds < 60:
            return counted(self.seconds, "second")
        return counted(-(-self.seconds // 60), "minute")


def wait_after(failures: int) -> timedelta:
    """How long after that many failures in one place the next try has to wait."""
    if failures < FREE_TRIES:
        return timedelta()
    doublings = min(failures - FREE_TRIES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def wait_for(
    tally: Tally, source: Source, limits: Mapping[str, int], now: datetime
) -> Wait | None:
    """What a try from there has to wait for, or None.

    `limits` holds the ceilings `per_account` and `per_address`.
    """
    left = wait_after(tally.here) - (now - (tally.last_here or now))
    if tally.here and left > timedelta():
        return Wait(Reason.HERE, left)
    if source.device is not None:
        return None
    if tally.of_account >= limits["per_account"]:
        return Wait(Reason.ACCOUNT, CEILING_WINDOW)
    if tally.of_address >= limits["per_address"]:
        return Wait(Reason.ADDRESS, CEILING_WINDOW)
    return None


def network_of(address: str) -> str:
    """The address that is counted: who has one IPv6 address has its whole /64."""
    found = ip_address(address)
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), 64), strict=False).network_address)
