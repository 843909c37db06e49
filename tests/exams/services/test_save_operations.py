"""Saving: every operation judged, logged and applied once, or not at all."""

import uuid

import pytest
from django.db import OperationalError, connection
from django.http import Http404

from exams import access, selectors, services
from exams.models import Answer, Attempt, Operation
from exams.services.save import Received
from tests import cast
from tests.exams.client import (
    OTHER,
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
from tests.exams.makers import every_kind_exam, settle, start, start_practice
from tests.exams.threads import at_once, locked, none_failed

pytestmark = pytest.mark.django_db


def held(attempt, position):
    return Answer.objects.filter(
        asked__attempt=attempt, asked__position=position
    ).first()


def log(attempt) -> list[str]:
    rows = Operation.objects.filter(attempt=attempt).order_by("id")
    return list(rows.values_list("verdict", flat=True))


class AcceptedTests:
    def test_i2_what_is_acknowledged_is_on_record(self) -> None:
        attempt = start(cast.alice())
        row = save_one(attempt, 1, right(attempt, 1))
        assert row.verdict == "accepted"
        assert held(attempt, 1).response == right(attempt, 1)

    def test_i6_the_next_read_shows_it(self) -> None:
        attempt = start(cast.alice())
        chosen = right(attempt, 2)
        save_one(
            attempt,
            2,
            chosen,
            flagged=True,
            struck=wrong(attempt, 2),
            confidence="unsure",
        )
        again = access.attempt_for(attempt.user, attempt.pk)
        questions = selectors.form_questions(again)
        body = selectors.attempt_body(again, questions, state="running")
        assert body["answers"] == [
            {
                "position": 2,
                "response": chosen,
                "flagged": True,
                "struck": wrong(attempt, 2),
                "confidence": "unsure",
                "epoch": 1,
                "seq": 1,
            }
        ]

    def test_i3_nothing_is_there_that_nobody_sent(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        assert Answer.objects.count() == 1
        assert Operation.objects.count() == 1

    def test_an_answer_can_be_cleared(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        assert save_one(attempt, 1, None, seq=2).verdict == "accepted"
        assert held(attempt, 1).response is None

    def test_each_kind_is_kept_as_it_was_sent(self) -> None:
        attempt = start(cast.alice(), every_kind_exam())
        for position in range(1, 5):
            chosen = right(attempt, position)
            assert save_one(attempt, position, chosen).verdict == "accepted"
            assert held(attempt, position).response == chosen

    def test_the_log_keeps_the_body_as_received(self) -> None:
        attempt = start(cast.alice())
        at = "2026-11-21T09:00:00+05:45"
        save_one(attempt, 1, right(attempt, 1), elapsed_ms=1234, client_at=at)
        row = Operation.objects.get()
        assert row.body["client_at"] == at
        assert row.elapsed_ms == 1234
        assert (row.writer, row.epoch, row.seq) == (WRITER, 1, 1)

    def test_i8_every_operation_is_in_the_log_with_its_verdict(self) -> None:
        attempt = start(cast.alice())
        chosen = right(attempt, 1)
        rows = save(
            attempt,
            operation(1, chosen, seq=5),
            operation(1, chosen, seq=4),
            operation(1, ["ffffffff"], seq=6),
            operation(99, chosen),
            Received(uuid.uuid4(), {"unreadable": "[]"}, "not an object"),
        ).rows
        told = ["accepted", "superseded", "invalid", "invalid", "invalid"]
        assert [row.verdict for row in rows] == told
        assert log(attempt) == told


class OrderTests:
    def test_i5_the_later_sequence_wins_whatever_comes_first(self) -> None:
        attempt = start(cast.alice())
        assert save_one(attempt, 1, right(attempt, 1), seq=2).verdict == "accepted"
        assert save_one(attempt, 1, wrong(attempt, 1), seq=1).verdict == "superseded"
        assert held(attempt, 1).response == right(attempt, 1)

    def test_i5_a_greater_epoch_wins_over_any_sequence(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1), seq=900)
        services.take_over_attempt(
            user=attempt.user, attempt_id=attempt.pk, writer=OTHER
        )
        chosen = wrong(attempt, 1)
        row = save_one(attempt, 1, chosen, seq=1, epoch=2, writer=OTHER)
        assert row.verdict == "accepted"
        assert held(attempt, 1).response == chosen

    def test_i5_the_same_counters_again_are_superseded(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        assert save_one(attempt, 1, wrong(attempt, 1)).verdict == "superseded"

    def test_questions_do_not_supersede_each_other(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1), seq=9)
        assert save_one(attempt, 2, right(attempt, 2), seq=1).verdict == "accepted"

    def test_an_epoch_that_was_never_given_out_is_invalid(self) -> None:
        attempt = start(cast.alice())
        assert save_one(attempt, 1, right(attempt, 1), epoch=2).verdict == "invalid"
        assert save_one(attempt, 1, right(attempt, 1), epoch=0).verdict == "invalid"


class RepeatTests:
    def test_i4_a_retry_has_its_first_verdict_and_one_effect(self) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        assert [save(attempt, one).rows[0].verdict for _ in range(3)] == [
            "accepted"
        ] * 3
        assert log(attempt) == ["accepted"]

    def test_i4_a_retry_after_a_later_answer_changes_nothing(self) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        save(attempt, one)
        save_one(attempt, 1, wrong(attempt, 1), seq=2)
        assert save(attempt, one).rows[0].verdict == "accepted"
        assert held(attempt, 1).seq == 2

    def test_i4_a_retry_after_handing_in_has_its_first_verdict(self) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        save(attempt, one)
        submit(attempt)
        assert save(attempt, one).rows[0].verdict == "accepted"

    def test_i4_twice_in_one_batch_is_once(self) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        assert [r.verdict for r in save(attempt, one, one).rows] == ["accepted"] * 2
        assert log(attempt) == ["accepted"]

    def test_the_same_op_id_with_another_body_is_invalid(self) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        other = operation(1, wrong(attempt, 1), seq=2, op_id=one.op_id)
        save(attempt, one)
        assert save(attempt, other).rows[0].verdict == "invalid"
        assert held(attempt, 1).response == right(attempt, 1)

    def test_the_same_in_one_batch(self) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        other = operation(2, right(attempt, 2), op_id=one.op_id)
        assert [r.verdict for r in save(attempt, one, other).rows] == [
            "accepted",
            "invalid",
        ]
        assert held(attempt, 2) is None

    def test_the_same_op_id_of_another_writer_is_invalid(self) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        save(attempt, one)
        assert save(attempt, one, writer=OTHER).rows[0].verdict == "invalid"

    def test_an_unknown_position_repeated_is_invalid_again(self) -> None:
        attempt = start(cast.alice())
        one = operation(77, ["ffffffff"])
        assert [save(attempt, one).rows[0].verdict for _ in range(2)] == ["invalid"] * 2
        assert log(attempt) == ["invalid"]

    def test_malformed_ones_repeated_are_invalid_again(self) -> None:
        attempt = start(cast.alice())
        one = Received(uuid.uuid4(), {"unreadable": "{}"}, "missing: seq")
        rows = [save(attempt, one, one).rows for _ in range(2)]
        assert {row.verdict for pair in rows for row in pair} == {"invalid"}
        assert log(attempt) == ["invalid"]

    def test_the_op_id_of_an_answer_sent_malformed_is_invalid(self) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        save(attempt, one)
        bad = Received(one.op_id, {"unreadable": "{}"}, "missing: seq")
        assert save(attempt, bad).rows[0].verdict == "invalid"
        assert log(attempt) == ["accepted"]

    def test_one_op_id_in_two_attempts_is_two_operations(self) -> None:
        one, other = start(cast.alice()), start(cast.bob())
        op_id = uuid.uuid4()
        for attempt in (one, other):
            row = save_one(attempt, 1, right(attempt, 1), op_id=op_id)
            assert row.verdict == "accepted"


class BatchTests:
    def test_one_bad_operation_never_fails_the_others(self) -> None:
        attempt = start(cast.alice())
        rows = save(
            attempt,
            operation(1, right(attempt, 1)),
            operation(2, ["ffffffff"]),
            Received(uuid.uuid4(), {"unreadable": "null"}, "not an object"),
            operation(3, right(attempt, 3)),
        ).rows
        assert [r.verdict for r in rows] == [
            "accepted",
            "invalid",
            "invalid",
            "accepted",
        ]
        assert Answer.objects.count() == 2

    def test_the_last_word_in_a_batch_is_by_sequence_not_by_place(self) -> None:
        attempt = start(cast.alice())
        chosen = right(attempt, 1)
        rows = save(
            attempt,
            operation(1, None, seq=1),
            operation(1, chosen, seq=3),
            operation(1, None, seq=2),
        ).rows
        assert [r.verdict for r in rows] == ["accepted", "accepted", "superseded"]
        assert held(attempt, 1).response == chosen

    def test_500_operations_in_one_go(self) -> None:
        attempt = start(cast.alice())
        options = [o for o, _ in question_at(attempt, 1).options]
        ops = [operation(1, [options[n % 4]], seq=n) for n in range(500)]
        assert {r.verdict for r in save(attempt, *ops).rows} == {"accepted"}
        assert held(attempt, 1).seq == 499
        assert len(log(attempt)) == 500

    def test_the_greatest_counters_are_kept(self) -> None:
        attempt = start(cast.alice())
        row = save_one(attempt, 1, right(attempt, 1), seq=2**53 - 1)
        assert row.verdict == "accepted"
        assert held(attempt, 1).seq == 2**53 - 1


class WriterTests:
    def test_i22_another_writer_is_fenced_and_its_text_is_kept(self) -> None:
        attempt = start(cast.alice())
        row = save_one(attempt, 1, right(attempt, 1), writer=OTHER)
        assert row.verdict == "fenced"
        assert held(attempt, 1) is None
        assert Operation.objects.get().body["response"] == right(attempt, 1)

    def test_i22_after_a_take_over_the_old_writer_is_fenced(self) -> None:
        attempt = start(cast.alice())
        services.take_over_attempt(
            user=attempt.user, attempt_id=attempt.pk, writer=OTHER
        )
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "fenced"

    def test_i22_a_writer_that_came_back_may_still_send_what_it_made_before(
        self,
    ) -> None:
        attempt = start(cast.alice())
        for writer in (OTHER, WRITER):
            services.take_over_attempt(
                user=attempt.user, attempt_id=attempt.pk, writer=writer
            )
        assert save_one(attempt, 1, right(attempt, 1), epoch=1).verdict == "accepted"

    def test_i32_a_strangers_attempt_is_not_there(self) -> None:
        attempt = start(cast.alice())
        with pytest.raises(Http404):
            services.save_operations(
                user=cast.charlie(),
                attempt_id=attempt.pk,
                writer=WRITER,
                received=[operation(1, None)],
            )
        assert not Operation.objects.exists()

    def test_an_attempt_that_does_not_exist_is_not_there(self) -> None:
        with pytest.raises(Http404):
            services.save_operations(
                user=cast.alice(),
                attempt_id=uuid.uuid4(),
                writer=WRITER,
                received=[operation(1, None)],
            )


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
            timezone, "now", lambda: attempt.started_at.replace(year=1999)
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
        to_deadline(attempt.pk, seconds=9)
        with locked(attempt) as let_go:
            rows = at_once(
                lambda: save_one(attempt, 1, chosen),
                lambda: _after(1.4, let_go),
            )
        assert rows[0].verdict == "accepted"
        assert save_one(attempt, 2, right(attempt, 2)).verdict == "late"

    def test_i39_a_lock_that_does_not_come_is_told_and_nothing_is_half_written(
        self,
    ) -> None:
        attempt = start(cast.alice())
        one = operation(1, right(attempt, 1))
        with locked(attempt):
            (failure,) = at_once(lambda: save(attempt, one))
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


def _after(seconds: float, job) -> None:
    import time

    time.sleep(seconds)
    job()
