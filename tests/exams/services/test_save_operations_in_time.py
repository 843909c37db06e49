"""Saving against the clock and against others: deadlines, idling, locks, races."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.http import Http404

from exams import services
from exams.models import Answer, Attempt, Operation
from tests import cast
from tests.exams.client import (
    WRITER,
    operation,
    question_at,
    right,
    save,
    save_one,
    submit,
    wrong,
)
from tests.exams.clock import age, to_deadline
from tests.exams.makers import settle, start, start_practice
from tests.exams.services.test_save_operations import held, log
from tests.exams.threads import at_once, locked, none_failed, until_waiting

pytestmark = pytest.mark.django_db


class DeadlineTests:
    def test_i9_within_the_grace_it_is_in_time(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=8)
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "accepted"

    def test_i10_after_the_grace_it_is_late_and_kept(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=10.2)
        saved = save(attempt, operation(1, right(attempt, 1)))
        assert saved.rows[0].verdict == "late"
        assert services.shown_state(saved.attempt) == "running"
        assert held(attempt, 1) is None
        assert log(attempt) == ["late"]

    def test_i10_nothing_changes_after_it_either(self) -> None:
        attempt = start(cast.alice())
        chosen = right(attempt, 1)
        save_one(attempt, 1, chosen)
        to_deadline(attempt.pk, seconds=11)
        assert save_one(attempt, 1, None, seq=2).verdict == "late"
        assert held(attempt, 1).response == chosen

    def test_i11_past_closing_it_is_late_and_the_state_says_submitted(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=16)
        saved = save(attempt, operation(1, right(attempt, 1)))
        assert saved.rows[0].verdict == "late"
        assert services.shown_state(saved.attempt) == "submitted"

    def test_after_the_sweep_has_closed_and_graded_it_is_still_late(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=16)
        settle(attempt)
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "late"

    def test_after_handing_in_it_is_closed(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "closed"
        settle(attempt)
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "closed"
        assert log(attempt) == ["closed", "closed"]

    @pytest.mark.parametrize("client_at", ["1970-01-01T00:00:00Z", "2999-01-01", None])
    def test_i12_the_clients_clock_decides_nothing(self, client_at) -> None:
        attempt = start(cast.alice())
        row = save_one(attempt, 1, right(attempt, 1), client_at=client_at)
        assert row.verdict == "accepted"
        to_deadline(attempt.pk, seconds=11)
        row = save_one(attempt, 2, right(attempt, 2), client_at=client_at)
        assert row.verdict == "late"

    def test_i15_the_nodes_clock_decides_nothing(self, monkeypatch) -> None:
        import time

        from django.utils import timezone

        attempt = start(cast.alice())
        wrong_by = 86_400 * 365
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + wrong_by)
        monkeypatch.setattr(
            timezone, "now", lambda: attempt.started_at - timedelta(days=9999)
        )
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "accepted"
        to_deadline(attempt.pk, seconds=11)
        assert save_one(attempt, 2, right(attempt, 2)).verdict == "late"


class IdleTests:
    def test_an_untimed_attempt_takes_answers_for_weeks(self) -> None:
        attempt = start_practice(cast.alice())
        age(attempt.pk, days=29)
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "accepted"
        age(attempt.pk, days=29)
        assert save_one(attempt, 2, right(attempt, 2)).verdict == "accepted"

    def test_after_thirty_idle_days_it_is_over_for_good(self) -> None:
        """A late answer wakes nothing up, though no sweep came by."""
        attempt = start_practice(cast.alice())
        age(attempt.pk, days=31)
        saved = save(attempt, operation(1, right(attempt, 1)))
        assert saved.rows[0].verdict == "late"
        assert services.shown_state(saved.attempt) == "submitted"
        assert save_one(attempt, 2, right(attempt, 2)).verdict == "late"
        assert settle(attempt).finish_reason == "idle"


class CheckedTests:
    def test_a_checked_answer_is_final(self) -> None:
        attempt = start_practice(cast.alice())
        save_one(attempt, 1, wrong(attempt, 1))
        services.check_answer(
            user=attempt.user,
            attempt_id=attempt.pk,
            writer=WRITER,
            epoch=1,
            position=1,
            seq=1,
        )
        assert save_one(attempt, 1, right(attempt, 1), seq=2).verdict == "closed"
        assert held(attempt, 1).response == wrong(attempt, 1)
        assert held(attempt, 1).checked_at is not None


@pytest.mark.django_db(transaction=True)
class LockTests:
    def test_i14_who_arrived_in_time_is_in_time_however_long_the_lock_takes(
        self,
    ) -> None:
        """The operation arrives before deadline + grace and gets the lock after it."""
        attempt = start(cast.alice())
        chosen = right(attempt, 1)

        def time_runs_out() -> None:
            until_waiting()
            to_deadline(attempt.pk, seconds=10)

        with locked(attempt, meanwhile=time_runs_out) as let_go:
            let_go()
            (row,) = at_once(lambda: save_one(attempt, 1, chosen))
        assert row.verdict == "accepted"
        assert save_one(attempt, 2, right(attempt, 2)).verdict == "late"

    def test_i39_a_lock_that_does_not_come_is_told_and_nothing_is_half_written(
        self,
    ) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        with locked(attempt):
            (failure,) = at_once(lambda: save(attempt, one), patience=0.1)
        assert isinstance(failure, OperationalError)
        assert not Operation.objects.exists()
        assert not Answer.objects.exists()
        assert save(attempt, one).rows[0].verdict == "accepted"

    def test_i4_one_operation_sent_by_ten_threads_has_one_effect(self) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        saved = none_failed(at_once(*[lambda: save(attempt, one)] * 10))
        assert {s.rows[0].verdict for s in saved} == {"accepted"}
        assert log(attempt) == ["accepted"]

    def test_i5_many_threads_leave_the_greatest_sequence(self) -> None:
        attempt = start(cast.alice())
        options = [o for o, _ in question_at(attempt, 1).options]
        ops = [operation(1, [options[n % 4]], seq=n) for n in range(1, 21)]
        none_failed(at_once(*[lambda op=op: save(attempt, op) for op in ops]))
        assert held(attempt, 1).seq == 20
        assert held(attempt, 1).response == [options[20 % 4]]
        assert len(log(attempt)) == 20

    def test_i2_a_commit_that_fails_leaves_nothing(self, monkeypatch) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))

        def fail():
            raise OperationalError("the server went away")

        with monkeypatch.context() as patched:
            patched.setattr(connection, "_commit", fail)
            with pytest.raises(OperationalError):
                save(attempt, one)
        assert not Operation.objects.exists()
        assert not Answer.objects.exists()

    def test_i32_who_loses_the_attempt_while_waiting_writes_nothing(self) -> None:
        attempt, bob = start(cast.alice()), cast.bob()
        services.claim_attempts(guest_id=attempt.user_id, user_id=bob.pk)
        with pytest.raises(Http404):
            save_one(attempt, 1, None)
        assert Attempt.objects.get().user_id == bob.pk
