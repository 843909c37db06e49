"""Where a guide's pass line lies; linear equating of imported forms."""

import numpy as np
import pytest

from analytics.equating import (
    AnchoredScores,
    cut_ability,
    expected_points,
    linear_equating,
)
from analytics.readiness import domain_tables

SEATS = (21, 17, 15, 12)


def tables(count=600, *, harder=0.0):
    rng = np.random.default_rng(1)
    a = np.exp(rng.normal(0, 0.35, count))
    b = rng.normal(-0.6, 0.9, count) + harder
    return domain_tables(a, b, np.arange(count)[:, None] % 4 == np.arange(4))


class CutTests:
    def test_it_lies_where_the_average_form_is_just_passed(self):
        found = cut_ability(tables(), SEATS)
        assert expected_points(tables(), SEATS, found) == pytest.approx(0.72 * 65)

    def test_a_harder_bank_needs_more_ability_for_the_same_share(self):
        shift = cut_ability(tables(harder=0.3), SEATS) - cut_ability(tables(), SEATS)
        assert shift == pytest.approx(0.3, abs=0.01)

    def test_the_same_ability_gets_fewer_points_of_a_harder_bank(self):
        cut = cut_ability(tables(), SEATS)
        assert expected_points(tables(harder=0.3), SEATS, cut) < 0.72 * 65


def group(count, mean, *, shift=0.0, seed=1):
    """Sittings of a 60-point form that is `shift` points easier, anchor 20 points."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(mean, 1.0, count)
    anchor = 12 + 4 * ability + rng.normal(0, 1.5, count)
    scores = anchor + 24 + 8 * ability + rng.normal(0, 2.5, count) + shift
    return AnchoredScores(scores, anchor)


class LinearEquatingTests:
    def test_it_undoes_an_easier_form(self):
        new, old = group(3000, 0.0, shift=3.0), group(3000, 0.0, seed=2)
        found = linear_equating(new, old, anchor_share=1 / 3)
        assert found.method == "tucker"
        assert found.apply(39.0) == pytest.approx(36.0, abs=0.4)

    def test_it_undoes_it_for_a_stronger_group_too(self):
        new, old = group(3000, 0.8, shift=3.0), group(3000, 0.0, seed=2)
        found = linear_equating(new, old, anchor_share=1 / 3)
        assert found.method == "levine"
        assert found.apply(39.0) == pytest.approx(36.0, abs=0.7)

    @pytest.mark.parametrize("anchor", [np.zeros, lambda n: -group(n, 0.0).scores])
    def test_it_refuses_an_anchor_that_does_not_rise_with_the_score(self, anchor):
        old = group(300, 0.0)
        new = AnchoredScores(old.scores, anchor(300))
        with pytest.raises(ValueError, match="links the forms"):
            linear_equating(new, old, anchor_share=0.3)

    def test_it_refuses_sittings_without_a_score(self):
        old = group(300, 0.0)
        new = AnchoredScores(old.scores, [np.nan] * 300)
        with pytest.raises(ValueError, match="a score on the anchor"):
            linear_equating(new, old, anchor_share=0.3)

    @pytest.mark.parametrize(("count", "share"), [(199, 0.3), (200, 0.19), (200, 30)])
    def test_it_refuses_too_little(self, count, share):
        with pytest.raises(ValueError, match="200 sittings"):
            linear_equating(group(count, 0.0), group(count, 0.0), anchor_share=share)
