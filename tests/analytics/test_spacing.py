"""The review schedule: what FSRS says, spread a little, and never past the exam."""

from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Rating

from analytics import spacing

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def rate(**over):
    facts = {
        "is_correct": True,
        "confidence": None,
        "elapsed_ms": 40_000,
        "median_ms": 50_000.0,
    }
    return spacing.rating(**facts | over)


def days_of(ratings, *, seed="alice/1", days_to_exam=None):
    """The intervals when every review is done on its day."""
    card, at, found = None, NOW, []
    for rating in ratings:
        card = spacing.review(card, rating, at, seed=seed, days_to_exam=days_to_exam)
        found.append((card.due - at).days)
        at = card.due
    return found


class RatingTests:
    @pytest.mark.parametrize(
        ("fact", "expected"),
        [
            ({}, Rating.Good),
            ({"confidence": "sure"}, Rating.Good),
            ({"confidence": "unsure"}, Rating.Hard),
            ({"confidence": "guess"}, Rating.Again),
            ({"elapsed_ms": 75_001}, Rating.Hard),
            ({"elapsed_ms": 75_000}, Rating.Good),
            ({"elapsed_ms": None}, Rating.Good),
            ({"median_ms": None, "elapsed_ms": 10**6}, Rating.Good),
            ({"is_correct": False, "confidence": "sure"}, Rating.Again),
        ],
    )
    def test_it_rates_an_answer(self, fact, expected):
        assert rate(**fact) is expected


class ReviewTests:
    def test_it_follows_fsrs_for_a_question_always_known(self):
        """Within the fuzz of 2, 11, 46, 163, 497 days."""
        found = days_of([Rating.Good] * 3)
        assert found[0] == 2
        assert 9 <= found[1] <= 13
        assert 30 <= found[2] <= 60

    def test_it_brings_a_missed_question_back_the_next_day(self):
        assert days_of([Rating.Again]) == [1]

    def test_it_brings_a_hard_question_back_sooner(self):
        assert sum(days_of([Rating.Good, Rating.Hard])) < sum(
            days_of([Rating.Good] * 2)
        )

    def test_it_waits_at_most_half_the_time_to_the_exam(self):
        assert max(days_of([Rating.Good] * 4, days_to_exam=14)) <= 7

    def test_it_waits_a_day_on_the_eve_of_the_exam(self):
        assert days_of([Rating.Good] * 3, days_to_exam=1.2) == [1, 1, 1]

    def test_it_is_bound_by_no_exam_that_is_over(self):
        assert days_of([Rating.Good], days_to_exam=-3) == [2]

    def test_it_gives_the_same_day_whenever_it_is_rebuilt(self):
        assert days_of([Rating.Good] * 4) == days_of([Rating.Good] * 4)

    def test_it_spreads_what_was_learnt_together(self):
        found = {days_of([Rating.Good] * 3, seed=f"alice/{n}")[-1] for n in range(20)}
        assert len(found) > 3

    def test_it_counts_the_reviews(self):
        card = spacing.review(None, Rating.Good, NOW, seed="a", days_to_exam=None)
        again = spacing.review(card, Rating.Good, card.due, seed="a", days_to_exam=None)
        assert (card.reviews, again.reviews) == (1, 2)

    def test_it_knows_how_likely_it_is_remembered(self):
        card = spacing.review(None, Rating.Good, NOW, seed="a", days_to_exam=None)
        soon, late = (
            spacing.recall(card, NOW + timedelta(days=days)) for days in (1, 100)
        )
        assert 0 < late < soon <= 1
