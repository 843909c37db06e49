"""Staff and student at the same moment: real threads, real locks."""

import time
from functools import partial

import pytest

from exams import services
from exams.models import NEVER, Answer, Attempt, FinishReason, Intervention
from lib.problems import Problem
from tests import cast
from tests.exams.client import right, save_one, submit
from tests.exams.clock import age, to_deadline
from tests.exams.makers import again, settle, sit
from tests.exams.steps import extend, force, pause, reopen
from tests.exams.threads import (
    at_once,
    locked,
    none_failed,
    once_waiting,
    until_waiting,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ivan():
    return cast.ivan()


@pytest.fixture
def attempt() -> Attempt:
    return sit(cast.alice())


def saves(attempt: Attempt) -> list:
    """A right answer to each question, ready to be sent."""
    places = range(1, attempt.questions.count() + 1)
    return [partial(save_one, attempt, p, right(attempt, p)) for p in places]


def held(attempt: Attempt) -> int:
    return Answer.objects.filter(asked__attempt=attempt).count()


class PauseTests:
    def test_every_save_beside_a_pause_is_held(self, attempt, ivan) -> None:
        jobs = saves(attempt)
        rows = none_failed(at_once(*jobs, lambda: pause(attempt, ivan)))[:-1]
        assert {row.verdict for row in rows} == {"accepted"}
        assert held(attempt) == len(jobs)
        assert again(attempt).paused_at is not None

    def test_of_eight_pauses_one_is_taken(self, attempt, ivan) -> None:
        told = at_once(*[lambda: pause(attempt, ivan)] * 8)
        refused = [one.slug for one in told if isinstance(one, Problem)]
        assert refused == ["attempt-paused"] * 7
        assert Intervention.objects.count() == 1


class ForceTests:
    def test_every_save_beside_a_forced_end_is_graded(self, attempt, ivan) -> None:
        jobs = saves(attempt)
        rows = none_failed(at_once(*jobs, lambda: force(attempt, ivan)))[:-1]
        assert {row.verdict for row in rows} == {"accepted"}
        age(attempt.pk, seconds=16)
        result = settle(attempt).result
        assert result.raw == result.scored_count

    def test_what_waited_for_the_lock_is_not_overtaken(self, attempt, ivan) -> None:
        save, *_ = saves(attempt)
        with locked(attempt) as let_go:
            told = at_once(
                save,
                lambda: once_waiting(1, lambda: force(attempt, ivan)),
                lambda: once_waiting(2, let_go),
            )
        assert none_failed(told)[0].verdict == "accepted"
        age(attempt.pk, seconds=16)
        closed = settle(attempt)
        assert closed.finish_reason == FinishReason.FORCED
        assert held(attempt) == 1

    def test_a_submit_beside_it_ends_it_once(self, attempt, ivan) -> None:
        told = at_once(lambda: submit(attempt), lambda: force(attempt, ivan))
        age(attempt.pk, seconds=16)
        closed = settle(attempt)
        was_first = isinstance(told[1], Problem)
        reason = FinishReason.SUBMITTED if was_first else FinishReason.FORCED
        assert (closed.state, closed.finish_reason) == ("graded", reason)


class LastSecondTests:
    @pytest.mark.parametrize("head_start", [0.0, 0.3])
    def test_an_extension_and_the_sweep_agree(self, attempt, ivan, head_start) -> None:
        to_deadline(attempt.pk, seconds=14.8)
        with locked(attempt) as let_go:
            told = at_once(
                lambda: _after(head_start, lambda: extend(attempt, ivan, minutes=5)),
                lambda: _after(0.25, services.close_due_attempts),
                lambda: _after(0.8, let_go),
            )
        now = again(attempt)
        is_extended = not isinstance(told[0], Problem)
        assert now.is_running is is_extended
        assert told[1] == (0 if is_extended else 1)
        assert Intervention.objects.count() == int(is_extended)

    def test_one_who_arrived_before_the_closing_is_heard(self, attempt, ivan) -> None:
        def time_runs_out() -> None:
            until_waiting()
            to_deadline(attempt.pk, seconds=15)

        with locked(attempt, meanwhile=time_runs_out) as let_go:
            let_go()
            none_failed(at_once(lambda: extend(attempt, ivan, minutes=5)))
        assert services.close_due_attempts() == 0


class ReopenTests:
    def test_a_new_start_and_a_reopening_leave_one_running(self, attempt, ivan) -> None:
        Attempt.objects.update(hidden_until=NEVER)
        submit(attempt)
        told = at_once(
            lambda: reopen(attempt, ivan, minutes=5),
            lambda: services.start_attempt(
                user=attempt.user, exam=attempt.exam, writer=None
            ),
        )
        failed = [one for one in told if isinstance(one, Exception)]
        assert all(isinstance(one, Problem) for one in failed)
        assert Attempt.objects.filter(state="running").count() == 1


def _after(seconds: float, job):
    time.sleep(seconds)
    return job()
