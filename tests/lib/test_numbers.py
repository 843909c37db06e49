"""Whole numbers of strangers: read, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.numbers import whole


class WholeTests:
    @given(st.integers(min_value=0, max_value=10**18 - 1))
    def test_it_reads_every_number_that_a_column_holds(self, number):
        assert whole(str(number)) == number

    @pytest.mark.parametrize("text", ["", "-1", "1.5", "²", " 1", "x", "9" * 5000])
    def test_anything_else_is_none(self, text):
        assert whole(text) is None

    @given(st.text())
    def test_no_text_is_too_strange(self, text):
        assert whole(text) is None or whole(text) >= 0
