"""Answer similarity: silent on honest people, loud on copies."""

import numpy as np
import pytest

from analytics.curves import sigmoid
from analytics.similarity import answer_similarity


def sittings(count=300, items=50, copies=0, share=1.0, seed=1):
    """Choices among four options, 0 the key; person n copies person n + 1's answers
    for n = 0, 2, 4 … in a `share` of the items."""
    rng = np.random.default_rng(seed)
    ability, b = rng.normal(0, 0.9, count), rng.normal(-0.5, 0.8, items)
    right = rng.random((count, items)) < sigmoid(ability[:, None] - b)
    wrong = rng.choice([1, 1, 1, 2, 2, 3], (count, items))
    choices = np.where(right, 0, wrong)
    for n in range(0, 2 * copies, 2):
        copied = rng.random(items) < share
        choices[n, copied] = choices[n + 1, copied]
    return choices, ability


@pytest.fixture(scope="module")
def honest():
    """300 people, each alone."""
    return answer_similarity(*sittings())


class HonestTests:
    def test_it_reports_nobody(self, honest):
        assert honest.pairs == ()

    def test_it_compares_everybody_with_everybody(self, honest):
        assert honest.compared == 300 * 299 // 2

    def test_it_asks_more_the_more_pairs_it_compares(self, honest):
        assert honest.threshold == pytest.approx(4.71, abs=0.05)

    def test_it_keeps_z_within_a_normals_spread(self, honest):
        assert 0.6 < honest.sd < 1.05


@pytest.fixture(scope="module")
def copied():
    """Two of 300 have copied."""
    return answer_similarity(*sittings(copies=2))


class CopyTests:
    def test_it_reports_those_who_copied_everything(self, copied):
        assert {(p.first, p.second) for p in copied.pairs} >= {(0, 1), (2, 3)}

    def test_it_reports_few_others(self, copied):
        assert len(copied.pairs) <= 3

    def test_it_counts_the_equal_answers(self, copied):
        assert copied.pairs[0].matches == 50
        assert copied.pairs[0].expected < 40

    def test_it_lets_two_agree_by_leaving_blanks(self):
        choices, ability = sittings()
        choices[:2] = -1
        assert answer_similarity(choices, ability).pairs == ()

    def test_it_does_not_depend_on_the_order_of_people(self):
        choices, ability = sittings(copies=1)
        back = answer_similarity(choices[::-1], ability[::-1])
        forth = answer_similarity(choices, ability)
        assert back.pairs[0].z == pytest.approx(forth.pairs[0].z)


class AloneTests:
    def test_it_expects_something_of_people_whom_nobody_is_like(self):
        """One who is far better and one far worse agreed beyond chance by one answer:
        nobody near either, so nothing was expected of them."""
        choices, ability = sittings()
        ability[:2] = 9, -9
        choices[0], choices[1] = 0, 3
        choices[1, :10] = 0
        found = answer_similarity(choices, ability)
        assert found.pairs == ()
        assert found.sd < 1.2


class EnoughTests:
    @pytest.mark.parametrize(("count", "items"), [(199, 50), (200, 39)])
    def test_it_accuses_nobody_on_little(self, count, items):
        with pytest.raises(ValueError, match="200 sittings of 40"):
            answer_similarity(*sittings(count, items))

    @pytest.mark.parametrize("strange", [np.nan, -2, 0.5])
    def test_it_takes_numbers_of_options_only(self, strange):
        choices, ability = sittings()
        with pytest.raises(ValueError, match="whole number from 0"):
            answer_similarity(np.where(choices == 3, strange, choices), ability)

    def test_it_asks_for_everybodys_ability(self):
        choices, ability = sittings()
        with pytest.raises(ValueError, match="each one's ability"):
            answer_similarity(choices, ability[1:])
