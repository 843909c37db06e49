"""A forgotten password, a changed one, and what both end."""

import pytest

from accounts.models import ApiToken
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
NEW = "brand-new-lamp"


@pytest.fixture
def alice():
    return factories.make_confirmed(cast.alice())


def reset(client, mail, password=NEW):
    where = client.get(doors.link_in(mail)).url
    return client.post(where, {"password1": password, "password2": password})


class ForgottenPasswordTests:
    def test_it_lets_alice_choose_a_new_one(self, client, alice, mailoutbox):
        client.post("/account/password/reset/", {"email": alice.email})
        reset(client, mailoutbox[0])
        doors.sign_in(client, alice, NEW)
        assert doors.is_in(client)

    def test_it_does_not_sign_her_in_by_itself(self, client, alice, mailoutbox):
        client.post("/account/password/reset/", {"email": alice.email})
        reset(client, mailoutbox[0])
        assert not doors.is_in(client)

    def test_it_answers_the_same_for_an_unknown_address(self, client, alice):
        known = client.post("/account/password/reset/", {"email": alice.email})
        unknown = client.post("/account/password/reset/", {"email": "no@example.org"})
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)

    def test_it_sends_a_mail_either_way(self, client, alice, mailoutbox):
        client.post("/account/password/reset/", {"email": alice.email})
        client.post("/account/password/reset/", {"email": "no@example.org"})
        assert [mail.to[0] for mail in mailoutbox] == [alice.email, "no@example.org"]
        assert "key" not in mailoutbox[1].body

    def test_it_works_once(self, client, client_of, alice, mailoutbox):
        client.post("/account/password/reset/", {"email": alice.email})
        reset(client, mailoutbox[0])
        again = client_of().get(doors.link_in(mailoutbox[0]))
        assert "does not work any more" in again.content.decode()

    def test_it_ends_every_session_and_token(
        self, client, client_of, alice, mailoutbox
    ):
        elsewhere = client_of()
        doors.sign_in(elsewhere, alice)
        token = doors.make_token(client, alice).json()["token"]
        client.post("/account/password/reset/", {"email": alice.email})
        reset(client, mailoutbox[0])
        assert not doors.is_in(elsewhere)
        answer = client.delete("/api/v1/tokens/current/", **doors.bearer(token))
        assert answer.status_code == 401

    def test_it_keeps_the_second_factor(self, client, alice, mailoutbox):
        factories.make_second_factor(alice)
        client.post("/account/password/reset/", {"email": alice.email})
        reset(client, mailoutbox[0])
        assert doors.sign_in(client, alice, NEW).url == "/account/2fa/authenticate/"


class ChangedPasswordTests:
    def change(self, client, old=cast.PASSWORD):
        data = {"oldpassword": old, "password1": NEW, "password2": NEW}
        return client.post("/account/password/change/", data)

    def test_it_keeps_this_session_and_ends_the_others(self, client, client_of, alice):
        elsewhere = client_of()
        doors.sign_in(client, alice)
        doors.sign_in(elsewhere, alice)
        self.change(client)
        assert (doors.is_in(client), doors.is_in(elsewhere)) == (True, False)

    def test_it_is_no_place_to_guess_even_without_redis(self, client, alice, settings):
        nowhere = "django.core.cache.backends.dummy.DummyCache"
        settings.CACHES = {"default": {"BACKEND": nowhere}}
        doors.sign_in(client, alice)
        for _ in range(5):
            self.change(client, old="wrong")
        answer = self.change(client)
        assert "too often" in str(answer.context["form"].errors)

    def test_it_ends_api_tokens(self, client, alice):
        doors.sign_in(client, alice)
        doors.make_token(client, alice)
        self.change(client)
        assert not ApiToken.objects.exists()

    def test_it_wants_the_old_one(self, client, alice):
        doors.sign_in(client, alice)
        self.change(client, old="not-her-password")
        alice.refresh_from_db()
        assert alice.check_password(cast.PASSWORD)

    def test_it_tells_her_by_mail(self, client, alice, mailoutbox):
        doors.sign_in(client, alice)
        self.change(client)
        assert "changed" in mailoutbox[-1].subject
