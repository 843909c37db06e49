"""Parallel forms, equated cuts, a monotone scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.curves import expected_score
from analytics.equating import (
    AnchoredScores,
    FormPool,
    assemble_form,
    cut_ability,
    cut_score,
    exposure_weight,
    linear_equating,
    reference_from_bank,
    to_scale,
)
from exams import scoring
from exams.scoring import Scale

SCALE = Scale(100, 1000, 720)
SEATS = {0: 21, 1: 17, 2: 15, 3: 12}


def pool(count=600, seed=1, enemies=frozenset(), **over):
    rng = np.random.default_rng(seed)
    facts = {
        "a": np.exp(rng.normal(0, 0.35, count)),
        "b": rng.normal(-0.6, 0.9, count),
        "strata": np.arange(count) % 4,
        "weights": np.ones(count),
        "enemies": enemies,
    }
    return FormPool(**facts | over)


POOL = pool()
REFERENCE = reference_from_bank(POOL.a, POOL.b, POOL.strata, SEATS)


class CutTests:
    def test_it_puts_the_cut_where_the_expected_share_is_reached(self):
        theta = cut_ability(POOL.a, POOL.b)
        assert expected_score(theta, POOL.a, POOL.b)[0] == pytest.approx(0.72 * 600)

    def test_it_gives_an_easier_form_a_higher_cut(self):
        theta = cut_ability(POOL.a, POOL.b)
        same = cut_score(POOL.a, POOL.b, theta)
        assert cut_score(POOL.a, POOL.b - 0.3, theta) > same == pytest.approx(432)

    def test_it_makes_the_average_form_the_reference(self):
        assert REFERENCE.scores[2] == pytest.approx(REFERENCE.cut)
        assert (REFERENCE.count, REFERENCE.cut) == (65, pytest.approx(46.8))


class AssemblyTests:
    @pytest.mark.parametrize("seed", range(10))
    def test_it_makes_forms_parallel(self, seed):
        form = assemble_form(POOL, SEATS, REFERENCE, seed)
        assert form.is_parallel
        assert form.deviation <= 0.1
        assert 0.9 <= form.information_ratio <= 1.1

    @pytest.mark.parametrize("seed", range(5))
    def test_it_keeps_the_blueprint(self, seed):
        form = assemble_form(POOL, SEATS, REFERENCE, seed)
        strata = [int(POOL.strata[i]) for i in form.items]
        assert {s: strata.count(s) for s in SEATS} == SEATS
        assert len(set(form.items)) == 65

    def test_it_says_what_it_measured(self):
        form = assemble_form(POOL, SEATS, REFERENCE, 3)
        items = list(form.items)
        scores = expected_score(REFERENCE.abilities, POOL.a[items], POOL.b[items])
        assert np.abs(scores - REFERENCE.scores).max() == pytest.approx(form.deviation)

    @pytest.mark.parametrize("seed", range(5))
    def test_it_never_seats_enemies_together(self, seed):
        enemies = frozenset((n, n + 4) for n in range(0, 590, 2))
        form = assemble_form(pool(enemies=enemies), SEATS, REFERENCE, seed)
        assert not any({one, other} <= set(form.items) for one, other in enemies)

    def test_it_never_uses_what_has_no_weight(self):
        weights = np.where(np.arange(600) < 300, 0.0, 1.0)
        form = assemble_form(pool(weights=weights), SEATS, REFERENCE, 1)
        assert min(form.items) >= 300

    def test_it_makes_another_form_of_another_seed(self):
        one, other = (assemble_form(POOL, SEATS, REFERENCE, seed) for seed in (1, 2))
        assert set(one.items) != set(other.items)

    def test_it_makes_the_same_form_of_the_same_seed(self):
        one, other = (assemble_form(POOL, SEATS, REFERENCE, 1) for _ in range(2))
        assert one == other

    def test_it_spreads_the_items(self):
        uses = np.zeros(600)
        for seed in range(100):
            uses[list(assemble_form(POOL, SEATS, REFERENCE, seed).items)] += 1
        assert uses.max() <= 30
        assert (uses > 0).mean() > 0.99

    def test_it_admits_that_a_small_pool_is_not_parallel(self):
        small = pool(65, strata=np.repeat([0, 1, 2, 3], [21, 17, 15, 12]))
        hard = pool(65, strata=small.strata, b=small.b + 1)
        assert not assemble_form(hard, SEATS, REFERENCE, 1).is_parallel

    def test_it_refuses_a_stratum_without_enough_items(self):
        with pytest.raises(ValueError, match="stratum 3 has 10 of the 12"):
            assemble_form(pool(40), {3: 12}, REFERENCE, 1)

    @pytest.mark.parametrize(
        ("share", "weight"), [(0.0, 1.0), (0.125, 0.5), (0.25, 0.0), (0.5, 0.0)]
    )
    def test_it_draws_worn_items_less(self, share, weight):
        assert exposure_weight(share) == weight


class ScaleTests:
    @given(st.floats(0, 50), st.floats(0, 50), st.floats(20, 48))
    def test_it_never_gives_more_points_for_less(self, one, other, cut):
        low, high = sorted([one, other])
        assert to_scale(low, 50, cut, SCALE) <= to_scale(high, 50, cut, SCALE)

    @given(st.floats(0, 50), st.floats(20, 48))
    def test_it_passes_exactly_from_the_cut_on(self, raw, cut):
        assert (to_scale(raw, 50, cut, SCALE) >= 720) == (raw >= cut)

    @pytest.mark.parametrize("raw", range(51))
    def test_it_is_the_scale_of_the_results_at_their_cut(self, raw):
        exact = scoring.score(raw, 50, SCALE).scaled
        assert to_scale(raw, 50, 36, SCALE) == exact

    @pytest.mark.parametrize("cut", [0, 50, 60])
    def test_it_refuses_a_cut_that_is_none(self, cut):
        with pytest.raises(ValueError, match="makes no scale"):
            to_scale(10, 50, cut, SCALE)


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

    @pytest.mark.parametrize(("count", "share"), [(199, 0.3), (200, 0.19)])
    def test_it_refuses_too_little(self, count, share):
        with pytest.raises(ValueError, match="200 sittings"):
            linear_equating(group(count, 0.0), group(count, 0.0), anchor_share=share)
