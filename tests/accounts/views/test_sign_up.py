"""Signing up, and what it does not tell."""

import re

import pytest

from accounts.models import User
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db


def page(client, url):
    """What a visitor sees, without what differs from page to page anyway."""
    html = client.get(url).content.decode()
    return re.sub(r'nonce="[^"]+"|value="\w{64}"', "", html)


class SignUpTests:
    def test_it_lets_dana_in_after_she_confirms_in_the_same_browser(
        self, client, mailoutbox
    ):
        doors.sign_up(client)
        assert not doors.is_in(client)
        doors.confirm(client, mailoutbox[0])
        assert doors.is_in(client)

    def test_it_asks_dana_to_sign_in_when_she_confirms_elsewhere(
        self, client, client_of, mailoutbox
    ):
        doors.sign_up(client)
        doors.confirm(client_of(), mailoutbox[0])
        assert not doors.is_in(client)
        doors.sign_in(client, User.objects.get(email="dana@example.org"))
        assert doors.is_in(client)

    def test_it_keeps_what_dana_tells_about_herself(self, client, mailoutbox):
        factories.make_exam(factories.make_guide("DVA-C02"))
        doors.sign_up(
            client, name="Dana", target_guide="DVA-C02", exam_date="", password1="x" * 9
        )
        assert not User.objects.exists()  # the password was too short
        about = {"target_guide": "DVA-C02", "time_zone": "Europe/Berlin"}
        doors.sign_up(client, name="  Dana\u202e \u0007D ", **about)
        dana = User.objects.get()
        assert (dana.name, dana.target_guide) == ("Dana D", "DVA-C02")
        assert dana.time_zone == "Europe/Berlin"

    @pytest.mark.parametrize("zone", ["", "Mars/Olympus"])
    def test_it_asks_for_a_time_zone(self, client, zone):
        doors.sign_up(client, time_zone=zone)
        assert not User.objects.exists()

    def test_it_refuses_an_exam_date_long_past(self, client):
        doors.sign_up(client, exam_date="1999-01-01")
        assert not User.objects.exists()

    def test_it_refuses_a_target_nobody_offers(self, client):
        doors.sign_up(client, target_guide="XXX-C01")
        assert not User.objects.exists()

    def test_it_hashes_the_password_with_argon2id_at_owasps_minimum(self, client):
        doors.sign_up(client)
        assert User.objects.get().password.startswith(
            "argon2$argon2id$v=19$m=19456,t=2,p=1$"
        )

    def test_it_stores_addresses_in_lower_case(self, client):
        doors.sign_up(client, "DANA@Example.ORG")
        assert User.objects.get().email == "dana@example.org"

    def test_it_never_takes_a_role_from_the_form(self, client):
        doors.sign_up(client, role="admin", is_staff="1", is_demo="1")
        assert User.objects.get().role == "student"

    def test_it_puts_no_name_into_mails_to_strangers(self, client, mailoutbox):
        doors.sign_up(client, name="Win money at spam.example")
        assert "spam.example" not in mailoutbox[0].body


class TakenAddressTests:
    def test_it_answers_the_same_for_a_taken_address(self, client, client_of):
        factories.make_confirmed(cast.alice())
        other = client_of()
        taken = doors.sign_up(client, "alice@example.org")
        free = doors.sign_up(other, "dana@example.org")
        assert (taken.status_code, taken.url) == (free.status_code, free.url)
        for url in (taken.url, "/account/login/", "/account/signup/", "/"):
            assert page(client, url) == page(other, url)

    def test_it_answers_the_same_for_an_address_in_other_letters(self, client):
        factories.make_confirmed(cast.alice())
        assert doors.sign_up(client, "ALICE@example.org").status_code == 302
        assert User.objects.count() == 1

    def test_it_tells_only_alice_by_mail(self, client, mailoutbox):
        factories.make_confirmed(cast.alice())
        doors.sign_up(client, "alice@example.org")
        assert mailoutbox[0].to == ["alice@example.org"]
        assert "already" in mailoutbox[0].subject

    def test_it_changes_nothing_of_alice(self, client):
        alice = factories.make_confirmed(cast.alice())
        before = alice.password
        doors.sign_up(client, alice.email, password="a-new-one-by-charlie", name="C")
        alice.refresh_from_db()
        assert (alice.password, alice.name) == (before, "Alice")

    def test_it_hashes_a_password_for_a_taken_address_too(self, client, hashes):
        factories.make_confirmed(cast.alice())
        hashes.clear()
        doors.sign_up(client, "alice@example.org")
        taken = len(hashes)
        hashes.clear()
        doors.sign_up(client, "dana@example.org")
        assert taken == len(hashes) == 1

    def test_it_answers_the_same_when_somebody_was_a_moment_faster(
        self, client, monkeypatch, mailoutbox
    ):
        factories.make_confirmed(cast.alice())
        looked = "allauth.account.internal.flows.manage_email.assess_unique_email"
        monkeypatch.setattr(looked, lambda *args, **kwargs: True)  # just before
        answer = doors.sign_up(client, "alice@example.org")
        assert answer.url == "/account/confirm-email/"
        assert "already" in mailoutbox[0].subject
