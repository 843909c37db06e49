"""Somebody's time in exams changes while they sit: the running clock follows."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.accommodations import Accommodation
from accounts.services import change_accommodations
from exams.models import Attempt, Intervention
from lib.models import AuditEvent
from lib.problems import Problem
from tests import cast
from tests.exams.client import submit
from tests.exams.clock import age
from tests.exams.makers import again, assign, sit, small_exam, start, start_practice
from tests.exams.steps import extend, pause, resume
from tests.factories import make_override

pytestmark = pytest.mark.django_db
MINUTES = 26  # of the small exam


@pytest.fixture
def alice():
    return cast.alice()


@pytest.fixture
def ada():
    return cast.ada()


def grant(actor, user, times: float = 1, extra: int = 0, **over) -> None:
    change_accommodations(
        actor=actor,
        user=user,
        accommodation=Accommodation(Decimal(str(times)), extra),
        reason="A letter of the doctor.",
        **over,
    )


def moved(attempt: Attempt) -> timedelta:
    found: timedelta = again(attempt).deadline_at - attempt.deadline_at
    return found


class FollowTests:
    def test_the_deadline_is_worked_out_from_the_start(self, alice, ada) -> None:
        attempt = sit(alice)
        grant(ada, alice, 1.5)
        assert moved(attempt) == timedelta(minutes=MINUTES * 0.5)
        assert again(attempt).allowed_minutes == MINUTES * 1.5

    def test_pauses_and_given_minutes_stay(self, alice, ada) -> None:
        attempt = sit(alice)
        extend(attempt, ada, minutes=7)
        pause(attempt, ada)
        age(attempt.pk, minutes=20)
        resume(attempt, ada)
        before = again(attempt)
        grant(ada, alice, extra=30)
        assert moved(before) == timedelta(minutes=30)

    def test_during_a_pause_it_counts_from_where_the_clock_stands(
        self, alice, ada
    ) -> None:
        attempt = sit(alice)
        pause(attempt, ada)
        age(attempt.pk, hours=3)
        left = again(attempt).remaining_ms
        grant(ada, alice, extra=10)
        assert again(attempt).remaining_ms == left + 10 * 60_000

    def test_an_exam_that_was_chosen_follows_too(self, alice, ada) -> None:
        attempt = start(alice)
        grant(ada, alice, 2)
        assert moved(attempt) == timedelta(minutes=MINUTES)

    def test_what_an_assignment_says_otherwise_stays(self, alice, ada) -> None:
        assignment = assign(alice)
        make_override(assignment, alice, time_multiplier=Decimal(3), extra_minutes=0)
        attempt = sit(alice, assignment)
        grant(ada, alice, 2)
        assert moved(attempt) == timedelta(0)

    def test_a_window_that_ends_attempts_still_does(self, alice, ada) -> None:
        closes = timedelta(minutes=30)
        assignment = assign(alice)
        assignment.closes_at = assignment.created_at + closes
        assignment.is_cut_by_close = True
        assignment.save()
        attempt = sit(alice, assignment)
        grant(ada, alice, 3)
        assert again(attempt).deadline_at == assignment.closes_at

    def test_untimed_and_finished_ones_are_left_alone(self, alice, ada) -> None:
        done = sit(alice)
        submit(done)
        untimed = start_practice(alice)
        grant(ada, alice, 2)
        assert moved(done) == timedelta(0)
        assert again(untimed).deadline_at is None

    def test_the_student_and_the_audit_are_told(self, alice, ada) -> None:
        attempt = sit(alice)
        grant(ada, alice, 1.5)
        told = Intervention.objects.get(attempt=attempt)
        assert (told.kind, told.reason) == ("timed", "A letter of the doctor.")
        event = AuditEvent.objects.get(action="attempt.timed")
        assert event.detail["attempts"] == [str(attempt.pk)]


class SelfTests:
    def test_nobody_changes_a_clock_of_their_own(self, alice) -> None:
        attempt = start(alice, small_exam())
        grant(alice, alice, 3)
        assert moved(attempt) == timedelta(0)


class LessTimeTests:
    def test_an_end_at_once_is_asked_about(self, alice, ada) -> None:
        grant(ada, alice, 2)
        attempt = sit(alice)
        age(attempt.pk, minutes=40)
        before = again(attempt)
        with pytest.raises(Problem) as caught:
            grant(ada, alice)
        assert caught.value.slug == "ends-attempts-at-once"
        assert caught.value.extra["count"] == 1
        assert moved(before) == timedelta(0)
        alice.refresh_from_db()
        assert alice.time_multiplier == 2

    def test_confirmed_it_ends_now_and_never_before(self, alice, ada) -> None:
        grant(ada, alice, 2)
        attempt = sit(alice)
        age(attempt.pk, minutes=40)
        grant(ada, alice, is_confirmed=True)
        now = again(attempt)
        assert abs((now.deadline_at - now.clock).total_seconds()) < 5
