"""A class begins while its assignment changes: nobody keeps the window before."""

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from exams import selectors, services
from exams.models import Attempt
from tests import cast
from tests.exams.makers import begin, small_exam
from tests.exams.threads import PATIENCE, at_once, none_failed, until_waiting
from tests.factories import make_assignment, make_cohort, make_member

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def mock():
    return make_assignment(make_cohort(), small_exam())


@pytest.fixture
def ivan():
    return cast.ivan()


def moved(mock, ivan):
    plan = selectors.plan_of(mock)
    later = replace(plan, closes_at=plan.closes_at + HOUR)
    now = timezone.now()
    return services.change_assignment(actor=ivan, assignment=mock, plan=later, now=now)


def waiting_start(person, mock, ivan, **otherwise):
    """What a start gives that waits for the exception that staff make meanwhile."""
    made = threading.Event()

    def override():
        with transaction.atomic():
            services.override_person(
                actor=ivan,
                assignment=mock,
                person=person,
                otherwise=services.Otherwise(**otherwise),
                reason="Agreed.",
                now=timezone.now(),
            )
            made.set()
            until_waiting()  # the start has its snapshot, and stands at the assignment

    def start():
        made.wait(PATIENCE)
        return begin(person, mock)

    failure, started = at_once(override, start)
    assert failure is None, failure
    return started


class RaceTests:
    def test_everybody_has_the_window_that_holds_in_the_end(self, mock, ivan):
        people = [
            make_member(mock.cohort, cast.person(f"student{n}")).user for n in range(8)
        ]
        starts = [partial(begin, person, mock) for person in people]
        change = partial(moved, mock, ivan)
        none_failed(at_once(*starts[:4], change, *starts[4:]))
        mock.refresh_from_db()
        released = mock.closes_at + timedelta(minutes=26)
        hidden = Attempt.objects.values_list("hidden_until", flat=True)
        assert list(hidden) == [released] * 8

    def test_who_waits_for_an_exception_starts_with_it(self, mock, ivan) -> None:
        alice = make_member(mock.cohort, cast.alice()).user
        started = waiting_start(alice, mock, ivan, extra_minutes=60)
        assert started.extra_minutes == 60
        limit = timedelta(minutes=mock.exam.minutes)
        assert started.deadline_at - started.started_at == limit + HOUR

    def test_an_own_window_moves_the_release_of_who_waited(self, mock, ivan) -> None:
        alice = make_member(mock.cohort, cast.alice()).user
        later = mock.closes_at + timedelta(days=2)
        started = waiting_start(alice, mock, ivan, closes_at=later)
        assert started.hidden_until > later

    def test_who_is_excused_meanwhile_does_not_begin(self, mock, ivan) -> None:
        alice = make_member(mock.cohort, cast.alice()).user
        refusal = waiting_start(alice, mock, ivan, is_excused=True)
        assert refusal.slug == "assignment-excused"

    def test_two_sweeps_at_once_tell_each_thing_once(self, mock, mailoutbox):
        for n in range(6):
            make_member(mock.cohort, cast.person(f"student{n}"))
        sweep = partial(services.send_reminders, now=timezone.now())
        none_failed(at_once(sweep, sweep, sweep))
        assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == 6
