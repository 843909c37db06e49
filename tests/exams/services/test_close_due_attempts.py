"""Closing by the clock: every overdue attempt ends by itself (I20)."""

import pytest
from django.db import transaction

from exams import access, services
from exams.models import Attempt
from tests import cast
from tests.exams.client import right, save_one, submit
from tests.exams.clock import age, to_deadline
from tests.exams.makers import small_exam, start, start_practice
from tests.exams.threads import at_once, locked, none_failed

pytestmark = pytest.mark.django_db


class CloseTests:
    @pytest.mark.parametrize(
        ("seconds", "closed"), [(-60, 0), (9, 0), (13, 0), (15.1, 1)]
    )
    def test_i20_from_fifteen_seconds_after_the_deadline_on(
        self, seconds, closed
    ) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=seconds)
        assert services.close_due_attempts() == closed

    def test_i20_it_says_that_time_ran_out_at_the_deadline(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, hours=5)
        services.close_due_attempts()
        attempt.refresh_from_db()
        assert (attempt.state, attempt.finish_reason) == ("submitted", "expired")
        assert attempt.finished_at == attempt.deadline_at

    def test_i20_every_one_of_many(self) -> None:
        exam = small_exam()
        for n in range(5):
            to_deadline(start(cast.person(f"p{n}"), exam).pk, minutes=1)
        running = start(cast.alice(), exam)
        assert services.close_due_attempts() == 5
        assert list(Attempt.objects.running()) == [running]
        assert services.close_due_attempts() == 0

    def test_idle_attempts_close_after_thirty_days_without_an_operation(self) -> None:
        attempt = start_practice(cast.alice())
        age(attempt.pk, days=25)
        save_one(attempt, 1, right(attempt, 1))
        age(attempt.pk, days=29)
        assert services.close_due_attempts() == 0
        age(attempt.pk, days=2)
        assert services.close_due_attempts() == 1
        attempt.refresh_from_db()
        assert attempt.finish_reason == "idle"

    def test_what_was_handed_in_stays_as_it_is(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        to_deadline(attempt.pk, minutes=1)
        assert services.close_due_attempts() == 0
        attempt.refresh_from_db()
        assert attempt.finish_reason == "submitted"

    def test_one_query_set_method_serves_every_read(self) -> None:
        """Running and past the closing time is closed, before any sweep."""
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=16)
        assert not Attempt.objects.running().exists()
        assert Attempt.objects.overdue().get() == attempt
        found = access.attempt_for(attempt.user, attempt.pk)
        assert services.shown_state(found) == "submitted"

    def test_a_read_closes_it_without_any_worker(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=16)
        found = access.attempt_for(attempt.user, attempt.pk)
        assert not services.close_if_over(attempt=found).is_running
        assert Attempt.objects.get().finish_reason == "expired"

    def test_a_read_in_time_closes_nothing(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=13)
        found = access.attempt_for(attempt.user, attempt.pk)
        assert services.close_if_over(attempt=found).is_running


@pytest.mark.django_db(transaction=True)
class RaceTests:
    def test_one_that_is_locked_does_not_stop_the_others(self) -> None:
        exam = small_exam()
        stuck, free = start(cast.alice(), exam), start(cast.bob(), exam)
        for attempt in (stuck, free):
            to_deadline(attempt.pk, minutes=1)
        with locked(stuck):
            told = at_once(services.close_due_attempts, patience=0.1)
        assert none_failed(told) == [1]
        assert services.close_due_attempts() == 1

    def test_one_that_is_erased_meanwhile_does_not_stop_the_others(
        self, monkeypatch
    ) -> None:
        exam = small_exam()
        gone, there = start(cast.alice(), exam), start(cast.bob(), exam)
        for n, attempt in enumerate((there, gone)):
            to_deadline(attempt.pk, minutes=1 + n)
        close = services.finish._close_overdue

        def erased_first(pk):
            Attempt.objects.filter(pk=gone.pk).delete()
            return close(pk)

        monkeypatch.setattr(services.finish, "_close_overdue", erased_first)
        assert services.close_due_attempts() == 1

    def test_i18_ten_sweeps_at_once_close_it_once(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, minutes=1)
        none_failed(at_once(*[services.close_due_attempts] * 10))
        attempt.refresh_from_db()
        assert attempt.finish_reason == "expired"

    def test_a_closing_that_is_rolled_back_is_done_by_the_next_sweep(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, minutes=1)
        with transaction.atomic():
            services.close_due_attempts()
            transaction.set_rollback(True)
        assert Attempt.objects.get().is_running
        assert services.close_due_attempts() == 1
