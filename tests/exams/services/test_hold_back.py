"""A common form gives its key away when the last who sits it must have ended."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from exams import selectors, services
from exams.models import Assignment, Attempt
from tests import cast
from tests.exams.clock import age
from tests.exams.makers import again, assign, begin
from tests.exams.steps import extend, pause, resume
from tests.factories import make_member, make_override

pytestmark = pytest.mark.django_db
MINUTES, SLACK = timedelta(minutes=1), timedelta(seconds=20)


@pytest.fixture
def ivan():
    return cast.ivan()


@pytest.fixture
def bob():
    return cast.bob(time_multiplier=Decimal(3))


def midterm(*students, **over):
    told = {"closes_at": timezone.now() + timedelta(minutes=5), "form_rule": "common"}
    return assign(*students, **(told | over))


def move(sat, hidden_until, closes_at=None) -> None:
    """As if so much of the exam were over."""
    Attempt.objects.update(hidden_until=hidden_until)
    if closes_at:
        opens_at = closes_at - timedelta(hours=1)
        Assignment.objects.update(opens_at=opens_at, closes_at=closes_at)
        for attempt in sat:
            attempt.assignment.refresh_from_db()


def hidden(*attempts) -> set:
    return {again(attempt).hidden_until for attempt in attempts}


class StartTests:
    def test_who_is_quick_waits_for_who_has_more_time(self, bob) -> None:
        alice = cast.alice()
        common = midterm(alice, bob)
        one, other = begin(alice, common), begin(bob, common)
        assert hidden(one, other) == {common.closes_at + 3 * 26 * MINUTES}

    def test_a_window_of_ones_own_is_waited_for_too(self) -> None:
        alice, zoe = cast.alice(), cast.person("zoe")
        common = midterm(alice, zoe)
        later = common.closes_at + timedelta(days=2)
        make_override(common, zoe, closes_at=later)
        assert hidden(begin(alice, common)) == {later + 26 * MINUTES}

    def test_who_is_excused_is_not_waited_for(self, bob) -> None:
        alice = cast.alice()
        common = midterm(alice, bob)
        make_override(common, bob, is_excused=True)
        assert hidden(begin(alice, common)) == {common.closes_at + 26 * MINUTES}

    def test_who_joins_with_more_time_moves_the_others(self, bob) -> None:
        alice = cast.alice()
        common = midterm(alice)
        one = begin(alice, common)
        make_member(common.cohort, bob)
        assert hidden(one, begin(bob, common)) == {common.closes_at + 3 * 26 * MINUTES}

    def test_where_each_has_an_own_form_nobody_waits(self, bob) -> None:
        alice = cast.alice()
        own = midterm(alice, bob, form_rule="own")
        assert hidden(begin(alice, own)) == {own.closes_at + 26 * MINUTES}


class LaterTests:
    @pytest.fixture
    def sat(self) -> list[Attempt]:
        alice, zoe = cast.alice(), cast.person("zoe")
        common = midterm(alice, zoe)
        return [begin(alice, common), begin(zoe, common)]

    def test_more_minutes_for_one_hold_the_others_back(self, sat, ivan) -> None:
        extend(sat[1], ivan, minutes=120)
        assert hidden(*sat) == {again(sat[1]).deadline_at}

    def test_a_long_pause_of_one_does(self, sat, ivan) -> None:
        pause(sat[1], ivan)
        age(sat[1].pk, minutes=1)
        Attempt.objects.filter(pk=sat[1].pk).update(
            paused_at=timezone.now() - timedelta(hours=3)
        )
        resume(sat[1], ivan)
        assert hidden(sat[0]) == {again(sat[1]).deadline_at}

    def test_a_pause_that_is_still_on_does(self, sat, ivan) -> None:
        now = timezone.now()
        closes, started = now - timedelta(minutes=5), now - timedelta(minutes=20)
        move(sat, closes_at=closes, hidden_until=now + MINUTES)
        Attempt.objects.update(started_at=started, deadline_at=started + 26 * MINUTES)
        pause(sat[1], ivan)
        [until] = hidden(*sat)
        assert 16 * MINUTES - SLACK <= until - now <= 26 * MINUTES + SLACK

    def test_and_while_it_lasts_it_does_so_again(self, sat, ivan) -> None:
        pause(sat[1], ivan)
        now = timezone.now()
        move(sat, closes_at=now - timedelta(hours=2), hidden_until=now + MINUTES)
        services.hold_back_paused()
        first = hidden(*sat)
        services.hold_back_paused()
        assert hidden(*sat) == first
        [until] = first
        assert 36 * MINUTES - SLACK <= until - now <= 46 * MINUTES + SLACK

    def test_when_it_has_ended_it_does_not(self, sat, ivan) -> None:
        pause(sat[1], ivan)
        resume(sat[1], ivan)
        soon = timezone.now() + MINUTES
        move(sat, closes_at=soon - timedelta(hours=2), hidden_until=soon)
        services.hold_back_paused()
        assert hidden(*sat) == {soon}

    def test_a_pause_in_a_form_of_ones_own_holds_back_nobody(self, ivan) -> None:
        alice, zoe = cast.alice(), cast.person("zoe")
        own = midterm(alice, zoe, form_rule="own")
        sat = [begin(alice, own), begin(zoe, own)]
        pause(sat[1], ivan)
        soon = timezone.now() + MINUTES
        move(sat, hidden_until=soon)
        services.hold_back_paused()
        assert hidden(*sat) == {soon}

    def test_an_exception_of_one_does(self, sat, ivan) -> None:
        common = sat[0].assignment
        later = common.closes_at + timedelta(days=1)
        services.override_person(
            actor=ivan,
            assignment=common,
            person=sat[1].user,
            otherwise=services.Otherwise(closes_at=later),
            reason="Ill.",
            now=timezone.now(),
        )
        assert hidden(*sat) == {later + 26 * MINUTES}

    def test_more_time_that_an_administrator_gives_does(self, sat) -> None:
        zoe = sat[1].user
        zoe.time_multiplier = Decimal(2)
        zoe.save()
        services.follow_time(actor=cast.ada(), user=zoe)
        assert hidden(*sat) == {sat[0].assignment.closes_at + 52 * MINUTES}

    def test_an_earlier_close_moves_all_of_them_back(self, sat, ivan) -> None:
        common = sat[0].assignment
        extend(sat[1], ivan, minutes=60)
        plan = selectors.plan_of(common)
        earlier = type(plan)(
            **(vars(plan) | {"closes_at": plan.closes_at - 2 * MINUTES})
        )
        now = timezone.now()
        services.change_assignment(actor=ivan, assignment=common, plan=earlier, now=now)
        assert hidden(*sat) == {again(sat[1]).deadline_at}

    def test_what_is_released_stays_released(self, sat, ivan) -> None:
        past = timezone.now() - MINUTES
        Attempt.objects.filter(pk=sat[0].pk).update(hidden_until=past)
        extend(sat[1], ivan, minutes=120)
        assert hidden(sat[0]) == {past}
