"""The second factor: asked after the password, demanded of staff."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt

from accounts.models import ApiToken
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
SETUP = "/account/2fa/totp/activate/"
CODE = "/account/2fa/authenticate/"


@pytest.fixture
def ivan():
    return factories.make_confirmed(cast.ivan())


@pytest.fixture
def alice():
    return factories.make_confirmed(cast.alice())


def set_up(client):
    """As the page asks: the password again, then the first code."""
    client.post(f"/account/reauthenticate/?next={SETUP}", {"password": cast.PASSWORD})
    secret = client.get(SETUP).context["form"].secret
    return client.post(SETUP, {"code": factories.make_code(secret)})


class AskedTests:
    def test_it_lets_nobody_in_by_password_alone(self, client, alice):
        factories.make_second_factor(alice)
        assert doors.sign_in(client, alice).url == CODE
        assert not doors.is_in(client)

    def test_it_lets_alice_in_by_the_code(self, client, alice):
        secret = factories.make_second_factor(alice)
        doors.sign_in(client, alice)
        client.post(CODE, {"code": factories.make_code(secret)})
        assert doors.is_in(client)

    @time_machine.travel("2026-11-21T12:00:10Z", tick=False)
    def test_it_takes_the_code_of_the_half_minute_before(self, client, alice):
        secret = factories.make_second_factor(alice)
        doors.sign_in(client, alice)
        client.post(CODE, {"code": factories.make_code(secret, step=-1)})
        assert doors.is_in(client)

    def test_it_takes_each_code_once(self, client, client_of, alice):
        code = factories.make_code(factories.make_second_factor(alice))
        other = client_of()
        for browser in (client, other):
            doors.sign_in(browser, alice)
            browser.post(CODE, {"code": code})
        assert (doors.is_in(client), doors.is_in(other)) == (True, False)

    def test_it_takes_each_code_once_without_redis(
        self, client, client_of, alice, settings
    ):
        nowhere = "django.core.cache.backends.dummy.DummyCache"
        settings.CACHES = {"default": {"BACKEND": nowhere}}
        code = factories.make_code(factories.make_second_factor(alice))
        other = client_of()
        for browser in (client, other):
            doors.sign_in(browser, alice)
            browser.post(CODE, {"code": code})
        assert (doors.is_in(client), doors.is_in(other)) == (True, False)

    @time_machine.travel("2026-11-21T12:00:10Z", tick=False)
    def test_it_takes_no_code_that_set_it_up(self, client, client_of, alice):
        doors.sign_in(client, alice)
        set_up(client)
        secret = decrypt(Authenticator.objects.get(type="totp").data["secret"])
        other, code = client_of(), factories.make_code(secret)
        doors.sign_in(other, alice)
        other.post(CODE, {"code": code})
        assert not doors.is_in(other)

    def test_it_counts_wrong_codes_over_all_browsers(self, client_of, alice):
        secret = factories.make_second_factor(alice)
        for _ in range(10):
            browser = client_of()
            doors.sign_in(browser, alice)
            browser.post(CODE, {"code": "12"})
        browser = client_of()
        doors.sign_in(browser, alice)
        browser.post(CODE, {"code": factories.make_code(secret)})
        assert not doors.is_in(browser)

    def test_it_takes_a_recovery_code_once(self, client, client_of, alice):
        doors.sign_in(client, alice)
        set_up(client)
        page = client.get("/account/2fa/recovery-codes/")
        code = page.context["unused_codes"][0]
        first, second = client_of(), client_of()
        for browser in (first, second):
            doors.sign_in(browser, alice)
            browser.post(CODE, {"code": code})
        assert (doors.is_in(first), doors.is_in(second)) == (True, False)


class SetUpTests:
    def test_it_asks_for_the_password_first(self, client, alice):
        doors.sign_in(client, alice)
        assert client.get(SETUP).url.startswith("/account/reauthenticate/")

    def test_it_ends_what_was_opened_without_it(self, client, client_of, alice):
        elsewhere = client_of()
        doors.sign_in(elsewhere, alice)
        doors.sign_in(client, alice)
        doors.make_token(client, alice)
        set_up(client)
        assert (doors.is_in(client), doors.is_in(elsewhere)) == (True, False)
        assert not ApiToken.objects.exists()

    def test_it_gives_recovery_codes(self, client, alice):
        doors.sign_in(client, alice)
        assert set_up(client).url == "/account/2fa/recovery-codes/"

    def test_it_refuses_a_wrong_first_code(self, client, alice):
        doors.sign_in(client, alice)
        client.post(
            f"/account/reauthenticate/?next={SETUP}", {"password": cast.PASSWORD}
        )
        client.get(SETUP)
        client.post(SETUP, {"code": "12"})
        assert not Authenticator.objects.exists()


class StaffTests:
    @pytest.mark.parametrize(
        "path", ["/account/", "/account/tokens/", "/django-admin/", "/account/email/x"]
    )
    def test_it_sends_staff_to_set_one_up(self, client, path):
        client.force_login(cast.ada())
        answer = client.get(path)
        expected = (404,) if path.endswith("x") else (302,)
        assert answer.status_code in expected
        assert path.endswith("x") or answer.url == SETUP

    def test_it_lets_instructors_work_once_they_have_one(self, client, ivan):
        doors.sign_in(client, ivan)
        assert client.get("/account/tokens/").url == SETUP
        set_up(client)
        assert doors.is_in(client)

    def test_it_lets_staff_sign_out_without_one(self, client, ivan):
        client.force_login(ivan)
        client.post("/account/logout/")
        assert "_auth_user_id" not in client.session

    def test_it_asks_nothing_of_students(self, client, alice):
        client.force_login(alice)
        assert doors.is_in(client)

    def test_it_asks_nothing_in_the_demo(self, client, settings, ivan):
        settings.SECOND_FACTOR_REQUIRED = False
        client.force_login(ivan)
        assert doors.is_in(client)

    def test_it_stops_a_student_who_becomes_an_instructor(self, client, alice):
        client.force_login(alice)
        alice.role = "instructor"
        alice.save()
        assert not doors.is_in(client)

    def test_it_answers_the_api_with_a_problem(self, client, ivan):
        client.force_login(ivan)
        answer = client.get("/api/v1/schema/")
        assert (answer.status_code, answer.json()["type"]) == (403, "otp-required")

    def test_it_does_not_let_staff_turn_it_off(self, client, ivan):
        doors.sign_in(client, ivan)
        set_up(client)
        client.post("/account/2fa/totp/deactivate/")
        assert Authenticator.objects.filter(type="totp").exists()

    def test_it_lets_students_turn_it_off(self, client, alice):
        doors.sign_in(client, alice)
        set_up(client)
        client.post("/account/2fa/totp/deactivate/")
        assert not Authenticator.objects.exists()
