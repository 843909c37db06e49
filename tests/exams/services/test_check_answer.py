"""Checking one answer in practice: it is frozen, then its key may be shown."""

import pytest

from exams import services
from exams.models import Answer
from lib.problems import Problem
from tests import cast
from tests.exams.client import OTHER, WRITER, right, save_one, submit, wrong
from tests.exams.clock import age
from tests.exams.makers import start, start_practice

pytestmark = pytest.mark.django_db


def check(attempt, position=1, **over):
    fields = {"writer": WRITER, "epoch": 1, "seq": 1} | over
    return services.check_answer(
        user=attempt.user, attempt_id=attempt.pk, position=position, **fields
    )


def refusal(attempt, position=1, **over) -> str:
    with pytest.raises(Problem) as found:
        check(attempt, position, **over)
    return found.value.slug


class CheckTests:
    def test_it_freezes_the_answer_that_is_held(self) -> None:
        attempt = start_practice(cast.alice())
        save_one(attempt, 1, wrong(attempt, 1))
        assert check(attempt).position == 1
        assert Answer.objects.get().checked_at is not None

    def test_checking_again_changes_nothing(self) -> None:
        attempt = start_practice(cast.alice())
        save_one(attempt, 1, wrong(attempt, 1))
        check(attempt)
        first = Answer.objects.get().checked_at
        check(attempt)
        assert Answer.objects.get().checked_at == first

    def test_other_questions_stay_open(self) -> None:
        attempt = start_practice(cast.alice())
        save_one(attempt, 1, wrong(attempt, 1))
        check(attempt)
        assert save_one(attempt, 2, right(attempt, 2)).verdict == "accepted"

    def test_i29_nothing_is_checked_in_a_mock(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, wrong(attempt, 1))
        assert refusal(attempt) == "no-checking"

    def test_an_answer_that_has_not_arrived_cannot_be_checked(self) -> None:
        attempt = start_practice(cast.alice())
        assert refusal(attempt) == "answer-not-held"
        save_one(attempt, 1, wrong(attempt, 1))
        assert refusal(attempt, seq=2) == "answer-not-held"

    def test_a_question_that_is_not_there_is_told(self) -> None:
        assert refusal(start_practice(cast.alice()), 99) == "no-such-question"

    def test_i22_only_the_writer_checks(self) -> None:
        attempt = start_practice(cast.alice())
        save_one(attempt, 1, wrong(attempt, 1))
        assert refusal(attempt, writer=OTHER) == "taken-over"
        assert refusal(attempt, epoch=2) == "taken-over"

    def test_i17_nothing_is_checked_after_handing_in_or_a_month(self) -> None:
        attempt = start_practice(cast.alice())
        save_one(attempt, 1, wrong(attempt, 1))
        age(attempt.pk, days=31)
        assert refusal(attempt) == "attempt-closed"
        age(attempt.pk, days=-31)
        submit(attempt)
        assert refusal(attempt) == "attempt-closed"
