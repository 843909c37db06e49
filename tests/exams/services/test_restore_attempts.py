"""What was declared void counts again, as often as the assignment allows attempts."""

import pytest

from exams.models import Assignment, Attempt
from lib.problems import Problem
from tests import cast
from tests.exams.client import submit
from tests.exams.makers import again, assign, sit
from tests.exams.steps import restore, step, void
from tests.factories import make_override

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan():
    return cast.ivan()


@pytest.fixture
def midterm() -> Assignment:
    return assign(cast.alice())


@pytest.fixture
def first(midterm, ivan) -> Attempt:
    """Handed in, and void."""
    return voided(midterm, ivan)


def voided(midterm, ivan) -> Attempt:
    attempt = handed_in(midterm)
    void(attempt, ivan)
    return again(attempt)


def handed_in(midterm) -> Attempt:
    attempt = sit(midterm.cohort.memberships.get().user, midterm)
    submit(attempt)
    return attempt


class RestoreTests:
    def test_not_where_another_attempt_counts_instead(
        self, midterm, first, ivan
    ) -> None:
        second = handed_in(midterm)
        with pytest.raises(Problem) as refusal:
            restore(first, ivan)
        assert refusal.value.slug == "no-attempt-left"
        void(second, ivan)
        restore(first, ivan)
        assert again(first).voided_at is None

    def test_not_two_of_one_person_together(self, midterm, first, ivan) -> None:
        outcome = step("restored", [first, voided(midterm, ivan)], ivan)
        assert len(outcome.done) == 1
        assert [why.slug for _, why in outcome.refused] == ["no-attempt-left"]

    def test_with_one_attempt_more_for_this_person(self, midterm, first, ivan) -> None:
        handed_in(midterm)
        make_override(midterm, first.user, attempts_allowed=2)
        restore(first, ivan)
        assert again(first).voided_at is None
