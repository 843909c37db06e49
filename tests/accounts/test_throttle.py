"""How long failures make somebody wait: arithmetic."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import throttle
from accounts.throttle import Reason, Source, Tally, Wait

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LIMITS = {"per_account": 100, "per_address": 1000}
STRANGE, KNOWN = Source("192.0.2.1"), Source("192.0.2.1", device=1)
counts = st.integers(0, 5000)


def tally(here=0, ago=0, of_account=0, of_address=0):
    last = NOW - timedelta(seconds=ago) if here else None
    return Tally(here, last, of_account, of_address)


def wait(source=STRANGE, **over):
    return throttle.wait_for(tally(**over), source, LIMITS, NOW)


class WaitTests:
    @pytest.mark.parametrize(
        ("failures", "seconds"),
        [(4, 0), (5, 15), (6, 30), (7, 60), (10, 480), (11, 900)],
    )
    def test_it_grows(self, failures, seconds) -> None:
        assert throttle.wait_after(failures) == timedelta(seconds=seconds)

    @given(counts)
    def test_it_never_shrinks_and_has_an_end(self, failures) -> None:
        now, next_ = throttle.wait_after(failures), throttle.wait_after(failures + 1)
        assert now <= next_ <= throttle.LONGEST_WAIT

    @given(counts, st.integers(0, 2000))
    def test_it_lasts_until_it_is_over(self, failures, ago) -> None:
        is_shut = wait(here=failures, ago=ago) is not None
        assert is_shut == (throttle.wait_after(failures) > timedelta(seconds=ago))


class CeilingTests:
    @given(counts, counts)
    def test_it_never_holds_back_a_known_device(self, of_account, of_address) -> None:
        assert wait(KNOWN, of_account=of_account, of_address=of_address) is None

    @pytest.mark.parametrize(
        ("over", "reason"),
        [
            ({"of_account": 99}, None),
            ({"of_account": 100}, Reason.ACCOUNT),
            ({"of_address": 999}, None),
            ({"of_address": 1000}, Reason.ADDRESS),
        ],
    )
    def test_it_stops_guesses_from_many_places(self, over, reason) -> None:
        found = wait(**over)
        assert (found and found.reason) == reason

    def test_it_slows_a_known_device_by_its_own_failures(self) -> None:
        assert wait(KNOWN, here=5).reason == Reason.HERE


class WordsTests:
    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (0.2, "1 second"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (61, "2 minutes"),
            (3600, "an hour"),
        ],
    )
    def test_it_says_how_long(self, seconds, words) -> None:
        assert Wait(Reason.HERE, timedelta(seconds=seconds)).words == words


class NetworkTests:
    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ],
    )
    def test_it_counts_what_one_person_has(self, address, network) -> None:
        assert throttle.network_of(address) == network
