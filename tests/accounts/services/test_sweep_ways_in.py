"""What the night drops: nothing that still opens or counts."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import services
from accounts.models import ApiToken, GuestStart
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
KINDS = (Session, UserSession, ApiToken, GuestStart)


@pytest.fixture
def traces(client):
    """Of each kind one row."""
    alice = factories.make_confirmed(cast.alice())
    doors.sign_in(client, alice)
    doors.make_token(client, alice)
    doors.begin_guest(client.session)
    Session.objects.exclude(session_key=client.session.session_key).delete()


def left_after(**of_time):
    services.sweep_ways_in(now=timezone.now() + timedelta(**of_time))
    return {kind.__name__: kind.objects.count() for kind in KINDS}


class SweepWaysInTests:
    def test_it_leaves_what_is_young(self, traces):
        assert set(left_after(minutes=50).values()) == {1}

    @pytest.mark.parametrize(
        ("days", "gone"),
        [
            (1, {"GuestStart"}),
            (15, {"GuestStart", "Session", "UserSession"}),
            (181, {kind.__name__ for kind in KINDS}),
        ],
    )
    def test_it_drops_what_opens_nothing_any_more(self, traces, days, gone):
        left = left_after(days=days, minutes=1)
        assert {name for name, count in left.items() if not count} == gone
