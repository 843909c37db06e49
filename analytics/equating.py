"""Forms that measure alike, and scores that mean the same on each of them.

Formulas, sources and measurements: docs/algorithms/equating.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import floor, sqrt

import numpy as np
from numpy.typing import ArrayLike

from analytics.curves import Bools, Floats, Ints, expected_score, information
from analytics.curves import probability as curve
from exams.scoring import PASS_SHARE, Scale

CUT_SHARE = float(PASS_SHARE)
# Where a form is held to the reference, around the cut (logits).
REFERENCE_STEPS = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
SCORE_TOLERANCE = 0.1  # raw points
INFORMATION_TOLERANCE = 0.1  # of the reference's at the cut
MOST_SWAPS = 50
REDRAWS = 4
EXPOSURE_LIMIT = 0.25
BISECTIONS = 60
# Linear equating of imported forms.
SITTINGS = 200
ANCHOR_SHARE = 0.2
LEVINE_DIFFERENCE = 0.25  # of the anchor's standard deviation


def cut_ability(a: Floats, b: Floats, share: float = CUT_SHARE) -> float:
    """The ability whose expected score on the n items is `share` · n."""
    return _ability_at(lambda t: float(expected_score(t, a, b)[0]) / len(a), share)


def cut_score(a: Floats, b: Floats, ability: float) -> float:
    """The raw cut of a form: its expected score at the cut ability (IRT true-score
    equating, Lord 1980). It is rarely a whole number; a score passes from it on."""
    return float(expected_score(ability, a, b)[0])


def _ability_at(share_at: Callable[[float], float], share: float) -> float:
    """Bisection of an increasing curve on [-8, 8]; an end where it is not reached."""
    low, high = -8.0, 8.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if share_at(middle) < share else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True)
class Reference:
    """What a form should measure: expected scores (5,) at abilities (5,) around the
    cut ability, information there, the raw cut and the number of questions."""

    abilities: Floats
    scores: Floats
    information: float
    cut_ability: float
    cut: float
    count: int


def reference_from_bank(
    a: Floats,
    b: Floats,
    strata: Ints,
    seats: Mapping[int, int],
    share: float = CUT_SHARE,
) -> Reference:
    """The average form: each stratum's mean curve as often as it has seats.

    `strata` (n,) numbers the blueprint's cells (domain, or domain and kind);
    `seats` says how many questions each gives.
    """
    weights = np.zeros(len(a))
    for stratum, count in seats.items():
        inside = strata == stratum
        weights[inside] = count / max(1, int(inside.sum()))
    total = sum(seats.values())
    theta = _ability_at(lambda t: float(weights @ curve(t, a, b)) / total, share)
    points = theta + REFERENCE_STEPS
    return Reference(
        abilities=points,
        scores=curve(points[:, None], a, b) @ weights,
        information=float(weights @ information(theta, a, b)),
        cut_ability=theta,
        cut=share * total,
        count=total,
    )


# --- Assembly -----------------------------------------------------------------------


@dataclass(frozen=True)
class FormPool:
    """n candidates: a, b, stratum and draw weight (n,), 0 where not to be used;
    `enemies` are pairs of indices that never meet."""

    a: Floats
    b: Floats
    strata: Ints
    weights: Floats
    enemies: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class AssembledForm:
    """Indices of the items; `deviation`: the worst distance from the reference's
    scores (raw points); `information_ratio` at the cut; both within tolerance?"""

    items: tuple[int, ...]
    deviation: float
    information_ratio: float
    is_parallel: bool


def exposure_weight(share: float) -> float:
    """How readily an item is drawn that was in `share` of the last 200 forms."""
    return max(0.0, 1 - share / EXPOSURE_LIMIT)


def assemble_form(
    pool: FormPool, seats: Mapping[int, int], reference: Reference, seed: int
) -> AssembledForm:
    """A random form by the blueprint, mended by swaps until it is parallel.

    A swap stays within its stratum. It is drawn among those that would do, or else
    among those nearly as good as the best, so that the mending does not show the
    same few items to everybody. A draft that cannot be mended is drawn anew, a few
    times; the best is kept. Raises ValueError when a stratum has too few items.
    """
    rng = np.random.default_rng(seed)
    best = _mended(pool, seats, reference, rng)
    for _ in range(REDRAWS):
        if best.error <= 1:
            break
        best = min(best, _mended(pool, seats, reference, rng), key=lambda d: d.error)
    return best.finished()


def _mended(
    pool: FormPool,
    seats: Mapping[int, int],
    reference: Reference,
    rng: np.random.Generator,
) -> "_Draft":
    draft = _Draft(pool, reference, _drawn(pool, seats, rng))
    for _ in range(MOST_SWAPS):
        if draft.error <= 1 or not draft.swap(rng):
            break
    return draft


def _drawn(
    pool: FormPool, seats: Mapping[int, int], rng: np.random.Generator
) -> list[int]:
    """The strata with the least room first, so that enemies cost them nothing."""
    hated = _hatreds(pool)
    chosen: set[int] = set()
    room = {s: int(_inside(pool, s).sum()) - n for s, n in seats.items()}
    for stratum in sorted(seats, key=lambda s: (room[s], s)):
        missing = seats[stratum]
        for index in _shuffled(pool, stratum, rng):
            if missing and not chosen & hated.get(index, set()):
                chosen.add(index)
                missing -= 1
        if missing:
            found = seats[stratum] - missing
            raise ValueError(
                f"stratum {stratum} has {found} of the {seats[stratum]} questions"
            )
    return sorted(chosen)


def _inside(pool: FormPool, stratum: int) -> Bools:
    inside: Bools = (pool.strata == stratum) & (pool.weights > 0)
    return inside


def _shuffled(pool: FormPool, stratum: int, rng: np.random.Generator) -> list[int]:
    """By weight without replacement (Efraimidis, Spirakis 2006)."""
    usable = np.flatnonzero(_inside(pool, stratum))
    keys = np.log(rng.random(usable.size)) / pool.weights[usable]
    return [int(index) for index in usable[np.argsort(-keys)]]


def _hatreds(pool: FormPool) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pool.enemies:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


class _Draft:
    """A form on its way: distances from the reference in units of the tolerances."""

    def __init__(self, pool: FormPool, reference: Reference, items: list[int]) -> None:
        self.pool, self.reference, self.items = pool, reference, items
        self.hated = _hatreds(pool)
        points = reference.abilities[:, None]
        bits = information(reference.cut_ability, pool.a, pool.b)
        per_tolerance = INFORMATION_TOLERANCE * reference.information
        self.parts: Floats = np.column_stack(
            [curve(points, pool.a, pool.b).T / SCORE_TOLERANCE, bits / per_tolerance]
        )
        goal = np.append(
            reference.scores / SCORE_TOLERANCE, reference.information / per_tolerance
        )
        self.distance: Floats = self.parts[items].sum(axis=0) - goal

    @property
    def error(self) -> float:
        return float(np.abs(self.distance).max())

    def swap(self, rng: np.random.Generator) -> bool:
        """One swap for the better, in the sum of squares; whether there was one."""
        leaving, coming = self._candidates()
        moved = self.distance - self.parts[leaving] + self.parts[coming]
        now, squares = float(self.distance @ self.distance), (moved**2).sum(axis=1)
        if not squares.size or squares.min() >= now:
            return False
        good = np.flatnonzero(np.abs(moved).max(axis=1) <= 1)
        if not good.size:
            good = np.flatnonzero(squares <= (now + float(squares.min())) / 2)
        pick = int(rng.choice(good))
        out, new = int(leaving[pick]), int(coming[pick])
        self.items[self.items.index(out)] = new
        self.distance = moved[pick]
        return True

    def _candidates(self) -> tuple[Ints, Ints]:
        """All swaps within a stratum: who leaves and who comes."""
        pairs = [
            np.stack(np.meshgrid(mine, others, indexing="ij")).reshape(2, -1)
            for mine, others in self._strata(self._free())
        ]
        leaving, coming = np.concatenate(pairs, axis=1)
        return leaving, coming

    def _strata(self, free: Bools) -> list[tuple[Ints, Ints]]:
        items = np.array(self.items)
        mine = self.pool.strata[items]
        return [
            (items[mine == s], np.flatnonzero(free & (self.pool.strata == s)))
            for s in np.unique(mine)
        ]

    def _free(self) -> Bools:
        """Who may come: usable, not here, nobody's enemy."""
        free = self.pool.weights > 0
        free[self.items] = False
        for index in self.items:
            free[list(self.hated.get(index, ()))] = False
        return free

    def finished(self) -> AssembledForm:
        scores = self.distance[:-1] * SCORE_TOLERANCE
        return AssembledForm(
            items=tuple(self.items),
            deviation=float(np.abs(scores).max()),
            information_ratio=1 + float(self.distance[-1]) * INFORMATION_TOLERANCE,
            is_parallel=self.error <= 1,
        )


# --- The scale ----------------------------------------------------------------------


def to_scale(raw: float, count: int, cut: float, scale: Scale) -> int:
    """Scaled points of `raw` (any number from 0 to `count`) on a form with its cut.

    Two straight lines that meet at (cut, pass mark); rounded, never across the mark.
    It imitates AWS's scale and is not the AWS score.
    """
    if not 0 < cut < count:
        raise ValueError(f"a cut of {cut} on {count} questions makes no scale")
    if raw < cut:
        points = scale.low + (scale.pass_mark - scale.low) * raw / cut
        return min(floor(points + 0.5), scale.pass_mark - 1)
    room = scale.high - scale.pass_mark
    return floor(scale.pass_mark + room * (raw - cut) / (count - cut) + 0.5)


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
    ValueError below 200 sittings a form or with an anchor under 20 %.
    """
    first, second = _Group.of(new), _Group.of(old)
    if min(first.count, second.count) < SITTINGS or anchor_share < ANCHOR_SHARE:
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
        table = np.cov(x, v, ddof=0)
        means = float(x.mean()), float(v.mean())
        return cls(
            x.size, means[0], table[0, 0], means[1], table[1, 1], float(table[0, 1])
        )

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
        return mean, sqrt(variance)
