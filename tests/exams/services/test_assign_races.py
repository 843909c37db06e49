"""A class begins while its assignment changes: nobody keeps the window before."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from exams import selectors, services
from exams.models import Attempt
from tests import cast
from tests.exams.makers import begin, small_exam
from tests.exams.threads import at_once, none_failed
from tests.factories import make_assignment, make_cohort, make_member

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def mock():
    return make_assignment(make_cohort(), small_exam())


def moved(mock, ivan):
    plan = selectors.plan_of(mock)
    later = replace(plan, closes_at=plan.closes_at + HOUR)
    now = timezone.now()
    return services.change_assignment(actor=ivan, assignment=mock, plan=later, now=now)


class RaceTests:
    def test_everybody_has_the_window_that_holds_in_the_end(self, mock):
        people = [
            make_member(mock.cohort, cast.person(f"student{n}")).user for n in range(8)
        ]
        starts = [partial(begin, person, mock) for person in people]
        change = partial(moved, mock, cast.ivan())
        none_failed(at_once(*starts[:4], change, *starts[4:]))
        mock.refresh_from_db()
        released = mock.closes_at + timedelta(minutes=26)
        hidden = Attempt.objects.values_list("hidden_until", flat=True)
        assert list(hidden) == [released] * 8

    def test_two_sweeps_at_once_tell_each_thing_once(self, mock, mailoutbox):
        for n in range(6):
            make_member(mock.cohort, cast.person(f"student{n}"))
        sweep = partial(services.send_reminders, now=timezone.now())
        none_failed(at_once(sweep, sweep, sweep))
        assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == 6
