"""Saving: every operation judged, logged and applied once, or not at all."""

import uuid

import pytest
from django.http import Http404

from exams import access, selectors, services
from exams.models import Answer, Operation
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
from tests.exams.makers import every_kind_exam, start

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
