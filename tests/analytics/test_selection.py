"""What comes next in practice and in placement."""

from collections import Counter

import numpy as np
import pytest

from analytics.mastery import BayesFilter, Evidence, Item, Prior
from analytics.selection import (
    Candidates,
    ability_error,
    placement_next,
    practice,
    predictions,
)

WEIGHTS = (32, 26, 24, 18)
FILTER = BayesFilter(Prior(4))
NEWCOMER = FILTER.prior_state()
EVEN = (0.5, 0.5, 0.5, 0.5)


def candidates(count=400, **over):
    rng = np.random.default_rng(1)
    facts = {
        "a": np.ones(count),
        "b": rng.normal(-0.6, 1.0, count),
        "v": np.full(count, 0.1),
        "domains": tuple((n % 4,) for n in range(count)),
        "is_excluded": np.zeros(count, dtype=bool),
        "overdue": np.full(count, np.nan),
        "objectives": np.arange(count) // 8,
    }
    return Candidates(**facts | over)


def session(found=None, *, below=EVEN, count=20, seed=1):
    return practice(
        found or candidates(),
        NEWCOMER,
        weights=WEIGHTS,
        below=below,
        count=count,
        seed=seed,
    )


def overdue(**days):
    """Overdue days by index, as in overdue(_3=2.0)."""
    found = np.full(400, np.nan)
    for name, value in days.items():
        found[int(name[1:])] = value
    return found


class PredictionTests:
    def test_it_predicts_what_the_filter_predicts(self):
        state, _ = FILTER.update(NEWCOMER, [Evidence(True, Item(), (1,))])
        found = candidates(domains=tuple((n % 4, (n + 1) % 4) for n in range(400)))
        expected = FILTER.predict(state, Item(1.0, float(found.b[7]), 0.1), (3, 0))
        assert predictions(found, state)[7] == pytest.approx(expected)


class PracticeTests:
    def test_it_gives_as_many_as_asked_and_none_twice(self):
        picks = session()
        assert len({pick.index for pick in picks}) == 20

    def test_it_asks_near_seventy_percent(self):
        found = candidates()
        p = predictions(found, NEWCOMER)[[pick.index for pick in session(found)]]
        assert np.abs(p - 0.7).max() < 0.1

    def test_it_asks_most_where_somebody_is_weak(self):
        picks = session(below=(0.0, 0.0, 0.0, 1.0), count=60)
        domains = Counter(pick.index % 4 for pick in picks)
        assert domains[3] == max(domains.values())

    def test_it_asks_a_strong_domain_too(self):
        picks = session(below=(0.0, 1.0, 1.0, 1.0), count=60)
        assert any(pick.index % 4 == 0 for pick in picks)

    def test_it_leaves_out_what_was_asked_lately(self):
        found = candidates(is_excluded=np.arange(400) < 200)
        assert min(pick.index for pick in session(found)) >= 200

    def test_it_gives_what_there_is(self):
        found = candidates(is_excluded=np.arange(400) >= 7)
        assert len(session(found)) == 7

    def test_it_varies_with_the_seed_only(self):
        assert session() == session()
        assert session() != session(seed=2)


class ReviewTests:
    def test_it_fills_at_most_three_tenths_with_reviews(self):
        found = candidates(overdue=np.where(np.arange(400) < 50, 1.0, np.nan))
        assert sum(pick.is_review for pick in session(found)) == 6

    def test_it_takes_the_longest_due_first(self):
        days = {f"_{n}": float(n) for n in range(0, 80, 8)}
        found = candidates(overdue=overdue(**days))
        cards = {pick.card for pick in session(found) if pick.is_review}
        assert cards == {72, 64, 56, 48, 40, 32}

    def test_it_prefers_a_sibling_of_the_same_objective(self):
        (pick,) = [p for p in session(candidates(overdue=overdue(_3=2.0))) if p.card]
        assert pick.index != 3
        assert pick.index // 8 == 0

    def test_it_asks_the_question_itself_when_it_has_no_sibling(self):
        found = candidates(overdue=overdue(_3=2.0), objectives=np.full(400, -1))
        (pick,) = [p for p in session(found) if p.is_review]
        assert (pick.index, pick.card) == (3, 3)

    def test_it_asks_a_due_question_though_it_was_asked_lately(self):
        found = candidates(
            overdue=overdue(_3=2.0),
            is_excluded=np.arange(400) < 8,
        )
        (pick,) = [p for p in session(found) if p.is_review]
        assert pick.index == 3

    def test_it_gives_no_sibling_twice(self):
        found = candidates(overdue=overdue(_0=1.0, _1=2.0, _2=3.0))
        picks = session(found)
        assert len({pick.index for pick in picks}) == 20


class PlacementTests:
    def place(self, level=0.3):
        """The whole test of somebody who knows every second item."""
        found, state, asked = candidates(), NEWCOMER, []
        while True:
            index = placement_next(
                found, state, weights=WEIGHTS, asked=asked, cut_ability=level, seed=1
            )
            if index is None:
                return asked, state
            item = Item(1.0, float(found.b[index]), 0.1)
            answer = Evidence(len(asked) % 2 == 0, item, found.domains[index])
            state, _ = FILTER.update(state, [answer])
            asked.append(index)

    def test_it_ends_once_it_knows_enough(self):
        asked, state = self.place()
        assert 4 <= len(asked) <= 25
        assert len(asked) == 25 or ability_error(state, WEIGHTS) <= 0.45

    def test_it_takes_the_domains_in_turn(self):
        asked, _ = self.place()
        assert [index % 4 for index in asked[:8]] == [0, 1, 2, 3, 0, 1, 2, 3]

    def test_it_asks_nothing_twice(self):
        asked, _ = self.place()
        assert len(set(asked)) == len(asked)

    def test_it_asks_near_the_cut(self):
        found = candidates()
        asked, _ = self.place(level=0.3)
        assert np.abs(found.b[asked] - 0.3).max() < 0.7

    def test_it_ends_when_nothing_is_left(self):
        found = candidates(is_excluded=np.ones(400, dtype=bool))
        assert (
            placement_next(
                found, NEWCOMER, weights=WEIGHTS, asked=[], cut_ability=0.0, seed=1
            )
            is None
        )
