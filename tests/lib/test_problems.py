"""Refusals on one line, as forms and commands say them."""

import pytest

from lib.problems import Problem


class WordsTests:
    @pytest.mark.parametrize(
        ("title", "detail", "words"),
        [
            ("It is over", "Open the result.", "It is over. Open the result."),
            ("It is over", "", "It is over."),
            ("How many minutes?", "Up to 480.", "How many minutes? Up to 480."),
        ],
    )
    def test_title_and_detail_are_sentences(self, title, detail, words) -> None:
        assert Problem("made-up", 409, title, detail).words == words
