"""Links in mails lead to the address that people know."""

import re

import pytest

from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
HOME = "https://exams.example.org"


@pytest.fixture(autouse=True)
def home(settings):
    settings.MAIL_BASE_URL = HOME
    settings.ALLOWED_HOSTS = ["*"]


def links(mail):
    return re.findall(r"https?://\S+", mail.body)


class MailLinkTests:
    def test_it_confirms_an_address_there(self, client, mailoutbox):
        client.post(
            "/account/signup/",
            {
                "email": "dana@example.org",
                "password1": cast.PASSWORD,
                "time_zone": "UTC",
            },
            HTTP_HOST="10.0.0.5:8001",
        )
        confirm, signature = links(mailoutbox[0])
        assert confirm.startswith(f"{HOME}/account/confirm-email/")
        assert signature == HOME

    @pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
    def test_it_resets_a_password_there(self, client, mailoutbox, email):
        factories.make_confirmed(cast.alice())
        client.post(
            "/account/password/reset/", {"email": email}, HTTP_HOST="evil.example"
        )
        assert all(link.startswith(HOME) for link in links(mailoutbox[0]))

    def test_it_tells_of_a_second_sign_up_from_there(self, client, mailoutbox):
        factories.make_confirmed(cast.alice())
        doors.sign_up(client, "alice@example.org")
        assert all(link.startswith(HOME) for link in links(mailoutbox[0]))

    def test_it_goes_by_the_request_without_one(self, client, mailoutbox, settings):
        settings.MAIL_BASE_URL = ""
        doors.sign_up(client)
        assert all(
            link.startswith("http://testserver") for link in links(mailoutbox[0])
        )
