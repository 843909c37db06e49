"""Item response curves: the two-parameter logistic model, arrays in and out."""

from math import erf, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def sigmoid(z: ArrayLike) -> Floats:
    """1 / (1 + e^-z) of any shape, without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(z, dtype=float)))


def logit(p: ArrayLike) -> Floats:
    """ln(p / (1 - p)); 0 and 1 are taken as 1e-9 from the edge."""
    inside = np.clip(np.asarray(p, dtype=float), 1e-9, 1 - 1e-9)
    odds: Floats = inside / (1 - inside)
    return np.log(odds)


def probability(
    ability: ArrayLike, a: ArrayLike, b: ArrayLike, v: ArrayLike = 0.0
) -> Floats:
    """P(right) at an ability, all shapes broadcast (Birnbaum 1968).

    `v`, the variance of b, flattens the curve as MacKay (1992, eq. 10) does.
    """
    slope = np.asarray(a, dtype=float)
    z = slope * (np.asarray(ability, dtype=float) - np.asarray(b, dtype=float))
    return sigmoid(z / np.sqrt(1 + np.pi * slope**2 * np.asarray(v) / 8))


def information(ability: ArrayLike, a: ArrayLike, b: ArrayLike) -> Floats:
    """Fisher information about ability, a² p (1 - p), all shapes broadcast."""
    p = probability(ability, a, b)
    return np.asarray(a, dtype=float) ** 2 * p * (1 - p)


def expected_score(
    ability: ArrayLike, a: Floats, b: Floats, v: ArrayLike = 0.0
) -> Floats:
    """Expected raw points of the items (n,) at abilities (Q,): the test curve (Q,)."""
    points = np.atleast_1d(np.asarray(ability, dtype=float))[:, None]
    scores: Floats = probability(points, a, b, v).sum(axis=1)
    return scores


def normal_cdf(x: Floats) -> Floats:
    """Φ of a vector (n,)."""
    halves = np.fromiter(map(erf, (x / sqrt(2)).tolist()), float, len(x))
    return 0.5 * (1.0 + halves)
