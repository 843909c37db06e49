"""A guest's answers move to the account, however the guest gets there."""

import pytest

from accounts import services
from accounts.models import Guest, User
from exams.models import Attempt, Mode
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam():
    return factories.make_exam(factories.make_guide(), mode=Mode.DIAGNOSTIC)


def answer_as_guest(client, exam):
    """What the diagnostic does: a guest of this browser, and an attempt of it."""
    session = client.session
    guest = doors.begin_guest(session)
    session.save()
    client.cookies["sessionid"] = session.session_key
    return make_attempt(guest, exam)


def make_attempt(user, exam):
    return Attempt.objects.create(
        user_id=user.pk,
        exam=exam,
        guide=exam.guide,
        mode=exam.mode,
        title=exam.title,
        seed=1,
        started_at="2026-11-20T10:00Z",
    )


def owner(attempt):
    attempt.refresh_from_db()
    return attempt.user.email


class SignUpClaimTests:
    def test_it_claims_already_when_dana_signs_up(self, client, exam):
        attempt = answer_as_guest(client, exam)
        doors.sign_up(client)
        assert owner(attempt) == "dana@example.org"

    def test_it_ends_the_guest(self, client, exam):
        answer_as_guest(client, exam)
        doors.sign_up(client)
        assert not Guest.objects.filter(is_guest=True).exists()

    def test_it_works_when_dana_confirms_elsewhere(
        self, client, client_of, exam, mailoutbox
    ):
        attempt = answer_as_guest(client, exam)
        doors.sign_up(client)
        doors.confirm(client_of(), mailoutbox[0])
        assert owner(attempt) == "dana@example.org"

    def test_it_does_not_tell_whether_the_address_was_taken(
        self, client, client_of, exam
    ):
        factories.make_confirmed(cast.alice())
        other = client_of()
        answer_as_guest(client, exam)
        answer_as_guest(other, exam)
        doors.sign_up(client, "alice@example.org")
        doors.sign_up(other, "dana@example.org")
        assert "guest" not in client.session
        assert "guest" not in other.session

    def test_it_keeps_the_answers_until_alice_signs_in_after_all(self, client, exam):
        alice = factories.make_confirmed(cast.alice())
        attempt = answer_as_guest(client, exam)
        doors.sign_up(client, alice.email)
        assert owner(attempt).endswith("@guest.invalid")
        doors.sign_in(client, alice)
        assert owner(attempt) == alice.email

    def test_it_makes_the_account_even_if_the_claim_fails(self, client, exam, settings):
        settings.GUEST_CLAIMED = ["tests.accounts.services.test_claim_guest.fail"]
        attempt = answer_as_guest(client, exam)
        doors.sign_up(client)
        assert User.objects.filter(email="dana@example.org").exists()
        assert owner(attempt).endswith("@guest.invalid")


class SignInClaimTests:
    def test_it_claims_when_alice_signs_in(self, client, exam):
        alice = factories.make_confirmed(cast.alice())
        attempt = answer_as_guest(client, exam)
        doors.sign_in(client, alice)
        assert owner(attempt) == alice.email

    def test_it_claims_nothing_for_a_password_without_its_second_factor(
        self, client, exam
    ):
        alice = factories.make_confirmed(cast.alice())
        factories.make_second_factor(alice)
        attempt = answer_as_guest(client, exam)
        doors.sign_in(client, alice)
        assert owner(attempt).endswith("@guest.invalid")

    def test_it_leaves_behind_what_cannot_move(self, client, exam):
        alice = factories.make_confirmed(cast.alice())
        make_attempt(alice, exam)
        attempt = answer_as_guest(client, exam)
        doors.sign_in(client, alice)
        assert doors.is_in(client)
        guest = User.objects.get(pk=attempt.user_id)
        assert (guest.is_guest, guest.is_active) == (True, False)

    def test_it_signs_her_in_even_if_the_claim_fails(self, client, exam, settings):
        settings.GUEST_CLAIMED = ["tests.accounts.services.test_claim_guest.fail"]
        alice = factories.make_confirmed(cast.alice())
        attempt = answer_as_guest(client, exam)
        doors.sign_in(client, alice)
        assert doors.is_in(client)
        assert owner(attempt).endswith("@guest.invalid")

    def test_it_claims_once(self, client, exam):
        alice, bob = cast.alice(), cast.bob()
        attempt = answer_as_guest(client, exam)
        guest_id = attempt.user_id
        services.claim_guest(guest_id=guest_id, user_id=alice.pk)
        services.claim_guest(guest_id=guest_id, user_id=bob.pk)
        assert owner(attempt) == alice.email

    def test_it_never_claims_from_a_member(self, exam):
        alice, bob = cast.alice(), cast.bob()
        attempt = make_attempt(alice, exam)
        services.claim_guest(guest_id=alice.pk, user_id=bob.pk)
        assert owner(attempt) == alice.email


def fail(*, guest_id, user_id):
    """A hook whose database work goes wrong."""
    User.objects.create(email=User.objects.first().email)
