"""Forecasts against the exact distribution, and the words that people read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.curves import probability
from analytics.mastery import BayesFilter, Evidence, Item, Prior, State, TagState
from analytics.readiness import (
    GRID,
    DomainTables,
    ExamForm,
    TagVerdict,
    Verdict,
    Word,
    cohort_mean,
    domain_outlook,
    domain_tables,
    is_clear_difference,
    pass_probability,
    questions_until_forecast,
    shown_percent,
    tag_outlook,
    word_for,
)
from analytics.reliability import Recalibration

SEATS = (16, 13, 12, 9)
FORM = ExamForm(SEATS, 36.0)


def bank(count=240, domains=4, seed=1):
    rng = np.random.default_rng(seed)
    a, b = np.exp(rng.normal(0, 0.3, count)), rng.normal(-0.6, 0.9, count)
    loadings = np.eye(domains, dtype=bool)[np.arange(count) % domains]
    return a, b, loadings


TABLES = domain_tables(*bank())


def state_at(level, variance=0.05, domains=4):
    rows = np.diag([variance] + [variance] * domains)
    return State.from_lists([level] + [0.0] * domains, rows.tolist())


def forecast(state, **over):
    facts = {"counts": (16, 13, 12, 9)} | over
    return pass_probability(state, TABLES, FORM, **facts)


def poisson_binomial(shares, seats, needed):
    """P(score >= needed) by convolution, seat by seat."""
    scores = np.array([1.0])
    for share, count in zip(shares, seats, strict=True):
        for _ in range(count):
            scores = np.convolve(scores, [1 - share, share])
    return scores[needed:].sum()


class PassProbabilityTests:
    @pytest.mark.parametrize("level", [-1.0, -0.2, 0.3, 0.6, 1.0, 2.0])
    def test_it_is_the_exact_distributions_for_a_person_known_exactly(self, level):
        found = forecast(state_at(level, variance=1e-10)).probability
        shares = [TABLES.share(k, level) for k in range(4)]
        exact = poisson_binomial(shares, SEATS, 36)
        assert found == pytest.approx(exact, abs=0.0015)

    @pytest.mark.parametrize("level", [-0.5, 0.3, 0.8])
    def test_it_averages_the_exact_distribution_over_the_belief(self, level):
        state = state_at(level, variance=0.15)
        draws = np.random.default_rng(5).multivariate_normal(
            state.mean, state.covariance, 2000
        )
        exact = np.mean(
            [
                poisson_binomial(
                    [TABLES.share(k, x[0] + x[k + 1]) for k in range(4)], SEATS, 36
                )
                for x in draws
            ]
        )
        assert forecast(state).probability == pytest.approx(exact, abs=0.02)

    def test_it_holds_the_true_score_within_the_next_ones_range(self):
        found = forecast(state_at(0.4))
        assert found.next_score.low < found.true_score.low
        assert found.true_score.high < found.next_score.high

    def test_it_says_the_same_twice(self):
        assert forecast(state_at(0.4)) == forecast(state_at(0.4))

    @given(st.floats(-3, 3), st.floats(0.1, 2))
    def test_it_rises_with_what_somebody_knows(self, level, more):
        low, high = forecast(state_at(level)), forecast(state_at(level + more))
        assert low.probability <= high.probability

    def test_it_needs_the_next_whole_point_of_a_broken_cut(self):
        assert ExamForm(SEATS, 35.2).points_needed == 36

    def test_it_does_not_ask_more_for_a_rounding_error(self):
        assert ExamForm(SEATS, 0.72 * 50).points_needed == 36

    def test_it_shows_what_the_recalibration_makes_of_it(self):
        found = forecast(state_at(0.4), recalibration=Recalibration(-2.0, 1.0))
        assert found.calibrated < found.probability
        assert found.shown_percent == shown_percent(found.calibrated)

    def test_it_counts_an_answer_to_two_domains_once(self):
        assert forecast(state_at(0.4), total=45).count == 45

    @pytest.mark.parametrize("level", [-0.5, 0.3, 1.2])
    def test_it_is_what_a_great_many_draws_say(self, level):
        state = state_at(level, variance=0.15)
        rng = np.random.default_rng(3)
        x = rng.multivariate_normal(state.mean, state.covariance, 100_000)
        shares = [TABLES.share(k, x[:, 0] + x[:, k + 1]) for k in range(4)]
        pairs = list(zip(SEATS, shares, strict=True))
        scores = sum(rng.binomial(n, share) for n, share in pairs)
        expected = sum(n * share for n, share in pairs)
        reach = 1.2816 * scores.std()
        found = forecast(state)
        assert found.probability == pytest.approx((scores >= 36).mean(), abs=0.006)
        assert found.next_score.low == pytest.approx(expected.mean() - reach, abs=0.1)
        low, high = np.quantile(expected, [0.1, 0.9])
        width = found.true_score.high - found.true_score.low
        assert width == pytest.approx(high - low, rel=0.06)

    def test_it_takes_somebody_who_is_known_for_certain(self):
        found = forecast(state_at(0.5, variance=0.0))
        near = forecast(state_at(0.5, variance=1e-10))
        assert found.probability == pytest.approx(near.probability, abs=1e-4)
        assert found.domains[0].below in {0.0, 1.0}

    def test_it_asks_for_one_set_of_domains(self):
        with pytest.raises(ValueError, match="3 counts"):
            forecast(state_at(0.5), counts=(16, 13, 12))

    def test_it_asks_for_a_form_with_questions(self):
        with pytest.raises(ValueError, match="at least one question"):
            pass_probability(state_at(0), TABLES, ExamForm((0,) * 4, 0), counts=[9] * 4)


class TableTests:
    def test_a_bank_has_items(self):
        with pytest.raises(ValueError, match="at least one item"):
            domain_tables(np.empty(0), np.empty(0), np.empty((0, 4), dtype=bool))

    def test_it_averages_the_items_of_a_domain(self):
        a, b, loadings = bank()
        inside = loadings[:, 1]
        mean = probability(0.0, a[inside], b[inside]).mean()
        assert TABLES.share(1, 0.0) == pytest.approx(mean)

    def test_it_gives_an_empty_domain_the_whole_banks_curve(self):
        a, b, loadings = bank()
        loadings = np.column_stack([loadings, np.zeros(len(a), dtype=bool)])
        whole = probability(0.0, a, b).mean()
        assert domain_tables(a, b, loadings).share(4, 0.0) == pytest.approx(whole)

    def test_it_finds_the_level_of_a_share(self):
        assert TABLES.share(2, TABLES.level(2, 0.72)) == pytest.approx(0.72)

    def test_it_survives_the_way_to_the_database_and_back(self):
        again = DomainTables.from_lists(TABLES.to_lists())
        assert (again.shares == TABLES.shares).all()

    def test_it_reads_between_the_points_of_its_grid(self):
        a, b, loadings = bank()
        between = (GRID[60] + GRID[61]) / 2
        exact = probability(between, a, b)[loadings[:, 0]].mean()
        assert TABLES.share(0, between) == pytest.approx(exact, abs=2e-4)


class WordTests:
    @pytest.mark.parametrize(
        ("probability", "shown"),
        [(0.0, 5), (0.074, 5), (0.476, 50), (0.625, 65), (0.93, 95), (1.0, 95)],
    )
    def test_it_shows_steps_of_five_and_no_certainty(self, probability, shown):
        assert shown_percent(probability) == shown

    @pytest.mark.parametrize(
        ("percent", "word"),
        [
            (30, Word.NOT_YET),
            (35, Word.EITHER_WAY),
            (60, Word.EITHER_WAY),
            (65, Word.LIKELY),
            (85, Word.LIKELY),
            (90, Word.VERY_LIKELY),
        ],
    )
    def test_it_says_it_in_words(self, percent, word):
        assert word_for(percent) is word


class EvidenceTests:
    @pytest.mark.parametrize(
        ("counts", "total", "days", "needed"),
        [
            ((0, 0, 0, 0), 0, None, 40),
            ((10, 10, 10, 10), 40, 1.0, 0),
            ((20, 20, 3, 2), 45, 1.0, 5),
            ((8, 7, 6, 5), 26, 1.0, 14),
            ((10, 10, 10, 10), 40, 30.0, 1),
        ],
    )
    def test_it_says_how_many_questions_are_missing(self, counts, total, days, needed):
        assert questions_until_forecast(counts, total, days) == needed


class OutlookTests:
    def outlook(self, level, count=20, variance=0.05):
        return domain_outlook(state_at(level, variance), TABLES, 0, count=count)

    def test_it_calls_a_domain_weak_when_that_is_nearly_sure(self):
        found = self.outlook(-1.0)
        assert (found.verdict, found.below > 0.9) == (Verdict.WEAK, True)

    def test_it_calls_a_domain_strong_when_that_is_nearly_sure(self):
        assert self.outlook(2.5).verdict is Verdict.STRONG

    def test_it_leaves_open_what_is_open(self):
        assert self.outlook(0.5, variance=0.3).verdict is Verdict.NOT_CLEAR

    def test_it_calls_nothing_weak_on_seven_answers(self):
        found = self.outlook(-1.0, count=7)
        assert (found.verdict, found.answers_needed) == (Verdict.NOT_CLEAR, 1)

    @pytest.mark.parametrize("level", [-1.0, 0.2, 1.5])
    def test_it_agrees_with_draws_from_the_belief(self, level):
        state = state_at(level, 0.2)
        draws = np.random.default_rng(3).multivariate_normal(
            state.mean, state.covariance, 100_000
        )
        shares = TABLES.share(0, draws[:, 0] + draws[:, 1])
        found = domain_outlook(state, TABLES, 0, count=20)
        drawn = [
            shares.mean(),
            *np.quantile(shares, [0.1, 0.9]),
            (shares < 0.72).mean(),
        ]
        exact = [found.share, found.interval.low, found.interval.high, found.below]
        assert exact == pytest.approx(drawn, abs=0.006)

    def test_it_only_suggests_a_look_at_a_tag(self):
        found = tag_outlook(state_at(0.0), TagState(-2.0, 0.05, 5), TABLES, 0)
        assert found.verdict is TagVerdict.LOOK_AT

    def test_it_is_silent_on_a_tag_of_four_answers(self):
        found = tag_outlook(state_at(0.0), TagState(-2.0, 0.05, 4), TABLES, 0)
        assert found.verdict is TagVerdict.NOT_CLEAR


class CohortTests:
    def test_it_gives_the_mean_with_what_is_unknown_of_each(self):
        mean, interval = cohort_mean([0.0, 1.0], [0.08, 0.08])
        assert mean == 0.5
        assert interval.high - mean == pytest.approx(1.96 * 0.4 / 2, abs=1e-3)

    @pytest.mark.parametrize(("difference", "expected"), [(0.5, False), (0.6, True)])
    def test_it_ranks_only_clear_differences(self, difference, expected):
        assert is_clear_difference(difference, 0.1, 0.0, 0.1) is expected


class WholeWayTests:
    def test_it_turns_a_mock_into_a_forecast(self):
        model = BayesFilter(Prior(4))
        answers = [Evidence(n % 4 > 0, Item(), (n % 4,)) for n in range(64)]
        state, _ = model.update(model.prior_state(), answers)
        found = forecast(state)
        assert 0 < found.probability < 1
        assert len(found.domains) == 4
