"""What staff declare void, or open again, is as if it had never been taken in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics import selectors, services
from analytics.models import Forecast, Learner, Mastery
from exams.models import NEVER, Attempt, Result
from tests import cast
from tests.analytics.makers import everything, fold, graded_days_ago
from tests.exams.clock import to_deadline
from tests.exams.makers import again, settle, small_exam
from tests.exams.steps import reopen, restore, void
from tests.factories import make_assignment, make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return cast.alice()


@pytest.fixture
def ivan():
    return cast.ivan()


@pytest.fixture
def assignment():
    exam = small_exam(per_domain=8)
    return make_assignment(make_cohort(), exam, attempts_allowed=9)


def sat(days, user, assignment, *, right: int) -> Attempt:
    """A folded attempt of that many days ago, assigned and not yet released."""
    attempt = graded_days_ago(days, user, assignment.exam, right=right)
    Attempt.objects.filter(pk=attempt.pk).update(
        assignment=assignment, hidden_until=NEVER
    )
    Result.objects.filter(attempt=attempt).update(graded_at=attempt.finished_at)
    fold(attempt)
    return again(attempt)


def sweep() -> int:
    now = timezone.now()
    return services.fold_due_attempts(now=now, since=now - timedelta(minutes=5))


class UnfoldTests:
    def test_a_voided_attempt_leaves_nothing(self, alice, ivan, assignment) -> None:
        sat(6, alice, assignment, right=2)
        before = everything()
        void(sat(3, alice, assignment, right=5), ivan)
        assert sweep() == 1
        assert everything() == before
        assert Forecast.objects.filter(user=alice).count() == 1

    def test_one_in_the_middle_goes_as_if_never_sat(
        self, alice, ivan, assignment
    ) -> None:
        first = sat(9, alice, assignment, right=1)
        middle = sat(6, alice, assignment, right=5)
        last = sat(3, alice, assignment, right=2)
        void(middle, ivan)
        sweep()
        told = everything()
        services.rebuild_people(now=timezone.now(), is_fresh=False)
        assert everything() == told
        assert {row[0] for row in told["folds"]} == {first.pk, last.pk}

    def test_the_only_one_leaves_an_empty_page(self, alice, ivan, assignment) -> None:
        void(sat(3, alice, assignment, right=5), ivan)
        sweep()
        assert not Mastery.objects.exists()
        assert not Forecast.objects.exists()
        assert Learner.objects.get().last_attempt_id is None

    def test_restored_it_is_as_before(self, alice, ivan, assignment) -> None:
        sat(9, alice, assignment, right=1)
        voided = sat(6, alice, assignment, right=5)
        before = everything()
        void(voided, ivan)
        sweep()
        restore(voided, ivan)
        assert sweep() == 1
        assert everything() == before

    def test_again_and_again_changes_nothing(self, alice, ivan, assignment) -> None:
        voided = sat(6, alice, assignment, right=5)
        void(voided, ivan)
        assert [sweep(), sweep(), int(fold(voided))] == [1, 0, 0]

    def test_a_rebuild_alone_takes_it_out(self, alice, ivan, assignment) -> None:
        sat(9, alice, assignment, right=1)
        before = everything()
        void(sat(3, alice, assignment, right=5), ivan)
        services.rebuild_people(now=timezone.now(), is_fresh=False)
        assert everything() == before
        assert sweep() == 0

    def test_opened_again_it_counts_with_its_new_grade(
        self, alice, ivan, assignment
    ) -> None:
        attempt = sat(3, alice, assignment, right=0)
        reopen(attempt, ivan, minutes=30)
        assert sweep() == 1
        assert not Mastery.objects.exists()
        to_deadline(attempt.pk, seconds=16)
        settle(attempt)
        assert sweep() == 1
        assert Mastery.objects.get().count == 5


class FigureTests:
    def test_a_voided_mock_is_no_point_of_the_trend(
        self, alice, ivan, assignment
    ) -> None:
        kept = sat(9, alice, assignment, right=1)
        voided = sat(6, alice, assignment, right=5)
        Attempt.objects.update(hidden_until=None)
        void(voided, ivan)
        sweep()
        page = selectors.progress_of(alice, kept.guide, timezone.now())
        assert [one.attempt.pk for one in page.sat] == [kept.pk]
