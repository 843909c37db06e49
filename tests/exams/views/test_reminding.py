"""Reminders and calendars: whose they are, and what other programs read of them."""

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from django.utils import timezone

from exams import selectors, services
from exams.models import Reminder
from tests import cast
from tests.exams.makers import small_exam
from tests.factories import (
    make_assignment,
    make_cohort,
    make_member,
    make_override,
    make_reminder,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    made = cast.alice()
    client.force_login(made)
    return made


@pytest.fixture
def mock(alice):
    """Made of what a calendar must escape, and longer than a line of it."""
    cohort = make_cohort()
    make_member(cohort, alice)
    title = "Mid-term, part 1; “Ärger” \\ " + "ä" * 60
    return make_assignment(cohort, small_exam(), title=title)


def secret_of(user):
    return services.renew_calendar(user=user, now=timezone.now())


def fetched(client, secret):
    """The events by their UID, as another program's parser reads them."""
    response = client.get(f"/calendar/{secret}.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = response.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    calendar = vobject.readOne(response.content.decode())
    return {event.uid.value: event for event in calendar.contents.get("vevent", [])}


class CalendarTests:
    def test_another_parser_reads_the_window(self, client, alice, mock):
        [event] = fetched(client, secret_of(alice)).values()
        whole = timedelta(microseconds=mock.opens_at.microsecond)
        assert event.summary.value == mock.title
        assert event.dtstart.value == mock.opens_at - whole
        assert event.dtend.value - event.dtstart.value == timedelta(hours=25)
        assert event.dtstart.value.utcoffset() == timedelta(0)
        assert event.status.value == "CONFIRMED"

    def test_a_change_keeps_the_uid_and_raises_the_sequence(self, client, alice, mock):
        secret = secret_of(alice)
        [(uid, before)] = fetched(client, secret).items()
        services.override_person(
            actor=cast.ivan(),
            assignment=mock,
            person=alice,
            otherwise=services.Otherwise(closes_at=mock.closes_at + timedelta(days=1)),
            reason="Ill.",
            now=timezone.now(),
        )
        after = fetched(client, secret)[uid]
        assert int(after.sequence.value) > int(before.sequence.value)
        assert after.dtend.value > before.dtend.value

    def test_what_was_withdrawn_is_cancelled(self, client, alice, mock):
        told = {"actor": cast.ivan(), "assignment": mock, "now": timezone.now()}
        services.withdraw_assignment(reason="Wrong.", **told)
        [event] = fetched(client, secret_of(alice)).values()
        assert event.status.value == "CANCELLED"

    def test_so_is_what_is_not_theirs_any_more(self, client, alice, mock):
        secret = secret_of(alice)
        make_override(mock, alice, is_excused=True)
        [event] = fetched(client, secret).values()
        assert event.status.value == "CANCELLED"
        mock.overrides.all().delete()
        mock.cohort.memberships.update(left_at=timezone.now())
        [event] = fetched(client, secret).values()
        assert event.status.value == "CANCELLED"

    def test_who_has_left_is_not_told_what_came_after(self, client, alice, mock):
        secret = secret_of(alice)
        mock.cohort.memberships.update(left_at=timezone.now())
        make_assignment(mock.cohort, mock.exam, title="New")
        [event] = fetched(client, secret).values()
        assert event.summary.value == mock.title
        assert f"/assigned/{mock.pk}/" in event.url.value

    def test_who_came_back_is_told_again(self, client, alice, mock):
        mock.cohort.memberships.update(left_at=timezone.now())
        make_assignment(mock.cohort, mock.exam, title="New")
        make_member(mock.cohort, alice)
        assert len(fetched(client, secret_of(alice))) == 2

    def test_who_does_not_teach_any_more_has_nothing_of_it(self, client, mock):
        ivan = make_member(mock.cohort, cast.ivan(), role="instructor").user
        secret = secret_of(ivan)
        ivan.role = "student"
        ivan.save()
        assert fetched(client, secret) == {}

    def test_nobody_finds_windows_of_others_in_it(self, client, mock):
        assert fetched(client, secret_of(cast.bob())) == {}

    def test_an_instructor_has_what_they_teach(self, client, mock):
        ivan = make_member(mock.cohort, cast.ivan(), role="instructor").user
        [event] = fetched(client, secret_of(ivan)).values()
        assert str(mock.cohort) in event.summary.value

    def test_it_needs_the_secret_and_somebody_who_may_enter(self, client, alice, mock):
        secret = secret_of(alice)
        assert client.get("/calendar/nothing.ics").status_code == 404
        secret_of(alice)
        assert client.get(f"/calendar/{secret}.ics").status_code == 404
        newest = secret_of(alice)
        alice.is_active = False
        alice.save()
        assert client.get(f"/calendar/{newest}.ics").status_code == 404

    def test_an_old_window_leaves_it(self, client, alice, mock):
        mock.opens_at = datetime(2020, 1, 1, tzinfo=UTC)
        mock.closes_at = datetime(2020, 1, 2, tzinfo=UTC)
        mock.save()
        assert fetched(client, secret_of(alice)) == {}


class PageTests:
    def test_the_address_is_shown_once_and_kept_as_a_digest(self, client, alice):
        told = client.post("/account/calendar/").content.decode()
        assert ".ics" in told
        assert ".ics" not in client.get("/account/reminders/").content.decode()
        digest = selectors.calendar_of(alice).digest
        assert digest not in told

    def test_it_can_be_ended(self, client, alice):
        secret = secret_of(alice)
        client.post("/account/calendar/end/")
        assert client.get(f"/calendar/{secret}.ics").status_code == 404

    def test_reminders_can_be_switched_off_and_on(self, client, alice):
        client.post("/account/reminders/choose/")
        assert not selectors.wants_reminders(alice)
        client.post("/account/reminders/choose/", {"is_wanted": "on"})
        assert selectors.wants_reminders(alice)

    def test_only_ones_own_notice_can_be_set_aside(self, client, alice, mock):
        bob = make_member(mock.cohort, cast.bob()).user
        services.queue_reminders(now=timezone.now())
        own, other = (Reminder.objects.get(user=user) for user in (alice, bob))
        for one, status in ((own, 302), (other, 404)):
            path = f"/account/reminders/{one.pk}/read/"
            assert client.post(path).status_code == status
        assert Reminder.objects.get(pk=other.pk).read_at is None


class HomeTests:
    def test_news_stand_at_home_until_they_are_set_aside(self, client, alice, mock):
        news = make_reminder(mock, alice, kind="closing")
        assert "you have not begun it" in client.get("/").content.decode()
        client.post(f"/account/reminders/{news.pk}/read/")
        assert "you have not begun it" not in client.get("/").content.decode()

    def test_the_assignment_itself_has_its_own_place_there(self, client, alice, mock):
        make_reminder(mock, alice)
        assert "is assigned to you" not in client.get("/").content.decode()
