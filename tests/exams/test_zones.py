"""Wall times: every instant is told so that it can be read back, in forty zones."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams import zones

# Half-hour and 45-minute offsets, both hemispheres, half an hour of summer time,
# places without any, and both sides of the date line.
NAMES = """
UTC Europe/Berlin Europe/London Europe/Dublin Europe/Lisbon Europe/Athens Europe/Kyiv
Europe/Moscow Atlantic/Reykjavik Atlantic/Azores America/New_York America/Chicago
America/Denver America/Phoenix America/Los_Angeles America/Anchorage America/St_Johns
America/Halifax America/Havana America/Santiago America/Asuncion America/Sao_Paulo
America/Caracas America/Nuuk Africa/Cairo Africa/Casablanca Africa/Johannesburg
Asia/Jerusalem Asia/Tehran Asia/Kabul Asia/Kolkata Asia/Kathmandu Asia/Tokyo
Asia/Beirut Australia/Sydney Australia/Adelaide Australia/Darwin Australia/Eucla
Australia/Lord_Howe Pacific/Auckland Pacific/Chatham Pacific/Honolulu Pacific/Apia
"""
ZONES = NAMES.split()
walls = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001  # REASON: wall times
places = st.sampled_from(ZONES)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def nights(zone: str) -> list[tuple[datetime, timedelta]]:
    """Instants in 2027 at which the zone changes its offset, and by how much."""
    place, found = ZoneInfo(zone), []
    at = datetime(2027, 1, 1, tzinfo=UTC)
    while at.year == 2027:
        later = at + timedelta(minutes=15)
        offsets = [t.astimezone(place).utcoffset() for t in (at, later)]
        if offsets[0] != offsets[1]:
            found.append((later, offsets[1] - offsets[0]))
        at = later
    return found


class OrdinaryTests:
    def test_forty_zones_are_tried(self):
        assert len(ZONES) >= 40

    def test_one_reading_and_no_doubt(self):
        [reading] = zones.readings(wall("2026-11-23T09:00"), "Europe/Berlin")
        assert reading.at == datetime(2026, 11, 23, 8, tzinfo=UTC)
        assert zones.doubt(wall("2026-11-23T09:00"), "Europe/Berlin") == ""

    @given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), places)  # noqa: DTZ001  # REASON: made aware
    def test_every_instant_is_among_the_readings_of_its_wall(self, naive, zone):
        at = naive.replace(tzinfo=UTC, microsecond=0)
        found = zones.readings(zones.wall_of(at, zone), zone)
        assert at in [reading.at for reading in found]

    @given(walls, places)
    def test_there_are_one_or_two_and_a_doubt_exactly_with_two(self, naive, zone):
        found = zones.readings(naive, zone)
        assert len(found) in (1, 2)
        assert bool(zones.doubt(naive, zone)) == (len(found) == 2)
        assert [r.at for r in found] == sorted(r.at for r in found)

    @given(walls, places)
    def test_each_reading_shows_its_own_wall(self, naive, zone):
        for reading in zones.readings(naive, zone):
            assert zones.wall_of(reading.at, zone) == reading.wall


@pytest.mark.parametrize("zone", ZONES)
class BothNightsTests:
    def test_when_clocks_go_forward_the_neighbours_are_offered(self, zone):
        for at, by in nights(zone):
            if by > timedelta(0):
                missing = zones.wall_of(at, zone) - by / 2
                before, after = zones.readings(missing, zone)
                assert before.wall == missing - by
                assert after.wall == missing + by
                assert before.at < at <= after.at
                assert "does not exist" in zones.doubt(missing, zone)

    def test_when_clocks_go_back_both_hours_are_offered(self, zone):
        for at, by in nights(zone):
            if by < timedelta(0):
                twice = zones.wall_of(at, zone) - by / 2
                first, second = zones.readings(twice, zone)
                assert first.wall == second.wall == twice
                assert second.at - first.at == -by
                assert first.words != second.words
                assert "happens twice" in zones.doubt(twice, zone)


class WordsTests:
    def test_a_gap_in_words(self):
        told = zones.doubt(wall("2027-03-28T02:30"), "Europe/Berlin")
        assert told == (
            "02:30 does not exist in Europe/Berlin on 28 March 2027: clocks go from "
            "02:00 to 03:00. Did you mean 01:30 or 03:30?"
        )

    def test_a_fold_in_words(self):
        told = zones.doubt(wall("2027-10-31T02:30"), "Europe/Berlin")
        assert told == (
            "02:30 happens twice: 02:30 CEST (00:30 UTC) or 02:30 CET (01:30 UTC)."
        )

    def test_half_an_hour_of_summer_time(self):
        told = zones.doubt(wall("2027-10-03T02:15"), "Australia/Lord_Howe")
        assert "clocks go from 02:00 to 02:30. Did you mean 01:45 or 02:45?" in told

    def test_offsets_without_a_name_are_told_as_numbers(self):
        first, second = zones.readings(wall("2027-04-04T01:45"), "Australia/Lord_Howe")
        assert "UTC+11:00" in first.words
        assert "UTC+10:30" in second.words

    def test_a_day_that_a_country_skipped(self):
        told = zones.doubt(wall("2011-12-30T12:00"), "Pacific/Apia")
        assert "12:00 on 29 December 2011 or 12:00 on 31 December 2011?" in told

    def test_an_instant_is_told_shortly(self):
        now = datetime(2026, 11, 21, tzinfo=UTC)
        at = datetime(2026, 11, 23, 8, tzinfo=UTC)
        assert zones.told(at, "Europe/Berlin", now=now) == "Mon 23 Nov 09:00"

    def test_with_its_year_and_its_offset_where_they_are_needed(self):
        now = datetime(2026, 11, 21, tzinfo=UTC)
        at = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
        told = zones.told(at, "Europe/Berlin", now=now)
        assert told == "Sun 31 Oct 2027 02:30 CET"


class UnknownZoneTests:
    @pytest.mark.parametrize(
        ("told", "near"),
        [
            ("Europe/Berlim", "Europe/Berlin"),
            ("Berlin", "Europe/Berlin"),
            ("new york", "America/New_York"),
        ],
    )
    def test_it_names_what_is_meant(self, told, near):
        with pytest.raises(zones.UnknownZone, match=near):
            zones.zone_for(told)

    @pytest.mark.parametrize("told", ["", "../etc/passwd", "x" * 9000, "\0"])
    def test_nonsense_is_refused_without_a_guess(self, told):
        with pytest.raises(zones.UnknownZone) as refused:
            zones.readings(wall("2027-01-01T00:00"), told)
        assert "Did you mean" not in str(refused.value)
        assert len(str(refused.value)) < 100
