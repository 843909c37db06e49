"""Handing in: once, as a barrier, and never with answers missing."""

import pytest
from django.http import Http404

from exams import services
from exams.models import Answer, Attempt, Operation, Result
from lib.problems import Problem
from tests import cast
from tests.exams.client import (
    OTHER,
    operation,
    question_at,
    right,
    save,
    save_one,
    submit,
)
from tests.exams.clock import age, to_deadline
from tests.exams.makers import settle, start, start_practice
from tests.exams.threads import at_once, none_failed

pytestmark = pytest.mark.django_db


def refused(attempt, *manifest, **over) -> Problem:
    with pytest.raises(Problem) as found:
        submit(attempt, *manifest, **over)
    return found.value


class SubmitTests:
    def test_it_closes_and_says_when(self) -> None:
        attempt = start(cast.alice())
        found = submit(attempt)
        assert (found.state, found.finish_reason) == ("submitted", "submitted")
        assert found.started_at <= found.finished_at <= found.deadline_at

    def test_i18_again_answers_with_the_first_submission(self) -> None:
        attempt = start(cast.alice())
        first = submit(attempt)
        again = submit(attempt, writer=OTHER, epoch=7)
        assert (again.state, again.finished_at) == (first.state, first.finished_at)
        settle(attempt)
        assert submit(attempt, (1, 9, 9)).state == "graded"

    def test_i18_after_the_clock_closed_it_it_answers_with_that(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=16)
        found = submit(attempt, (1, 1, 1))
        assert (found.state, found.finish_reason) == ("submitted", "expired")
        assert found.finished_at == Attempt.objects.get().deadline_at

    def test_within_the_grace_it_is_the_students_own(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=8)
        found = submit(attempt)
        assert found.finish_reason == "submitted"
        assert found.finished_at == found.deadline_at

    def test_i14_between_grace_and_closing_it_asks_to_try_again(self) -> None:
        """An operation that arrived in time may still be waiting for its lock."""
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=11)
        found = refused(attempt)
        assert (found.status, found.slug) == (503, "attempt-closing")
        assert Attempt.objects.get().is_running

    def test_an_idle_attempt_is_closed_as_idle(self) -> None:
        attempt = start_practice(cast.alice())
        age(attempt.pk, days=31)
        assert submit(attempt).finish_reason == "idle"

    def test_i22_only_the_writer_hands_in(self) -> None:
        attempt = start(cast.alice())
        assert refused(attempt, writer=OTHER).slug == "taken-over"
        assert refused(attempt, epoch=2).slug == "taken-over"
        assert Attempt.objects.get().is_running

    def test_i32_a_strangers_attempt_is_not_there(self) -> None:
        attempt = start(cast.alice())
        attempt.user = cast.charlie()
        with pytest.raises(Http404):
            submit(attempt)


class ManifestTests:
    def test_i21_what_is_held_is_enough(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1), seq=3)
        assert submit(attempt, (1, 1, 3)).state == "submitted"

    def test_i21_a_newer_one_is_missed_and_nothing_is_closed(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1), seq=3)
        found = refused(attempt, (1, 1, 4), (2, 1, 1), (3, 1, 0))
        assert (found.slug, found.status) == ("answers-missing", 409)
        assert found.extra["differing"] == [1, 2, 3]
        assert Attempt.objects.get().is_running

    def test_i21_after_sending_them_it_closes(self) -> None:
        attempt = start(cast.alice())
        refused(attempt, (1, 1, 1))
        save_one(attempt, 1, right(attempt, 1))
        assert submit(attempt, (1, 1, 1)).state == "submitted"

    def test_an_older_one_than_what_is_held_is_no_difference(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1), seq=5)
        assert submit(attempt, (1, 1, 2)).state == "submitted"

    def test_positions_that_do_not_exist_are_missed(self) -> None:
        attempt = start(cast.alice())
        assert refused(attempt, (999, 1, 1)).extra["differing"] == [999]


@pytest.mark.django_db(transaction=True)
class RaceTests:
    def test_i18_many_submits_and_the_sweep_make_one_grade(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        sweeps = [services.close_due_attempts, services.grade_due_attempts] * 3
        results = none_failed(at_once(*[lambda: submit(attempt)] * 8, *sweeps))
        assert len({a.finished_at for a in results[:8]}) == 1
        settle(attempt)
        assert Attempt.objects.get().state == "graded"
        assert Result.objects.count() == 1

    def test_i18_at_the_end_of_time_too(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        to_deadline(attempt.pk, seconds=15.5)
        jobs = [services.close_due_attempts, services.grade_due_attempts] * 4
        none_failed(at_once(*[lambda: submit(attempt)] * 8, *jobs))
        final = settle(attempt)
        assert (final.state, final.finish_reason) == ("graded", "expired")
        assert Result.objects.count() == 1

    @pytest.mark.parametrize("round_", range(4))
    def test_i19_a_racing_save_is_graded_or_refused(self, round_) -> None:
        attempt = start(cast.alice())
        chosen = {p: right(attempt, p) for p in range(1, 6)}
        saves = [lambda p=p: save(attempt, operation(p, chosen[p])) for p in chosen]
        results = at_once(*saves, lambda: submit(attempt))
        accepted = {
            p
            for p, saved in zip(chosen, results[:5], strict=True)
            if none_failed([saved])[0].rows[0].verdict == "accepted"
        }
        told = {s.rows[0].verdict for s in results[:5]}
        assert told <= {"accepted", "closed"}
        final = settle(attempt)
        held = Answer.objects.filter(asked__attempt=attempt)
        assert set(held.values_list("asked__position", flat=True)) == accepted
        right_ones = final.questions.filter(is_correct=True)
        assert set(right_ones.values_list("position", flat=True)) == accepted

    def test_i1_a_later_answer_of_the_race_is_the_one_that_counts(self) -> None:
        attempt = start(cast.alice())
        options = [o for o, _ in question_at(attempt, 1).options]
        ops = [operation(1, [options[n % 4]], seq=n) for n in range(1, 9)]
        jobs = [lambda op=op: save(attempt, op) for op in ops]
        at_once(*jobs, lambda: submit(attempt))
        accepted = Operation.objects.filter(verdict="accepted").order_by("-seq")
        newest = accepted.first()
        answer = Answer.objects.first()
        assert (newest is None) == (answer is None)
        if newest is not None:
            assert answer.response == newest.body["response"]
