"""Signing in: who gets in, and what it tells."""

import pytest

from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return factories.make_confirmed(cast.alice())


class SignInTests:
    def test_it_lets_alice_in(self, client, alice):
        assert doors.sign_in(client, alice).url == "/"
        assert doors.is_in(client)

    def test_it_gives_her_a_new_session(self, client, alice):
        client.get("/account/login/")
        before = client.session.session_key
        doors.sign_in(client, alice)
        assert client.session.session_key != before

    def test_it_leads_back_to_where_she_was_going(self, client, alice):
        where = client.get("/account/tokens/").url
        answer = client.post(where, {"login": alice.email, "password": cast.PASSWORD})
        assert answer.url == "/account/tokens/"

    def test_it_leads_to_no_other_site(self, client, alice):
        answer = client.post(
            "/account/login/?next=https://evil.example/",
            {"login": alice.email, "password": cast.PASSWORD},
        )
        assert answer.url == "/"

    def test_it_sends_the_link_again_to_who_has_not_confirmed(self, client, mailoutbox):
        doors.sign_in(client, cast.bob())
        assert not doors.is_in(client)
        assert mailoutbox[0].to == ["bob@example.org"]

    def test_it_needs_the_csrf_token(self, client_of, alice):
        strict = client_of(enforce_csrf_checks=True)
        assert doors.sign_in(strict, alice).status_code == 403

    def test_it_is_never_stored_by_a_cache(self, client):
        assert "no-store" in client.get("/account/login/")["Cache-Control"]


class ClosedAccountTests:
    def test_it_keeps_out_who_was_deactivated(self, client, alice):
        alice.is_active = False
        alice.save()
        doors.sign_in(client, alice)
        assert not doors.is_in(client)

    def test_it_keeps_demo_people_out_of_the_real_thing(self, client, settings, alice):
        alice.is_demo = True
        alice.save()
        doors.sign_in(client, alice)
        assert not doors.is_in(client)

    def test_it_lets_demo_people_into_the_demo(self, client, settings, alice):
        settings.DEMO = True
        alice.is_demo = True
        alice.save()
        doors.sign_in(client, alice)
        assert doors.is_in(client)


class EnumerationTests:
    def test_it_answers_the_same_for_an_unknown_address(self, client, alice):
        known = doors.sign_in(client, alice, "wrong")
        alice.email = "nobody@example.org"
        unknown = doors.sign_in(client, alice, "wrong")
        assert known.status_code == unknown.status_code == 200
        assert known.context["form"].errors == unknown.context["form"].errors

    def test_it_hashes_once_for_either(self, client, alice, hashes):
        doors.sign_in(client, alice, "wrong")
        known = len(hashes)
        alice.email = "nobody@example.org"
        doors.sign_in(client, alice, "wrong")
        assert known == len(hashes) - known == 1

    def test_it_counts_failures_of_unknown_addresses_too(self, client, alice):
        alice.email = "nobody@example.org"
        doors.fail(client, alice, 5)
        answer = doors.sign_in(client, alice, "wrong")
        assert "too often" in str(answer.context["form"].errors)
