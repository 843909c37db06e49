"""A window that is changed after people were told: one mail for it, one notice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from exams import selectors, services
from exams.models import Reminder
from exams.services import Otherwise
from tests import cast
from tests.exams.makers import small_exam
from tests.factories import (
    make_assignment,
    make_cohort,
    make_member,
    make_override,
)

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHANGED = "When you may sit Mid-term was changed"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def mock(now):
    """Open since an hour ago, for four days."""
    window = {"opens_at": now - HOUR, "closes_at": now + 4 * DAY}
    return make_assignment(make_cohort(), small_exam(), title="Mid-term", **window)


@pytest.fixture
def alice(mock, now):
    """Who was told a minute ago."""
    alice = make_member(mock.cohort, cast.alice()).user
    sweep(now - MINUTE)
    return alice


@pytest.fixture
def ivan():
    return cast.ivan()


def sweep(now):
    """Whose mails leave now, and about what."""
    mail.outbox.clear()
    services.send_reminders(now=now)
    return [(m.to[0], m.subject.removeprefix("Passline: ")) for m in mail.outbox]


def change(mock, ivan, now, **over):
    mock.refresh_from_db()
    plan = replace(selectors.plan_of(mock), **over)
    services.change_assignment(actor=ivan, assignment=mock, plan=plan, now=now)


def override(mock, ivan, person, now, reason="Agreed.", **over):
    told = {"person": person, "otherwise": Otherwise(**over), "reason": reason}
    services.override_person(actor=ivan, assignment=mock, now=now, **told)


def told(person, now):
    return [n.words for n in selectors.notices_for(person, now) if n.is_news]


class WindowTests:
    @pytest.mark.parametrize(
        "over", [{"zone": "America/New_York"}, {"is_cut_by_close": True}]
    )
    def test_who_was_told_gets_one_mail(self, mock, alice, ivan, now, over):
        change(mock, ivan, now, **over)
        assert sweep(now + MINUTE) == []
        assert sweep(now + 5 * MINUTE) == [("alice@example.org", CHANGED)]
        assert sweep(now + 6 * MINUTE) == []

    def test_it_is_at_home_at_once(self, mock, alice, ivan, now):
        change(mock, ivan, now, closes_at=now + 5 * DAY)
        assert told(alice, now) == ["was changed: see when you may sit it."]

    def test_saves_within_minutes_are_one_change(self, mock, alice, ivan, now):
        change(mock, ivan, now, closes_at=now + 9 * DAY)
        change(mock, ivan, now + 3 * MINUTE, closes_at=now + 5 * DAY)
        assert sweep(now + 6 * MINUTE) == []
        assert sweep(now + 8 * MINUTE) == [("alice@example.org", CHANGED)]
        closes = (now + 5 * DAY).astimezone().strftime("%d %b").lstrip("0")
        assert closes in mail.outbox[0].body

    def test_the_next_change_is_told_again(self, mock, alice, ivan, now):
        change(mock, ivan, now, closes_at=now + 5 * DAY)
        sweep(now + HOUR)
        Reminder.objects.update(read_at=now + HOUR)
        change(mock, ivan, now + DAY, closes_at=now + 6 * DAY)
        assert len(told(alice, now + DAY)) == 1
        assert sweep(now + DAY + HOUR) == [("alice@example.org", CHANGED)]

    @pytest.mark.parametrize(
        "over", [{"title": "Mid-term mock"}, {"attempts_allowed": 2}]
    )
    def test_what_else_is_changed_is_no_news(self, mock, alice, ivan, now, over):
        change(mock, ivan, now, **over)
        assert told(alice, now) == []

    def test_who_was_not_told_yet_is_told_of_it_as_it_is(self, mock, ivan, now):
        make_member(mock.cohort, cast.bob())
        change(mock, ivan, now, closes_at=now + 5 * DAY)
        first = [("bob@example.org", "Mid-term is assigned to you")]
        assert [sweep(now), sweep(now + HOUR)] == [first, []]

    def test_who_has_left_is_not_told(self, mock, alice, ivan, now):
        mock.cohort.memberships.update(left_at=timezone.now())
        change(mock, ivan, now, closes_at=now + 5 * DAY)
        assert told(alice, now) == []

    def test_what_was_said_of_the_window_before_is_due_again(
        self, mock, alice, ivan, now
    ):
        closing = [("alice@example.org", "Mid-term closes within a day")]
        assert sweep(mock.closes_at - HOUR) == closing
        change(mock, ivan, mock.closes_at - HOUR, closes_at=now + 6 * DAY)
        assert told(alice, mock.closes_at) == ["was changed: see when you may sit it."]
        assert sweep(now + 5 * DAY + HOUR) == [("alice@example.org", CHANGED), *closing]

    def test_who_wants_no_reminders_is_told(self, mock, alice, ivan, now):
        services.choose_reminders(user=alice, is_wanted=False, now=now)
        change(mock, ivan, now, closes_at=now + 5 * DAY)
        assert len(sweep(now + HOUR)) == 1


class OwnTests:
    def test_one_person_is_told_of_their_own_window(self, mock, alice, ivan, now):
        bob = make_member(mock.cohort, cast.bob()).user
        sweep(now)
        override(mock, ivan, alice, now, closes_at=now + 9 * DAY)
        assert sweep(now + HOUR) == [("alice@example.org", CHANGED)]
        assert told(alice, mock.closes_at + HOUR) != []
        assert told(bob, now) == []

    def test_another_reason_is_no_change(self, mock, alice, ivan, now):
        override(mock, ivan, alice, now, extra_minutes=5)
        Reminder.objects.update(read_at=now)
        override(mock, ivan, alice, now, reason="As agreed.", extra_minutes=5)
        assert told(alice, now) == []

    def test_as_everybody_again_is_one(self, mock, alice, ivan, now):
        make_override(mock, alice, extra_minutes=5)
        services.end_override(actor=ivan, assignment=mock, person=alice, now=now)
        assert len(told(alice, now)) == 1

    def test_who_is_excused_reads_that(self, mock, alice, ivan, now):
        override(mock, ivan, alice, now, is_excused=True)
        sweep(now + HOUR)
        assert "You need not sit Mid-term" in mail.outbox[0].body

    def test_a_window_of_ones_own_is_not_changed_with_the_others(
        self, mock, alice, ivan, now
    ):
        make_override(mock, alice, closes_at=now + 9 * DAY)
        change(mock, ivan, now, closes_at=now + 5 * DAY)
        assert told(alice, now) == []
        change(mock, ivan, now, opens_at=now - 2 * HOUR)
        assert len(told(alice, now)) == 1
