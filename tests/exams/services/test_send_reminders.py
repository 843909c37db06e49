"""Reminders: each thing is told once to each person, and only while it is true."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts.models import User
from exams import selectors, services
from exams.models import Assignment, Attempt, Reminder
from tests import cast
from tests.exams.client import submit
from tests.exams.makers import settle, sit, small_exam
from tests.factories import (
    make_assignment,
    make_cohort,
    make_member,
    make_override,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Refusing(EmailBackend):
    """A server that knows nobody."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({})


class Away(EmailBackend):
    """A server that does not answer."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def mock(now):
    """Open since an hour ago, for four days."""
    cohort = make_cohort()
    window = {"opens_at": now - HOUR, "closes_at": now + 4 * DAY}
    return make_assignment(cohort, small_exam(), title="Mid-term", **window)


@pytest.fixture
def alice(mock):
    return make_member(mock.cohort, cast.alice(time_zone="America/New_York")).user


def sweep(now):
    """What leaves now: (address, subject), each."""
    mail.outbox.clear()
    services.send_reminders(now=now)
    return [(m.to[0], m.subject.removeprefix("Passline: ")) for m in mail.outbox]


class AssignedTests:
    def test_everybody_is_told_once(self, mock, alice, now):
        told = [("alice@example.org", "Mid-term is assigned to you")]
        assert [sweep(now), sweep(now), sweep(now + HOUR)] == [told, [], []]

    def test_the_mail_tells_the_window_in_both_zones(self, mock, alice, now):
        sweep(now)
        body = mail.outbox[0].body
        assert "(Europe/Berlin)" in body
        assert "(America/New_York) for you" in body
        assert f"/assigned/{mock.pk}/" in body

    def test_who_joins_later_is_told_then(self, mock, alice, now):
        sweep(now)
        make_member(mock.cohort, cast.bob())
        assert [to for to, _ in sweep(now + HOUR)] == ["bob@example.org"]

    def test_staff_leavers_and_excused_are_not(self, mock, now):
        make_member(mock.cohort, cast.ivan(), role="instructor")
        gone = make_member(mock.cohort, cast.bob())
        gone.left_at = gone.joined_at
        gone.save()
        excused = make_member(mock.cohort, cast.charlie()).user
        make_override(mock, excused, is_excused=True)
        assert sweep(now) == []

    def test_people_of_the_demo_have_no_mailbox(self, mock, now):
        sam = make_member(mock.cohort, cast.person("sam", is_demo=True)).user
        assert sweep(now) == []
        assert len(selectors.notices_for(sam, now)) == 1

    def test_a_withdrawn_one_is_not_told_of(self, mock, alice, now):
        services.queue_reminders(now=now)
        mock.withdrawn_at = now
        mock.save()
        assert sweep(now) == []
        assert not Reminder.objects.exists()


class OpeningTests:
    def test_it_is_told_when_the_author_wanted_it(self, mock, alice, now):
        mock.opens_at, mock.remind_hours = now + DAY, 3
        mock.save()
        sweep(now)
        assert sweep(mock.opens_at - 4 * HOUR) == []
        told = [("alice@example.org", "Mid-term opens soon")]
        assert sweep(mock.opens_at - 2 * HOUR) == told
        assert sweep(mock.opens_at - HOUR) == []

    def test_and_not_otherwise(self, mock, alice, now):
        mock.opens_at = now + DAY
        mock.save()
        sweep(now)
        assert sweep(mock.opens_at - HOUR) == []


class ClosingTests:
    def test_who_has_not_begun_is_told_on_the_last_day(self, mock, alice, now):
        sit(cast.bob(), mock)
        sweep(now)
        assert sweep(mock.closes_at - 25 * HOUR) == []
        told = [("alice@example.org", "Mid-term closes within a day")]
        assert sweep(mock.closes_at - 23 * HOUR) == told
        assert sweep(mock.closes_at - HOUR) == []

    def test_a_person_with_a_later_close_is_told_later(self, mock, alice, now):
        make_override(mock, alice, closes_at=mock.closes_at + 2 * DAY)
        sweep(now)
        assert sweep(mock.closes_at - HOUR) == []
        assert len(sweep(mock.closes_at + 30 * HOUR)) == 1

    def test_a_void_attempt_is_none(self, mock, alice, now):
        sit(alice, mock, voided_at=now)
        sweep(now)
        assert len(sweep(mock.closes_at - HOUR)) == 1

    def test_nobody_is_told_twice_within_six_hours(self, mock, alice):
        assert len(sweep(mock.closes_at - 3 * HOUR)) == 1
        assert sweep(mock.closes_at - HOUR) == []


class ReleasedTests:
    def test_it_is_told_when_feedback_that_was_kept_back_is_there(
        self, mock, alice, now
    ):
        sweep(now)
        attempt = sit(alice, mock)
        submit(attempt)
        settle(attempt)
        sweep(now)
        Attempt.objects.update(hidden_until=mock.closes_at)
        assert sweep(mock.closes_at - HOUR) == []
        told = [("alice@example.org", "The feedback on Mid-term is there")]
        assert sweep(mock.closes_at + HOUR) == told
        assert sweep(mock.closes_at + 2 * HOUR) == []

    @pytest.mark.parametrize("rule", ["never", "at_once"])
    def test_never_and_at_once_are_no_news(self, mock, alice, now, rule):
        mock.release = rule
        mock.save()
        sweep(now)
        attempt = sit(alice, mock)
        submit(attempt)
        settle(attempt)
        assert sweep(mock.closes_at + HOUR) == []


class ChoiceTests:
    def test_who_wants_none_still_hears_of_an_assignment(self, mock, alice, now):
        services.choose_reminders(user=alice, is_wanted=False, now=now)
        assert len(sweep(now)) == 1
        assert sweep(mock.closes_at - HOUR) == []

    def test_and_finds_the_notice_at_home(self, mock, alice, now):
        services.choose_reminders(user=alice, is_wanted=False, now=now)
        sweep(now)
        later = mock.closes_at - HOUR
        sweep(later)
        kinds = [n.reminder.kind for n in selectors.notices_for(alice, later)]
        assert kinds == ["closing", "assigned"]

    def test_one_that_was_read_is_gone(self, mock, alice, now):
        sweep(now)
        [notice] = selectors.notices_for(alice, now)
        services.read_reminder(reminder=notice.reminder, now=now)
        assert selectors.notices_for(alice, now) == []


class FailureTests:
    def test_a_refused_address_waits_longer_and_holds_up_nobody(
        self, mock, alice, now, settings
    ):
        make_member(mock.cohort, cast.bob())
        path = f"{__name__}.Refusing"
        settings.EMAIL_BACKEND = path
        sweep(now)
        waits = Reminder.objects.values_list("tries", "try_at")
        assert set(waits) == {(1, now + timedelta(minutes=1))}
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert sweep(now) == []
        assert len(sweep(now + timedelta(minutes=1))) == 2

    def test_one_that_cannot_be_written_holds_up_nobody(self, mock, alice, now):
        make_member(mock.cohort, cast.bob())
        User.objects.filter(pk=alice.pk).update(email="alice@example.org\nbcc: eve")
        assert [to for to, _ in sweep(now)] == ["bob@example.org"]
        told = Reminder.objects.get(user=alice)
        assert (told.tries, told.try_at) == (1, now + timedelta(minutes=1))

    def test_a_title_of_two_lines_is_told_in_one(self, mock, alice, now):
        Assignment.objects.update(title="Mid-term\nBcc: eve@example.org")
        told = "Mid-term Bcc: eve@example.org is assigned to you"
        assert sweep(now) == [("alice@example.org", told)]

    def test_a_server_that_is_away_costs_nobody_a_try(self, mock, alice, now, settings):
        settings.EMAIL_BACKEND = f"{__name__}.Away"
        sweep(now)
        assert Reminder.objects.get().tries == 0
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert len(sweep(now)) == 1

    def test_each_try_is_the_same_mail(self, mock, alice, now):
        sweep(now)
        first = mail.outbox[0].extra_headers["Message-ID"]
        Reminder.objects.update(sent_at=None)
        sweep(now)
        assert mail.outbox[0].extra_headers["Message-ID"] == first
