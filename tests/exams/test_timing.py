"""The deadline rules as arithmetic on UTC instants (I9 to I15)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams import timing

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
]
instants = st.integers(0, 15 * 365 * 86_400).map(lambda s: START + timedelta(seconds=s))


class DeadlineTests:
    @given(instants, st.sampled_from(ZONES), st.integers(1, 600))
    def test_i13_the_zone_of_the_student_does_not_matter(
        self, start, zone, minutes
    ) -> None:
        elsewhere = start.astimezone(ZoneInfo(zone))
        found = timing.deadline(started_at=start, limit_minutes=minutes)
        assert found == timing.deadline(
            started_at=elsewhere.astimezone(UTC), limit_minutes=minutes
        )
        assert found is not None
        assert found - start == timedelta(minutes=minutes)

    @pytest.mark.parametrize("day", ["2026-10-25", "2026-03-29"])
    def test_i13_a_dst_night_is_as_long_as_any_other(self, day) -> None:
        start = datetime.fromisoformat(f"{day}T00:30:00+00:00")
        found = timing.deadline(started_at=start, limit_minutes=130)
        assert found is not None
        assert found - start == timedelta(minutes=130)

    def test_the_multiplier_comes_first_and_extra_minutes_after_it(self) -> None:
        found = timing.deadline(
            started_at=START,
            limit_minutes=130,
            multiplier=Decimal("1.50"),
            extra_minutes=30,
        )
        assert found == START + timedelta(minutes=225)

    def test_a_window_cuts_the_time(self) -> None:
        closes = START + timedelta(minutes=20)
        found = timing.deadline(
            started_at=START, limit_minutes=130, window_closes_at=closes
        )
        assert found == closes

    def test_a_window_that_closes_later_gives_no_time(self) -> None:
        closes = START + timedelta(hours=9)
        found = timing.deadline(
            started_at=START, limit_minutes=130, window_closes_at=closes
        )
        assert found == START + timedelta(minutes=130)

    def test_without_a_limit_there_is_none_but_the_windows(self) -> None:
        assert timing.deadline(started_at=START, limit_minutes=None) is None
        closes = START + timedelta(hours=9)
        assert closes == timing.deadline(
            started_at=START, limit_minutes=None, window_closes_at=closes
        )

    @given(st.integers(1, 600), st.integers(100, 300), st.integers(0, 240))
    def test_the_minutes_that_are_told_are_never_more_than_those_given(
        self, minutes, percent, extra
    ) -> None:
        multiplier = Decimal(percent) / 100
        end = timing.deadline(
            started_at=START,
            limit_minutes=minutes,
            multiplier=multiplier,
            extra_minutes=extra,
        )
        told = timing.allowed_minutes(minutes, multiplier, extra)
        assert end is not None
        assert told is not None
        assert (
            timedelta(0) <= end - START - timedelta(minutes=told) < timedelta(minutes=1)
        )

    def test_untimed_exams_tell_no_minutes(self) -> None:
        assert timing.allowed_minutes(None, Decimal(2), 30) is None


class InTimeTests:
    @pytest.mark.parametrize(
        ("after_ms", "expected"),
        [(-1, True), (0, True), (9_999, True), (10_000, True), (10_001, False)],
    )
    def test_i9_the_grace_is_ten_seconds_to_the_millisecond(
        self, after_ms, expected
    ) -> None:
        at = START + timedelta(milliseconds=after_ms)
        assert timing.is_in_time(at, START) is expected

    @pytest.mark.parametrize(
        ("after_ms", "expected"), [(0, False), (14_999, False), (15_000, True)]
    )
    def test_i10_it_closes_fifteen_seconds_after_the_deadline(
        self, after_ms, expected
    ) -> None:
        at = START + timedelta(milliseconds=after_ms)
        assert timing.is_over(at, START) is expected

    @pytest.mark.parametrize(
        ("after_ms", "expected"), [(30_000, False), (30_001, True)]
    )
    def test_a_pause_is_still_when_its_news_and_the_last_answers_have_come(
        self, after_ms, expected
    ) -> None:
        at = START + timedelta(milliseconds=after_ms)
        assert timing.is_still(at, START) is expected
        assert not timing.is_still(at, None)

    def test_an_untimed_attempt_is_always_in_time_and_never_over(self) -> None:
        assert timing.is_in_time(START, None)
        assert not timing.is_over(START, None)

    def test_i14_an_in_time_transaction_has_ended_before_closing(self) -> None:
        from django.conf import settings

        options = settings.DATABASES["default"]["OPTIONS"]["options"]
        assert "lock_timeout=3000" in options
        assert timing.GRACE + timedelta(seconds=3) < timing.CLOSING_DELAY

    @given(instants, instants)
    def test_what_is_over_is_never_in_time(self, now, deadline_at) -> None:
        assert not (
            timing.is_over(now, deadline_at) and timing.is_in_time(now, deadline_at)
        )


class RemainingTests:
    def test_the_countdown_never_shows_the_grace(self) -> None:
        assert timing.remaining_ms(START + timedelta(seconds=3), START) == 0

    def test_it_counts_milliseconds(self) -> None:
        now = START - timedelta(seconds=90, milliseconds=5)
        assert timing.remaining_ms(now, START) == 90_005

    def test_without_a_deadline_nothing_remains_to_be_told(self) -> None:
        assert timing.remaining_ms(START, None) is None
