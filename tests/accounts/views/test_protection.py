"""Pages about exports, erasures and retention, as people use them."""

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Erasure, JobState, PersonExport, RetentionChoice, User
from tests import cast
from tests.factories import make_erasure, make_export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def alice():
    return cast.alice()


@pytest.fixture
def ada(client):
    ada = cast.ada()
    client.force_login(ada)
    return ada


def told(response, status=200):
    assert response.status_code == status
    return response.content.decode()


class OwnDataTests:
    def test_alice_asks_waits_and_downloads(self, client, alice):
        client.force_login(alice)
        assert client.post("/account/data/export/").status_code == 302
        assert "Waiting for the worker" in told(client.get("/account/data/"))
        export = PersonExport.objects.get()
        services.run_export(export_id=export.pk, now=timezone.now())
        assert "Download" in told(client.get("/account/data/"))
        file = client.get(f"/exports/{export.pk}/file/")
        assert file.content.startswith(b"PK")

    def test_a_file_that_is_no_longer_kept_says_so(self, client, alice):
        export = make_export(alice)
        export.file.storage.delete(export.file.name)
        client.force_login(alice)
        page = client.get(f"/exports/{export.pk}/file/")
        assert "no longer kept" in told(page, 410)

    def test_bob_sees_nothing_of_it(self, client, alice):
        export = make_export(alice)
        client.force_login(cast.bob())
        for piece in ("file", "progress"):
            assert client.get(f"/exports/{export.pk}/{piece}/").status_code == 404


class PersonDataTests:
    def test_ada_exports_somebody(self, client, ada, alice):
        client.post(f"/people/{alice.pk}/data/export/")
        assert PersonExport.objects.get().asked_by == ada
        assert "Waiting" in told(client.get(f"/people/{alice.pk}/data/"))

    def test_what_alice_asked_for_is_hers_alone(self, client, ada, alice):
        export = make_export(alice)
        assert client.get(f"/exports/{export.pk}/file/").status_code == 404

    def test_who_is_no_administrator_any_more_gets_nothing(self, client, ada, alice):
        export = make_export(alice, by=ada)
        User.objects.filter(pk=ada.pk).update(role="instructor")
        assert client.get(f"/exports/{export.pk}/file/").status_code == 404


class OwnErasureTests:
    def test_alice_sees_what_would_go(self, client, alice):
        client.force_login(alice)
        assert "The account" in told(client.get("/account/delete/"))

    def test_with_her_password_she_is_out_at_once(self, client, alice):
        client.force_login(alice)
        page = client.post("/account/delete/", {"password": cast.PASSWORD}, follow=True)
        assert "is being deleted" in told(page)
        assert client.get("/account/").status_code == 302
        services.run_erasure(erasure_id=Erasure.objects.get().pk, now=timezone.now())
        again = client.get(page.request["PATH_INFO"])
        assert "Your account is deleted" in told(again)

    def test_a_wrong_password_deletes_nothing(self, client, alice):
        client.force_login(alice)
        page = client.post("/account/delete/", {"password": "a-wrong-one"})
        assert "not right" in told(page)
        assert not Erasure.objects.exists()

    def test_staff_are_sent_to_an_administrator(self, client):
        client.force_login(cast.ivan())
        page = client.post("/account/delete/", {"password": cast.PASSWORD})
        assert "An administrator does this" in told(page)
        assert not Erasure.objects.exists()


class ErasePersonTests:
    def test_ada_goes_through_both_steps(self, client, ada, alice):
        path = f"/people/{alice.pk}/erase/"
        assert "Step 1 of 2" in told(client.get(path))
        assert "Step 2 of 2" in told(client.post(path, {"reason": "Their wish"}))
        sure = {"reason": "Their wish", "address": "Alice@example.org"}
        page = client.post(path, sure, follow=True)
        assert "Waiting for the worker" in told(page)

    def test_another_address_erases_nobody(self, client, ada, alice):
        wrong = {"reason": "Their wish", "address": "bob@example.org"}
        page = client.post(f"/people/{alice.pk}/erase/", wrong)
        assert "not the person’s address" in told(page)
        assert not Erasure.objects.exists()

    def test_the_persons_pages_say_that_it_has_begun(self, client, ada, alice):
        make_erasure(alice.pk, state=JobState.WAITING)
        for path in (f"/people/{alice.pk}/", f"/people/{alice.pk}/data/"):
            assert "See how far it is" in told(client.get(path))

    def test_a_certificate_says_that_nothing_is_left(self, client, ada):
        made = make_erasure(4711)
        page = told(client.get(f"/erasures/{made.pk}/"))
        assert "nothing is left" in page
        assert "Exams that were sat" in page

    def test_a_certificate_says_what_was_found(self, client, ada):
        trace = {"what": "name", "place": "questions_scenario.text", "count": 2}
        made = make_erasure(4711, proof={"searched": 9, "traces": [trace]})
        assert "questions_scenario.text" in told(client.get(f"/erasures/{made.pk}/"))

    def test_an_erasure_that_failed_goes_on(self, client, ada):
        made = make_erasure(4711, state=JobState.FAILED, fault="A step failed.")
        assert "A step failed" in told(client.get(f"/erasures/{made.pk}/"))
        client.post(f"/erasures/{made.pk}/again/")
        made.refresh_from_db()
        assert made.state == JobState.WAITING

    def test_the_list_names_numbers(self, client, ada):
        make_erasure(4711)
        assert "Number 4711" in told(client.get("/erasures/"))


class RetentionPageTests:
    def test_ada_chooses_how_long(self, client, ada):
        page = client.get("/retention/")
        days = {
            name: field.initial for name, field in page.context["form"].fields.items()
        }
        client.post("/retention/", days | {"exports": 3})
        assert RetentionChoice.objects.get().days == 3

    def test_out_of_bounds_says_the_bounds(self, client, ada):
        page = client.get("/retention/")
        days = {
            name: field.initial for name, field in page.context["form"].fields.items()
        }
        again = client.post("/retention/", days | {"exports": 300})
        assert "less than or equal to 30" in told(again)
        assert not RetentionChoice.objects.exists()
