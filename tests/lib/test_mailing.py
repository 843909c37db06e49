"""One mail that fails is not the server's end."""

from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

import pytest

from lib.mailing import is_server_away, letter, message_id

TEMPLATE = "accounts/mail/invitation.txt"


class ServerAwayTests:
    @pytest.mark.parametrize(
        "error",
        [
            SMTPRecipientsRefused({}),
            SMTPDataError(554, b"no"),
            SMTPNotSupportedError("no SMTPUTF8"),
            ValueError("a header of two lines"),
        ],
    )
    def test_what_is_about_one_mail_is_not(self, error):
        assert not is_server_away(error)

    @pytest.mark.parametrize("error", [ConnectionRefusedError(), TimeoutError()])
    def test_without_an_answer_it_is(self, error):
        assert is_server_away(error)

    def test_gone_in_the_middle_it_is(self):
        assert is_server_away(SMTPServerDisconnected("gone"))


class LetterTests:
    def test_it_says_who_writes_and_where_that_is(self, settings) -> None:
        settings.BASE_URL = "https://exams.example.org"
        context = {"invitation": {}, "url": "https://exams.example.org/in/"}
        mail = letter("a@example.org", "In\nby mail", TEMPLATE, context)
        assert mail.subject == "Passline: In by mail"
        assert "Passline, https://exams.example.org" in mail.body

    def test_its_id_is_the_same_at_every_try(self, settings) -> None:
        settings.BASE_URL = "https://exams.example.org:8443"
        settings.DEFAULT_FROM_EMAIL = "Passline <mail@example.net>"
        told = {"Message-ID": "<report-7.exams.example.org@example.net>"}
        assert message_id("report-7") == told
