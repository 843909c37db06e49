"""2PL estimates against published ones, and against the truth of made-up answers."""

from typing import NamedTuple

import numpy as np
import pytest

from analytics.answers import Answers
from analytics.calibration import (
    Anchors,
    Calibration,
    ItemPriors,
    estimate_abilities,
    fit_2pl,
)
from analytics.curves import sigmoid
from tests.analytics import textbook


def made_up(persons=1500, items=60, density=0.5, seed=1, mean=0.2):
    """True a, b, abilities, and (persons, items) with NaN where not asked."""
    rng = np.random.default_rng(seed)
    log_a = rng.normal(0, 0.35, items)
    a, b = np.exp(log_a - log_a.mean()), rng.normal(-0.6, 0.9, items)
    ability = rng.normal(mean, 0.8, persons)
    y = (rng.random((persons, items)) < sigmoid(a * (ability[:, None] - b))) * 1.0
    y[rng.random(y.shape) > density] = np.nan
    return a, b, ability, y


class TextbookTests:
    @pytest.mark.parametrize(
        ("responses", "estimates", "log_likelihood"),
        [
            (textbook.LSAT6, textbook.LSAT6_ESTIMATES, textbook.LSAT6_LOG_LIKELIHOOD),
            (textbook.LSAT7, textbook.LSAT7_ESTIMATES, textbook.LSAT7_LOG_LIKELIHOOD),
        ],
        ids=["LSAT6", "LSAT7"],
    )
    def test_it_finds_the_published_estimates(
        self, responses, estimates, log_likelihood
    ):
        found = fit_2pl(responses, tolerance=1e-9)
        a, b = np.array(estimates).T
        own_a, own_b = found.standardised()
        assert np.abs(own_a - a).max() < 0.01
        assert np.abs(own_b - b).max() < 0.01
        assert found.log_likelihood == pytest.approx(log_likelihood, abs=0.001)


class Recovery(NamedTuple):
    """The truth, the answers, and what was found."""

    a: np.ndarray
    b: np.ndarray
    ability: np.ndarray
    y: np.ndarray
    found: Calibration


@pytest.fixture(scope="module")
def recovery():
    """1,500 people, 60 items, each person half of them."""
    truth = made_up()
    return Recovery(*truth, fit_2pl(truth[-1], priors=ItemPriors(b=np.full(60, -0.6))))


class RecoveryTests:
    def test_it_converges(self, recovery):
        assert recovery.found.is_converged

    def test_it_finds_slopes_and_difficulties(self, recovery):
        error = recovery.found.b - recovery.found.mean - (recovery.b - 0.2)
        assert np.sqrt(np.mean((recovery.found.a - recovery.a) ** 2)) < 0.2
        assert np.sqrt(np.mean(error**2)) < 0.2

    def test_it_finds_the_population(self, recovery):
        assert recovery.found.variance == pytest.approx(0.64, abs=0.08)

    def test_it_keeps_the_mean_slope_at_one(self, recovery):
        assert np.log(recovery.found.a).mean() == pytest.approx(0, abs=1e-9)

    def test_it_keeps_difficulties_where_the_authors_put_them(self, recovery):
        assert recovery.found.b.mean() == pytest.approx(-0.6, abs=0.02)

    def test_it_knows_how_far_off_it_is(self, recovery):
        error = recovery.found.b - recovery.found.mean - (recovery.b - 0.2)
        z = error / np.sqrt(recovery.found.v)
        assert 0.7 < z.std() < 1.4

    def test_it_finds_the_abilities(self, recovery):
        means, variances = estimate_abilities(recovery.y, recovery.found)
        error = (means - recovery.found.mean) - (recovery.ability - 0.2)
        assert np.mean(error**2) == pytest.approx(variances.mean(), rel=0.15)


class PriorTests:
    def test_it_leaves_an_unanswered_item_to_its_author(self):
        _, _, _, y = made_up(items=30)
        y[:, 0] = np.nan
        b = np.full(30, -0.6)
        b[0] = 0.2
        found = fit_2pl(y, priors=ItemPriors(b=b))
        assert (found.a[0], found.count[0]) == (pytest.approx(1), 0)
        assert (found.b[0], found.v[0]) == pytest.approx((0.2, 0.8), abs=1e-6)

    def test_it_frees_a_slope_from_two_hundred_answers_on(self):
        _, _, _, y = made_up(items=30)
        y[200:, 0], y[199:, 1] = np.nan, np.nan
        y[:200, 0], y[:199, 1] = y[:200, 2], y[:199, 2]
        y[:200, :2] = np.nan_to_num(y[:200, :2])
        y[199, 1] = np.nan
        found = fit_2pl(y, priors=ItemPriors(b=np.full(30, -0.6)))
        assert (found.count[0], found.count[1]) == (200, 199)
        assert found.a[0] != pytest.approx(1)
        assert found.a[1] == pytest.approx(1)

    def test_it_errs_less_than_without_priors_on_few_answers(self):
        _, b, _, y = made_up(persons=300, items=40, density=0.25)
        with_priors = fit_2pl(y, priors=ItemPriors(b=np.full(40, -0.6)))
        without = fit_2pl(y)
        errors = [np.std(found.b - b) for found in (with_priors, without)]
        assert errors[0] < errors[1]

    def test_it_gives_every_item_the_mean_slope_when_none_is_free(self):
        _, _, _, y = made_up(persons=150, items=30)
        found = fit_2pl(y, priors=ItemPriors(b=np.full(30, -0.6)))
        assert found.a == pytest.approx(np.ones(30))
        assert found.variance == pytest.approx(0.64, abs=0.3)


class SmallTests:
    """An installation with a handful of people."""

    @pytest.mark.parametrize("persons", [1, 2, 10])
    def test_it_stays_sober_about_a_handful_of_people(self, persons):
        _, _, _, y = made_up(persons=persons, items=60)
        found = fit_2pl(y, priors=ItemPriors(b=np.full(60, -0.6)))
        assert 0.1 < found.variance < 2
        assert np.abs(found.b + 0.6).max() < 2

    def test_it_stays_sober_when_everybody_gets_everything_right(self):
        found = fit_2pl(np.ones((30, 40)), priors=ItemPriors(b=np.full(40, -0.6)))
        assert np.isfinite(found.b).all()
        assert found.mean > 0

    @pytest.mark.parametrize("mark", [0, 1, np.nan], ids=["wrong", "right", "unasked"])
    def test_an_item_without_a_maximum_bends_no_other(self, mark):
        _, _, _, y = made_up(items=10)
        others = fit_2pl(y[:, 1:])
        y[:, 0] = mark
        found = fit_2pl(y)
        assert found.a[0] == pytest.approx(1)
        assert found.a[1:] == pytest.approx(others.a, abs=0.01)
        assert abs(found.b[0]) < 12

    @pytest.mark.parametrize(
        "y", [np.ones((30, 5)), np.empty((0, 5)), np.eye(9)[:, :2]]
    )
    def test_it_says_what_to_do_where_likelihood_alone_has_no_estimate(self, y):
        with pytest.raises(ValueError, match="pass `priors`"):
            fit_2pl(y)

    def test_it_estimates_nothing_of_no_items(self):
        with pytest.raises(ValueError, match="no item"):
            fit_2pl(np.empty((5, 0)))

    def test_it_takes_nobody(self):
        found = fit_2pl(np.empty((0, 5)), priors=ItemPriors(b=np.zeros(5)))
        assert found.b == pytest.approx(np.zeros(5))


class AnchorTests:
    def test_it_keeps_the_mean_of_known_items(self):
        _, _, _, y = made_up(items=30)
        priors = ItemPriors(b=np.full(30, -0.6))
        old = fit_2pl(y[:700], priors=priors)
        shifted = Anchors(b=old.b + 0.3, count=old.count)
        found = fit_2pl(y, priors=priors, anchors=shifted)
        assert found.b.mean() == pytest.approx((old.b + 0.3).mean())

    def test_it_moves_the_people_with_the_items(self):
        _, _, _, y = made_up(items=30)
        plain = fit_2pl(y)
        found = fit_2pl(y, anchors=Anchors(plain.b + 0.3, plain.count))
        assert found.mean == pytest.approx(plain.mean + 0.3)

    def test_it_ignores_new_and_rare_items(self):
        _, _, _, y = made_up(items=30)
        plain = fit_2pl(y)
        anchors = Anchors(np.full(30, np.nan), plain.count)
        assert fit_2pl(y, anchors=anchors).b == pytest.approx(plain.b)


class InputTests:
    def test_it_takes_sparse_answers_as_well(self):
        _, _, _, y = made_up(persons=300, items=20)
        person, item = np.nonzero(~np.isnan(y))
        order = np.random.default_rng(1).permutation(person.size)
        answers = Answers(person[order], item[order], y[person, item][order], *y.shape)
        dense, sparse = fit_2pl(y), fit_2pl(answers)
        assert sparse.b == pytest.approx(dense.b, abs=1e-9)

    def test_it_keeps_the_newest_answers_of_a_diligent_person(self):
        count = 320
        answers = Answers(
            person=np.zeros(count, dtype=int),
            item=np.arange(count),
            correct=np.ones(count),
            persons=1,
            items=count,
        )
        found = fit_2pl(answers, priors=ItemPriors(b=np.zeros(count)))
        assert found.count.tolist() == [0] * 20 + [1] * 300

    def test_it_leaves_no_column_of_a_wide_table_out(self):
        """A table has no order of time: its first columns are not the oldest."""
        _, b, _, y = made_up(persons=400, items=360, density=1.1)
        found = fit_2pl(y)
        assert set(found.count.tolist()) == {400}
        assert np.std(found.b[:60] - b[:60]) < 0.25

    def test_it_asks_for_a_prior_of_each_item(self):
        _, _, _, y = made_up(persons=30, items=10)
        with pytest.raises(ValueError, match="priors of 9 items for 10"):
            fit_2pl(y, priors=ItemPriors(b=np.zeros(9)))

    def test_it_asks_for_abilities_on_the_items_that_were_estimated(self):
        _, _, _, y = made_up(persons=300, items=10)
        with pytest.raises(ValueError, match="the same items"):
            estimate_abilities(y[:, 1:], fit_2pl(y))

    def test_it_reads_blocks_of_people_as_one(self, monkeypatch):
        _, _, _, y = made_up(persons=300, items=20)
        whole = fit_2pl(y)
        monkeypatch.setattr("analytics.answers.BLOCK_CELLS", 1000)
        assert fit_2pl(y).b == pytest.approx(whole.b, abs=1e-9)

    def test_it_says_the_same_twice(self):
        _, _, _, y = made_up(persons=300, items=20)
        assert (fit_2pl(y).b == fit_2pl(y).b).all()
