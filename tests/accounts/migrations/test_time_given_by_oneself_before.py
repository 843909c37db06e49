"""Time that people gave themselves before that was kept, as the audit log tells it."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from accounts.accommodations import Accommodation
from accounts.models import User
from accounts.services import change_accommodations
from tests import cast

pytestmark = pytest.mark.django_db
DOUBLE, HALF_MORE = Accommodation(Decimal(2)), Accommodation(Decimal("1.5"))


def give(actor, user, time=DOUBLE, **told):
    change_accommodations(actor=actor, user=user, accommodation=time, **told)


def own_after_filling():
    """Whose time is their own, when rows were as before and are filled in."""
    User.objects.update(is_time_own=False)
    migration = import_module("accounts.migrations.0007_time_given_by_oneself_before")
    with connection.cursor() as cursor:
        cursor.execute(migration.OWN)
    return {user.name for user in User.objects.filter(is_time_own=True)}


class FillTests:
    def test_what_somebody_gave_themselves_is_their_own(self) -> None:
        ada, alice, bob = cast.ada(), cast.alice(), cast.bob()
        give(alice, alice)
        give(ada, bob)
        assert own_after_filling() == {"Alice"}

    def test_the_last_change_says_whose_it_is(self) -> None:
        ada, alice, bob = cast.ada(), cast.alice(), cast.bob()
        give(alice, alice)
        give(ada, alice, HALF_MORE)
        give(ada, bob)
        give(bob, bob, HALF_MORE)
        assert own_after_filling() == {"Bob"}

    def test_what_an_invitation_gave_is_granted(self) -> None:
        alice = cast.alice()
        give(alice, alice, reason="invitation 7")
        assert own_after_filling() == set()

    def test_standard_time_is_nobodys_own(self) -> None:
        alice = cast.alice()
        give(alice, alice)
        give(alice, alice, Accommodation())
        assert own_after_filling() == set()
