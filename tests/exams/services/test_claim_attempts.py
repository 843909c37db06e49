"""A guest's answers move to the account that the guest signs up for."""

import pytest

from exams import services
from exams.models import Attempt
from lib.problems import Problem
from tests import cast
from tests.exams.client import right, save_one, submit
from tests.exams.makers import settle, small_exam, start
from tests.exams.services.test_start_drill import drill, sat

pytestmark = pytest.mark.django_db


def guest():
    return cast.person("guest", is_guest=True)


def claim(visitor, user) -> int:
    return services.claim_attempts(guest_id=visitor.pk, user_id=user.pk)


def diagnostic():
    return small_exam(mode="diagnostic", minutes=None, unscored_count=0)


class ClaimTests:
    def test_everything_moves_with_its_answers(self) -> None:
        visitor, alice = guest(), cast.alice()
        attempt = start(visitor, diagnostic())
        save_one(attempt, 1, right(attempt, 1))
        submit(attempt)
        settle(attempt)
        assert claim(visitor, alice) == 1
        moved = Attempt.objects.owned_by(alice).get()
        assert moved.pk == attempt.pk
        assert moved.questions.get(position=1).answer.response == right(moved, 1)
        assert moved.result is not None

    def test_a_running_one_goes_on_under_the_account(self) -> None:
        visitor, alice = guest(), cast.alice()
        attempt = start(visitor, diagnostic())
        claim(visitor, alice)
        attempt.user = alice
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "accepted"

    def test_a_running_one_stays_when_the_account_runs_the_same_exam(self) -> None:
        visitor, alice, exam = guest(), cast.alice(), diagnostic()
        mine, theirs = start(alice, exam), start(visitor, exam)
        assert claim(visitor, alice) == 0
        assert Attempt.objects.get(pk=theirs.pk).user_id == visitor.pk
        assert Attempt.objects.get(pk=mine.pk).user_id == alice.pk

    def test_a_drill_of_the_account_keeps_nothing_back(self) -> None:
        """A running drill has no exam: NULL in a list must not hide the guest's."""
        visitor, alice = guest(), cast.alice()
        sat(alice, right_count=0)
        drill(alice, "missed")
        start(visitor, diagnostic())
        assert claim(visitor, alice) == 1

    def test_somebody_elses_attempts_stay(self) -> None:
        visitor, alice, exam = guest(), cast.alice(), diagnostic()
        bobs = start(cast.bob(), exam)
        claim(visitor, alice)
        assert Attempt.objects.get(pk=bobs.pk).user_id == bobs.user_id

    def test_claiming_again_moves_nothing(self) -> None:
        visitor, alice = guest(), cast.alice()
        start(visitor, diagnostic())
        assert [claim(visitor, alice), claim(visitor, alice)] == [1, 0]

    def test_one_cannot_claim_from_oneself(self) -> None:
        alice = cast.alice()
        with pytest.raises(Problem):
            claim(alice, alice)
