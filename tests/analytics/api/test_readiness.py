"""Forecasts, weak domains and topics for clients."""

import pytest

from tests import cast
from tests.analytics.makers import fold, graded, shown_forecast
from tests.exams.api.caller import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    user = cast.alice()
    fold(graded(user))
    return user


class ReadinessTests:
    def test_it_says_how_many_answers_are_missing(self, alice):
        [told] = Caller(alice).get("readiness/").json()["results"]
        assert told["forecast"] is None
        assert told["missing"] > 30

    def test_it_never_gives_a_number_without_range_and_count(self, alice):
        shown_forecast(alice)
        [told] = Caller(alice).get("readiness/").json()["results"]
        assert told["forecast"]["range"] == [690, 770]
        assert told["forecast"]["count"] == 84
        assert all({"range", "count"} <= set(one) for one in told["domains"])

    def test_it_can_be_asked_for_one_guide(self, alice):
        assert Caller(alice).get("readiness/?guide=NONE").json() == {"results": []}

    def test_bob_gets_nothing_of_alice(self, alice):
        assert Caller(cast.bob()).get("readiness/").json() == {"results": []}


class ForecastsTests:
    def test_only_what_was_shown_is_told(self, alice):
        assert Caller(alice).get("forecasts/").json() == {"results": []}
        shown_forecast(alice)
        [told] = Caller(alice).get("forecasts/").json()["results"]
        assert told["word"] == "either_way"
