"""An Idempotency-Key stands for one request of one person."""

from datetime import date

import pytest

from exams import services
from exams.models import Attempt
from lib.problems import Problem
from tests import cast
from tests.exams.api.caller import Caller
from tests.exams.client import WRITER, answer_all, submit
from tests.exams.makers import settle, small_exam, start
from tests.exams.threads import at_once

pytestmark = pytest.mark.django_db
DRILL = {"source": "topics", "topics": ["sqs"], "count": 3}


def begin(user, exam):
    return services.start_attempt(
        user=user, exam=exam, writer=WRITER, idempotency_key="k"
    )


def drill(user, **over):
    fields = DRILL | {"idempotency_key": "k"} | over
    return services.start_chosen_drill(
        user=user, today=date(2026, 11, 21), writer=WRITER, **fields
    )


def refused(job) -> str:
    with pytest.raises(Problem) as refusal:
        job()
    assert refusal.value.status == 409
    return refusal.value.slug


class KeyTests:
    def test_it_refuses_another_exam(self) -> None:
        alice = cast.alice()
        first = begin(alice, small_exam()).attempt
        other = small_exam()
        with pytest.raises(Problem, match="Test mock") as refusal:
            begin(alice, other)
        assert refusal.value.slug == "idempotency-key-reused"
        assert refusal.value.extra["attempt"] == str(first.pk)

    def test_it_refuses_another_exam_after_submit_too(self) -> None:
        alice = cast.alice()
        submit(start(alice, idempotency_key="k"))
        other = small_exam()
        assert refused(lambda: begin(alice, other)) == "idempotency-key-reused"
        assert Attempt.objects.count() == 1

    def test_it_refuses_a_drill_after_an_exam(self) -> None:
        alice = cast.alice()
        begin(alice, small_exam())
        assert refused(lambda: drill(alice)) == "idempotency-key-reused"

    def test_it_refuses_an_exam_after_a_drill(self) -> None:
        alice, exam = cast.alice(), small_exam()
        drill(alice)
        assert refused(lambda: begin(alice, exam)) == "idempotency-key-reused"

    def test_it_refuses_another_exam_with_a_later_key_too(self) -> None:
        alice, other = cast.alice(), small_exam()
        begin(alice, start(alice, idempotency_key="first").exam)
        assert refused(lambda: begin(alice, other)) == "idempotency-key-reused"

    def test_a_drill_that_ran_already_answers_its_retries_alike(self) -> None:
        alice = cast.alice()
        small_exam()
        drill(alice)
        again = [drill(alice, count=2, idempotency_key="later") for _ in range(2)]
        assert {one.attempt.drill["count"] for one in again} == {3}

    @pytest.mark.parametrize(
        "over", [{"count": 4}, {"topics": ["sns"]}, {"source": "weak", "topics": []}]
    )
    def test_it_refuses_another_drill(self, over) -> None:
        alice = cast.alice()
        small_exam()
        drill(alice)
        assert refused(lambda: drill(alice, **over)) == "idempotency-key-reused"

    def test_topics_in_another_order_are_the_same_drill(self) -> None:
        alice = cast.alice()
        small_exam()
        first = drill(alice, topics=["sqs", "sns"])
        again = drill(alice, topics=["sns", "sqs", "sqs"])
        assert (again.attempt.pk, again.is_new) == (first.attempt.pk, False)

    def test_a_drill_whose_questions_are_used_up_is_given_back(self) -> None:
        alice = cast.alice()
        mock = start(alice)
        answer_all(mock, right_count=4)
        submit(mock)
        services.reveal_result(attempt=settle(mock))
        first = drill(alice, source="missed", topics=[]).attempt
        first.user = alice
        answer_all(first, right_count=1)
        submit(first)
        services.reveal_result(attempt=settle(first))
        assert drill(alice, source="missed", topics=[]).attempt.pk == first.pk

    def test_the_api_says_so(self) -> None:
        caller = Caller(cast.alice())
        one, other = small_exam(), small_exam()
        assert caller.start(one, Idempotency_Key="k").status_code == 201
        response = caller.start(other, Idempotency_Key="k")
        assert response.status_code == 409
        assert response.json()["type"] == "idempotency-key-reused"

    @pytest.mark.django_db(transaction=True)
    def test_of_two_exams_at_once_one_has_it(self) -> None:
        alice, exam, other = cast.alice(), small_exam(), small_exam()
        jobs = [lambda e=e: begin(alice, e) for e in [exam, other] * 4]
        found = at_once(*jobs)
        problems = [one for one in found if isinstance(one, Problem)]
        assert {one.slug for one in problems} == {"idempotency-key-reused"}
        assert (len(problems), Attempt.objects.count()) == (4, 1)
