"""Windows of assignments as an iCalendar feed (RFC 5545), for any calendar program."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

EVERY = timedelta(hours=1)  # how often a program should ask again


@dataclass(frozen=True)
class Entry:
    """A window in somebody's calendar. `uid` never changes; `sequence` grows with
    every change; what is called off stays in the feed as cancelled."""

    uid: str
    title: str
    words: str
    url: str
    opens_at: datetime
    closes_at: datetime
    changed_at: datetime
    sequence: int
    is_cancelled: bool = False


def feed(name: str, entries: Sequence[Entry]) -> bytes:
    """The calendar of these windows. Times are UTC, so that no zone is needed."""
    # Here, because few processes ever write a calendar.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Passline//Assignments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", EVERY)
    for entry in entries:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("summary", entry.title)
    event.add("description", entry.words)
    event.add("url", entry.url)
    event.add("dtstart", entry.opens_at)
    event.add("dtend", entry.closes_at)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    # A window of days is no appointment: it keeps nobody from other things.
    event.add("transp", "TRANSPARENT")
    return event
