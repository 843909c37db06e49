"""Invented people: the same for the same seed, and of every kind."""

from zoneinfo import available_timezones

from hypothesis import given
from hypothesis import strategies as st

from analytics.simulation.people import PLACES, make_life

NUMBERS = st.integers(0, 5000)
CLASS = [make_life(2026, number) for number in range(200)]


class LifeTests:
    @given(st.integers(), NUMBERS)
    def test_it_is_the_same_again(self, seed, number):
        assert make_life(seed, number) == make_life(seed, number)

    @given(st.integers(), NUMBERS)
    def test_it_has_an_address_that_mail_can_reach(self, seed, number):
        address = make_life(seed, number).address
        assert address.isascii()
        assert address.replace(".", "").replace("-", "").isalnum()
        assert address == address.lower()

    @given(st.integers(), NUMBERS)
    def test_it_goes_forward_within_ten_weeks(self, seed, number):
        days = [day for day, _ in make_life(seed, number).sittings]
        assert days == sorted(days, reverse=True)
        assert all(0 < day < 70 for day in days)
        assert len(days) <= 6

    def test_its_places_have_clocks(self):
        assert {zone for *_, zone in PLACES} <= available_timezones()


class ClassTests:
    def test_nobody_shares_an_address(self):
        assert len({life.address for life in CLASS}) == len(CLASS)

    def test_some_never_came_some_stopped_some_need_time(self):
        never = [life for life in CLASS if not life.sittings]
        stopped = [x for x in CLASS if x.sittings and x.sittings[-1][0] > 30]
        timed = [x for x in CLASS if x.multiplier > 1 or x.extra_minutes]
        assert 5 < len(never) < 40
        assert 20 < len(stopped) < 70
        assert 3 < len(timed) < 30

    def test_they_come_from_many_places(self):
        assert len({life.zone for life in CLASS}) == len(PLACES)
