"""When a weekly mail is due, by anybody's clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.papers.periods import next_due

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
]
INSTANTS = st.integers(1_704_067_200, 1_893_456_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)  # 2024 to 2029
)
BERLIN = ZoneInfo("Europe/Berlin")


def berlin(*wall):
    return datetime(*wall, tzinfo=BERLIN).astimezone(UTC)


class NextDueTests:
    @given(INSTANTS, st.integers(0, 6), st.integers(0, 23), st.sampled_from(ZONES))
    def test_it_is_the_next_such_hour_and_within_a_week(self, at, weekday, hour, name):
        zone = ZoneInfo(name)
        due = next_due(at, weekday=weekday, hour=hour, zone=zone)
        assert at < due <= at + timedelta(days=7, hours=2)
        wall = due.astimezone(zone)
        is_there = wall.weekday() == weekday and wall.hour == hour
        # Only an hour that a night leaves out is another one on the clock.
        missing = datetime(wall.year, wall.month, wall.day, hour, tzinfo=zone)
        back = missing.astimezone(UTC).astimezone(zone)
        assert is_there or back.hour != hour

    @given(INSTANTS, st.integers(0, 6), st.integers(0, 23), st.sampled_from(ZONES))
    def test_one_week_follows_the_other(self, at, weekday, hour, name):
        told = {"weekday": weekday, "hour": hour, "zone": ZoneInfo(name)}
        first = next_due(at, **told)
        apart = next_due(first, **told) - first
        assert timedelta(days=6, hours=22) <= apart <= timedelta(days=7, hours=2)

    def test_the_hour_itself_is_over(self):
        monday = berlin(2026, 11, 23, 7)
        due = next_due(monday, weekday=0, hour=7, zone=BERLIN)
        assert due == berlin(2026, 11, 30, 7)

    @pytest.mark.parametrize(
        ("after", "due"),
        [
            # In the spring night there is no half past two: the hour after it.
            (berlin(2027, 3, 27, 12), datetime(2027, 3, 28, 1, tzinfo=UTC)),
            # In the autumn night there are two: the first one.
            (berlin(2026, 10, 24, 12), datetime(2026, 10, 25, 0, tzinfo=UTC)),
        ],
    )
    def test_nights_of_changing_clocks(self, after, due):
        assert next_due(after, weekday=6, hour=2, zone=BERLIN) == due
