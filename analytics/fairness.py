"""Does a question treat two groups alike? Mantel-Haenszel over equal total scores."""

from dataclasses import dataclass
from math import erfc, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.answers import as_matrix
from analytics.curves import Bools, Floats

GROUP_SIZE = 200
CLASS_C_DELTA = 1.5
CLASS_B_DELTA = 1.0
CLASS_C_P = 0.01
CLASS_B_P = 0.05
DELTA_PER_LOG_ODDS = -2.35
# Strata of people who met different items: steps of their share right.
STEPS = 20
# Strata of people who practised: steps of their ability (logits).
ABILITY_STEP = 0.25


@dataclass(frozen=True)
class MantelHaenszel:
    """Common odds ratio `alpha`, ETS `delta` (negative: harder for the focal group),
    chi² with continuity correction, its p, and ETS class A, B or C."""

    alpha: float
    delta: float
    chi2: float
    p: float
    reference_count: int
    focal_count: int
    grade: str

    @property
    def is_flagged(self) -> bool:
        return self.grade == "C"


def mantel_haenszel(
    correct: ArrayLike, is_focal: ArrayLike, strata: ArrayLike
) -> MantelHaenszel | None:
    """One item over n people: 1/0, group, and the score that makes people equal.

    Mantel, Haenszel (1959); Holland, Thayer (1988). None when the odds ratio is
    undefined: no score at which both groups answered, or all of them alike. Raises
    ValueError when somebody's answer, group or score is missing.
    """
    y, focal, equal = _columns(correct, is_focal, strata)
    tables = _tables(y > 0, focal, equal)
    right, wrong, focal_right, focal_wrong = tables
    total = tables.sum(axis=0)
    favour = float((right * focal_wrong / total).sum())
    against = float((wrong * focal_right / total).sum())
    if against <= 0 or favour <= 0:
        return None
    alpha, chi2 = favour / against, _chi2(tables)
    delta, p = DELTA_PER_LOG_ODDS * log(alpha), erfc(sqrt(chi2 / 2))
    counts = int((~focal).sum()), int(focal.sum())
    return MantelHaenszel(alpha, delta, chi2, p, *counts, _grade(delta, p))


def _columns(
    correct: ArrayLike, is_focal: ArrayLike, strata: ArrayLike
) -> tuple[Floats, Bools, NDArray[Any]]:
    y = as_matrix(np.ma.atleast_2d(np.ma.asarray(correct)))[0]
    equal = np.asarray(strata)
    if np.isnan(y).any() or (equal.dtype.kind == "f" and np.isnan(equal).any()):
        raise ValueError("leave out people who were not asked, or have no score")
    focal = _group(is_focal, y.size)
    if equal.shape != y.shape:
        raise ValueError(f"{y.size} answers need a score each, not {equal.size}")
    return y, focal, equal


def _group(is_focal: ArrayLike, people: int) -> Bools:
    focal = np.asarray(is_focal)
    if focal.shape != (people,) or not np.isin(focal, [0, 1]).all():
        raise ValueError(f"{people} people need a group each: 1 is focal, 0 is not")
    return focal.astype(bool)


def differential_functioning(
    responses: ArrayLike, is_focal: ArrayLike
) -> tuple[MantelHaenszel | None, ...]:
    """Every item of (persons, items) 1/0/NaN against the total score.

    The total holds the studied item, as Holland and Thayer advise. None for an item
    that fewer than 200 people of either group met. Strata need a common form: people
    with gaps are compared by their share right of what they met, in 20 steps.
    """
    y = as_matrix(responses)
    focal, strata = _group(is_focal, len(y)), _strata(y)
    return tuple(_studied(y[:, j], focal, strata) for j in range(y.shape[1]))


def by_ability(
    correct: ArrayLike, is_focal: ArrayLike, abilities: ArrayLike
) -> MantelHaenszel | None:
    """One question over n answers: 1/0, group, and the ability now believed of each
    person (logits).

    For people who met different questions, whose shares say little of each other:
    practice keeps everybody near 70 %. None below 200 answers of either group.
    """
    focal = np.asarray(is_focal, dtype=bool)
    if min(int(focal.sum()), int((~focal).sum())) < GROUP_SIZE:
        return None
    strata = np.round(np.asarray(abilities, dtype=float) / ABILITY_STEP)
    return mantel_haenszel(correct, focal, strata)


def _strata(y: Floats) -> Floats:
    asked = ~np.isnan(y)
    points: Floats = np.nan_to_num(y).sum(axis=1)
    if asked.all():
        return points
    shares: Floats = points / np.maximum(asked.sum(axis=1), 1)
    return np.round(STEPS * shares)


def _studied(y: Floats, focal: Bools, strata: Floats) -> MantelHaenszel | None:
    met = ~np.isnan(y)
    smaller = min(int((met & focal).sum()), int((met & ~focal).sum()))
    if smaller < GROUP_SIZE:
        return None
    return mantel_haenszel(y[met], focal[met], strata[met])


def _tables(right: Bools, focal: Bools, strata: NDArray[Any]) -> Floats:
    """(4, strata): reference right, wrong, focal right, wrong, where both answered."""
    _, place = np.unique(strata, return_inverse=True)
    size = int(place.max()) + 1 if place.size else 0
    cells = [
        np.bincount(place[group & answer], minlength=size).astype(float)
        for group in (~focal, focal)
        for answer in (right, ~right)
    ]
    tables = np.array(cells)
    both = (tables[:2].sum(axis=0) > 0) & (tables[2:].sum(axis=0) > 0)
    return tables[:, both]


def _chi2(tables: Floats) -> float:
    """(|Σ A - Σ E A| - 1/2)² / Σ var A over the strata's hypergeometric cells."""
    right, wrong, focal_right, focal_wrong = tables
    reference, focal = right + wrong, focal_right + focal_wrong
    rights, wrongs = right + focal_right, wrong + focal_wrong
    total = reference + focal
    expected = float((reference * rights / total).sum())
    variance = float(
        (reference * focal * rights * wrongs / (total**2 * (total - 1))).sum()
    )
    surplus = max(0.0, abs(float(right.sum()) - expected) - 0.5)
    return surplus**2 / variance if variance > 0 else 0.0


def _grade(delta: float, p: float) -> str:
    """A negligible, B some, C large; only C is worth anybody's time here."""
    if abs(delta) >= CLASS_C_DELTA and p < CLASS_C_P:
        return "C"
    return "B" if abs(delta) >= CLASS_B_DELTA and p < CLASS_B_P else "A"
