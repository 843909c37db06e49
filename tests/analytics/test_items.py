"""Classical statistics against the standard library and scipy; flags by their rules."""

import statistics

import numpy as np
import pytest
from scipy import stats

from analytics import items
from analytics.flags import Flag
from analytics.items import (
    Drift,
    ItemStatistics,
    OptionStatistics,
    classical_statistics,
    fisher_interval,
    flags,
    marginal_reliability,
)
from analytics.mastery import Item
from tests.analytics.textbook import LSAT7


def alpha_by_hand(rows):
    """Cronbach's alpha with the statistics module."""
    k = len(rows[0])
    parts = sum(statistics.pvariance([row[j] for row in rows]) for j in range(k))
    return k / (k - 1) * (1 - parts / statistics.pvariance([sum(r) for r in rows]))


class TextbookTests:
    found = classical_statistics(LSAT7)
    rows = LSAT7.tolist()

    def test_it_gives_the_published_share_of_right_answers(self):
        shares = [item.share for item in self.found.items]
        assert shares == pytest.approx([0.828, 0.658, 0.772, 0.606, 0.843])

    def test_it_gives_the_alpha_of_another_implementation(self):
        assert self.found.alpha == pytest.approx(alpha_by_hand(self.rows), abs=1e-6)

    def test_it_gives_the_published_alpha(self):
        assert self.found.alpha == pytest.approx(0.453, abs=5e-4)

    @pytest.mark.parametrize("j", range(5))
    def test_it_gives_the_item_rest_r_of_another_implementation(self, j):
        rest = [sum(row) - row[j] for row in self.rows]
        expected = statistics.correlation([row[j] for row in self.rows], rest)
        assert self.found.items[j].r == pytest.approx(expected, abs=1e-6)

    @pytest.mark.parametrize("j", range(5))
    def test_it_gives_alpha_without_an_item(self, j):
        others = [row[:j] + row[j + 1 :] for row in self.rows]
        expected = pytest.approx(alpha_by_hand(others), abs=1e-6)
        assert self.found.items[j].alpha_if_dropped == expected

    def test_it_gives_the_standard_error_of_measurement(self):
        sd = statistics.stdev([sum(row) for row in self.rows])
        expected = sd * (1 - alpha_by_hand(self.rows)) ** 0.5
        assert self.found.sem == pytest.approx(expected)

    @pytest.mark.parametrize("j", range(5))
    def test_it_gives_wilsons_interval(self, j):
        item = self.found.items[j]
        right = round(item.share * item.count)
        expected = stats.binomtest(right, item.count).proportion_ci(method="wilson")
        assert item.share_interval == pytest.approx(tuple(expected), abs=1e-9)

    def test_it_gives_fishers_interval(self):
        item = self.found.items[0]
        x = LSAT7[:, 0]
        expected = stats.pearsonr(x, LSAT7.sum(axis=1) - x).confidence_interval(0.95)
        assert item.r_interval == pytest.approx(tuple(expected), abs=1e-9)

    def test_it_compares_the_best_and_the_worst(self):
        d = [item.discrimination for item in self.found.items]
        assert all(0 < one < 1 for one in d)


class GapTests:
    def test_it_counts_only_who_met_the_item(self):
        y = LSAT7.copy()
        y[::2, 0] = np.nan
        first, second = classical_statistics(y).items[:2]
        assert (first.count, second.count) == (500, 1000)

    def test_it_rests_alpha_on_people_who_met_everything(self):
        y = LSAT7.copy()
        y[::2, 0] = np.nan
        found = classical_statistics(y)
        assert found.count == 500
        assert found.alpha == pytest.approx(alpha_by_hand(LSAT7[1::2].tolist()))

    def test_it_says_nothing_of_an_item_that_nobody_met(self):
        y = LSAT7.copy()
        y[:, 0] = np.nan
        found = classical_statistics(y)
        assert (found.items[0].count, found.items[0].r, found.alpha) == (0, None, None)

    def test_it_has_no_r_for_an_item_that_all_get_right(self):
        y = LSAT7.copy()
        y[:, 0] = 1
        assert classical_statistics(y).items[0].r is None

    def test_it_rests_the_interval_of_r_on_those_with_a_rest_score(self):
        y = LSAT7.copy()
        y[::2, 1:] = np.nan
        found = classical_statistics(y).items[0]
        assert found.count == 1000
        assert found.r_interval == pytest.approx(fisher_interval(found.r, 500))

    def test_it_compares_best_and_worst_among_those_with_a_rest_score(self):
        y = LSAT7.copy()
        y[0, 1:] = np.nan
        whole = classical_statistics(LSAT7).items[0].discrimination
        found = classical_statistics(y).items[0].discrimination
        assert found == pytest.approx(whole, abs=0.01)

    def test_it_takes_a_single_item(self):
        found = classical_statistics(LSAT7[:, :1])
        assert (found.alpha, found.items[0].r) == (None, None)

    def test_it_takes_a_single_person(self):
        assert classical_statistics(LSAT7[-1:]).items[0].share == 1


class MisuseTests:
    def test_it_takes_marks_only(self):
        with pytest.raises(ValueError, match="no mark"):
            classical_statistics([[1, 0], [0, -1]])

    def test_it_asks_for_choices_and_keys_of_every_item(self):
        with pytest.raises(ValueError, match="2 of each"):
            classical_statistics([[1, 0], [0, 1]], [np.eye(2)], [[0]])

    def test_it_asks_for_the_choices_of_everybody(self):
        with pytest.raises(ValueError, match="2 persons by its options"):
            classical_statistics([[1, 0], [0, 1]], [np.eye(3)] * 2, [[0]] * 2)

    def test_it_has_no_kr20_of_people_with_gaps(self):
        with pytest.raises(ValueError, match="leave out others"):
            items.kr20([[1, 0], [0, np.nan]])


class OptionTests:
    def statistics_of(self, key):
        """Option 0 is what the able choose, 1 and 2 what the others do."""
        rng = np.random.default_rng(1)
        y = (rng.random((400, 9)) < rng.random((400, 1))).astype(float)
        able = y.sum(axis=1) + rng.normal(0, 2, 400) > 5
        chosen = np.where(able, 0, rng.integers(1, 3, 400))
        marks = chosen[:, None] == np.arange(4)
        responses = np.column_stack([marks[:, key], y])
        choices = [marks] + [np.column_stack([x > 0, x == 0]) for x in y.T]
        return classical_statistics(responses, choices, [[key]] + [[0]] * 9).items[0]

    def test_it_gives_each_option_its_share(self):
        options = self.statistics_of(key=0).options
        assert sum(option.share for option in options) == pytest.approx(1)

    def test_it_gives_the_key_the_items_own_r(self):
        found = self.statistics_of(key=0)
        assert found.options[0].r == pytest.approx(found.r)

    def test_it_finds_a_wrong_key(self):
        assert Flag.WRONG_KEY in flags(self.statistics_of(key=1))

    def test_it_leaves_a_right_key_alone(self):
        assert Flag.WRONG_KEY not in flags(self.statistics_of(key=0))

    def test_it_finds_the_option_that_nobody_takes(self):
        found = self.statistics_of(key=0)
        assert items.dead_distractors(found) == (False, False, False, True)
        assert Flag.DEAD_DISTRACTOR in flags(found)


def item(count=100, share=0.6, r=0.3, **over):
    facts = {
        "count": count,
        "share": share,
        "share_interval": items.wilson(round(share * count), count),
        "r": r,
        "r_interval": fisher_interval(r, count),
    }
    return ItemStatistics(**facts | over)


class FlagTests:
    def test_it_flags_nothing_of_an_ordinary_item(self):
        assert flags(item()) == ()

    @pytest.mark.parametrize(
        ("found", "flag"),
        [
            (item(count=400, share=0.98), Flag.TOO_EASY),
            (item(count=400, share=0.1), Flag.TOO_HARD),
            (item(count=400, r=0.02), Flag.FLAT),
        ],
    )
    def test_it_flags_what_the_whole_interval_says(self, found, flag):
        assert flag in flags(found)

    @pytest.mark.parametrize(
        "found",
        [
            item(count=49, share=1.0),
            item(count=100, share=0.97),
            item(count=99, r=-0.3),
        ],
    )
    def test_it_waits_for_enough_answers(self, found):
        assert flags(found) == ()

    @pytest.mark.parametrize(
        ("count", "lead", "expected"),
        [(200, 0.11, True), (200, 0.09, False), (60, 0.26, True), (60, 0.2, False)],
    )
    def test_it_asks_a_wider_margin_of_fewer_answers(self, count, lead, expected):
        options = (
            OptionStatistics(0.6, 0.1, is_key=True),
            OptionStatistics(0.4, 0.1 + lead, is_key=False),
        )
        found = flags(item(count=count, options=options))
        assert (Flag.WRONG_KEY in found) is expected

    @pytest.mark.parametrize(
        ("b", "v", "expected"),
        [(0.8, 0.02, True), (0.8, 0.09, False), (0.4, 0.0, False)],
    )
    def test_it_asks_whether_an_item_is_outdated(self, b, v, expected):
        drift = Drift(then=Item(b=0.0, v=0.01), now=Item(b=b, v=v))
        assert (Flag.OUTDATED in flags(item(), drift)) is expected


class ReliabilityTests:
    @pytest.mark.parametrize(("found", "spread"), [([], 0.6), ([0.1], 0.0)])
    def test_it_needs_people_who_differ(self, found, spread):
        with pytest.raises(ValueError, match="abilities that vary"):
            marginal_reliability(found, spread)

    def test_it_is_what_the_posterior_left_open(self):
        assert marginal_reliability([0.1, 0.2], 0.6) == pytest.approx(0.75)

    def test_it_is_never_negative(self):
        assert marginal_reliability([0.9], 0.6) == 0
