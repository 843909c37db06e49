"""What every request goes through."""

import pytest
import time_machine
from django.utils import timezone

from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db


class TimeZoneTests:
    def test_it_shows_times_in_alices_zone(self, client):
        alice = factories.make_confirmed(cast.alice(time_zone="Asia/Kolkata"))
        with time_machine.travel("2026-11-20T23:00Z", tick=False):
            doors.sign_in(client, alice)
            page = client.get("/account/sessions/").content.decode()
        assert "21 November 2026, 04:30" in page

    def test_it_leaves_the_zone_as_it_was(self, client):
        client.force_login(cast.alice(time_zone="Asia/Kolkata"))
        client.get("/account/sessions/")
        assert timezone.get_current_timezone_name() == "UTC"


class HeaderTests:
    def test_it_allows_no_foreign_or_inline_script(self, client):
        policy = client.get("/account/login/")["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy

    def test_it_keeps_the_session_cookie_from_scripts(self, client):
        doors.sign_in(client, factories.make_confirmed(cast.alice()))
        cookie = client.cookies["sessionid"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")

    @pytest.mark.parametrize(
        "path",
        [
            "/account/accommodations/",
            "/account/sessions/end-others/",
            "/account/password/change/",
            "/account/logout/",
        ],
    )
    def test_it_changes_nothing_without_the_csrf_token(self, client_of, path):
        client = client_of(cast.alice(), enforce_csrf_checks=True)
        assert client.post(path).status_code == 403

    def test_it_stores_no_page_about_somebody(self, client):
        client.force_login(cast.alice())
        for path in ("/account/", "/account/sessions/", "/account/tokens/"):
            assert "no-store" in client.get(path)["Cache-Control"]
