"""From a raw score to the scale, with its band. Formulas: docs/algorithms/scoring.md.

The raw-to-scaled map of the real exam is not public; this one is an estimate and
is labelled so wherever it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, sqrt
from typing import Any, Self

# The share of the scored questions at which our scale puts the pass mark, unless a
# form's questions are known well enough to have a share of their own.
PASS_SHARE = Fraction(72, 100)
Z95 = 1.959963984540054
MEETS = "Meets Competencies"
NEEDS = "Needs Improvement"


@dataclass(frozen=True)
class Scale:
    """A reporting scale: its ends and its pass mark, in scaled points, and the share
    of a form's scored questions that stands at the mark."""

    low: int
    high: int
    pass_mark: int
    pass_share: Fraction = PASS_SHARE

    @classmethod
    def frozen(cls, kept: Sequence[Any]) -> Self:
        """As an attempt keeps it: [low, high, mark] or [low, high, mark, share]."""
        low, high, mark, *shares = kept
        # By its digits: the grade is exact, and the same wherever it is computed.
        return cls(low, high, mark, *(Fraction(str(share)) for share in shares))


@dataclass(frozen=True)
class Score:
    raw: int
    count: int
    cut: Fraction
    scaled: int
    is_passed: bool
    band_low: int
    band_high: int


def score(raw: int, count: int, scale: Scale) -> Score:
    """The score of `raw` right answers out of `count` scored questions."""
    if not 0 <= raw <= count or count == 0:
        raise ValueError(f"{raw} of {count} is not a score")
    cut = scale.pass_share * count
    low, high = wilson(raw, count)
    scaled = to_scale(Fraction(raw), count, scale)
    return Score(
        raw=raw,
        count=count,
        cut=cut,
        scaled=scaled,
        is_passed=raw >= cut,
        band_low=min(scaled, to_scale(Fraction(low) * count, count, scale)),
        band_high=max(scaled, to_scale(Fraction(high) * count, count, scale)),
    )


def to_scale(raw: Fraction, count: int, scale: Scale) -> int:
    """Piecewise linear through (0, low), (cut, pass mark), (count, high).

    Rounded to whole points, never across the pass mark: a score below the cut
    stays below it.
    """
    cut = scale.pass_share * count
    if raw < cut:
        points = scale.low + (scale.pass_mark - scale.low) * raw / cut
        return min(_round(points), scale.pass_mark - 1)
    room = scale.high - scale.pass_mark
    return _round(scale.pass_mark + room * (raw - cut) / (count - cut))


def wilson(successes: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval for a proportion (Wilson 1927)."""
    p = successes / n
    centre = p + z * z / (2 * n)
    spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def domain_word(correct: int, asked: int, pass_share: Fraction = PASS_SHARE) -> str:
    """ "Meets Competencies" iff the domain's share reaches the pass share."""
    return MEETS if asked and Fraction(correct, asked) >= pass_share else NEEDS


def _round(points: Fraction) -> int:
    """To the nearest whole point, halves up (Python's round would go to even)."""
    whole = floor(points)
    return whole + 1 if points - whole >= Fraction(1, 2) else whole
