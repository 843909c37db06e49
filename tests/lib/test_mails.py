"""Subjects have one line, and one mail that fails is not the server's end."""

from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.mails import is_server_away, one_line


class OneLineTests:
    def test_breaks_and_invisible_characters_are_spaces(self):
        assert one_line(" Mid\r\nterm\u2028of\tMay\x00 ") == "Mid term of May"

    @given(st.text())
    def test_nothing_in_it_breaks_a_header(self, text):
        told = one_line(text)
        assert len(told.splitlines()) <= 1
        assert one_line(told) == told


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
