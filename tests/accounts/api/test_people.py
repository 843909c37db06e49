"""People, the audit log, cohorts and rosters by the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Cohort, Invitation
from tests import cast
from tests.factories import ROSTER, make_cohort, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    found = cast.ada()
    client.force_login(found)
    return found


def post(client, path, **body):
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


class PeopleApiTests:
    def test_it_lists_and_filters(self, client, ada):
        cast.bob()
        told = client.get("/api/v1/people/?q=bob").json()
        assert [row["email"] for row in told["results"]] == ["bob@example.org"]

    def test_it_shows_no_secret_of_a_person(self, client, ada):
        told = client.get(f"/api/v1/people/{cast.bob().pk}/").json()
        assert not {"password", "digest", "session_key"} & set(str(told).split("'"))

    @pytest.mark.parametrize(
        ("what", "body", "name", "value"),
        [
            ("role", {"role": "instructor"}, "role", "instructor"),
            ("activity", {"is_active": False}, "is_active", False),
            (
                "time",
                {"time_multiplier": "1.5", "extra_minutes": 0},
                "time_multiplier",
                "1.50",
            ),
        ],
    )
    def test_a_change_needs_a_reason(self, client, ada, what, body, name, value):
        path = f"people/{cast.bob().pk}/{what}/"
        assert post(client, path, **body).status_code == 400
        assert post(client, path, **body, reason="so").json()[name] == value

    def test_the_log_is_read_and_checked(self, client, ada):
        post(client, f"people/{cast.bob().pk}/access/", reason="so")
        [row] = client.get("/api/v1/audit/?actor=ada").json()["results"]
        assert row["action"] == "access.ended"
        checked = client.get("/api/v1/audit/check/").json()
        assert checked == {"links": 1, "broken": None}


class CohortApiTests:
    def test_a_cohort_is_made_read_and_archived(self, client, ada):
        made = post(client, "cohorts/new/", name="DVA spring").json()
        make_member(Cohort.objects.get(), cast.alice())
        told = client.get(f"/api/v1/cohorts/{made['id']}/").json()
        assert told["students"]["results"][0]["name"] == "Alice"
        post(client, f"cohorts/{made['id']}/archive/")
        assert client.get("/api/v1/cohorts/").json()["results"] == []

    def test_an_instructor_has_no_way_into_anothers(self, client, ada):
        client.force_login(cast.ivan())
        cohort = make_cohort()
        assert client.get(f"/api/v1/cohorts/{cohort.pk}/").status_code == 404

    def test_a_roster_is_read_then_followed(self, client, ada):
        file = SimpleUploadedFile("class.csv", ROSTER.encode())
        told = client.post("/api/v1/rosters/", {"file": file}).json()
        assert (told["counts"]["invite"], Invitation.objects.count()) == (2, 0)
        path = f"rosters/{told['id']}/apply/"
        assert post(client, path, seen="x").status_code == 409
        assert post(client, path, seen=told["seen"]).status_code == 200
        assert Invitation.objects.count() == 2

    def test_somebody_joins_by_a_code(self, client, ada):
        make_cohort("DVA spring", code="ABCDEFGHJK")
        client.force_login(cast.alice())
        told = post(client, "join/", code="abcde-fghjk").json()
        assert told == {"cohort": "DVA spring", "role": "student"}
