"""Forms held to a yardstick: alike, drawn by chance, each with its own pass line."""

from collections import Counter
from itertools import combinations
from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.assembly import Blueprint, Candidate, lacking, seats, steady
from exams.parallel import gauge, yardstick
from tests.exams.shelves import assemble
from tests.exams.test_assembly import blueprints, grouped, histories, pools, seeds

WEIGHTS = {"1": 32, "2": 26, "3": 24, "4": 18}
MOCK = Blueprint(WEIGHTS, scored=50, unscored=15)


def bank(count: int = 600, *, new: int = 0, enemies: int = 0):
    """Questions of four domains; the last `new` of them without estimates."""
    rng = Random(1)
    pool = [
        Candidate(
            question_id=pk,
            revision_id=pk,
            domain=str(pk % 4 + 1),
            kind="single",
            enemies=frozenset({pk + 4 if pk % 8 < 4 else pk - 4})
            if pk <= enemies
            else frozenset(),
        )
        for pk in range(8, count + 8)
    ]
    gauges = {
        one.question_id: gauge(exp(rng.gauss(0, 0.35)), rng.gauss(-0.6, 0.9), 0.5)
        for one in pool[: count - new]
    }
    return pool, yardstick(gauges, pool, seats(WEIGHTS, 50))


POOL, STICK = bank()


def scored(form):
    return [item.candidate for item in form.items if item.is_scored]


class GaugeTests:
    @given(st.floats(0.3, 3), st.floats(-3, 3), st.floats(-2, 2))
    def test_it_gives_more_points_to_the_more_able(self, a, b, cut) -> None:
        *points, information = gauge(a, b, cut)
        assert points == sorted(points)
        assert 0 < information <= a * a / 4

    def test_it_is_half_a_point_at_its_own_difficulty(self) -> None:
        assert gauge(1.3, 0.4, 0.4)[2] == pytest.approx(0.5)


class ParallelTests:
    @pytest.mark.parametrize("seed", range(20))
    def test_forms_expect_the_same_of_everybody(self, seed) -> None:
        distance = STICK.distance(scored(assemble(POOL, MOCK, {}, seed, STICK)))
        assert max(map(abs, distance)) <= 1.5

    def test_nearly_all_are_within_every_tolerance(self) -> None:
        forms = [scored(assemble(POOL, MOCK, {}, seed, STICK)) for seed in range(100)]
        worst = [max(map(abs, STICK.distance(form))) for form in forms]
        assert sum(far <= 1 for far in worst) >= 90

    def test_their_pass_lines_lie_together(self) -> None:
        shares = [assemble(POOL, MOCK, {}, s, STICK).cut_share for s in range(50)]
        assert 50 * (max(shares) - min(shares)) <= 0.4

    def test_no_question_is_shown_to_everybody(self) -> None:
        uses = Counter()
        for seed in range(200):
            form = assemble(POOL, MOCK, {}, seed, STICK)
            uses.update(one.question_id for one in scored(form))
        assert max(uses.values()) <= 50
        assert len(uses) > 480

    def test_enemies_never_meet(self) -> None:
        pool, stick = bank(enemies=500)
        for seed in range(20):
            form = assemble(pool, MOCK, {}, seed, stick)
            for one, other in combinations([i.candidate for i in form.items], 2):
                assert other.question_id not in one.enemies

    def test_a_form_nobody_knows_has_the_average_pass_line(self) -> None:
        pool, stick = bank(600, new=500)
        strangers = [one for one in pool if not stick.knows(one)]
        form = assemble(strangers, MOCK, {}, 1, stick)
        mean = sum(stick.seats[c] * v[2] for c, v in stick.means.items()) / 50
        assert form.cut_share == pytest.approx(mean)


class PilotTests:
    def test_new_questions_sit_where_they_do_not_count(self) -> None:
        pool, stick = bank(new=120)
        for seed in range(20):
            form = assemble(pool, MOCK, {}, seed, stick)
            assert all(
                stick.knows(item.candidate) == item.is_scored for item in form.items
            )

    def test_without_enough_known_ones_new_ones_count(self) -> None:
        pool, stick = bank(600, new=560)
        form = assemble(pool, MOCK, {}, 1, stick)
        assert form.is_complete
        # Ten are known in each domain; the last one has nine seats.
        assert sum(stick.knows(one) for one in scored(form)) == 39

    def test_unseen_comes_before_known(self) -> None:
        pool, stick = bank(new=300)
        seen = {one.question_id: 1.0 for one in pool if stick.knows(one)}
        form = assemble(pool, MOCK, seen, 1, stick)
        assert not any(item.is_seen for item in form.items)


def some_yardstick(pool, blueprint, known):
    gauges = {pk: gauge(1.0, (pk % 7 - 3) / 2, 0.0) for pk in known}
    return yardstick(gauges, pool, seats(blueprint.weights, blueprint.scored))


knowledge = st.sets(st.integers(1, 40))


class PromiseTests:
    """What holds for every form holds with a yardstick, too."""

    @given(pools(), blueprints, histories, knowledge, seeds)
    def test_what_is_called_available_starts(
        self, pool, blueprint, seen, known, seed
    ) -> None:
        stick = some_yardstick(pool, blueprint, known)
        queues = steady(grouped(pool, blueprint.weights, blueprint.kinds))
        form = assemble(pool, blueprint, seen, seed, stick)
        if not lacking(queues, blueprint):
            assert form.is_complete
        if form.is_complete:
            counts = Counter(one.domain for one in scored(form))
            assert counts == Counter(seats(blueprint.weights, blueprint.scored))

    @given(pools(), blueprints, histories, knowledge, seeds)
    def test_unseen_first_no_enemies_and_nothing_twice(
        self, pool, blueprint, seen, known, seed
    ) -> None:
        stick = some_yardstick(pool, blueprint, known)
        form = assemble(pool, blueprint, seen, seed, stick)
        plain = assemble(pool, blueprint, seen, seed)
        chosen = [item.candidate for item in form.items]
        assert len({one.question_id for one in chosen}) == len(chosen)
        for one, other in combinations(chosen, 2):
            assert other.question_id not in one.enemies
        if not any(one.enemies for one in pool):
            told = [sum(i.is_seen for i in f.items) for f in (form, plain)]
            assert told[0] == told[1]

    @given(pools(), blueprints, histories, knowledge, seeds)
    def test_the_same_seed_gives_the_same_form(
        self, pool, blueprint, seen, known, seed
    ) -> None:
        stick = some_yardstick(pool, blueprint, known)
        one = assemble(pool, blueprint, seen, seed, stick)
        assert one == assemble(pool, blueprint, dict(seen), seed, stick)
