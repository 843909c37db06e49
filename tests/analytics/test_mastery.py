"""The filter: against brute-force integration, and what must hold of any answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.curves import sigmoid
from analytics.mastery import (
    DOMAIN_VARIANCE,
    BayesFilter,
    Evidence,
    Item,
    NotCounted,
    Prior,
    State,
    TagState,
    exam_difficulty,
    is_rapid,
    item_from_label,
    update_tag,
    why_not_counted,
)

ITEMS = st.builds(
    Item, a=st.floats(0.3, 2.5), b=st.floats(-3, 3), v=st.floats(0.01, 0.8)
)
DOMAINS = st.sets(st.integers(0, 3), min_size=1, max_size=3).map(lambda s: (*s,))
ANSWERS = st.lists(
    st.builds(
        Evidence,
        is_correct=st.booleans(),
        item=ITEMS,
        domains=DOMAINS,
        idle_days=st.floats(0, 90),
    ),
    max_size=30,
)
FILTER = BayesFilter(Prior(domains=4))


def answers_of_somebody(count, domains, seed=1):
    """A person at +0.5, items around -0.5 with known slopes."""
    rng = np.random.default_rng(seed)
    found = []
    for n in range(count):
        item = Item(rng.uniform(0.6, 1.5), rng.normal(-0.5, 0.8), 0.1)
        is_right = bool(rng.random() < sigmoid(item.a * (0.5 - item.b)))
        found.append(Evidence(is_right, item, (n % domains,)))
    return found


def integrate(prior, answers, points=49):
    """Mean and covariance by summing over a grid of states, b's doubt summed too."""
    sds = [prior.ability_variance**0.5] + [prior.domain_variance**0.5] * prior.domains
    axes = [np.linspace(-5 * sd, 5 * sd, points) for sd in sds]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])
    log_weight = sum(-0.5 * (x / sd) ** 2 for x, sd in zip(grid, sds, strict=True))
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    for answer in answers:
        level = grid[0] + np.mean([grid[k + 1] for k in answer.domains], axis=0)
        b = answer.item.b + answer.item.v**0.5 * nodes[:, None]
        p = weights / weights.sum() @ sigmoid(answer.item.a * (level - b))
        log_weight = log_weight + np.log(p if answer.is_correct else 1 - p)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    mean = grid @ weight
    return mean, (grid - mean[:, None]) * weight @ (grid - mean[:, None]).T


class BruteForceTests:
    @pytest.mark.parametrize(("domains", "count"), [(1, 10), (1, 60), (2, 12), (2, 60)])
    def test_it_finds_the_mean_that_integration_finds(self, domains, count):
        prior = Prior(domains)
        answers = answers_of_somebody(count, domains)
        model = BayesFilter(prior, is_learning=False)
        state, _ = model.update(model.prior_state(), answers)
        mean, covariance = integrate(prior, answers)
        error = np.abs(np.array(state.mean) - mean) / np.sqrt(np.diag(covariance))
        assert error.max() < 0.06

    @pytest.mark.parametrize(("domains", "count"), [(1, 60), (2, 60)])
    def test_it_finds_the_covariance_that_integration_finds(self, domains, count):
        prior = Prior(domains)
        answers = answers_of_somebody(count, domains)
        model = BayesFilter(prior, is_learning=False)
        state, _ = model.update(model.prior_state(), answers)
        _, covariance = integrate(prior, answers)
        assert np.abs(np.array(state.covariance) - covariance).max() < 0.01

    @pytest.mark.parametrize("seed", range(5))
    def test_it_predicts_what_integration_predicts(self, seed):
        prior, answers = Prior(2), answers_of_somebody(20, 2, seed)
        model = BayesFilter(prior, is_learning=False)
        state, _ = model.update(model.prior_state(), answers)
        mean, covariance = integrate(prior, answers)
        along = np.array([1.0, 1.0, 0.0])
        spread = along @ covariance @ along + 0.2
        draws = np.random.default_rng(0).normal(along @ mean, spread**0.5, 200_000)
        exact = sigmoid(draws + 0.6).mean()
        found = model.predict(state, Item(1.0, -0.6, 0.2), (0,))
        assert found == pytest.approx(exact, abs=0.01)

    def test_it_weighs_an_item_of_two_domains_by_half_each(self):
        prior = Prior(2)
        item = Item(1.2, 0.3, 0.1)
        answers = [Evidence(n % 3 > 0, item, (0, 1)) for n in range(12)]
        model = BayesFilter(prior, is_learning=False)
        state, _ = model.update(model.prior_state(), answers)
        mean, _ = integrate(prior, answers)
        assert np.abs(np.array(state.mean) - mean).max() < 0.03


class BeliefTests:
    @given(ANSWERS)
    def test_it_keeps_the_covariance_symmetric_and_positive(self, answers):
        state, _ = FILTER.update(FILTER.prior_state(), answers)
        covariance = np.array(state.covariance)
        assert (covariance == covariance.T).all()
        assert np.linalg.eigvalsh(covariance).min() > 0

    @given(ANSWERS)
    def test_it_predicts_probabilities(self, answers):
        _, steps = FILTER.update(FILTER.prior_state(), answers)
        assert all(0 < step.predicted < 1 for step in steps)

    @given(ANSWERS, st.integers(0, 30))
    def test_it_does_not_matter_how_answers_are_batched(self, answers, cut):
        whole = FILTER.update(FILTER.prior_state(), answers)
        half, first = FILTER.update(FILTER.prior_state(), answers[:cut])
        state, rest = FILTER.update(half, answers[cut:])
        assert (state, first + rest) == whole

    @given(ANSWERS, ITEMS, DOMAINS)
    def test_it_thinks_more_of_somebody_after_a_right_answer(
        self, answers, item, domains
    ):
        state, _ = FILTER.update(FILTER.prior_state(), answers)
        right, _ = FILTER.update(state, [Evidence(True, item, domains)])
        wrong, _ = FILTER.update(state, [Evidence(False, item, domains)])
        low, high = (FILTER.predict(s, Item(), domains) for s in (wrong, right))
        assert low < high

    @given(ANSWERS)
    def test_it_grows_surer_with_every_answer_when_nobody_learns(self, answers):
        still = BayesFilter(Prior(4), is_learning=False)
        state = still.prior_state()
        for answer in answers:
            after, _ = still.update(state, [answer])
            shrunk = np.array(state.covariance) - np.array(after.covariance)
            assert np.linalg.eigvalsh(shrunk).min() > -1e-12
            state = after

    @pytest.mark.parametrize("seed", range(10))
    def test_it_depends_little_on_the_order_when_nobody_learns(self, seed):
        answers = answers_of_somebody(65, 4, seed)
        still = BayesFilter(Prior(4), is_learning=False)
        forth, _ = still.update(still.prior_state(), answers)
        back, _ = still.update(still.prior_state(), answers[::-1])
        error = np.abs(np.array(forth.mean) - np.array(back.mean))
        assert (error < 0.15 * np.sqrt(np.diag(forth.covariance))).all()

    @given(ANSWERS)
    def test_it_survives_the_way_to_the_database_and_back(self, answers):
        state, _ = FILTER.update(FILTER.prior_state(), answers)
        assert State.from_lists(*state.to_lists()) == state

    @pytest.mark.parametrize("domains", [1, 6])
    def test_it_holds_a_number_for_ability_and_for_each_domain(self, domains):
        state = BayesFilter(Prior(domains, mean=0.3)).prior_state()
        assert state.mean == (0.3, *[0.0] * domains)

    def test_it_needs_a_domain(self):
        with pytest.raises(ValueError, match="at least one domain"):
            BayesFilter(Prior(0))

    @pytest.mark.parametrize("domains", [(), (4,), (-1,)])
    def test_it_takes_no_answer_of_another_domain(self, domains):
        with pytest.raises(ValueError, match="not among domains 0 to 3"):
            FILTER.update(FILTER.prior_state(), [Evidence(True, Item(), domains)])

    def test_it_takes_no_state_of_another_exam(self):
        other = BayesFilter(Prior(domains=3)).prior_state()
        with pytest.raises(ValueError, match="4 numbers for 4 domains"):
            FILTER.update(other, [])

    @pytest.mark.parametrize("over", [{"a": np.nan}, {"b": np.inf}, {"v": -0.1}])
    def test_it_takes_no_item_without_numbers(self, over):
        with pytest.raises(ValueError, match="v is a variance"):
            Item(**over)

    @pytest.mark.parametrize("over", [{"mean": np.nan}, {"ability_variance": -1}])
    def test_it_takes_no_prior_without_numbers(self, over):
        with pytest.raises(ValueError, match="variances are not below 0"):
            Prior(domains=4, **over)

    @pytest.mark.parametrize("b", [-1e6, 1e6])
    def test_it_stays_finite_about_the_impossible(self, b):
        surprise = Evidence(b > 0, Item(b=b), (0,))
        state, _ = FILTER.update(FILTER.prior_state(), [surprise] * 50)
        assert np.isfinite(state.mean).all()
        assert np.linalg.eigvalsh(np.array(state.covariance)).min() > 0


class TimeTests:
    def test_it_knows_less_after_a_pause(self):
        state, _ = FILTER.update(FILTER.prior_state(), answers_of_somebody(60, 4))
        rested = FILTER.rest(state, 30)
        assert all(
            rested.covariance[k][k] > state.covariance[k][k] for k in range(1, 5)
        )

    def test_it_keeps_the_mean_over_a_pause(self):
        state, _ = FILTER.update(FILTER.prior_state(), answers_of_somebody(60, 4))
        assert FILTER.rest(state, 30).mean == state.mean

    @given(ANSWERS, st.floats(0, 10_000))
    def test_it_never_knows_less_of_a_domain_than_of_a_newcomers(self, answers, days):
        state, _ = FILTER.update(FILTER.prior_state(), answers)
        rested = FILTER.rest(state, days)
        for k in range(1, 5):
            ceiling = max(state.covariance[k][k], DOMAIN_VARIANCE)
            assert state.covariance[k][k] <= rested.covariance[k][k] <= ceiling

    def test_it_counts_the_pause_before_an_answer(self):
        (answer,) = answers_of_somebody(1, 1)
        late = Evidence(answer.is_correct, answer.item, answer.domains, idle_days=20)
        state, _ = FILTER.update(FILTER.prior_state(), answers_of_somebody(60, 4))
        assert FILTER.update(state, [late]) == FILTER.update(
            FILTER.rest(state, 20), [answer]
        )


class TagTests:
    def tag_after(self, *answers):
        tag, state = TagState(), FILTER.prior_state()
        for is_right in answers:
            answer = Evidence(is_right, Item(1.0, 0.0, 0.1), (0,))
            state, (step,) = FILTER.update(state, [answer])
            tag = update_tag(tag, step, answer)
        return tag

    def test_it_falls_behind_its_domain_when_its_questions_are_missed(self):
        assert self.tag_after(False, False, False).mean < 0

    def test_it_counts_its_answers(self):
        assert self.tag_after(True, False).count == 2

    def test_it_is_surer_than_before(self):
        assert 0 < self.tag_after(*[True, False] * 20).variance < TagState().variance


class NewItemTests:
    def test_it_takes_the_authors_word_for_a_start(self):
        easy, medium, hard = (item_from_label(x).b for x in ("easy", "medium", "hard"))
        assert easy < medium < hard

    def test_it_puts_the_exam_where_people_answer_it(self):
        assert exam_difficulty(0.65) == pytest.approx(-0.619, abs=0.001)

    @pytest.mark.parametrize("share", [None, 0.0, 1.0])
    def test_it_assumes_an_average_exam_when_nothing_is_known(self, share):
        assert exam_difficulty(share) == -0.6


class CountingTests:
    def why(self, **over):
        facts = {
            "is_blank": False,
            "is_helped": False,
            "days_since_seen": None,
            "elapsed_ms": 40_000,
            "median_ms": 60_000.0,
        }
        return why_not_counted(**facts | over)

    def test_it_counts_a_first_answer(self):
        assert self.why() is None

    def test_it_counts_an_answer_again_after_sixty_days(self):
        assert self.why(days_since_seen=60.0) is None

    @pytest.mark.parametrize(
        ("fact", "reason"),
        [
            ({"is_blank": True}, NotCounted.BLANK),
            ({"days_since_seen": 59.9}, NotCounted.REPEATED),
            ({"is_helped": True}, NotCounted.HELPED),
            ({"elapsed_ms": 2999}, NotCounted.RAPID),
            ({"elapsed_ms": 5999}, NotCounted.RAPID),
        ],
    )
    def test_it_says_why_an_answer_does_not_count(self, fact, reason):
        assert self.why(**fact) is reason

    def test_it_holds_no_missing_clock_against_anybody(self):
        assert self.why(elapsed_ms=None) is None

    @pytest.mark.parametrize(
        ("elapsed", "median", "expected"),
        [(3000, None, False), (2999, None, True), (5999, 60_000, True)],
    )
    def test_it_knows_a_rapid_guess(self, elapsed, median, expected):
        assert is_rapid(elapsed, median) is expected
