"""What comes next in practice and in placement."""

from collections import Counter
from random import Random

import pytest

from analytics.mastery import BayesFilter, Item, Prior, chance, standing
from analytics.selection import (
    Choice,
    Need,
    placement,
    practice,
    session,
)

NEWCOMER = BayesFilter(Prior(4)).prior_state()
EVEN = (0.5, 0.5, 0.5, 0.5)


def choices(count=400, **over):
    """Questions of four domains in turn, eight of a family."""
    rng = Random(1)
    return [
        Choice(
            question=n,
            item=Item(1.0, rng.gauss(-0.6, 1.0), 0.1),
            domain=n % 4,
            **({"family": str(n // 8)} | over),
        )
        for n in range(count)
    ]


ALL = choices()


def need(below=EVEN):
    return Need(NEWCOMER, weights=(32, 26, 24, 18), below=below)


def drawn(fresh=ALL, *, below=EVEN, count=20, seed=1):
    return practice(fresh, need(below), count=count, seed=seed)


def sat(fresh=ALL, due=(), *, count=20, seed=1):
    return session(fresh, due, need(), count=count, seed=seed)


class PracticeTests:
    def test_it_gives_as_many_as_asked_and_none_twice(self):
        assert len(set(drawn())) == 20

    def test_it_asks_near_seventy_percent(self):
        found = [ALL[n] for n in drawn()]
        stands = [standing(NEWCOMER, (one.domain,)) for one in found]
        predicted = [chance(c.item, *s) for c, s in zip(found, stands, strict=True)]
        assert max(abs(p - 0.7) for p in predicted) < 0.1

    def test_it_asks_most_where_somebody_is_weak(self):
        domains = Counter(n % 4 for n in drawn(below=(0.0, 0.0, 0.0, 1.0), count=60))
        assert domains[3] == max(domains.values())

    def test_it_asks_a_strong_domain_too(self):
        assert any(n % 4 == 0 for n in drawn(below=(0.0, 1.0, 1.0, 1.0), count=60))

    def test_it_gives_what_there_is(self):
        assert sorted(drawn(ALL[:7])) == list(range(7))

    def test_it_asks_a_domain_without_weight_when_nothing_else_is_left(self):
        weightless = Need(NEWCOMER, weights=(1, 0, 0, 0), below=EVEN)
        assert len(practice(ALL[:8], weightless, count=8, seed=1)) == 8

    def test_it_varies_with_the_seed_only(self):
        assert drawn() == drawn()
        assert drawn() != drawn(seed=2)


class ReviewTests:
    def due(self, *numbers):
        return [ALL[n] for n in numbers]

    def fresh(self, *but):
        return [one for one in ALL if one.question not in but]

    def test_it_fills_at_most_three_tenths_with_reviews(self):
        cards = tuple(range(50))
        families = {str(n // 8) for n in range(50)}
        fresh = [one for one in self.fresh(*cards) if one.family not in families]
        assert sum(n in cards for n in sat(fresh, self.due(*cards))) == 6

    def test_it_takes_the_longest_due_first(self):
        cards = tuple(range(0, 80, 8))
        fresh = [one for one in self.fresh(*cards) if one.question > 100]
        assert {n for n in sat(fresh, self.due(*cards)) if n < 100} == set(cards[:6])

    def test_it_prefers_another_of_the_family_and_domain(self):
        picks = sat(self.fresh(3), self.due(3), count=4)
        assert 3 not in picks
        assert 7 in picks

    def test_it_asks_the_question_itself_when_it_stands_alone(self):
        alone = choices(family="")
        assert 3 in sat([c for c in alone if c.question != 3], [alone[3]])

    def test_it_gives_nothing_twice(self):
        assert len(set(sat(self.fresh(3, 11), self.due(3, 11)))) == 20


class PlacementTests:
    def place(self, found=ALL, *, ability=0.3, seed=1):
        return placement(found, domains=4, ability=ability, seed=seed)

    def test_it_asks_twenty_two_and_none_twice(self):
        assert len(set(self.place())) == 22

    def test_it_takes_the_domains_in_turn(self):
        assert [n % 4 for n in self.place()[:8]] == [0, 1, 2, 3, 0, 1, 2, 3]

    @pytest.mark.parametrize("ability", [-1.0, 0.3, 1.0])
    def test_it_asks_near_that_ability(self, ability):
        found = [ALL[n].item.b for n in self.place(ability=ability)]
        assert max(abs(b - ability) for b in found) < 1.0

    def test_it_differs_from_person_to_person(self):
        assert set(self.place()) != set(self.place(seed=2))

    def test_it_gives_what_there_is(self):
        assert sorted(self.place(ALL[:5])) == [0, 1, 2, 3, 4]
