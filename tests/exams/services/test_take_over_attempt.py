"""Taking over: one writer at a time, and reading never makes one (I22)."""

import uuid

import pytest
from django.http import Http404

from exams import access, selectors, services
from exams.models import Attempt
from lib.problems import Problem
from tests import cast
from tests.exams.client import OTHER, WRITER, right, save_one, submit
from tests.exams.clock import age, to_deadline
from tests.exams.makers import start, start_practice
from tests.exams.threads import at_once, none_failed

pytestmark = pytest.mark.django_db


def take_over(attempt, writer=OTHER) -> Attempt:
    return services.take_over_attempt(
        user=attempt.user, attempt_id=attempt.pk, writer=writer
    )


class TakeOverTests:
    def test_i22_the_new_writer_gets_the_next_epoch(self) -> None:
        found = take_over(start(cast.alice()))
        assert (found.writer, found.epoch) == (OTHER, 2)

    def test_asking_again_changes_nothing(self) -> None:
        attempt = start(cast.alice())
        assert [take_over(attempt).epoch for _ in range(3)] == [2, 2, 2]

    def test_the_writer_of_the_start_keeps_its_epoch(self) -> None:
        assert take_over(start(cast.alice()), WRITER).epoch == 1

    def test_the_first_writer_of_a_page_start_has_the_first_epoch(self) -> None:
        found = take_over(start(cast.alice(), writer=None))
        assert (found.writer, found.epoch) == (OTHER, 1)

    def test_the_answers_of_the_old_writer_stay(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        take_over(attempt)
        first = selectors.form_questions(attempt)[0]
        assert first.answer.response == right(attempt, 1)

    def test_i22_reading_never_makes_a_writer(self) -> None:
        attempt = start(cast.alice(), writer=None)
        found = access.attempt_for(attempt.user, attempt.pk)
        selectors.form_questions(found)
        services.close_if_over(attempt=found)
        assert Attempt.objects.get().writer is None

    def test_i32_strangers_take_nothing_over(self) -> None:
        attempt = start(cast.alice())
        with pytest.raises(Http404):
            services.take_over_attempt(
                user=cast.charlie(), attempt_id=attempt.pk, writer=OTHER
            )

    def test_i17_what_was_handed_in_cannot_be_taken_over(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        with pytest.raises(Problem) as refusal:
            take_over(attempt)
        assert (refusal.value.slug, refusal.value.status) == ("attempt-closed", 409)

    def test_i17_nor_what_the_clock_has_ended(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=16)
        with pytest.raises(Problem) as refusal:
            take_over(attempt)
        assert refusal.value.extra["state"] == "submitted"

    def test_i17_nor_what_only_waits_to_be_closed(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=12)
        with pytest.raises(Problem) as refusal:
            take_over(attempt)
        assert (refusal.value.slug, refusal.value.status) == ("attempt-closing", 503)
        assert Attempt.objects.get().writer == WRITER

    def test_i17_in_the_grace_it_still_can(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=8)
        assert take_over(attempt).writer == OTHER

    def test_i17_nor_what_lay_idle_for_a_month(self) -> None:
        attempt = start_practice(cast.alice())
        age(attempt.pk, days=31)
        with pytest.raises(Problem):
            take_over(attempt)

    @pytest.mark.django_db(transaction=True)
    def test_i22_ten_at_once_leave_one_writer_and_ten_epochs(self) -> None:
        attempt = start(cast.alice())
        writers = [uuid.uuid4() for _ in range(10)]
        jobs = [lambda w=w: take_over(attempt, w) for w in writers]
        found = none_failed(at_once(*jobs))
        assert sorted(a.epoch for a in found) == list(range(2, 12))
        last = max(found, key=lambda a: a.epoch)
        attempt.refresh_from_db()
        assert (attempt.writer, attempt.epoch) == (last.writer, 11)
