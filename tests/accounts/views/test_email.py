"""Changing one's address."""

import pytest

from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
PAGE = "/account/email/"


@pytest.fixture
def alice(client):
    alice = factories.make_confirmed(cast.alice())
    doors.sign_in(client, alice)
    return alice


def ask(client, email):
    client.post(f"/account/reauthenticate/?next={PAGE}", {"password": cast.PASSWORD})
    return client.post(PAGE, {"email": email, "action_add": "1"})


class ChangeEmailTests:
    def test_it_changes_when_the_new_address_is_confirmed(
        self, client, alice, mailoutbox
    ):
        ask(client, "new@example.org")
        alice.refresh_from_db()
        assert alice.email == "alice@example.org"
        doors.confirm(client, mailoutbox[-1])
        alice.refresh_from_db()
        assert alice.email == "new@example.org"

    def test_it_wants_the_password_first(self, client, alice, mailoutbox):
        client.post(PAGE, {"email": "new@example.org", "action_add": "1"})
        assert mailoutbox == []

    def test_it_tells_the_old_address(self, client, alice, mailoutbox):
        ask(client, "new@example.org")
        doors.confirm(client, mailoutbox[-1])
        assert mailoutbox[-1].to == ["alice@example.org"]

    def test_it_does_not_tell_that_an_address_is_taken(self, client, alice):
        factories.make_confirmed(cast.bob())
        taken = ask(client, "bob@example.org")
        free = ask(client, "new@example.org")
        assert (taken.status_code, taken.url) == (free.status_code, free.url)

    def test_it_never_takes_bobs_address(self, client, alice, mailoutbox):
        factories.make_confirmed(cast.bob())
        ask(client, "bob@example.org")
        doors.confirm(client, mailoutbox[-1])
        alice.refresh_from_db()
        assert alice.email == "alice@example.org"
