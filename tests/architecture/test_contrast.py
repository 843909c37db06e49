"""WCAG 2.2 AA for every pair of colours that meet, in light and in dark."""

import re

import pytest

from tests.architecture import contrast, files

RAW = re.compile(
    r"(--raw-[a-z]+-\d): light-dark\("
    r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\), oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)\)"
)
MEANING = re.compile(r"(--color-[a-z-]+): var\((--raw-[a-z]+-\d)\)")
GROUNDS = ["page", "surface", "sunken"]
TINTS = ["accent-soft", "correct-soft", "wrong-soft", "caution-soft"]
TEXT = [
    *[(ink, ground) for ink in ("text", "muted") for ground in GROUNDS + TINTS],
    *[(ink, ground) for ink in ("accent", "accent-hover") for ground in GROUNDS],
    *[(ink, g) for ink in ("correct", "wrong", "caution") for g in ("page", "surface")],
    *[(tint.removesuffix("-soft"), tint) for tint in TINTS],
    *[("on-accent", ground) for ground in ("accent", "accent-hover")],
    *[
        (f"code-{part}", "sunken")
        for part in ("comment", "keyword", "name", "number", "string")
    ],
]
# Borders of controls, the focus ring, parts of drawings: 3 : 1.
PARTS = [
    *[(part, ground) for part in ("control", "focus") for ground in GROUNDS],
    ("focus", "accent-soft"),
    ("text", "accent-line"),  # the pass line on the likely range
    ("accent", "line"),  # a share on its track
]


def palette(scheme):
    text = files.read(files.CSS / "tokens" / "colors.css")
    at = 1 if scheme == "light" else 4
    raw = {
        m[1]: (float(m[at + 1]) / 100, float(m[at + 2]), float(m[at + 3]))
        for m in RAW.finditer(text)
    }
    return {m[1].removeprefix("--color-"): raw[m[2]] for m in MEANING.finditer(text)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
class ContrastTests:
    @pytest.mark.parametrize(("ink", "ground"), TEXT)
    def test_text_can_be_read(self, scheme, ink, ground):
        colours = palette(scheme)
        assert contrast.ratio(colours[ink], colours[ground]) >= 4.5

    @pytest.mark.parametrize(("part", "ground"), PARTS)
    def test_parts_can_be_told_apart(self, scheme, part, ground):
        colours = palette(scheme)
        assert contrast.ratio(colours[part], colours[ground]) >= 3


class FormulaTests:
    def test_it_agrees_with_black_on_white(self):
        assert contrast.ratio((0, 0, 0), (1, 0, 0)) == pytest.approx(21)

    def test_it_agrees_with_a_known_grey(self):
        """#767676 on white is 4.54 : 1."""
        assert contrast.ratio((0.5659, 0, 0), (1, 0, 0)) == pytest.approx(
            4.54, abs=0.02
        )
