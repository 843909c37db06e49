"""Where a guide's pass line lies, and equating of imported forms.

How forms are made alike: `exams.parallel`, since web processes do it.

Formulas, sources and measurements: docs/algorithms/equating.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from analytics.readiness import GRID, DomainTables
from exams.scoring import PASS_SHARE

CUT_SHARE = float(PASS_SHARE)
BISECTIONS = 60
# Linear equating of imported forms.
SITTINGS = 200
ANCHOR_SHARE = 0.2
LEVINE_DIFFERENCE = 0.25  # of the anchor's standard deviation


def expected_points(
    tables: DomainTables, seats: Sequence[int], ability: float
) -> float:
    """On the average form: `seats` (K) questions of each domain, at one ability."""
    shares = [float(tables.share(k, ability)) for k in range(len(seats))]
    return sum(n * share for n, share in zip(seats, shares, strict=True))


def cut_ability(
    tables: DomainTables, seats: Sequence[int], share: float = CUT_SHARE
) -> float:
    """The ability whose expected score on the average form is `share` of its points.

    Bisection of an increasing curve on [-6, 6]; an end where it is not reached.
    """
    low, high = GRID[0], GRID[-1]
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        is_low = expected_points(tables, seats, middle) < share * sum(seats)
        low, high = (middle, high) if is_low else (low, middle)
    return float(low + high) / 2


# --- Imported forms without item data -----------------------------------------------


@dataclass(frozen=True)
class LinearEquating:
    """Old-form points of a score on the new form: slope · score + intercept."""

    slope: float
    intercept: float
    method: str  # "tucker" or "levine"

    def apply(self, score: float) -> float:
        return self.slope * score + self.intercept


@dataclass(frozen=True)
class AnchoredScores:
    """One form's sittings: total scores and scores on the common items (n,)."""

    scores: ArrayLike
    anchor: ArrayLike


def linear_equating(
    new: AnchoredScores, old: AnchoredScores, *, anchor_share: float
) -> LinearEquating:
    """Two forms taken by two groups, linked by common items that count in both.

    Tucker; Levine (observed score) when the groups differ by more than a quarter of
    the anchor's standard deviation. Kolen, Brennan (2014), chapter 4. Raises
    ValueError below 200 sittings a form or with an anchor under 20 %, and when the
    anchor says nothing about the scores.
    """
    first, second = _Group.of(new), _Group.of(old)
    is_linked = ANCHOR_SHARE <= anchor_share <= 1
    if min(first.count, second.count) < SITTINGS or not is_linked:
        raise ValueError("equating needs 200 sittings a form and a 20 % anchor")
    pooled = sqrt((first.anchor_variance + second.anchor_variance) / 2)
    differs = abs(first.anchor_mean - second.anchor_mean) > LEVINE_DIFFERENCE * pooled
    method = "levine" if differs else "tucker"
    mean_new, sd_new = first.in_synthetic(second, method)
    mean_old, sd_old = second.in_synthetic(first, method)
    slope = sd_old / sd_new
    return LinearEquating(slope, mean_old - slope * mean_new, method)


@dataclass(frozen=True)
class _Group:
    """The moments of one form's sittings."""

    count: int
    mean: float
    variance: float
    anchor_mean: float
    anchor_variance: float
    covariance: float

    @classmethod
    def of(cls, sittings: AnchoredScores) -> "_Group":
        x = np.asarray(sittings.scores, dtype=float)
        v = np.asarray(sittings.anchor, dtype=float)
        if x.ndim != 1 or x.shape != v.shape or not np.isfinite([x, v]).all():
            raise ValueError("each sitting needs a score and a score on the anchor")
        if x.size < 2:
            raise ValueError("equating needs 200 sittings a form and a 20 % anchor")
        (xx, xv), (_, vv) = np.cov(x, v, ddof=0).tolist()
        if not xv > 0:
            raise ValueError("the anchor must rise with the score: it links the forms")
        return cls(x.size, float(x.mean()), xx, float(v.mean()), vv, xv)

    def in_synthetic(self, other: "_Group", method: str) -> tuple[float, float]:
        """Mean and standard deviation of this form in both groups together."""
        own = self.count / (self.count + other.count)
        gamma = (
            self.covariance / self.anchor_variance
            if method == "tucker"
            else self.variance / self.covariance
        )
        shift = self.anchor_mean - other.anchor_mean
        spread = self.anchor_variance - other.anchor_variance
        mean = self.mean - (1 - own) * gamma * shift
        variance = (
            self.variance
            - (1 - own) * gamma**2 * spread
            + own * (1 - own) * (gamma * shift) ** 2
        )
        if variance <= 0:
            raise ValueError("the groups differ too much for a linear equating")
        return mean, sqrt(variance)
