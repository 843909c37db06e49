"""POST and DELETE of tokens, and what a token opens."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import ApiToken
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
CURRENT = "/api/v1/tokens/current/"


@pytest.fixture
def alice():
    return factories.make_confirmed(cast.alice())


def refusal(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"]


class CreateTokenTests:
    def test_it_gives_alice_a_token_for_ninety_days(self, client, alice):
        answer = doors.make_token(client, alice)
        assert answer.status_code == 201
        ends = datetime.fromisoformat(answer.json()["expires_at"])
        assert timedelta(days=89) < ends - timezone.now() <= timedelta(days=90)

    def test_it_stores_no_token(self, client, alice):
        token = doors.make_token(client, alice).json()["token"]
        stored = ApiToken.objects.get()
        assert token not in (stored.digest, stored.token_key)

    @pytest.mark.parametrize("otp", [None, ""])
    def test_it_takes_no_code_of_who_has_no_second_factor(self, client, alice, otp):
        assert doors.make_token(client, alice, otp=otp).status_code == 201

    def test_it_refuses_a_wrong_password(self, client, alice):
        answer = doors.make_token(client, alice, password="wrong")
        assert refusal(answer) == (401, "invalid-credentials")

    def test_it_answers_the_same_for_an_unknown_address(self, client, alice):
        known = doors.make_token(client, alice, password="wrong")
        unknown = doors.make_token(client, alice, email="no@example.org")
        assert known.json() == unknown.json()

    def test_it_refuses_who_was_deactivated(self, client, alice):
        alice.is_active = False
        alice.save()
        assert refusal(doors.make_token(client, alice)) == (401, "invalid-credentials")

    def test_it_refuses_who_has_not_confirmed(self, client):
        answer = doors.make_token(client, cast.bob())
        assert refusal(answer) == (403, "address-unconfirmed")

    def test_it_refuses_unknown_fields(self, client, alice):
        answer = doors.make_token(client, alice, role="admin")
        assert refusal(answer) == (400, "invalid-request")
        assert "role" in answer.json()["errors"]

    @pytest.mark.parametrize(
        "body", ["[]", "null", "7", '"x"', "{", '{"email": "a\\u0000b"}', "\xff"]
    )
    def test_it_refuses_what_is_no_request(self, client, body):
        answer = client.post("/api/v1/tokens/", body, content_type="application/json")
        assert answer.status_code == 400

    def test_it_refuses_forms(self, client, alice):
        assert client.post("/api/v1/tokens/", {"email": "a"}).status_code == 415


class ThrottleTests:
    def test_it_says_how_long_to_wait(self, client, alice):
        for _ in range(5):
            doors.make_token(client, alice, password="wrong")
        answer = doors.make_token(client, alice)
        assert refusal(answer) == (429, "too-many-failures")
        assert answer.json()["retry_after_seconds"] == int(answer["Retry-After"]) <= 15

    def test_it_counts_together_with_the_pages(self, client, alice):
        for _ in range(3):
            doors.make_token(client, alice, password="wrong")
            doors.sign_in(client, alice, "wrong")
        assert doors.make_token(client, alice).status_code == 429

    def test_it_never_counts_a_success(self, client, alice):
        for _ in range(12):
            assert doors.make_token(client, alice).status_code == 201


class SecondFactorTests:
    def test_it_asks_for_the_code(self, client, alice):
        factories.make_second_factor(alice)
        assert refusal(doors.make_token(client, alice)) == (401, "otp-required")

    def test_it_refuses_a_wrong_code(self, client, alice):
        factories.make_second_factor(alice)
        answer = doors.make_token(client, alice, otp="12")
        assert refusal(answer) == (401, "otp-invalid")

    def test_it_takes_the_right_code_once(self, client, alice):
        code = factories.make_code(factories.make_second_factor(alice))
        assert doors.make_token(client, alice, otp=code).status_code == 201
        answer = doors.make_token(client, alice, otp=code)
        assert refusal(answer) == (401, "otp-invalid")

    def test_it_shuts_after_five_wrong_codes(self, client, alice):
        factories.make_second_factor(alice)
        for _ in range(5):
            doors.make_token(client, alice, otp="12")
        answer = doors.make_token(client, alice, otp="12")
        assert refusal(answer) == (429, "too-many-failures")

    def test_it_gives_staff_none_without_a_second_factor(self, client):
        ivan = factories.make_confirmed(cast.ivan())
        assert refusal(doors.make_token(client, ivan)) == (401, "otp-required")

    def test_it_gives_staff_one_with_it(self, client):
        ivan = factories.make_confirmed(cast.ivan())
        code = factories.make_code(factories.make_second_factor(ivan))
        token = doors.make_token(client, ivan, otp=code).json()["token"]
        assert client.delete(CURRENT, **doors.bearer(token)).status_code == 204

    def test_it_opens_nothing_for_who_became_staff_since(self, client, alice):
        token = doors.make_token(client, alice).json()["token"]
        alice.role = "instructor"
        alice.save()
        answer = client.delete(CURRENT, **doors.bearer(token))
        assert refusal(answer) == (401, "otp-required")


class CurrentTokenTests:
    def test_it_ends_the_token(self, client, alice):
        token = doors.make_token(client, alice).json()["token"]
        assert client.delete(CURRENT, **doors.bearer(token)).status_code == 204
        assert client.delete(CURRENT, **doors.bearer(token)).status_code == 401

    def test_it_ends_only_that_one(self, client, alice):
        first = doors.make_token(client, alice).json()["token"]
        doors.make_token(client, alice)
        client.delete(CURRENT, **doors.bearer(first))
        assert ApiToken.objects.count() == 1

    def test_it_is_not_for_sessions(self, client, alice):
        client.force_login(alice)
        assert client.delete(CURRENT).status_code == 401

    @pytest.mark.parametrize("value", ["", "x", "x y", "ü", "\0", "a" * 9000])
    def test_it_refuses_what_is_no_token(self, client, value):
        answer = client.delete(CURRENT, HTTP_AUTHORIZATION=f"Bearer {value}")
        assert answer.status_code == 401

    def test_it_refuses_an_expired_token(self, client, alice):
        token = doors.make_token(client, alice).json()["token"]
        with time_machine.travel(timezone.now() + timedelta(days=90, seconds=1)):
            assert client.delete(CURRENT, **doors.bearer(token)).status_code == 401

    def test_it_refuses_a_deactivated_person_at_once(self, client, alice):
        token = doors.make_token(client, alice).json()["token"]
        alice.is_active = False
        alice.save()
        assert client.delete(CURRENT, **doors.bearer(token)).status_code == 401

    def test_it_asks_once_who_somebody_is(
        self, client, alice, django_assert_num_queries
    ):
        token = doors.make_token(client, alice).json()["token"]
        with django_assert_num_queries(1):
            client.get(CURRENT, **doors.bearer(token))
