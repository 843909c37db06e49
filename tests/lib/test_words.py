"""Words for people: on one line, and numbers with their nouns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.words import counted, one_line


class OneLineTests:
    def test_breaks_and_invisible_characters_are_spaces(self):
        assert one_line(" Mid\r\nterm\u2028of\tMay\x00 ") == "Mid term of May"

    @given(st.text())
    def test_nothing_in_it_breaks_a_header(self, text):
        told = one_line(text)
        assert len(told.splitlines()) <= 1
        assert one_line(told) == told


class CountedTests:
    @pytest.mark.parametrize(
        ("count", "told"),
        [(0, "0 drafts were"), (1, "1 draft was"), (2000, "2,000 drafts were")],
    )
    def test_the_noun_goes_with_the_number(self, count, told):
        assert counted(count, "draft was", "drafts were") == told

    def test_most_nouns_take_an_s(self):
        assert counted(2, "question") == "2 questions"
