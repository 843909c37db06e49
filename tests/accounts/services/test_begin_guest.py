"""A visitor becomes a guest, who is nobody to every sign-in check."""

import pytest

from accounts import access
from accounts.models import Guest
from tests.accounts import doors

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(client):
    session = client.session
    guest = doors.begin_guest(session)
    session.save()
    client.cookies["sessionid"] = session.session_key
    return guest


class GuestTests:
    def test_it_makes_one_guest_for_a_browser(self, client, guest):
        assert doors.begin_guest(client.session) == guest
        assert Guest.objects.filter(is_guest=True).count() == 1

    def test_it_knows_the_guest_at_the_next_request(self, client, guest):
        request = client.get("/account/login/").wsgi_request
        assert access.person_of(request).pk == guest.pk

    def test_it_opens_no_page_for_members(self, client, guest):
        assert not doors.is_in(client)
        assert client.get("/django-admin/").status_code == 302

    def test_it_cannot_be_signed_in_to(self, client_of, guest):
        browser = client_of()
        doors.sign_in(browser, guest, "!")
        assert not doors.is_in(browser)

    def test_it_gets_no_mail(self, client, guest, mailoutbox):
        client.post("/account/password/reset/", {"email": guest.email})
        assert "/password/reset/key/" not in mailoutbox[0].body

    def test_it_is_forgotten_when_deactivated(self, client, guest):
        Guest.objects.filter(pk=guest.pk).update(is_active=False)
        request = client.get("/account/login/").wsgi_request
        assert not access.is_person(request.user)

    def test_it_is_another_one_in_another_browser(self, client_of, guest):
        other = client_of()
        assert doors.begin_guest(other.session).pk != guest.pk
