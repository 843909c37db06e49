"""The prior of newcomers, learnt from the people before them."""

import numpy as np
import pytest

from analytics.curves import sigmoid
from analytics.mastery import Evidence, Item, Prior
from analytics.population import estimate_prior


def people(count, *, mean=0.5, ability=0.3, offsets=0.1, answers=60, seed=1):
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        level = rng.normal(mean, ability**0.5) + rng.normal(0, offsets**0.5, 3)
        b = rng.normal(-0.3, 0.8, answers)
        right = rng.random(answers) < sigmoid(level[np.arange(answers) % 3] - b)
        found.append(
            [
                Evidence(bool(y), Item(1.0, float(x), 0.0), (n % 3,))
                for n, (y, x) in enumerate(zip(right, b, strict=True))
            ]
        )
    return found


@pytest.fixture(scope="module")
def found():
    """From 600 people."""
    return estimate_prior(people(600), Prior(3))


class PriorTests:
    def test_it_finds_where_people_start(self, found):
        assert found.mean == pytest.approx(0.5, abs=0.08)

    def test_it_finds_how_much_they_differ(self, found):
        assert found.ability_variance == pytest.approx(0.3, abs=0.07)

    def test_it_comes_nearer_to_how_much_their_domains_differ(self, found):
        assert 0.05 < found.domain_variance < 0.2

    def test_it_keeps_what_it_has_below_two_hundred_people(self):
        assert estimate_prior(people(199, answers=5), Prior(3)) == Prior(3)

    def test_it_looks_at_how_people_come_and_not_at_what_becomes_of_them(self):
        late = [Evidence(True, Item(v=0.0), (0,))] * 200
        longer = [history + late for history in people(300)]
        assert estimate_prior(longer, Prior(3)) == estimate_prior(people(300), Prior(3))
