"""Wall times of authors as instants: what a clock in a zone shows, and when.

In the night when clocks go back an hour happens twice; when they go forward an hour
is missing. Nobody but the author knows which instant was meant, so both are offered.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Instants that a window can be set to; beyond, calendars and clocks disagree.
EARLIEST, LATEST = datetime(2000, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001  # REASON: wall times
SECOND = timedelta(seconds=1)
NEAR = 3  # suggestions for a zone that does not exist


class UnknownZone(ValueError):
    """A name that is no IANA time zone; its words name those that are meant, maybe."""


@dataclass(frozen=True)
class Reading:
    """One instant that a wall time can mean: `wall` is what the clock shows then."""

    at: datetime
    wall: datetime
    words: str


@dataclass(frozen=True)
class Shift:
    """Where a zone changes its offset: the same instant by the clock before and after.

    `is_gap`: the clock jumps forward, so that walls in between do not exist.
    """

    before: datetime
    after: datetime

    @property
    def is_gap(self) -> bool:
        return self.after > self.before


@cache
def zone_names() -> frozenset[str]:
    """Every zone of the IANA database, links included."""
    return frozenset(available_timezones())


def zone_for(name: str) -> ZoneInfo:
    """The zone of this name. Raises UnknownZone with near matches."""
    if name in zone_names():
        return ZoneInfo(name)
    near = near_zones(name)
    hint = f" Did you mean {_either(near)}?" if near else ""
    raise UnknownZone(f"“{name[:64]}” is no time zone.{hint}")


def near_zones(name: str) -> tuple[str, ...]:
    """Zones called like this, by their whole name or by their city alone."""
    told = name.strip().replace(" ", "_").lower()[:64]
    whole = {zone.lower(): zone for zone in zone_names()}
    cities = {zone.lower().rpartition("/")[2]: zone for zone in sorted(zone_names())}
    found = [cities[city] for city in get_close_matches(told, cities, NEAR, 0.75)]
    found += [whole[zone] for zone in get_close_matches(told, whole, NEAR, 0.75)]
    return tuple(dict.fromkeys(found))[:NEAR]


def readings(wall: datetime, zone: str) -> tuple[Reading, ...]:
    """The instants that a naive wall time can mean in this zone, the earlier first.

    One on an ordinary day. Two when the hour happens twice, both with this wall; and
    two when it does not exist: the neighbours that are as far from the jump as the
    wall itself, each with its own wall. Raises UnknownZone.
    """
    place = zone_for(zone)
    instants = {_instant(wall, place, fold) for fold in (0, 1)}
    return tuple(_reading(at, place, wall) for at in sorted(instants))


def doubt(wall: datetime, zone: str) -> str:
    """Why there is more than one reading, and what to choose from; else nothing."""
    found = readings(wall, zone)
    if len(found) == 1:
        return ""
    place = zone_for(zone)
    shift = _shift(found[0].at, found[1].at, place)
    if not shift.is_gap:
        return f"{_clock(wall)} happens twice: {_either([r.words for r in found])}."
    walls = [_clock(one.wall) + _day(one.wall, near=wall) for one in found]
    before, after = (
        _clock(at) + _day(at, near=wall) for at in (shift.before, shift.after)
    )
    return (
        f"{_clock(wall)} does not exist in {zone} on {day_words(wall)}: clocks go from "
        f"{before} to {after}. Did you mean {_either(walls)}?"
    )


def wall_of(at: datetime, zone: str) -> datetime:
    """What a clock in the zone shows at an instant, as a naive wall time."""
    return at.astimezone(zone_for(zone)).replace(tzinfo=None, fold=0)


def told(at: datetime, zone: str, *, now: datetime) -> str:
    """“Mon 23 Nov 09:00”, with the year when it is another, and with the name of the
    offset when the clock shows this hour twice."""
    place = zone_for(zone)
    local = at.astimezone(place)
    year = f" {local.year}" if local.year != now.astimezone(place).year else ""
    offset = f" {_offset(local)}" if len(readings(wall_of(at, zone), zone)) > 1 else ""
    return f"{local:%a} {local.day} {local:%b}{year} {_clock(local)}{offset}"


def day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _instant(wall: datetime, place: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=place, fold=fold).astimezone(UTC)


def _reading(at: datetime, place: ZoneInfo, asked: datetime) -> Reading:
    local = at.astimezone(place)
    universal = f"{_clock(at)} UTC{_day(at, near=asked)}"
    words = f"{_clock(local)} {_offset(local)}{_day(local, near=asked)} ({universal})"
    return Reading(at, local.replace(tzinfo=None, fold=0), words)


def _offset(local: datetime) -> str:
    """The name of the offset, CEST, say; zones without names have UTC+10:30."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    minutes = int((local.utcoffset() or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _shift(first: datetime, last: datetime, place: ZoneInfo) -> Shift:
    """The change of offset that both readings stand on either side of."""
    # A gap swaps them: each reading lies beyond the jump by the other one's offset.
    low, high = first - timedelta(days=1), last + timedelta(days=1)
    before = low.astimezone(place).utcoffset()
    while high - low > SECOND:
        middle = low + (high - low) / 2
        if middle.astimezone(place).utcoffset() == before:
            low = middle
        else:
            high = middle
    change = _whole(high)
    offsets = ((change - SECOND).astimezone(place), change.astimezone(place))
    walls = [(change + (o.utcoffset() or timedelta())) for o in offsets]
    return Shift(*(wall.replace(tzinfo=None) for wall in walls))


def _whole(at: datetime) -> datetime:
    """To the whole second; clocks change on nothing else."""
    return at.replace(microsecond=0)


def _clock(at: datetime) -> str:
    return f"{at:%H:%M}"


def _day(at: datetime, *, near: datetime) -> str:
    """“ on 3 April 2027”, when that is not the day of `near`."""
    return f" on {day_words(at)}" if at.date() != near.date() else ""


def _either(words: tuple[str, ...] | list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
