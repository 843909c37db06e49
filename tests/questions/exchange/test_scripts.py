"""Raised and lowered signs: what they mean survives plain text."""

import pytest

from questions.exchange.scripts import scripted


class ScriptTests:
    @pytest.mark.parametrize(
        ("tag", "text", "told"),
        [
            ("sup", "-3", "⁻³"),
            ("sup", "TM", "™"),
            ("sup", "st", "st"),
            ("sup", "x", "^x"),
            ("sup", "2x+1", "^(2x+1)"),
            ("sub", "10", "₁₀"),
            ("sub", "max", "_max"),
            ("sub", " ", " "),
        ],
    )
    def test_signs_are_used_where_there_are_any(self, tag, text, told):
        assert scripted(tag, text) == told
