"""When a weekly mail is due: a day and an hour on somebody's own clock."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = 7


def next_due(after: datetime, *, weekday: int, hour: int, zone: ZoneInfo) -> datetime:
    """The first such hour later than `after`, in UTC.

    `weekday`: 0 is Monday. An hour that a spring night leaves out counts as the one
    after it; of an hour that comes twice in autumn, the first one counts.
    """
    here = after.astimezone(zone)
    days = (weekday - here.weekday()) % WEEK
    for ahead in (days, days + WEEK):
        wall = datetime.combine(here.date() + timedelta(ahead), time(hour), zone)
        found = wall.astimezone(ZoneInfo("UTC"))
        if found > after:
            return found
    raise AssertionError("a week later is always later")
