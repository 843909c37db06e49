"""Where somebody is signed in, and signing out from afar."""

import pytest
from django.contrib.sessions.models import Session

from accounts import selectors
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def alice():
    return factories.make_confirmed(cast.alice())


def rows(client):
    return client.get("/account/sessions/").context["sessions"]


class SessionsTests:
    def test_it_lists_alices_sessions_this_one_first(self, client, client_of, alice):
        doors.sign_in(client, alice)
        doors.sign_in(client_of(HTTP_USER_AGENT=FIREFOX), alice)
        browsers = [(row.browser, row.is_current) for row in rows(client)]
        assert browsers == [("A browser", True), ("Firefox on Linux", False)]

    def test_it_ends_one_at_its_next_request(self, client, client_of, alice):
        elsewhere = client_of()
        doors.sign_in(elsewhere, alice)
        doors.sign_in(client, alice)
        client.post(f"/account/sessions/{rows(client)[1].pk}/end/")
        assert (doors.is_in(client), doors.is_in(elsewhere)) == (True, False)

    def test_it_ends_all_others(self, client, client_of, alice):
        others = [client_of(), client_of()]
        for other in others:
            doors.sign_in(other, alice)
        doors.sign_in(client, alice)
        client.post("/account/sessions/end-others/")
        assert [doors.is_in(c) for c in (client, *others)] == [True, False, False]

    def test_it_ends_this_one(self, client, alice):
        doors.sign_in(client, alice)
        client.post(f"/account/sessions/{rows(client)[0].pk}/end/")
        assert not doors.is_in(client)

    def test_it_hides_another_persons_session(self, client, client_of, alice):
        doors.sign_in(client, alice)
        charlie, browser = factories.make_confirmed(cast.charlie()), client_of()
        doors.sign_in(browser, charlie)
        pk = rows(client)[0].pk
        assert browser.post(f"/account/sessions/{pk}/end/").status_code == 404
        assert doors.is_in(client)

    def test_it_forgets_sessions_that_ended_by_themselves(
        self, client, client_of, alice
    ):
        doors.sign_in(client_of(), alice)
        Session.objects.all().delete()
        doors.sign_in(client, alice)
        assert len(rows(client)) == 1

    def test_it_costs_no_more_queries_with_more_sessions(
        self, client, client_of, alice, django_assert_max_num_queries
    ):
        for _ in range(12):
            doors.sign_in(client_of(), alice)
        with django_assert_max_num_queries(26):
            doors.sign_in(client, alice)
        with django_assert_max_num_queries(3):
            rows(client)

    def test_it_changes_nothing_by_get(self, client, alice):
        doors.sign_in(client, alice)
        assert client.get("/account/sessions/end-others/").status_code == 405


class DeactivatedTests:
    def test_it_is_out_at_the_next_request(self, client, alice):
        doors.sign_in(client, alice)
        alice.is_active = False
        alice.save()
        assert not doors.is_in(client)


class CostTests:
    def test_it_asks_once_who_somebody_is(
        self, client, alice, django_assert_num_queries
    ):
        """The session with the person; nothing else on the way to a view."""
        doors.sign_in(client, alice)
        with django_assert_num_queries(1):
            client.get("/healthz-is-not-here/")


class BrowserWordsTests:
    def test_it_recognises_a_phone(self):
        agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"
        assert selectors.browser_words(agent) == "Safari on iPhone"

    def test_it_does_not_guess(self):
        assert selectors.browser_words("curl/8") == "A browser"
