"""What a belief means for one exam: will they pass, and what is weak."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import ceil, floor, pi, sqrt
from statistics import NormalDist
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from analytics.curves import Bools, Floats, normal_cdf, probability
from analytics.mastery import (
    FORECAST_ANSWERS,
    FORECAST_ANSWERS_PER_DOMAIN,
    FORECAST_DAYS,
    State,
    TagState,
)
from analytics.reliability import IDENTITY, Recalibration

GRID: Floats = np.linspace(-6.0, 6.0, 121)
TARGET = 0.72
DRAW_PAIRS = 256
DRAW_SEED = 20261121
SURELY = 1e-12  # variance of what is known for certain: keeps roots and Φ defined
SIX_ROOT_TWO_PI = 6 * sqrt(2 * pi)
Z80 = NormalDist().inv_cdf(0.9)
Z95 = NormalDist().inv_cdf(0.975)
# A domain is called weak or strong from this much evidence and certainty on.
VERDICT_ANSWERS = 8
TAG_ANSWERS = 5
VERDICT_CERTAINTY = 0.9
SHOWN_STEP = 5


class Word(StrEnum):
    """The shown probability of passing in words."""

    NOT_YET = "not_yet"  # below 35 %
    EITHER_WAY = "either_way"  # below 65 %
    LIKELY = "likely"  # up to 85 %
    VERY_LIKELY = "very_likely"


class Verdict(StrEnum):
    """A domain against the target share."""

    WEAK = "weak"
    STRONG = "strong"
    NOT_CLEAR = "not_clear"


class TagVerdict(StrEnum):
    """A tag is never called weak: a handful of answers cannot carry the word."""

    LOOK_AT = "look_at"
    FINE = "fine"
    NOT_CLEAR = "not_clear"


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True)
class DomainTables:
    """`shares` (K, 121): the expected share right of each domain's bank at GRID.

    One per exam and night; a forecast then reads curves instead of the bank.
    """

    shares: Floats

    def to_lists(self) -> list[list[float]]:
        return [[float(value) for value in row] for row in self.shares]

    @classmethod
    def from_lists(cls, rows: Sequence[Sequence[float]]) -> Self:
        return cls(np.array(rows, dtype=float))

    def share(self, k: int, level: ArrayLike) -> Floats:
        """The share right of domain k at ability plus offset `level`, any shape."""
        found: Floats = np.interp(np.asarray(level, dtype=float), GRID, self.shares[k])
        return found

    def level(self, k: int, share: float) -> float:
        """Where domain k's share reaches `share`; the grid's end beyond its curve."""
        return float(np.interp(share, self.shares[k], GRID))


def domain_tables(a: Floats, b: Floats, loadings: Bools) -> DomainTables:
    """From the bank's n items: a, b (n,), loadings (n, K), true where it serves.

    The doubt about each b is left out: flattening by it made forecasts worse
    (docs/algorithms/readiness.md). A domain without items is given the curve of the
    whole bank.
    """
    if not np.size(a):
        raise ValueError("a bank has at least one item")
    curves = probability(GRID[:, None], a, b)
    rows = [
        curves[:, serves if serves.any() else slice(None)].mean(axis=1)
        for serves in np.asarray(loadings, dtype=bool).T
    ]
    return DomainTables(np.array(rows))


@dataclass(frozen=True)
class ExamForm:
    """Scored questions per domain (K), and the raw points that pass."""

    counts: tuple[int, ...]
    cut: float

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def points_needed(self) -> int:
        """The least whole number of points that reaches the cut."""
        return ceil(self.cut - 1e-9)


@dataclass(frozen=True)
class DomainOutlook:
    """The share of a domain's questions that somebody would answer right.

    `interval` holds it with 80 %; `below` = P(share < target); `count` = distinct
    counted answers; `answers_needed` until a verdict may be given.
    """

    share: float
    interval: Interval
    below: float
    count: int
    verdict: Verdict
    answers_needed: int


@dataclass(frozen=True)
class TagOutlook:
    """The same for a tag, in weaker words."""

    share: float
    interval: Interval
    below: float
    count: int
    verdict: TagVerdict


@dataclass(frozen=True)
class Forecast:
    """Passing the next mock.

    `probability` as computed (kept, to be judged later), `calibrated` after the
    recalibration, `shown_percent` rounded to 5 and held within 5-95. `true_score`
    and `next_score` are raw points with 80 %: of the share known, and of one form.
    """

    probability: float
    calibrated: float
    shown_percent: int
    word: Word
    true_score: Interval
    next_score: Interval
    count: int
    domains: tuple[DomainOutlook, ...]


def pass_probability(
    state: State,
    tables: DomainTables,
    form: ExamForm,
    *,
    counts: Sequence[int],
    total: int | None = None,
    target: float = TARGET,
    recalibration: Recalibration = IDENTITY,
) -> Forecast:
    """The forecast from a state, by posterior predictive draws with a fixed seed.

    `counts` (K): distinct counted answers per domain; `total` of all (their sum when
    left out). Always computed; `questions_until_forecast` says whether to show it.
    Raises ValueError when state, tables, form and counts are not of the same domains.
    """
    _check_domains(state, tables, form, counts)
    shares = _drawn_shares(state, tables)
    seats = np.array(form.counts, dtype=float)
    expected = seats @ shares
    variance = seats @ (shares * (1 - shares))
    third = seats @ (shares * (1 - shares) * (1 - 2 * shares))
    chance = _chance(expected, variance, third, form.points_needed)
    calibrated = recalibration.apply(chance)
    percent = shown_percent(calibrated)
    return Forecast(
        probability=chance,
        calibrated=calibrated,
        shown_percent=percent,
        word=word_for(percent),
        true_score=_middle(expected),
        next_score=_next_score(expected, variance, form.total),
        count=sum(counts) if total is None else total,
        domains=tuple(
            domain_outlook(state, tables, k, count=counts[k], target=target)
            for k in range(len(form.counts))
        ),
    )


def _check_domains(
    state: State, tables: DomainTables, form: ExamForm, counts: Sequence[int]
) -> None:
    domains = len(state.mean) - 1
    if not domains == len(tables.shares) == len(form.counts) == len(counts):
        raise ValueError(
            f"domains: {domains} of the state, {len(tables.shares)} of the tables, "
            f"{len(form.counts)} of the form, {len(counts)} counts"
        )
    if form.total < 1:
        raise ValueError("a form has at least one question")


def _drawn_shares(state: State, tables: DomainTables) -> Floats:
    """(K, draws): the domains' shares of draws from the belief."""
    mean, covariance = np.array(state.mean), np.array(state.covariance)
    covariance += SURELY * np.eye(len(mean))
    draws = mean[:, None] + np.linalg.cholesky(covariance) @ _normals(len(mean))
    levels = draws[1:] + draws[0]
    return np.stack([tables.share(k, levels[k]) for k in range(len(levels))])


@lru_cache(maxsize=32)
def _normals(size: int) -> Floats:
    """(size, 2 · 256) standard normal draws in antithetic pairs, always the same: a
    Latin hypercube (McKay, Beckman, Conover 1979), stretched so that the mean is 0 and
    the covariance the identity."""
    middles = (np.arange(DRAW_PAIRS) + 0.5) / DRAW_PAIRS
    strata = [NormalDist().inv_cdf(middle) for middle in middles.tolist()]
    mixed = np.random.default_rng(DRAW_SEED).permuted([strata] * size, axis=1)
    half = np.linalg.solve(np.linalg.cholesky(mixed @ mixed.T / DRAW_PAIRS), mixed)
    return np.concatenate([half, -half], axis=1)


def _chance(
    expected: Floats, variance: Floats, third: Floats, points_needed: int
) -> float:
    """P(score >= points needed), the mean over the draws (each argument: (draws,)).

    The Poisson-binomial by the normal form with a term for its skewness (Volkova
    1996); `third` is its third central moment.
    """
    spread = np.sqrt(np.maximum(variance, 1e-9))
    x = (points_needed - 0.5 - expected) / spread
    skew = third / spread**3 * (1 - x * x) * np.exp(-0.5 * x * x) / SIX_ROOT_TWO_PI
    return float(np.clip(1 - normal_cdf(x) - skew, 0.0, 1.0).mean())


def _middle(values: Floats) -> Interval:
    """The 10 % and 90 % quantiles."""
    low, high = np.quantile(values, [0.1, 0.9])
    return Interval(float(low), float(high))


def _next_score(expected: Floats, variance: Floats, total: int) -> Interval:
    centre = float(expected.mean())
    reach = Z80 * sqrt(float(expected.var()) + float(variance.mean()))
    return Interval(max(0.0, centre - reach), min(float(total), centre + reach))


def shown_percent(probability: float) -> int:
    """To the nearest 5 %, never below 5 nor above 95: nobody knows better than that."""
    nearest = SHOWN_STEP * floor(100 * probability / SHOWN_STEP + 0.5)
    return min(max(nearest, 5), 95)


def word_for(percent: int) -> Word:
    if percent < 35:
        return Word.NOT_YET
    if percent < 65:
        return Word.EITHER_WAY
    return Word.LIKELY if percent <= 85 else Word.VERY_LIKELY


def questions_until_forecast(
    counts: Sequence[int], total: int, days_since_last: float | None
) -> int:
    """How many more counted answers until a forecast may be shown; 0: it may.

    `counts` (K) per domain, `total` of all; one fresh answer ends a pause of 30 days.
    """
    missing = sum(max(0, FORECAST_ANSWERS_PER_DOMAIN - count) for count in counts)
    needed = max(FORECAST_ANSWERS - total, missing, 0)
    is_stale = days_since_last is None or days_since_last >= FORECAST_DAYS
    return max(needed, 1) if is_stale else needed


def domain_outlook(
    state: State,
    tables: DomainTables,
    k: int,
    *,
    count: int,
    target: float = TARGET,
) -> DomainOutlook:
    """Domain k (from 0). The curve is monotone, so the normal belief maps exactly."""
    rows = state.covariance
    variance = rows[0][0] + 2 * rows[0][k + 1] + rows[k + 1][k + 1]
    level = _level(state.mean[0] + state.mean[k + 1], variance)
    share, interval, below = _outlook(level, tables, k, target)
    verdict = _verdict(below, is_enough=count >= VERDICT_ANSWERS)
    needed = max(0, VERDICT_ANSWERS - count)
    return DomainOutlook(share, interval, below, count, verdict, needed)


def tag_outlook(
    state: State,
    tag: TagState,
    tables: DomainTables,
    domain: int,
    target: float = TARGET,
) -> TagOutlook:
    """A tag of a domain: its offset comes on top of ability and domain."""
    rows, k = state.covariance, domain + 1
    variance = rows[0][0] + 2 * rows[0][k] + rows[k][k] + tag.variance
    level = _level(state.mean[0] + state.mean[k] + tag.mean, variance)
    share, interval, below = _outlook(level, tables, domain, target)
    found = _verdict(below, is_enough=tag.count >= TAG_ANSWERS)
    return TagOutlook(share, interval, below, tag.count, TAG_WORDS[found])


TAG_WORDS = {
    Verdict.WEAK: TagVerdict.LOOK_AT,
    Verdict.STRONG: TagVerdict.FINE,
    Verdict.NOT_CLEAR: TagVerdict.NOT_CLEAR,
}


def _level(mean: float, variance: float) -> NormalDist:
    return NormalDist(mean, sqrt(max(variance, SURELY)))


def _outlook(
    level: NormalDist, tables: DomainTables, k: int, target: float
) -> tuple[float, Interval, float]:
    reach = Z80 * level.stdev
    low, high = tables.share(k, [level.mean - reach, level.mean + reach]).tolist()
    below = level.cdf(tables.level(k, target))
    return _mean_share(level, tables, k), Interval(low, high), below


def _mean_share(level: NormalDist, tables: DomainTables, k: int) -> float:
    """The curve's mean over the belief, by Gauss-Hermite quadrature."""
    points = level.mean + level.stdev * HERMITE_POINTS
    return float(tables.share(k, points) @ HERMITE_WEIGHTS)


HERMITE_POINTS, _weights = np.polynomial.hermite_e.hermegauss(15)
HERMITE_WEIGHTS: Floats = _weights / _weights.sum()


def _verdict(below: float, *, is_enough: bool) -> Verdict:
    if is_enough and below >= VERDICT_CERTAINTY:
        return Verdict.WEAK
    if is_enough and below <= 1 - VERDICT_CERTAINTY:
        return Verdict.STRONG
    return Verdict.NOT_CLEAR


# --- Cohorts ------------------------------------------------------------------------


def cohort_mean(means: ArrayLike, variances: ArrayLike) -> tuple[float, Interval]:
    """The mean of n people's posterior means, and where it lies with 95 %."""
    values = np.asarray(means, dtype=float)
    centre = float(values.mean())
    reach = Z95 * sqrt(float(np.asarray(variances, dtype=float).sum())) / values.size
    return centre, Interval(centre - reach, centre + reach)


def is_clear_difference(
    mean: float, variance: float, other_mean: float, other_variance: float
) -> bool:
    """Whether two people's 80 % intervals tell them apart."""
    return abs(mean - other_mean) > Z80 * sqrt(variance + other_variance)
