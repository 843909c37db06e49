"""Pairs of sittings whose answers agree beyond what ability explains.

Wollack's omega (1997) with option probabilities smoothed over ability. A report is a
reason for a person to look, never a verdict: docs/algorithms/similarity.md.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from analytics.curves import Floats, Ints

SITTINGS = 200
COMMON_ITEMS = 40
BANDWIDTH = 0.35  # logits
# Where fewer are that near, as far away as so many are: with nobody near nothing would
# be expected, and two who stand apart would agree beyond chance by one equal answer.
NEIGHBOURS = 20
ERROR_RATE = 0.05  # of any false report in a whole run
BLOCK = 512


@dataclass(frozen=True)
class Pair:
    """Two sittings (rows of the choices): equal answers, expected ones, and z."""

    first: int
    second: int
    matches: int
    expected: float
    z: float


@dataclass(frozen=True)
class Similarity:
    """The pairs past the threshold, the most alike first; how many were compared;
    `sd` of all z, near or below 1 when the model holds."""

    pairs: tuple[Pair, ...]
    threshold: float
    compared: int
    sd: float


def answer_similarity(choices: ArrayLike, abilities: ArrayLike) -> Similarity:
    """From one form's choices (n sittings, k items) and abilities (n,), in logits.

    A choice is the number of an option, or of a set of options, from 0; -1 is blank
    and matches nothing. Each pair is judged in both directions and keeps the lower
    z. Raises ValueError below 200 sittings or 40 items: too little to accuse anybody;
    and when a choice is no such number, or an ability is missing.
    """
    u, theta = _numbers(choices), np.asarray(abilities, dtype=float)
    if u.ndim != 2 or u.shape[0] < SITTINGS or u.shape[1] < COMMON_ITEMS:
        raise ValueError("similarity needs 200 sittings of 40 common questions")
    if theta.shape != u.shape[:1] or not np.isfinite(theta).all():
        raise ValueError(f"{len(u)} sittings need a number for each one's ability")
    compared = u.shape[0] * (u.shape[0] - 1) // 2
    threshold = NormalDist().inv_cdf(1 - ERROR_RATE / compared)
    return _compare(_one_hot(u), theta, threshold, compared)


def _numbers(choices: ArrayLike) -> Ints:
    found = np.asarray(choices, dtype=float)
    if not (found >= -1).all() or (found % 1).any():
        raise ValueError("a choice is a whole number from 0, or -1 where it is blank")
    return found.astype(np.int64)


def _one_hot(u: Ints) -> Floats:
    """(n, sum of options that anybody chose): 1 where chosen."""
    columns = [one[:, None] == np.unique(one[one >= 0]) for one in u.T]
    return np.concatenate(columns, axis=1).astype(float)


def _compare(
    chosen: Floats, theta: Floats, threshold: float, compared: int
) -> Similarity:
    chance = _option_probabilities(chosen, theta)
    doubt = chance * (1 - chance)
    found: list[Pair] = []
    total = squares = 0.0
    for start in range(0, len(theta), BLOCK):
        rows = slice(start, start + BLOCK)
        matches = chosen[rows] @ chosen.T
        expected = chance[rows] @ chosen.T
        z = (matches - expected) / _root(doubt[rows] @ chosen.T)
        back = (matches - chosen[rows] @ chance.T) / _root(chosen[rows] @ doubt.T)
        z = np.minimum(z, back)
        upper = np.triu(np.ones(z.shape, dtype=bool), k=start + 1)
        total += float(z[upper].sum())
        squares += float((z[upper] ** 2).sum())
        for i, j in np.argwhere(upper & (z > threshold)).tolist():
            pair = Pair(
                start + i, j, int(matches[i, j]), float(expected[i, j]), float(z[i, j])
            )
            found.append(pair)
    mean = total / compared
    sd = max(0.0, squares / compared - mean * mean) ** 0.5
    found.sort(key=lambda pair: -pair.z)
    return Similarity(tuple(found), threshold, compared, sd)


def _option_probabilities(chosen: Floats, theta: Floats) -> Floats:
    """(n, options): how often the others of about this ability chose each option
    (Nadaraya 1964, Watson 1964, a normal kernel; nobody is compared with himself)."""
    blocks = []
    for start in range(0, len(theta), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(theta)))
        apart = np.abs(theta[rows, None] - theta)
        # The nearest of all is the person.
        reach = np.partition(apart, NEIGHBOURS, axis=1)[:, [NEIGHBOURS]]
        kernel = np.exp(-0.5 * (apart / np.maximum(reach, BANDWIDTH)) ** 2)
        kernel[np.arange(rows.size), rows] = 0.0
        blocks.append(kernel @ chosen / kernel.sum(axis=1, keepdims=True))
    return np.concatenate(blocks)


def _root(variance: Floats) -> Floats:
    return np.sqrt(np.maximum(variance, 1e-9))
