"""Signing in: who gets in, what it tells, how often one may fail."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import SignInFailure, User
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return factories.make_confirmed(cast.alice())


def fail(client, user, times):
    for _ in range(times):
        doors.sign_in(client, user, "wrong-every-time")


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
        fail(client, alice, 10)
        answer = doors.sign_in(client, alice, "wrong")
        assert "too often" in str(answer.context["form"].errors)


class ThrottleTests:
    def test_it_shuts_after_ten_failures(self, client, alice):
        fail(client, alice, 10)
        doors.sign_in(client, alice)
        assert not doors.is_in(client)

    def test_it_lets_her_in_after_nine(self, client, alice):
        fail(client, alice, 9)
        doors.sign_in(client, alice)
        assert doors.is_in(client)

    def test_it_opens_again_after_five_minutes(self, client, alice):
        fail(client, alice, 10)
        with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
            doors.sign_in(client, alice)
            assert doors.is_in(client)

    def test_it_counts_nothing_while_it_is_shut(self, client, alice):
        fail(client, alice, 15)
        assert SignInFailure.objects.count() == 10

    def test_it_never_counts_a_success(self, client_of, alice):
        for _ in range(15):
            doors.sign_in(client_of(), alice)
        assert not SignInFailure.objects.exists()

    def test_it_does_not_shut_out_bob_for_alices_failures(self, client, alice):
        bob = factories.make_confirmed(cast.bob())
        fail(client, alice, 10)
        doors.sign_in(client, bob)
        assert doors.is_in(client)

    def test_it_counts_alice_in_whatever_letters(self, client, alice):
        fail(client, alice, 5)
        alice.email = "ALICE@example.org"
        fail(client, alice, 5)
        doors.sign_in(client, alice)
        assert not doors.is_in(client)

    def test_it_lets_a_class_of_a_hundred_in_from_one_address(self, client_of):
        known = cast.bob().password  # hashed once for all
        for n in range(100):
            pupil = User.objects.create(email=f"p{n}@example.org", password=known)
            factories.make_confirmed(pupil)
            client = client_of()
            if n % 2:
                fail(client, pupil, 1)
            assert doors.sign_in(client, pupil).status_code == 302

    def test_it_has_a_high_ceiling_for_an_address(self, client, settings, alice):
        settings.SIGN_IN_FAILURES = settings.SIGN_IN_FAILURES | {"per_address": 3}
        for n in range(3):
            alice.email = f"guess{n}@example.org"
            fail(client, alice, 1)
        alice.email = "alice@example.org"
        doors.sign_in(client, alice)
        assert not doors.is_in(client)

    def test_it_opens_for_who_resets_the_password(self, client, alice, mailoutbox):
        fail(client, alice, 10)
        client.post("/account/password/reset/", {"email": alice.email})
        where = client.get(doors.link_in(mailoutbox[0])).url
        client.post(
            where, {"password1": "brand-new-lamp", "password2": "brand-new-lamp"}
        )
        doors.sign_in(client, alice, "brand-new-lamp")
        assert doors.is_in(client)

    def test_it_sweeps_up_what_counts_no_more(self, client, alice):
        fail(client, alice, 3)
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            fail(client, alice, 1)
        assert SignInFailure.objects.count() == 1

    def test_it_keeps_no_word_of_what_was_typed(self, client, alice):
        alice.email = "oops@example.org"
        fail(client, alice, 1)
        assert "oops" not in SignInFailure.objects.get().account
