"""Exports, erasures and retention in the API."""

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Erasure
from tests import cast
from tests.factories import make_export

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def ada(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False
    ada = cast.ada()
    client.force_login(ada)
    return ada


class ExportApiTests:
    def test_it_is_asked_for_followed_and_taken(self, client):
        made = client.post("/api/v1/account/export/", **JSON).json()
        assert (made["state"], made["file"]) == ("waiting", None)
        services.run_export(export_id=made["id"], now=timezone.now())
        again = client.get(f"/api/v1/exports/{made['id']}/").json()
        assert again["state"] == "done"
        assert client.get(again["file"]).content.startswith(b"PK")

    def test_administrators_export_others(self, client):
        alice = cast.alice()
        made = client.post(f"/api/v1/people/{alice.pk}/export/", **JSON)
        assert made.status_code == 202
        assert made.json()["person"] == alice.pk

    def test_nobody_takes_anothers(self, client):
        export = make_export(cast.alice())
        assert client.get(f"/api/v1/exports/{export.pk}/file/").status_code == 404


class ErasureApiTests:
    def test_it_tells_first_what_would_go(self, client):
        alice = cast.alice()
        told = client.get(f"/api/v1/people/{alice.pk}/erasure/").json()
        assert {"words": "The account", "count": 1} in told["going"]

    def test_it_begins_and_ends_with_a_certificate(self, client):
        alice = cast.alice()
        wish = {"reason": "Their wish", "address": alice.email}
        path = f"/api/v1/people/{alice.pk}/erasure/"
        made = client.post(path, wish, **JSON).json()
        services.run_erasure(erasure_id=made["id"], now=timezone.now())
        told = client.get(f"/api/v1/erasures/{made['id']}/").json()
        assert told["is_clean"]

    def test_another_address_is_a_problem(self, client):
        wish = {"reason": "Their wish", "address": "bob@example.org"}
        path = f"/api/v1/people/{cast.alice().pk}/erasure/"
        refused = client.post(path, wish, **JSON)
        assert (refused.status_code, refused.json()["type"]) == (409, "another-address")
        assert not Erasure.objects.exists()


class RetentionApiTests:
    def test_it_says_and_changes_how_long(self, client):
        assert client.get("/api/v1/retention/").json()["exports"]["days"] == 7
        changed = client.post("/api/v1/retention/", {"days": {"exports": 3}}, **JSON)
        assert changed.json()["exports"]["days"] == 3

    @pytest.mark.parametrize("days", [{"exports": 300}, {"nonsense": 3}])
    def test_it_refuses_what_it_does_not_know(self, client, days):
        refused = client.post("/api/v1/retention/", {"days": days}, **JSON)
        assert refused.status_code in (400, 422)
