"""Forms from blueprints, over pools that Hypothesis invents."""

from collections import Counter
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.assembly import (
    Blueprint,
    Candidate,
    Chosen,
    arranged,
    draw,
    grouped,
    lacking,
    seats,
    seeded_seats,
    steady,
)
from tests.exams.shelves import assemble

KINDS = ["single", "multiple", "ordering", "matching"]
seeds = st.integers(0, 2**63 - 1)
weights = st.dictionaries(
    st.sampled_from("123456"), st.integers(1, 60), min_size=1, max_size=6
)


def candidate(pk: int, domain: str = "1", **over) -> Candidate:
    return Candidate(
        question_id=pk,
        revision_id=1000 + pk,
        domain=domain,
        **({"kind": "single"} | over),
    )


@st.composite
def pools(draw, *, with_enemies: bool = True):
    """Candidates of several domains and kinds, with enemies and scenarios."""
    count = draw(st.integers(0, 40))
    pairs = []
    if with_enemies and count > 1:
        pairs = draw(
            st.lists(
                st.tuples(st.integers(1, count), st.integers(1, count)), max_size=10
            )
        )
    enemies = {pk: set() for pk in range(1, count + 1)}
    for one, other in pairs:
        if one != other:
            enemies[one].add(other)
            enemies[other].add(one)
    return [
        candidate(
            pk,
            draw(st.sampled_from("1234")),
            kind=draw(st.sampled_from(KINDS)),
            scenario=draw(st.sampled_from([None, None, 7, 8])),
            enemies=frozenset(enemies[pk]),
        )
        for pk in range(1, count + 1)
    ]


blueprints = st.builds(
    Blueprint,
    weights=st.just({"1": 32, "2": 26, "3": 24, "4": 18}),
    scored=st.integers(1, 12),
    unscored=st.integers(0, 5),
    kinds=st.sampled_from([None, frozenset({"single", "multiple"})]),
)
histories = st.dictionaries(st.integers(1, 40), st.floats(0, 1e9), max_size=40)


def chosen_ids(form) -> list[int]:
    return [item.candidate.question_id for item in form.items]


class SeatsTests:
    @given(weights, st.integers(0, 200))
    def test_they_are_all_given_and_none_is_more_than_one_off(
        self, weights, count
    ) -> None:
        given_ = seats(weights, count)
        total = sum(weights.values())
        assert sum(given_.values()) == count
        for code, weight in weights.items():
            assert abs(given_[code] - weight * count / total) < 1

    @given(weights, st.integers(0, 200))
    def test_the_largest_remainders_get_what_is_left(self, weights, count) -> None:
        given_, total = seats(weights, count), sum(weights.values())
        rest = {c: (w * count) % total for c, w in weights.items()}
        raised = {c for c, w in weights.items() if given_[c] > w * count // total}
        low = min((rest[c] for c in raised), default=0)
        assert all(rest[c] <= low for c in weights if c not in raised) or not raised

    @pytest.mark.parametrize(
        ("count", "expected"),
        [
            (50, {"1": 16, "2": 13, "3": 12, "4": 9}),
            (10, {"1": 3, "2": 3, "3": 2, "4": 2}),
            (0, {"1": 0, "2": 0, "3": 0, "4": 0}),
        ],
    )
    def test_dva_c02(self, count, expected) -> None:
        assert seats({"1": 32, "2": 26, "3": 24, "4": 18}, count) == expected

    @given(weights, st.integers(0, 100), seeds)
    def test_seeded_ones_are_all_given_within_one_of_the_weight(
        self, weights, count, seed
    ) -> None:
        given_ = seeded_seats(weights, count, Random(seed))
        total = sum(weights.values())
        assert sum(given_.values()) == count
        for code, weight in weights.items():
            assert abs(given_[code] - weight * count / total) < 1

    def test_seeded_ones_follow_the_remainders(self) -> None:
        told = Counter()
        for seed in range(2000):
            told.update(seeded_seats({"1": 3, "2": 1}, 1, Random(seed)))
        assert 0.70 < told["1"] / 2000 < 0.80


class AssembleTests:
    @given(pools(), blueprints, histories, seeds)
    def test_the_same_seed_gives_the_same_form(
        self, pool, blueprint, seen, seed
    ) -> None:
        one = assemble(pool, blueprint, seen, seed)
        other = assemble(pool, blueprint, dict(seen), seed)
        assert one == other

    @given(pools(), blueprints, histories, seeds)
    def test_domain_counts_are_exact_or_told_of(
        self, pool, blueprint, seen, seed
    ) -> None:
        form = assemble(pool, blueprint, seen, seed)
        scored = Counter(i.candidate.domain for i in form.items if i.is_scored)
        wanted = seats(blueprint.weights, blueprint.scored)
        told = " ".join(s.detail for s in form.shortfalls if s.rule == "domain")
        for code, need in wanted.items():
            assert scored[code] == need or f"domain {code} has" in told
            assert scored[code] <= need
        assert form.is_complete == (not told)
        if form.is_complete:
            assert len(form.items) == blueprint.scored + blueprint.unscored
            assert sum(i.is_scored for i in form.items) == blueprint.scored

    @given(pools(), blueprints, histories, seeds)
    def test_only_the_guides_kinds_and_no_question_twice(
        self, pool, blueprint, seen, seed
    ) -> None:
        form = assemble(pool, blueprint, seen, seed)
        ids = chosen_ids(form)
        assert len(set(ids)) == len(ids)
        if blueprint.kinds:
            assert {i.candidate.kind for i in form.items} <= blueprint.kinds

    @given(pools(), blueprints, histories, seeds)
    def test_no_two_enemies_meet(self, pool, blueprint, seen, seed) -> None:
        form = assemble(pool, blueprint, seen, seed)
        for one, other in combinations([i.candidate for i in form.items], 2):
            assert other.question_id not in one.enemies

    @given(pools(with_enemies=False), blueprints, histories, seeds)
    def test_unseen_first_and_then_those_seen_longest_ago(
        self, pool, blueprint, seen, seed
    ) -> None:
        form = assemble(pool, blueprint, seen, seed)
        taken = set(chosen_ids(form))
        for code in blueprint.weights:
            own = [
                c
                for c in pool
                if c.domain == code
                and (blueprint.kinds is None or c.kind in blueprint.kinds)
            ]
            last = [seen.get(c.question_id, -1) for c in own if c.question_id in taken]
            left = [
                seen.get(c.question_id, -1) for c in own if c.question_id not in taken
            ]
            assert not last or not left or max(last) <= min(left)

    @given(pools(), blueprints, histories, seeds)
    def test_seen_questions_are_marked_and_told_of(
        self, pool, blueprint, seen, seed
    ) -> None:
        form = assemble(pool, blueprint, seen, seed)
        for item in form.items:
            assert item.is_seen == (item.candidate.question_id in seen)
        told = [s for s in form.shortfalls if s.rule == "unseen"]
        assert bool(told) == any(i.is_seen for i in form.items)

    @given(pools(), blueprints, histories, seeds)
    def test_a_scored_seat_is_a_seen_questions_last_resort(
        self, pool, blueprint, seen, seed
    ) -> None:
        form = assemble(pool, blueprint, seen, seed)
        for code in blueprint.weights:
            own = [i for i in form.items if i.candidate.domain == code]
            seen_scored = any(i.is_seen and i.is_scored for i in own)
            unseen_unscored = any(not i.is_seen and not i.is_scored for i in own)
            assert not (seen_scored and unseen_unscored)

    @given(pools(), blueprints, histories, seeds)
    def test_questions_of_a_scenario_stand_together(
        self, pool, blueprint, seen, seed
    ) -> None:
        form = assemble(pool, blueprint, seen, seed)
        for scenario in (7, 8):
            places = [
                n for n, i in enumerate(form.items) if i.candidate.scenario == scenario
            ]
            assert not places or places[-1] - places[0] == len(places) - 1

    def test_no_kinds_at_all_means_no_question(self) -> None:
        blueprint = Blueprint({"1": 100}, scored=1, kinds=frozenset())
        form = assemble([candidate(1)], blueprint, {}, 1)
        assert not form.items
        assert not form.is_complete

    def test_an_empty_bank_is_told_of(self) -> None:
        form = assemble([], Blueprint({"1": 60, "2": 40}, scored=5), {}, 1)
        assert [s.detail for s in form.shortfalls] == [
            "domain 1 has 0 of 3 questions",
            "domain 2 has 0 of 2 questions",
        ]

    def test_one_questions_enemies_do_not_cost_the_form(self) -> None:
        """The hub of a star of enemies steps back when its rays are needed."""
        rays = [candidate(pk, enemies=frozenset({1})) for pk in (2, 3, 4)]
        pool = [candidate(1, enemies=frozenset({2, 3, 4})), *rays]
        for seed in range(20):
            form = assemble(pool, Blueprint({"1": 100}, scored=3), {}, seed)
            assert form.is_complete

    def test_different_seeds_give_different_forms(self) -> None:
        pool = [candidate(pk) for pk in range(1, 41)]
        blueprint = Blueprint({"1": 100}, scored=5)
        forms = {tuple(chosen_ids(assemble(pool, blueprint, {}, s))) for s in range(20)}
        assert len(forms) == 20


class DrawTests:
    @given(pools(), st.integers(1, 20), histories, seeds)
    def test_it_draws_as_many_as_it_can_and_says_when_fewer(
        self, pool, count, seen, seed
    ) -> None:
        form = draw(pool, count, seen, seed)
        assert len(form.items) <= count
        told = any(s.rule == "count" for s in form.shortfalls)
        assert told == (len(form.items) < count)
        assert all(i.is_scored for i in form.items)

    @given(pools(with_enemies=False), st.integers(1, 20), histories, seeds)
    def test_unseen_ones_come_first(self, pool, count, seen, seed) -> None:
        form = draw(pool, count, seen, seed)
        unseen = sum(c.question_id not in seen for c in pool)
        assert sum(not i.is_seen for i in form.items) == min(unseen, count)


class ArrangedTests:
    def test_nothing_about_the_order_tells_scored_from_unscored(self) -> None:
        """I29 in spirit: within a scenario too, unscored ones stand anywhere."""
        items = [
            Chosen(candidate(pk, scenario=7), is_scored=pk < 4, is_seen=False)
            for pk in range(1, 5)
        ]
        places = Counter()
        for seed in range(400):
            order = arranged(items, Random(seed))
            places[next(n for n, i in enumerate(order) if not i.is_scored)] += 1
        assert set(places) == {0, 1, 2, 3}
        assert min(places.values()) > 60

    @given(pools(), blueprints, seeds)
    def test_it_only_reorders(self, pool, blueprint, seed) -> None:
        form = assemble(pool, blueprint, {}, seed)
        again = arranged(form.items, Random(seed))
        assert sorted(chosen_ids(form)) == sorted(
            i.candidate.question_id for i in again
        )


def told_before(pool, blueprint) -> bool:
    """Whether the catalogue would offer it."""
    by_domain = grouped(pool, blueprint.weights, blueprint.kinds)
    return not lacking(steady(by_domain), blueprint)


class LackingTests:
    @given(pools(with_enemies=False), blueprints, histories, seeds)
    def test_it_says_what_assembling_will_say(self, pool, blueprint, seen, seed):
        form = assemble(pool, blueprint, seen, seed)
        assert told_before(pool, blueprint) == form.is_complete

    @given(pools(), blueprints, histories, seeds)
    def test_enemies_break_no_promise(self, pool, blueprint, seen, seed):
        if told_before(pool, blueprint):
            assert assemble(pool, blueprint, seen, seed).is_complete

    def test_it_names_the_domain_that_is_short(self):
        pool = [candidate(1), candidate(2), candidate(3, "2")]
        blueprint = Blueprint(weights={"1": 50, "2": 50}, scored=4)
        short = lacking(steady(grouped(pool, "12", None)), blueprint)
        assert [s.detail for s in short] == ["domain 2 has 1 of 2 questions"]

    @given(seeds)
    def test_a_seat_left_over_goes_where_room_is(self, seed):
        pool = [candidate(1), candidate(2, "2"), candidate(3, "2")]
        blueprint = Blueprint(weights={"1": 50, "2": 50}, scored=2, unscored=1)
        assert assemble(pool, blueprint, {}, seed).is_complete
