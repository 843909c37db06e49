"""Codes, members and invitations in the API: administrators change, others read."""

import pytest
from django.core import mail
from django.utils import timezone

from accounts import services
from accounts.models import Cohort, Invitation
from tests import cast
from tests.factories import make_cohort, make_invitation, make_member

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def ada(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    ada = cast.ada()
    client.force_login(ada)
    return ada


@pytest.fixture
def cohort():
    return make_cohort()


@pytest.fixture
def post(client, cohort):
    def post(path, body=None):
        address = f"/api/v1/cohorts/{cohort.pk}/{path}/"
        return client.post(address, body or {}, **JSON)

    return post


class CohortTests:
    def test_an_archived_cohort_comes_back(self, post, cohort):
        assert post("archive").json()["archived_at"] is not None
        assert post("restore").json()["archived_at"] is None

    def test_a_name_that_is_taken_by_now_keeps_it_away(self, post, cohort):
        post("archive")
        make_cohort(cohort.name)
        refused = post("restore")
        assert (refused.status_code, refused.json()["type"]) == (
            409,
            "cohort-name-taken",
        )


class CodeTests:
    def test_it_is_drawn_told_and_closed(self, client, post, cohort):
        code = post("code", {"limit": 3}).json()["code"]
        told = client.get(f"/api/v1/cohorts/{cohort.pk}/code/").json()
        assert (told["code"], told["left"]) == (code, 3)
        assert post("code/close").json()["code"] is None

    def test_drawing_another_ends_the_first(self, post):
        first = post("code", {"limit": 3}).json()["code"]
        assert post("code", {"limit": 3}).json()["code"] != first
        assert not Cohort.objects.filter(join_code=first).exists()

    def test_an_archived_cohort_has_none(self, post):
        post("archive")
        assert post("code", {"limit": 3}).json()["type"] == "cohort-archived"


class MemberTests:
    def test_an_instructor_is_made_and_unmade(self, post, cohort):
        member = make_member(cohort, cast.ivan())
        path = f"members/{member.pk}/role"
        assert post(path, {"role": "instructor"}).json()["role"] == "instructor"
        assert post(path, {"role": "student"}).json()["role"] == "student"

    def test_a_students_account_teaches_nobody(self, post, cohort):
        member = make_member(cohort, cast.alice())
        refused = post(f"members/{member.pk}/role", {"role": "instructor"})
        assert refused.json()["type"] == "not-an-instructor"

    def test_somebody_is_taken_out(self, post, cohort):
        member = make_member(cohort, cast.alice())
        assert post(f"members/{member.pk}/end").status_code == 204
        assert post(f"members/{member.pk}/end").status_code == 404


class InvitationTests:
    def test_one_person_is_asked_in_by_mail(self, client, post, cohort):
        made = post("invitations", {"email": "Dana@example.org", "name": "Dana"})
        assert made.status_code == 201
        services.send_invitations(now=timezone.now())
        assert mail.outbox[0].to == ["dana@example.org"]
        told = client.get(f"/api/v1/cohorts/{cohort.pk}/invitations/").json()
        assert [one["email"] for one in told["results"]] == ["dana@example.org"]

    def test_nobody_is_asked_twice(self, post, cohort):
        post("invitations", {"email": "dana@example.org"})
        again = post("invitations", {"email": "dana@example.org"})
        assert again.json()["type"] == "invited-already"

    def test_who_is_in_is_not_asked(self, post, cohort):
        make_member(cohort, cast.alice())
        refused = post("invitations", {"email": "alice@example.org"})
        assert refused.json()["type"] == "member-already"

    def test_it_is_sent_again(self, post, cohort):
        made, _ = make_invitation(cohort)
        again = post(f"invitations/{made.pk}/renew")
        assert again.json()["sent_at"] is None

    def test_it_is_withdrawn(self, post, cohort):
        made, _ = make_invitation(cohort)
        assert post(f"invitations/{made.pk}/withdraw").status_code == 204
        assert not Invitation.objects.open().exists()


class InstructorTests:
    def test_they_read_their_cohort_and_change_nothing(self, client, post, cohort):
        ivan = cast.ivan()
        make_member(cohort, ivan, role="instructor")
        client.force_login(ivan)
        assert client.get(f"/api/v1/cohorts/{cohort.pk}/").status_code == 200
        for path in ("code", "restore", "invitations", "code/close"):
            refused = post(path)
            assert refused.status_code == 403
            assert "Only administrators" in refused.json()["detail"]
