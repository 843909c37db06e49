"""One statement says who asks, and what is revoked is gone on the next request."""

from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from tests import cast

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:profile")


@pytest.fixture
def alice() -> User:
    return cast.alice()


@pytest.fixture
def browser(alice: User) -> Client:
    """Alice's browser, in the list of her sessions as after any sign-in."""
    client = Client()
    client.force_login(alice)
    key = client.session.session_key
    UserSession.objects.get_or_create(
        session_key=key, defaults={"user": alice, "ip": "127.0.0.1"}
    )
    return client


def is_in(browser: Client) -> bool:
    return browser.get(PAGE).status_code == 200


def asked_about_people(browser: Client) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        browser.get(PAGE)
    texts = [query["sql"] for query in captured]
    return [t for t in texts if "django_session" in t or 'FROM "accounts_user"' in t]


class ReadingTests:
    def test_session_and_person_are_one_statement(self, browser: Client) -> None:
        assert len(asked_about_people(browser)) == 1

    def test_a_session_missing_in_the_list_still_works(self, browser: Client) -> None:
        UserSession.objects.all().delete()
        assert is_in(browser)
        assert len(asked_about_people(browser)) == 2

    def test_the_list_never_decides_who_it_is(self, browser: Client) -> None:
        UserSession.objects.update(user=cast.bob())
        assert browser.get(PAGE).context["user"].email == "alice@example.org"


def _forget(alice: User) -> None:
    Session.objects.all().delete()


def _end(alice: User) -> None:
    Session.objects.update(expire_date=timezone.now())


def _suspend(alice: User) -> None:
    User.objects.update(is_active=False)


def _change_password(alice: User) -> None:
    alice.set_password("another-horse-battery")
    alice.save()


class RevocationTests:
    @pytest.mark.parametrize("revoke", [_forget, _end, _suspend, _change_password])
    def test_i34_it_acts_on_the_next_request(
        self, browser: Client, alice: User, revoke: Callable[[User], None]
    ) -> None:
        assert is_in(browser)
        revoke(alice)
        assert not is_in(browser)

    def test_i34_so_does_another_role(self, browser: Client) -> None:
        page = reverse("questions:list")
        assert browser.get(page).status_code == 404
        User.objects.update(role=Role.INSTRUCTOR)
        # Somebody who works with the bank needs a second factor first.
        assert browser.get(page).status_code == 302

    def test_demo_people_stay_out_of_anything_else(self, browser: Client) -> None:
        User.objects.update(is_demo=True)
        assert not is_in(browser)
