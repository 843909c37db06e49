"""Django's admin site: for administrators with a second factor, and audited."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin

from accounts.models import User
from lib.models import AuditEvent
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
LIST = "/django-admin/accounts/user/"


@pytest.fixture
def ada(client):
    ada = factories.make_confirmed(cast.ada())
    factories.make_second_factor(ada)
    client.force_login(ada)
    return ada


def change(client, user, **over):
    data = {"role": user.role, "time_multiplier": "1", "extra_minutes": "0"}
    data |= {"is_active": "on"} if user.is_active else {}
    return client.post(f"{LIST}{user.pk}/change/", data | over)


class EntryTests:
    def test_it_sends_visitors_to_the_sites_own_sign_in(self, client):
        answer = client.get("/django-admin/", follow=True)
        assert answer.redirect_chain[-1][0].startswith("/account/login/")

    def test_it_takes_no_password_of_its_own(self, client):
        ada = factories.make_confirmed(cast.ada())
        client.post(
            "/django-admin/login/", {"username": ada.email, "password": cast.PASSWORD}
        )
        assert not doors.is_in(client)

    @pytest.mark.parametrize("who", [cast.alice, cast.ivan])
    def test_it_is_closed_to_everybody_else(self, client, who):
        person = who()
        factories.make_second_factor(person)
        client.force_login(person)
        assert client.get(LIST, follow=True).status_code == 403

    def test_it_opens_for_administrators(self, client, ada):
        assert client.get(LIST).status_code == 200

    def test_without_a_second_factor_it_asks_for_one(self, client, settings):
        settings.SECOND_FACTOR_REQUIRED = True
        client.force_login(cast.ada())
        assert client.get(LIST)["Location"] == "/account/2fa/totp/activate/"

    def test_people_are_all_there_is_and_nothing_is_deleted(self):
        assert set(admin.site._registry) == {User}
        assert "delete_selected" not in dict(admin.site.actions)


class ChangeTests:
    def test_it_records_a_new_role_and_ends_the_sessions(self, client, client_of, ada):
        bob, browser = factories.make_confirmed(cast.bob()), client_of()
        doors.sign_in(browser, bob)
        change(client, bob, role="instructor")
        event = AuditEvent.objects.get()
        assert (event.action, event.actor_id) == ("role.changed", ada.pk)
        assert not doors.is_in(browser)

    def test_it_records_a_closed_account(self, client, ada):
        bob = cast.bob()
        change(client, bob, is_active="")
        bob.refresh_from_db()
        assert not bob.is_active
        assert AuditEvent.objects.get().action == "activity.changed"

    def test_it_records_more_time(self, client, ada):
        bob = cast.bob()
        change(client, bob, extra_minutes="30")
        bob.refresh_from_db()
        assert bob.extra_minutes == 30
        assert AuditEvent.objects.get().action == "accommodations.changed"

    def test_it_neither_adds_nor_deletes_people(self, client, ada):
        bob = cast.bob()
        assert client.get(f"{LIST}add/").status_code == 403
        assert client.post(f"{LIST}{bob.pk}/delete/").status_code == 403

    def test_it_lists_no_guests(self, client, ada):
        guest = User.objects.create(email="g@guest.invalid", is_guest=True)
        assert guest.email not in client.get(LIST).content.decode()

    def test_it_helps_who_lost_the_phone(self, client, ada):
        bob = cast.bob()
        factories.make_second_factor(bob)
        client.post(
            LIST, {"action": "remove_second_factor", "_selected_action": [bob.pk]}
        )
        assert not Authenticator.objects.filter(user=bob).exists()
        assert AuditEvent.objects.get().action == "second-factor.removed"
