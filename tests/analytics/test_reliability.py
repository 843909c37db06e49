"""Calibration figures by hand and by definition; recalibration where it helps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.curves import logit, sigmoid
from analytics.reliability import (
    IDENTITY,
    Recalibration,
    auc,
    recalibrate,
    reliability,
)

CASES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=1, max_size=60)


def cases(count, *, intercept=0.0, slope=1.0, seed=1):
    """Forecasts, and outcomes whose true logit is intercept + slope · forecast's."""
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.05, 0.95, count)
    return p, rng.random(count) < sigmoid(intercept + slope * logit(p))


class ReliabilityTests:
    def test_it_finds_no_error_in_true_shares(self):
        found = reliability([0.25] * 4 + [0.75] * 4, [1, 0, 0, 0, 1, 1, 1, 0])
        assert (found.ece, found.count) == (0.0, 8)

    def test_it_weighs_bins_by_their_cases(self):
        found = reliability([0.25] * 3 + [0.95], [1, 1, 1, 0])
        assert found.ece == pytest.approx(0.75 * 0.75 + 0.25 * 0.95)

    def test_it_counts_a_certain_forecast_in_the_last_bin(self):
        (only,) = reliability([1.0, 0.9], [1, 1]).bins
        assert (only.low, only.high, only.count) == (0.9, 1.0, 2)

    def test_it_knows_nothing_of_no_cases(self):
        assert reliability([], []).count == 0

    @given(CASES)
    def test_it_stays_between_nought_and_one(self, pairs):
        found = reliability(*zip(*pairs, strict=True))
        assert 0 <= found.ece <= 1
        assert sum(one.count for one in found.bins) == found.count == len(pairs)

    @pytest.mark.parametrize(("count", "expected"), [(1999, False), (2000, True)])
    def test_it_alarms_on_much_evidence_only(self, count, expected):
        assert reliability([0.9] * count, [0] * count).is_alarm is expected

    @pytest.mark.parametrize(
        ("p", "y"), [([0.2, 0.4], [1]), ([1.2], [1]), ([0.2], [np.nan]), ([0.2], [2])]
    )
    def test_it_asks_for_probabilities_and_what_came(self, p, y):
        with pytest.raises(ValueError, match="what came of"):
            reliability(p, y)


class AucTests:
    @given(CASES)
    def test_it_is_the_share_of_pairs_in_the_right_order(self, pairs):
        won = [p for p, y in pairs if y]
        lost = [p for p, y in pairs if not y]
        if not won or not lost:
            assert auc(*zip(*pairs, strict=True)) is None
            return
        wins = [(w > x) + (w == x) / 2 for w in won for x in lost]
        assert auc(*zip(*pairs, strict=True)) == pytest.approx(np.mean(wins))


class RecalibrationTests:
    def test_it_leaves_true_forecasts_alone_mostly(self):
        kept = [recalibrate(*cases(300, seed=s)) == IDENTITY for s in range(20)]
        assert sum(kept) >= 12

    def test_it_waits_for_a_hundred_cases(self):
        assert recalibrate(*cases(99, intercept=1.5)) == IDENTITY

    def test_it_mends_forecasts_that_are_too_sure(self):
        p, y = cases(1000, slope=0.4)
        line = recalibrate(p, y)
        mended = [line.apply(float(one)) for one in p]
        assert reliability(mended, y).ece < reliability(p, y).ece / 2

    def test_it_finds_the_line_in_many_cases(self):
        line = recalibrate(*cases(20_000, intercept=-0.7, slope=0.6))
        assert (line.intercept, line.slope) == pytest.approx((-0.7, 0.6), abs=0.05)

    def test_it_stays_finite_where_the_surest_were_wrong(self):
        """Newton's steps alone ran away to a slope of -745."""
        y = np.repeat([1, 0], 60)
        line = recalibrate(1 - y, y)
        assert (line.intercept, line.slope) == pytest.approx((0, -0.306), abs=0.001)

    @given(st.floats(0, 1))
    def test_it_changes_nothing_as_identity(self, p):
        assert IDENTITY.apply(p) == p

    @given(st.floats(0, 1), st.floats(-2, 2), st.floats(0.1, 3))
    def test_it_gives_probabilities(self, p, intercept, slope):
        assert 0 <= Recalibration(intercept, slope).apply(p) <= 1
