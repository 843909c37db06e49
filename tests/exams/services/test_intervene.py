"""Staff step into an attempt: more time, a pause, an end, a new beginning."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services import ask_erasure, run_erasure
from exams import services
from exams.models import (
    NEVER,
    Attempt,
    FinishReason,
    Intervention,
    InterventionKind,
    Result,
)
from lib import audit
from lib.models import AuditEvent
from lib.problems import Problem
from tests import cast
from tests.exams.client import OTHER, operation, right, save, save_one, submit
from tests.exams.clock import age, to_deadline
from tests.exams.makers import again, settle, sit, start, start_practice
from tests.exams.steps import extend, force, pause, reopen, restore, resume, step, void
from tests.factories import make_assignment, make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt() -> Attempt:
    return sit(cast.alice(), hidden_until=NEVER)


@pytest.fixture
def ivan():
    return cast.ivan()


def refused(job, *args, **kwargs) -> str:
    with pytest.raises(Problem) as caught:
        job(*args, **kwargs)
    return caught.value.slug


class ExtendTests:
    def test_it_moves_the_deadline_by_the_minutes(self, attempt, ivan) -> None:
        extend(attempt, ivan, minutes=10)
        moved = again(attempt).deadline_at - attempt.deadline_at
        assert moved == timedelta(minutes=10)

    def test_the_student_reads_who_when_why_and_how_much(self, attempt, ivan) -> None:
        extend(attempt, ivan, minutes=10, reason=" The fire alarm. ")
        note = attempt.interventions.get()
        assert (note.kind, note.minutes, note.reason) == (
            "extended",
            10,
            "The fire alarm.",
        )
        assert note.by == ivan
        assert note.deadline_before == attempt.deadline_at
        assert note.deadline_after == again(attempt).deadline_at

    def test_the_audit_tells_it(self, attempt, ivan) -> None:
        extend(attempt, ivan, minutes=10, reason="The fire alarm.")
        event = AuditEvent.objects.get(action="attempt.extended")
        assert event.object_id == str(attempt.pk)
        assert event.actor_id == ivan.pk
        assert event.detail["minutes"] == 10
        assert event.detail["reason"] == "The fire alarm."
        assert audit.first_break() is None

    def test_an_answer_after_the_old_deadline_counts(self, attempt, ivan) -> None:
        extend(attempt, ivan, minutes=10)
        to_deadline(attempt.pk, minutes=-5)
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "accepted"

    @pytest.mark.parametrize("minutes", [None, 0, -5, 601])
    def test_it_takes_only_minutes_that_make_sense(
        self, attempt, ivan, minutes
    ) -> None:
        assert refused(extend, attempt, ivan, minutes=minutes) == "no-minutes"

    def test_it_asks_for_a_reason(self, attempt, ivan) -> None:
        assert refused(extend, attempt, ivan, minutes=5, reason="  ") == "no-reason"

    def test_an_untimed_attempt_has_nothing_to_extend(self, ivan) -> None:
        untimed = sit(cast.alice(), deadline_at=None, limit_minutes=None)
        assert refused(extend, untimed, ivan, minutes=5) == "attempt-untimed"

    def test_in_the_last_seconds_before_the_closing_it_still_helps(
        self, attempt, ivan
    ) -> None:
        to_deadline(attempt.pk, seconds=12)
        extend(attempt, ivan, minutes=5)
        assert services.close_due_attempts() == 0
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "accepted"

    def test_after_the_closing_it_says_what_to_do_instead(self, attempt, ivan) -> None:
        to_deadline(attempt.pk, seconds=16)
        assert refused(extend, attempt, ivan, minutes=5) == "attempt-closed"

    def test_the_reason_goes_when_the_student_is_erased(self, attempt) -> None:
        ada = cast.ada()
        extend(attempt, ada, minutes=10, reason="A bad night.")
        told = {"person": attempt.user, "address": attempt.user.email}
        made = ask_erasure(actor=ada, reason="Asked.", now=timezone.now(), **told)
        run_erasure(erasure_id=made.pk, now=timezone.now())
        event = AuditEvent.objects.get(action="attempt.extended")
        assert "A bad night." not in str(event.detail)
        assert audit.first_break() is None


class ManyTests:
    def test_a_whole_assignment_is_extended_at_once(self, attempt, ivan) -> None:
        bobs = sit(cast.bob(), attempt.assignment)
        outcome = step("extended", [attempt, bobs], ivan, minutes=7)
        assert {a.pk for a in outcome.done} == {attempt.pk, bobs.pk}
        assert Intervention.objects.count() == 2
        event = AuditEvent.objects.get(action="attempt.extended")
        assert event.object_type == "assignment"
        assert set(event.detail["attempts"]) == {str(attempt.pk), str(bobs.pk)}

    def test_who_handed_in_meanwhile_is_told_of(self, attempt, ivan) -> None:
        bobs = sit(cast.bob(), attempt.assignment)
        submit(bobs)
        outcome = step("extended", [attempt, bobs], ivan, minutes=7)
        assert [a.pk for a in outcome.done] == [attempt.pk]
        [(left, refusal)] = outcome.refused
        assert (left.pk, refusal.slug) == (bobs.pk, "attempt-closed")

    def test_many_take_no_more_statements_than_one(self, attempt, ivan) -> None:
        others = [sit(cast.person(f"p{n}"), attempt.assignment) for n in range(4)]
        with CaptureQueriesContext(connection) as one:
            step("extended", [attempt], ivan, minutes=7)
        with CaptureQueriesContext(connection) as many:
            step("extended", others, ivan, minutes=7)
        assert len(many) == len(one)

    def test_an_attempt_of_another_assignment_is_not_there(self, attempt, ivan) -> None:
        other = make_assignment(make_cohort("Another"), attempt.exam)
        with pytest.raises(Http404):
            step("extended", [attempt], ivan, minutes=7, assignment=other)

    def test_what_a_student_chose_is_nobody_elses_affair(self, attempt, ivan) -> None:
        own = start(cast.bob())
        with pytest.raises(Http404):
            step("voided", [attempt, own], ivan, assignment=attempt.assignment)


class PauseTests:
    def test_the_pause_is_given_back(self, attempt, ivan) -> None:
        pause(attempt, ivan)
        began = again(attempt).paused_at
        Attempt.objects.filter(pk=attempt.pk).update(
            paused_at=began - timedelta(minutes=20)
        )
        resume(attempt, ivan)
        now = again(attempt)
        moved = now.deadline_at - attempt.deadline_at
        assert timedelta(minutes=20) <= moved < timedelta(minutes=21)
        assert now.paused_at is None

    def test_no_clock_ends_a_paused_attempt(self, attempt, ivan) -> None:
        pause(attempt, ivan)
        to_deadline(attempt.pk, hours=3)
        assert services.close_due_attempts() == 0
        assert services.shown_state(again(attempt)) == "running"

    def test_what_was_on_its_way_to_a_pause_is_saved(self, attempt, ivan) -> None:
        pause(attempt, ivan)
        age(attempt.pk, seconds=25)
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "accepted"

    def test_what_is_answered_in_a_pause_is_logged_as_late(self, attempt, ivan) -> None:
        pause(attempt, ivan)
        age(attempt.pk, seconds=31)
        row = save_one(attempt, 1, right(attempt, 1))
        assert row.verdict == "late"
        assert "send it again when it goes on" in row.detail
        assert attempt.operations.get().verdict == "late"

    def test_said_again_after_the_pause_it_counts(self, attempt, ivan) -> None:
        pause(attempt, ivan)
        age(attempt.pk, seconds=31)
        save_one(attempt, 1, right(attempt, 1))
        resume(attempt, ivan)
        again_said = save_one(attempt, 1, right(attempt, 1), seq=2)
        assert again_said.verdict == "accepted"

    def test_another_device_can_take_over_in_a_pause(self, attempt, ivan) -> None:
        pause(attempt, ivan)
        age(attempt.pk, seconds=31)
        taken = services.take_over_attempt(
            user=attempt.user, attempt_id=attempt.pk, writer=OTHER
        )
        assert taken.writer == OTHER

    def test_an_untimed_attempt_can_be_paused_too(self, ivan) -> None:
        untimed = sit(cast.alice(), deadline_at=None, limit_minutes=None)
        pause(untimed, ivan)
        resume(untimed, ivan)
        assert again(untimed).deadline_at is None

    def test_idle_days_count_from_the_end_of_the_pause(self, ivan) -> None:
        untimed = sit(cast.alice(), deadline_at=None, limit_minutes=None)
        pause(untimed, ivan)
        age(untimed.pk, days=31)
        assert services.close_due_attempts() == 0
        resume(untimed, ivan)
        assert services.close_due_attempts() == 0
        assert save_one(untimed, 1, right(untimed, 1)).verdict == "accepted"

    def test_time_that_is_over_cannot_be_paused(self, attempt, ivan) -> None:
        to_deadline(attempt.pk, seconds=3)
        assert refused(pause, attempt, ivan) == "time-over"

    def test_it_is_paused_once(self, attempt, ivan) -> None:
        pause(attempt, ivan)
        assert refused(pause, attempt, ivan) == "attempt-paused"
        assert refused(resume, sit(cast.bob()), ivan) == "attempt-not-paused"

    def test_minutes_given_in_a_pause_are_there_after_it(self, attempt, ivan) -> None:
        pause(attempt, ivan)
        extend(attempt, ivan, minutes=10)
        resume(attempt, ivan)
        assert again(attempt).deadline_at >= attempt.deadline_at + timedelta(minutes=10)

    def test_handing_in_ends_a_pause(self, attempt, ivan) -> None:
        pause(attempt, ivan)
        closed = submit(attempt)
        assert (closed.state, closed.paused_at) == ("submitted", None)


class ForceTests:
    def test_the_time_is_over_now(self, attempt, ivan) -> None:
        force(attempt, ivan)
        now = again(attempt)
        assert now.deadline_at <= now.clock
        age(attempt.pk, seconds=16)
        closed = settle(attempt)
        assert (closed.state, closed.finish_reason) == ("graded", FinishReason.FORCED)

    def test_what_is_on_its_way_has_its_grace(self, attempt, ivan) -> None:
        force(attempt, ivan)
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "accepted"
        age(attempt.pk, seconds=11)
        assert save_one(attempt, 2, right(attempt, 2)).verdict == "late"

    def test_the_browser_may_hand_in_at_once_and_the_reason_stays(
        self, attempt, ivan
    ) -> None:
        force(attempt, ivan)
        submit(attempt)
        assert again(attempt).finish_reason == FinishReason.FORCED

    def test_a_pause_ends_with_it(self, attempt, ivan) -> None:
        pause(attempt, ivan)
        force(attempt, ivan)
        age(attempt.pk, seconds=16)
        assert settle(attempt).finish_reason == FinishReason.FORCED

    def test_once_forced_it_takes_no_other_step(self, attempt, ivan) -> None:
        force(attempt, ivan)
        assert refused(extend, attempt, ivan, minutes=5) == "attempt-ending"
        assert refused(pause, attempt, ivan) == "attempt-ending"
        assert refused(force, attempt, ivan) == "attempt-ending"


class ReopenTests:
    @pytest.fixture
    def closed(self, attempt) -> Attempt:
        save_one(attempt, 1, right(attempt, 1))
        submit(attempt)
        return settle(attempt)

    def test_it_runs_again_for_the_minutes_given(self, closed, ivan) -> None:
        reopen(closed, ivan, minutes=15)
        now = again(closed)
        assert (now.state, now.finished_at, now.finish_reason) == ("running", None, "")
        left = now.deadline_at - now.clock
        assert timedelta(minutes=14) < left <= timedelta(minutes=15)

    def test_the_grade_goes_and_the_audit_keeps_the_score(self, closed, ivan) -> None:
        raw = closed.result.raw
        reopen(closed, ivan, minutes=15)
        assert not Result.objects.exists()
        assert not closed.questions.filter(is_correct__isnull=False).exists()
        event = AuditEvent.objects.get(action="attempt.reopened")
        assert event.detail["scores"][str(closed.pk)]["raw"] == raw

    def test_old_tabs_must_take_over(self, closed, ivan) -> None:
        reopen(closed, ivan, minutes=15)
        assert save_one(closed, 2, right(closed, 2)).verdict == "fenced"
        taken = services.take_over_attempt(
            user=closed.user, attempt_id=closed.pk, writer=OTHER
        )
        assert taken.epoch == 2
        sent = operation(2, right(closed, 2), epoch=2)
        assert save(closed, sent, writer=OTHER).rows[0].verdict == "accepted"

    def test_it_is_graded_anew_with_all_its_answers(self, closed, ivan) -> None:
        raw = closed.result.raw
        reopen(closed, ivan, minutes=15)
        services.take_over_attempt(user=closed.user, attempt_id=closed.pk, writer=OTHER)
        submit(closed, writer=OTHER, epoch=2)
        assert settle(closed).result.raw == raw

    def test_not_when_its_result_could_be_seen(self, closed, ivan) -> None:
        Attempt.objects.update(hidden_until=None)
        assert refused(reopen, closed, ivan, minutes=5) == "key-shown"

    def test_not_when_a_key_of_it_was_shown(self, closed, ivan) -> None:
        services.reveal_result(attempt=closed)
        assert refused(reopen, closed, ivan, minutes=5) == "key-shown"

    def test_not_while_another_attempt_of_the_exam_runs(self, closed, ivan) -> None:
        sit(closed.user, closed.assignment)
        assert refused(reopen, closed, ivan, minutes=5) == "another-runs"

    def test_what_runs_is_not_opened(self, attempt, ivan) -> None:
        assert refused(reopen, attempt, ivan, minutes=5) == "attempt-running"

    def test_after_a_forced_end_it_closes_as_any_other(self, attempt, ivan) -> None:
        force(attempt, ivan)
        age(attempt.pk, seconds=16)
        settle(attempt)
        reopen(attempt, ivan, minutes=5)
        extend(attempt, ivan, minutes=5)
        to_deadline(attempt.pk, seconds=16)
        assert settle(attempt).finish_reason == FinishReason.EXPIRED


class VoidTests:
    def test_it_counts_no_longer_and_again(self, attempt, ivan) -> None:
        submit(attempt)
        void(attempt, ivan, reason="A phone was in use.")
        assert again(attempt).voided_at is not None
        restore(attempt, ivan)
        assert again(attempt).voided_at is None
        kinds = list(attempt.interventions.values_list("kind", flat=True))
        assert kinds == [InterventionKind.VOIDED, InterventionKind.RESTORED]

    def test_a_running_one_ends_with_it(self, attempt, ivan) -> None:
        void(attempt, ivan)
        age(attempt.pk, seconds=16)
        closed = settle(attempt)
        assert closed.finish_reason == FinishReason.FORCED
        assert closed.voided_at is not None

    def test_twice_is_refused(self, attempt, ivan) -> None:
        assert refused(restore, attempt, ivan) == "attempt-counts"
        void(attempt, ivan)
        assert refused(void, attempt, ivan) == "attempt-voided"

    def test_what_does_not_count_is_not_opened(self, attempt, ivan) -> None:
        submit(attempt)
        void(attempt, ivan)
        assert refused(reopen, attempt, ivan, minutes=5) == "attempt-voided"


class PracticeTests:
    def test_a_reopened_untimed_attempt_has_no_deadline(self, ivan) -> None:
        practice = sit(
            cast.alice(), deadline_at=None, limit_minutes=None, hidden_until=NEVER
        )
        submit(practice)
        reopen(practice, ivan, minutes=5)
        assert again(practice).deadline_at is None
        assert start_practice(cast.bob()).is_running
