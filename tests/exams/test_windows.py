"""Windows: when an attempt may begin, must end, and may be read; in forty zones."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams import windows, zones
from exams.windows import Refusal, Terms
from tests.exams.test_zones import ZONES

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def terms(**over) -> Terms:
    fields = {
        "opens_at": NOON,
        "closes_at": NOON + 8 * HOUR,
        "zone": "Europe/Berlin",
        "limit_minutes": 120,
    } | over
    return Terms(**fields)


@st.composite
def nights(draw) -> tuple[str, datetime]:
    """A zone, and an instant within a day of one of its changes of the clock in 2026
    or 2027; of a zone without any, an instant of a March night."""
    zone = draw(st.sampled_from(ZONES))
    days = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(730)]
    place = ZoneInfo(zone)
    changes = [
        day
        for day in days
        if day.astimezone(place).utcoffset()
        != (day + timedelta(days=1)).astimezone(place).utcoffset()
    ]
    start = draw(st.sampled_from(changes or [datetime(2026, 3, 28, tzinfo=UTC)]))
    return zone, start + timedelta(minutes=draw(st.integers(-1440, 2880)))


minutes = st.integers(1, 600)
multipliers = st.sampled_from([Decimal(1), Decimal("1.25"), Decimal("1.5"), Decimal(3)])


class NightTests:
    @given(nights(), minutes, minutes, multipliers, st.integers(0, 240), st.booleans())
    def test_time_is_as_long_in_the_night_of_a_change_as_ever(
        self, night, width, limit, multiplier, extra, is_cut
    ) -> None:
        zone, opens = night
        one = terms(
            opens_at=opens,
            closes_at=opens + timedelta(minutes=width),
            zone=zone,
            limit_minutes=limit,
            multiplier=multiplier,
            extra_minutes=extra,
            is_cut_by_close=is_cut,
        )
        given_time = one.deadline(opens) - opens
        whole = timedelta(seconds=int(limit * 60 * multiplier) + extra * 60)
        assert given_time == (min(whole, one.closes_at - opens) if is_cut else whole)

    @given(nights(), minutes, minutes, st.booleans(), st.floats(0, 1, exclude_max=True))
    def test_nobody_ends_after_the_latest_end(
        self, night, width, limit, is_cut, share
    ) -> None:
        zone, opens = night
        window = timedelta(minutes=width)
        one = terms(
            opens_at=opens,
            closes_at=opens + window,
            zone=zone,
            limit_minutes=limit,
            is_cut_by_close=is_cut,
        )
        assert one.deadline(opens + share * window) <= one.latest_end
        assert one.hidden_until == one.latest_end

    @given(nights(), minutes, minutes)
    def test_who_begins_by_then_has_the_whole_time(self, night, width, limit) -> None:
        zone, opens = night
        one = terms(
            opens_at=opens,
            closes_at=opens + timedelta(minutes=width),
            zone=zone,
            limit_minutes=limit,
            is_cut_by_close=True,
        )
        until, whole = one.full_time_until, timedelta(minutes=limit)
        assert one.deadline(until) - until == whole
        later = until + timedelta(seconds=1)
        assert one.deadline(later) - later < whole

    @given(nights(), minutes, st.integers(-700, 700))
    def test_it_may_begin_exactly_within_the_window(self, night, width, at) -> None:
        zone, opens = night
        one = terms(
            opens_at=opens, closes_at=opens + timedelta(minutes=width), zone=zone
        )
        refusal = one.refusal(opens + timedelta(minutes=at), begun=0)
        if 0 <= at < width:
            assert refusal is None
        else:
            assert refusal == (Refusal.NOT_OPEN if at < 0 else Refusal.CLOSED)

    @given(nights(), st.sampled_from(ZONES))
    def test_what_is_told_means_this_instant_in_both_zones(self, night, own) -> None:
        zone, at = night
        told = windows.wall_for(at, zone, own, now=at)
        for place in {zone, own}:
            wall = zones.wall_of(at, place)
            meant = {one.at for one in zones.readings(wall, place)}
            assert at in meant
            words = f"{wall:%H:%M}"
            assert words in told
            assert place in told
            # An hour that comes twice is told apart.
            if len(meant) > 1:
                other = (meant - {at}).pop()
                assert windows.wall(other, place, now=at) not in told


class RefusalTests:
    def test_what_was_withdrawn_says_so_first(self) -> None:
        one = terms(is_withdrawn=True, is_excused=True)
        assert one.refusal(NOON - HOUR, begun=5) == Refusal.WITHDRAWN

    def test_who_is_excused_hears_nothing_of_windows(self) -> None:
        one = terms(is_excused=True)
        assert one.refusal(NOON + 9 * HOUR, begun=0) == Refusal.EXCUSED

    def test_no_attempt_is_left_after_the_last(self) -> None:
        one = terms(attempts_allowed=2)
        assert one.refusal(NOON, begun=1) is None
        assert one.refusal(NOON, begun=2) == Refusal.NO_ATTEMPT_LEFT

    @pytest.mark.parametrize("refusal", Refusal)
    def test_each_has_words_without_gaps(self, refusal) -> None:
        title, detail = windows.refused(refusal, terms(), "Asia/Tokyo", now=NOON)
        assert title
        assert detail
        assert "{" not in title + detail

    def test_the_opening_is_told_in_both_zones(self) -> None:
        words = windows.refused(
            Refusal.NOT_OPEN, terms(), "America/New_York", now=NOON
        )[1]
        assert "Mon 23 Nov 13:00 (Europe/Berlin)" in words
        assert "Mon 23 Nov 07:00 (America/New_York)" in words


class TimeTests:
    def test_the_window_takes_nothing_away_unless_it_says_so(self) -> None:
        assert terms().deadline(NOON + 7 * HOUR) == NOON + 9 * HOUR
        assert terms().full_time_until is None

    def test_it_cuts_when_it_says_so(self) -> None:
        one = terms(is_cut_by_close=True)
        assert one.deadline(NOON + 7 * HOUR) == NOON + 8 * HOUR
        assert one.full_time_until == NOON + 6 * HOUR

    def test_accommodations_are_in_the_time_limit(self) -> None:
        one = terms(multiplier=Decimal("1.5"), extra_minutes=30)
        assert one.allowed_minutes == 210
        assert one.deadline(NOON) == NOON + timedelta(minutes=210)

    def test_without_a_clock_only_the_window_can_end_it(self) -> None:
        assert terms(limit_minutes=None).deadline(NOON) is None
        cut = terms(limit_minutes=None, is_cut_by_close=True)
        assert cut.deadline(NOON) == NOON + 8 * HOUR


class ReleaseTests:
    def test_at_once_hides_nothing(self) -> None:
        assert terms(release=windows.AT_ONCE).hidden_until is None

    def test_after_the_window_waits_for_who_began_last(self) -> None:
        assert terms().hidden_until == NOON + 10 * HOUR
        cut = terms(is_cut_by_close=True)
        assert cut.hidden_until == cut.closes_at

    def test_who_has_more_time_waits_longer(self) -> None:
        slow = terms(multiplier=Decimal(2))
        assert slow.hidden_until == NOON + 12 * HOUR

    def test_an_untimed_one_is_not_waited_for(self) -> None:
        assert terms(limit_minutes=None).hidden_until == NOON + 8 * HOUR

    def test_never_is_never(self) -> None:
        assert terms(release="never").hidden_until == windows.NEVER

    def test_on_a_common_form_the_last_of_the_class_is_waited_for(self) -> None:
        late, early = NOON + 20 * HOUR, NOON
        assert terms(class_end=late).hidden_until == late
        assert terms(class_end=early).hidden_until == NOON + 10 * HOUR
        assert terms(class_end=late, release=windows.AT_ONCE).hidden_until is None
        assert terms(class_end=late, release="never").hidden_until == windows.NEVER


class CodeTests:
    @pytest.mark.parametrize("told", ["Blue Sky", "bluesky", " BLUE sky "])
    def test_capitals_and_spaces_do_not_matter(self, told) -> None:
        assert windows.code_fits(told, "blue sky")

    @pytest.mark.parametrize("told", ["", "blue", "bluesky2", "blüe sky"])
    def test_another_code_is_another_code(self, told) -> None:
        assert not windows.code_fits(told, "blue sky")

    def test_without_a_code_none_is_asked(self) -> None:
        assert windows.code_fits("", "")
