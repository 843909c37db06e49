"""I40: guesses are slowed down, and nobody can lock out the owner by guessing."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import devices
from accounts.models import KnownDevice, SignInFailure, User
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
CODE = "/account/2fa/authenticate/"


@pytest.fixture
def alice():
    return factories.make_confirmed(cast.alice())


@pytest.fixture
def usual(client_of, alice):
    """The browser in which alice has signed in before."""
    browser = client_of()
    doors.sign_in(browser, alice)
    browser.post("/account/logout/")
    return browser


@pytest.fixture
def attack(client_of):
    """Guesses at somebody's password from that many other addresses."""

    def guess(user, addresses, times=1):
        for n in range(addresses):
            elsewhere = client_of(REMOTE_ADDR=f"203.0.113.{n}")
            doors.fail(elsewhere, user, times)

    return guess


def in_a_while(**of_time):
    return time_machine.travel(timezone.now() + timedelta(**of_time), tick=False)


class WaitTests:
    def test_it_lets_her_in_after_four_failures(self, client, alice):
        doors.fail(client, alice, 4)
        doors.sign_in(client, alice)
        assert doors.is_in(client)

    @time_machine.travel("2026-11-21T12:00:10Z", tick=False)
    def test_it_says_how_long_to_wait_after_five(self, client, alice):
        doors.fail(client, alice, 5)
        answer = doors.sign_in(client, alice)
        assert "Try again in 15 seconds" in str(answer.context["form"].errors)
        assert not doors.is_in(client)

    def test_it_opens_after_the_wait(self, client, alice):
        doors.fail(client, alice, 5)
        with in_a_while(seconds=16):
            doors.sign_in(client, alice)
            assert doors.is_in(client)

    @time_machine.travel("2026-11-21T12:00:10Z", tick=False)
    def test_it_waits_longer_each_time(self, client, alice):
        doors.fail(client, alice, 5)
        with in_a_while(seconds=16):
            doors.fail(client, alice, 1)
            answer = doors.sign_in(client, alice)
        assert "Try again in 30 seconds" in str(answer.context["form"].errors)

    def test_it_works_without_redis(self, client, alice, settings):
        nowhere = "django.core.cache.backends.dummy.DummyCache"
        settings.CACHES = {"default": {"BACKEND": nowhere}}
        doors.fail(client, alice, 5)
        doors.sign_in(client, alice)
        assert not doors.is_in(client)

    def test_it_counts_nothing_while_it_is_shut(self, client, alice):
        doors.fail(client, alice, 9)
        assert SignInFailure.objects.count() == 5

    def test_it_counts_alice_in_whatever_letters(self, client, alice):
        doors.fail(client, alice, 3)
        alice.email = "ALICE@example.org"
        doors.fail(client, alice, 2)
        doors.sign_in(client, alice)
        assert not doors.is_in(client)

    def test_it_does_not_shut_out_bob_for_alices_failures(self, client, alice):
        bob = factories.make_confirmed(cast.bob())
        doors.fail(client, alice, 5)
        doors.sign_in(client, bob)
        assert doors.is_in(client)

    def test_it_keeps_no_word_of_what_was_typed(self, client, alice):
        alice.email = "oops@example.org"
        doors.fail(client, alice, 1)
        assert "oops" not in SignInFailure.objects.get().account


class SuccessTests:
    def test_it_never_counts_a_success(self, client_of, alice):
        for _ in range(15):
            doors.sign_in(client_of(), alice)
        assert not SignInFailure.objects.exists()

    def test_it_lets_a_class_of_a_hundred_in_from_one_address(self, client_of):
        known = cast.bob().password  # hashed once for all
        for n in range(100):
            pupil = User.objects.create(email=f"p{n}@example.org", password=known)
            factories.make_confirmed(pupil)
            client = client_of()
            if n % 2:
                doors.fail(client, pupil, 1)
            assert doors.sign_in(client, pupil).status_code == 302

    def test_it_forgives_only_where_she_signs_in(self, client, alice, attack):
        attack(alice, addresses=2)
        doors.fail(client, alice, 1)
        doors.sign_in(client, alice)
        assert SignInFailure.objects.count() == 2

    def test_it_opens_for_who_resets_the_password(self, client, alice, mailoutbox):
        doors.fail(client, alice, 5)
        client.post("/account/password/reset/", {"email": alice.email})
        where = client.get(doors.link_in(mailoutbox[0])).url
        client.post(
            where, {"password1": "brand-new-lamp", "password2": "brand-new-lamp"}
        )
        doors.sign_in(client, alice, "brand-new-lamp")
        assert doors.is_in(client)


class CeilingTests:
    @pytest.fixture(autouse=True)
    def low(self, settings):
        settings.SIGN_IN_CEILINGS = {"per_account": 6, "per_address": 4}

    def test_it_stops_guesses_at_alice_from_everywhere(self, client, alice, attack):
        attack(alice, addresses=6)
        answer = doors.sign_in(client, alice)
        assert "for this account" in str(answer.context["form"].errors)
        assert not doors.is_in(client)

    def test_it_never_locks_alice_out_of_her_usual_device(self, usual, alice, attack):
        attack(alice, addresses=6)
        doors.sign_in(usual, alice)
        assert doors.is_in(usual)

    def test_it_stops_guesses_at_everybody_from_one_address(self, client, alice):
        for n in range(4):
            doors.fail(client, User(email=f"guess{n}@example.org"), 1)
        doors.sign_in(client, alice)
        assert not doors.is_in(client)

    def test_it_lets_her_usual_device_in_beside_the_guesser(self, client, usual, alice):
        doors.fail(client, alice, 5)
        doors.sign_in(usual, alice)
        assert doors.is_in(usual)

    def test_it_opens_after_an_hour(self, client, alice, attack):
        attack(alice, addresses=6)
        with in_a_while(hours=1, seconds=1):
            doors.sign_in(client, alice)
            assert doors.is_in(client)

    def test_it_counts_unknown_accounts_the_same(self, client, attack):
        nobody = User(email="nobody@example.org")
        attack(nobody, addresses=6)
        answer = doors.sign_in(client, nobody)
        assert "for this account" in str(answer.context["form"].errors)


class KnownDeviceTests:
    def test_it_is_a_signed_cookie_that_scripts_cannot_read(self, usual):
        cookie = usual.cookies[devices.COOKIE]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        assert (cookie["path"], cookie["max-age"]) == ("/account/", 180 * 86400)

    def test_it_is_drawn_anew_at_each_sign_in(self, usual, alice):
        before = usual.cookies[devices.COOKIE].value
        doors.sign_in(usual, alice)
        assert usual.cookies[devices.COOKIE].value != before
        assert KnownDevice.objects.count() == 1

    def test_it_slows_down_its_own_failures(self, usual, alice):
        doors.fail(usual, alice, 5)
        doors.sign_in(usual, alice)
        assert not doors.is_in(usual)

    def test_its_failures_hold_back_nobody_elsewhere(self, client, usual, alice):
        doors.fail(usual, alice, 5)
        doors.sign_in(client, alice)
        assert doors.is_in(client)

    def test_it_knows_each_who_shares_the_browser(self, usual, alice):
        bob = factories.make_confirmed(cast.bob())
        doors.sign_in(usual, bob)
        tokens = devices.read_tokens(
            {devices.COOKIE: usual.cookies[devices.COOKIE].value}
        )
        digests = [devices.digest_of(token) for token in tokens]
        known = KnownDevice.objects.filter(digest__in=digests)
        assert {device.user for device in known} == {alice, bob}

    def test_it_knows_alice_only(self, usual, settings, attack):
        settings.SIGN_IN_CEILINGS = {"per_account": 2, "per_address": 1000}
        bob = factories.make_confirmed(cast.bob())
        attack(bob, addresses=2)
        doors.sign_in(usual, bob)
        assert not doors.is_in(usual)

    @pytest.mark.parametrize("value", ["", "nonsense", "WyJhIl0:1abc:forged"])
    def test_it_believes_no_forged_cookie(self, client, alice, value):
        client.cookies[devices.COOKIE] = value
        doors.fail(client, alice, 1)
        assert SignInFailure.objects.get().device is None

    def test_it_is_worth_nothing_after_180_days(self, usual, alice):
        with in_a_while(days=181):
            doors.fail(usual, alice, 1)
        assert SignInFailure.objects.get().device is None

    def test_it_keeps_a_bounded_number(self, client_of, alice):
        for _ in range(23):
            doors.sign_in(client_of(), alice)
        assert KnownDevice.objects.count() == 20


class RevokedDeviceTests:
    def test_it_ends_with_its_session(self, client, alice):
        doors.sign_in(client, alice)
        pk = client.get("/account/sessions/").context["sessions"][0].pk
        client.post(f"/account/sessions/{pk}/end/")
        assert not KnownDevice.objects.exists()

    def test_it_ends_with_all_other_sessions(self, client, usual, alice):
        doors.sign_in(client, alice)
        client.post("/account/sessions/end-others/")
        assert KnownDevice.objects.get().session.session_key == (
            client.session.session_key
        )

    def test_it_ends_with_the_password(self, usual, client, alice, mailoutbox):
        client.post("/account/password/reset/", {"email": alice.email})
        where = client.get(doors.link_in(mailoutbox[0])).url
        client.post(
            where, {"password1": "brand-new-lamp", "password2": "brand-new-lamp"}
        )
        assert not KnownDevice.objects.exists()

    def test_it_outlives_signing_out(self, usual):
        assert KnownDevice.objects.exists()


class CodeTests:
    def test_it_makes_wrong_codes_wait(self, client_of, alice):
        secret = factories.make_second_factor(alice)
        browser = client_of()
        for _ in range(5):
            doors.sign_in(browser, alice)
            browser.post(CODE, {"code": "12"})
        browser.post(CODE, {"code": factories.make_code(secret)})
        assert not doors.is_in(browser)

    def test_it_never_locks_alice_out_of_her_usual_device(
        self, usual, client_of, settings, alice
    ):
        settings.SIGN_IN_CEILINGS = {"per_account": 3, "per_address": 1000}
        secret = factories.make_second_factor(alice)
        for n in range(3):
            thief = client_of(REMOTE_ADDR=f"203.0.113.{n}")
            doors.sign_in(thief, alice)
            thief.post(CODE, {"code": "12"})
        doors.sign_in(usual, alice)
        usual.post(CODE, {"code": factories.make_code(secret)})
        assert doors.is_in(usual)
