"""The administrators' pages about people: find, change with a reason, in the log."""

import pytest

from accounts.models import ApiToken, Role
from lib.models import AuditEvent
from tests import cast
from tests.accounts.doors import is_in, sign_in
from tests.factories import make_confirmed, make_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    found = cast.ada()
    client.force_login(found)
    return found


def page(client, path):
    return client.get(path).content.decode()


def last_event():
    return AuditEvent.objects.order_by("-id").first()


class PeopleTests:
    @pytest.mark.parametrize("words", ["bob", "BOB exam", "example.org bob"])
    def test_it_finds_people_by_parts_of_name_and_address(self, client, ada, words):
        cast.bob()
        cast.charlie()
        told = page(client, f"/people/?q={words}")
        assert "bob@example.org" in told
        assert "charlie@example.org" not in told

    def test_it_filters_by_role_and_state(self, client, ada):
        cast.ivan(is_active=False)
        cast.bob()
        told = page(client, "/people/?role=instructor&state=out")
        assert "ivan@example.org" in told
        assert "bob@example.org" not in told

    def test_it_pages_through_everybody_and_back(self, client, ada, settings):
        for n in range(60):
            cast.person(f"p{n:02}")
        first = client.get("/people/").context["page"]
        second = client.get("/people/" + first.next).context["page"]
        again = client.get("/people/" + second.previous).context["page"]
        assert (len(first.rows), len(second.rows)) == (50, 11)
        assert again.rows == first.rows

    @pytest.mark.parametrize("query", ["?role=king", "?after=x", "?before=zzz"])
    def test_it_survives_any_query(self, client, ada, query):
        assert client.get("/people/" + query).status_code == 200

    def test_it_lists_no_guest(self, client, ada):
        cast.person("guest", is_guest=True)
        assert "guest@example.org" not in page(client, "/people/")


class PersonTests:
    def test_a_change_of_role_needs_a_reason(self, client, ada):
        bob = cast.bob()
        answer = client.post(f"/people/{bob.pk}/role/", {"role": "instructor"})
        bob.refresh_from_db()
        assert answer.status_code == 200
        assert bob.role == Role.STUDENT

    def test_the_reason_stands_in_the_log_and_on_the_page(self, client, ada):
        bob = cast.bob()
        data = {"role": "instructor", "reason": "teaches spring"}
        client.post(f"/people/{bob.pk}/role/", data)
        assert last_event().detail["reason"] == "teaches spring"
        assert "teaches spring" in page(client, f"/people/{bob.pk}/")

    def test_who_is_deactivated_is_out_on_the_next_request(
        self, client, ada, client_of
    ):
        bob = cast.bob()
        browser = client_of(bob)
        data = {"is_active": "no", "reason": "left"}
        client.post(f"/people/{bob.pk}/activity/", data)
        assert not is_in(browser)

    def test_the_last_administrator_stays(self, client, ada):
        data = {"is_active": "no", "reason": "bye"}
        assert client.post(f"/people/{ada.pk}/activity/", data).status_code == 409

    def test_a_lost_second_factor_is_removed(self, client, ada):
        bob = cast.bob()
        make_second_factor(bob)
        client.post(f"/people/{bob.pk}/second-factor/", {"reason": "lost phone"})
        assert not bob.authenticator_set.exists()
        assert last_event().detail["reason"] == "lost phone"

    def test_more_time_is_granted(self, client, ada):
        bob = cast.bob()
        data = {"preset": "esl-30", "reason": "as the real exam"}
        client.post(f"/people/{bob.pk}/time/", data)
        bob.refresh_from_db()
        assert bob.extra_minutes == 30

    def test_a_token_is_revoked_with_a_reason(self, client, ada):
        bob = cast.bob()
        token, _ = ApiToken.objects.create(bob, name="script")
        path = f"/people/{bob.pk}/tokens/{token.reference}/revoke/"
        client.post(path)
        assert ApiToken.objects.count() == 1
        client.post(path, {"reason": "leaked"})
        assert ApiToken.objects.count() == 0
        assert last_event().action == "token.revoked"

    def test_all_access_is_ended_at_once(self, client, ada, client_of):
        bob, browser = make_confirmed(cast.bob()), client_of()
        sign_in(browser, bob)
        assert is_in(browser)
        client.post(f"/people/{bob.pk}/access/", {"reason": "stolen laptop"})
        assert not is_in(browser)
