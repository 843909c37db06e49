"""Guests who never came back: erased after 30 days, with their attempts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from exams import services
from exams.models import Answer, Attempt, Operation
from lib.models import AuditEvent
from tests import cast
from tests.exams.client import answer_all
from tests.exams.makers import small_exam, start
from tests.exams.threads import at_once, none_failed

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=31)


@pytest.fixture
def visitor():
    """A guest who answered the diagnostic today."""
    guest = cast.person("guest-1", is_guest=True)
    answer_all(start(guest, small_exam(mode="diagnostic", minutes=None)), right_count=2)
    return guest


def sweep(later=MONTH):
    return services.remove_idle_guests(now=timezone.now() + later)


class RemoveIdleGuestsTests:
    def test_it_erases_the_guest_with_everything(self, visitor):
        assert sweep() == 1
        assert not User.objects.exists()
        for model in (Attempt, Operation, Answer):
            assert not model.objects.exists()

    def test_it_keeps_who_was_here_in_30_days(self, visitor):
        assert sweep(timedelta(days=29)) == 0

    def test_it_keeps_who_came_back(self, visitor):
        long_ago = timezone.now() - timedelta(days=60)
        User.objects.update(joined_at=long_ago)
        Attempt.objects.update(started_at=long_ago)
        assert sweep(timedelta()) == 0

    def test_it_keeps_members(self):
        start(cast.alice())
        assert sweep() == 0

    def test_it_records_how_many(self, visitor):
        cast.person("guest-2", is_guest=True)
        sweep()
        event = AuditEvent.objects.get()
        assert (event.action, event.detail) == ("guests.removed", {"count": 2})

    def test_it_records_nothing_when_nobody_is_idle(self):
        sweep()
        assert not AuditEvent.objects.exists()

    def test_it_works_in_portions(self, monkeypatch):
        monkeypatch.setattr("exams.services.people.GUESTS_AT_ONCE", 2)
        for n in range(5):
            cast.person(f"guest-{n}", is_guest=True)
        assert sweep() == 5


@pytest.mark.django_db(transaction=True)
class TwoSweepsTests:
    def test_two_at_once_erase_each_guest_once(self):
        for n in range(6):
            cast.person(f"guest-{n}", is_guest=True)
        assert sum(none_failed(at_once(sweep, sweep))) == 6
