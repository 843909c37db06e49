"""A common form gives its key away when the last who sits it must have ended."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from exams import selectors, services
from exams.models import Attempt
from tests import cast
from tests.exams.clock import age
from tests.exams.makers import again, assign, begin
from tests.exams.steps import extend, pause, resume
from tests.factories import make_member, make_override

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


@pytest.fixture
def ivan():
    return cast.ivan()


@pytest.fixture
def bob():
    return cast.bob(time_multiplier=Decimal(3))


def midterm(*students, **over):
    told = {"closes_at": timezone.now() + timedelta(minutes=5), "form_rule": "common"}
    return assign(*students, **(told | over))


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
