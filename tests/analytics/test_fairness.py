"""Mantel-Haenszel by hand, against scipy, and on people who differ in ability only."""

from math import log

import numpy as np
import pytest
from scipy import stats

from analytics.curves import sigmoid
from analytics.fairness import differential_functioning, mantel_haenszel


def one_table(right, wrong, focal_right, focal_wrong):
    """Correct, group and stratum of the people of one 2 × 2 table."""
    correct = [1] * right + [0] * wrong + [1] * focal_right + [0] * focal_wrong
    is_focal = [False] * (right + wrong) + [True] * (focal_right + focal_wrong)
    return correct, is_focal, [0] * len(correct)


def two_groups(count=600, harder=0.0, seed=1):
    """20 items; the focal group is weaker, and item 0 is `harder` for it besides."""
    rng = np.random.default_rng(seed)
    is_focal = np.arange(count) % 2 == 1
    ability = rng.normal(-0.5 * is_focal, 1.0)
    b = np.tile(np.linspace(-1.5, 1.5, 20), (count, 1))
    b[:, 0] = -0.5 + harder * is_focal
    return (rng.random(b.shape) < sigmoid(ability[:, None] - b)) * 1.0, is_focal


class OneTableTests:
    found = mantel_haenszel(*one_table(60, 40, 45, 55))

    def test_it_gives_the_odds_ratio(self):
        assert self.found.alpha == pytest.approx(60 * 55 / (40 * 45))

    def test_it_gives_it_on_the_delta_scale(self):
        assert self.found.delta == pytest.approx(-2.35 * log(60 * 55 / (40 * 45)))

    def test_it_gives_the_corrected_chi_square(self):
        expected = (60 - 52.5 - 0.5) ** 2 / (100 * 100 * 105 * 95 / (200**2 * 199))
        assert self.found.chi2 == pytest.approx(expected)

    def test_it_gives_the_p_of_its_chi_square(self):
        assert self.found.p == pytest.approx(stats.chi2.sf(self.found.chi2, 1))

    def test_it_counts_the_groups(self):
        assert (self.found.reference_count, self.found.focal_count) == (100, 100)

    def test_it_has_no_ratio_when_a_whole_group_is_right(self):
        assert mantel_haenszel(*one_table(100, 0, 100, 0)) is None

    def test_it_has_no_ratio_without_people(self):
        assert mantel_haenszel([], [], []) is None


class MisuseTests:
    def test_it_does_not_take_who_was_not_asked_for_wrong(self):
        correct, is_focal, strata = one_table(60, 40, 45, 55)
        with pytest.raises(ValueError, match="leave out people"):
            mantel_haenszel([np.nan, *correct[1:]], is_focal, strata)

    def test_it_asks_for_everybodys_group(self):
        correct, is_focal, strata = one_table(60, 40, 45, 55)
        with pytest.raises(ValueError, match="200 people need a group each"):
            mantel_haenszel(correct, is_focal[1:], strata)

    def test_it_asks_for_everybodys_score(self):
        correct, is_focal, strata = one_table(60, 40, 45, 55)
        with pytest.raises(ValueError, match="a score each"):
            mantel_haenszel(correct, is_focal, strata[1:])

    def test_scores_may_be_names(self):
        correct, is_focal, strata = one_table(60, 40, 45, 55)
        found = mantel_haenszel(correct, is_focal, ["low"] * len(strata))
        assert found == OneTableTests.found


class ItemTests:
    def test_it_does_not_take_weaker_for_unfairly_treated(self):
        found = differential_functioning(*two_groups(2000))
        assert not any(item.is_flagged for item in found)

    def test_it_finds_an_item_that_is_harder_for_one_group(self):
        found = differential_functioning(*two_groups(2000, harder=1.2))
        assert found[0].is_flagged
        assert found[0].delta < -1.5

    def test_it_flags_no_effect_that_is_merely_significant(self):
        found = differential_functioning(*two_groups(6000, harder=0.3))
        assert found[0].p < 0.01
        assert found[0].grade == "A"

    def test_it_asks_for_two_hundred_of_each_group(self):
        assert differential_functioning(*two_groups(398)) == (None,) * 20

    def test_it_compares_people_with_gaps_by_their_share(self):
        y, is_focal = two_groups(2000, harder=1.2)
        y[np.random.default_rng(2).random(y.shape) < 0.2] = np.nan
        found = differential_functioning(y, is_focal)
        assert [item.is_flagged for item in found].index(True) == 0
