"""Response curves against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from analytics import curves

REAL = st.floats(-30, 30)


class CurveTests:
    @given(st.floats(-800, 800))
    def test_it_never_overflows(self, z):
        assert curves.sigmoid(z) == pytest.approx(special.expit(z), abs=1e-12)

    @given(st.floats(-15, 15))
    def test_it_inverts_itself(self, z):
        assert curves.logit(curves.sigmoid(z)) == pytest.approx(z, abs=1e-6)

    def test_it_is_half_at_the_difficulty(self):
        assert curves.probability(0.7, 1.8, 0.7) == 0.5

    @pytest.mark.parametrize("variance", [0.1, 0.8, 2.0])
    def test_it_flattens_as_the_mean_over_an_unknown_difficulty(self, variance):
        nodes, weights = np.polynomial.hermite_e.hermegauss(61)
        exact = weights @ curves.sigmoid(1.2 - variance**0.5 * nodes) / weights.sum()
        assert curves.probability(1.2, 1.0, 0.0, variance) == pytest.approx(
            exact, abs=0.01
        )

    @given(REAL, st.floats(0.2, 3))
    def test_it_informs_most_at_the_difficulty(self, ability, a):
        most = curves.information(0.0, a, 0.0)
        assert curves.information(ability, a, 0.0) <= most == pytest.approx(a * a / 4)

    def test_it_adds_items_to_a_test_curve(self):
        a, b = np.array([1.0, 2.0]), np.array([0.0, 1.0])
        found = curves.expected_score([0.0, 1.0], a, b)
        assert found == pytest.approx([0.5 + special.expit(-2), 0.5 + special.expit(1)])

    def test_it_knows_the_normal_distribution(self):
        x = np.linspace(-8, 8, 101)
        assert curves.normal_cdf(x) == pytest.approx(stats.norm.cdf(x), abs=1e-14)
