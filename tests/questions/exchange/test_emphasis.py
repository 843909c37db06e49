"""Marks stand only where Markdown reads them."""

import pytest

from questions.exchange.emphasis import marked, settled


class EmphasisTests:
    @pytest.mark.parametrize(
        ("before", "words", "after", "told"),
        [
            ("", "a", "", "**a**"),
            ("x", "a", "y", "x**a**y"),
            ("", "Note:", " y", "**Note:** y"),
            ("", "Note:", "y", "Note:y"),
            ("(", "a.", ")", "(**a.**)"),
            ("x", ".", "y", "x.y"),
        ],
    )
    def test_a_mark_that_would_be_shown_is_left_out(self, before, words, after, told):
        assert settled(f"{before}{marked('**', words)}{after}") == told

    def test_marks_in_marks_are_decided_on_their_own(self):
        text = marked("**", f"bold{marked('*', 'both')}")
        assert settled(text) == "**bold*both***"
