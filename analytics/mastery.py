"""What one person knows for one exam: a Bayesian filter over ability and domains.

The state is x = (ability, offset of domain 1..K) on the logit scale with a joint
normal belief. Formulas, sources and measurements: docs/algorithms/mastery.md.
Plain floats: at seven by seven numbers they beat arrays (measured there), and
nothing here makes a web process load numpy.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, inf, isfinite, log, pi, sqrt
from typing import Self

# Variances of the belief before any answer (re-estimated nightly from 200 people on).
ABILITY_VARIANCE = 0.6
DOMAIN_VARIANCE = 0.2
TAG_VARIANCE = 0.2
# People learn: what the past said grows stale with every answer and idle day.
ABILITY_DRIFT = 0.001
DOMAIN_DRIFT = 0.002
IDLE_DRIFT_PER_DAY = 0.002
# Items without data: the author's label around the exam's mean difficulty.
EXAM_DIFFICULTY = -0.6
LABEL_SHIFT = {"easy": -0.8, "medium": 0.0, "hard": 0.8}
ITEM_VARIANCE = 0.8
# Which answers count.
REPEAT_DAYS = 60
RAPID_MS = 3000
RAPID_SHARE_OF_MEDIAN = 0.1
# How many of them a forecast needs, and how old the last may be.
FORECAST_ANSWERS = 40
FORECAST_ANSWERS_PER_DOMAIN = 5
FORECAST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Item:
    """Slope a, difficulty b (logits) and the variance v of b."""

    a: float = 1.0
    b: float = 0.0
    v: float = ITEM_VARIANCE

    def __post_init__(self) -> None:
        if not (isfinite(self.a) and isfinite(self.b) and 0 <= self.v < inf):
            raise ValueError(f"{self}: a and b are numbers, and v is a variance")


@dataclass(frozen=True)
class Prior:
    """The belief before the first answer, for an exam of `domains` domains."""

    domains: int
    mean: float = 0.0
    ability_variance: float = ABILITY_VARIANCE
    domain_variance: float = DOMAIN_VARIANCE

    def __post_init__(self) -> None:
        if self.domains < 1:
            raise ValueError("an exam has at least one domain")
        variances = self.ability_variance, self.domain_variance
        if not isfinite(self.mean) or not all(0 <= one < inf for one in variances):
            raise ValueError(f"{self}: the mean is a number, variances are not below 0")


@dataclass(frozen=True)
class State:
    """The belief: mean (K+1), ability first, and covariance (K+1 × K+1), in logits."""

    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]

    def to_lists(self) -> tuple[list[float], list[list[float]]]:
        return list(self.mean), [list(row) for row in self.covariance]

    @classmethod
    def from_lists(
        cls, mean: Sequence[float], covariance: Sequence[Sequence[float]]
    ) -> Self:
        return cls(tuple(mean), tuple(tuple(row) for row in covariance))


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer that counts.

    `domains` holds indices from 0 to K-1 (several share the loading);
    `idle_days` are the days since this person's previous counted answer.
    """

    is_correct: bool
    item: Item
    domains: tuple[int, ...]
    idle_days: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """What was believed before an answer.

    `predicted`: probability of a right answer; `ability_before`: mean ability;
    `level` and `spread`: mean and variance of ability plus domain offset.
    """

    predicted: float
    ability_before: float
    level: float
    spread: float


class BayesFilter:
    """Folds answers into a state, one after the other, in the order given.

    With `is_learning` false people stand still: no drift, no idle growth.
    """

    def __init__(self, prior: Prior, *, is_learning: bool = True) -> None:
        self.prior = prior
        self.is_learning = is_learning

    def prior_state(self) -> State:
        size = self.prior.domains + 1
        rows = [[0.0] * size for _ in range(size)]
        rows[0][0] = self.prior.ability_variance
        for k in range(1, size):
            rows[k][k] = self.prior.domain_variance
        return State.from_lists([self.prior.mean] + [0.0] * (size - 1), rows)

    def update(
        self, state: State, answers: Iterable[Evidence]
    ) -> tuple[State, list[Step]]:
        """The state after `answers`, and what was believed before each of them.

        Raises ValueError for a state or an answer of another exam's domains.
        """
        mean, rows = state.to_lists()
        places = range(self.prior.domains)
        if len(mean) != len(places) + 1:
            raise ValueError(
                f"a state of {len(mean)} numbers for {len(places)} domains"
            )
        steps = []
        for answer in answers:
            if not answer.domains or not all(k in places for k in answer.domains):
                raise ValueError(
                    f"{answer.domains}: not among domains 0 to {places[-1]}"
                )
            if self.is_learning:
                _grow(rows, answer.idle_days, self.prior.domain_variance)
                _drift(rows, answer.domains)
            steps.append(_fold(mean, rows, answer))
        return State.from_lists(mean, rows), steps

    def predict(self, state: State, item: Item, domains: tuple[int, ...]) -> float:
        """The probability that this person answers this item right."""
        return chance(item, *standing(state, domains))

    def rest(self, state: State, days: float) -> State:
        """The state after `days` without an answer: offsets grow less certain."""
        mean, rows = state.to_lists()
        _grow(rows, days, self.prior.domain_variance)
        return State.from_lists(mean, rows)


def standing(state: State, domains: tuple[int, ...]) -> tuple[float, float]:
    """Mean and variance of ability plus the offset of these domains."""
    reach = _reach(state.covariance, domains)
    return _along(state.mean, domains), _along(reach, domains)


def chance(item: Item, level: float, spread: float) -> float:
    """The probability of a right answer of somebody who stands there."""
    z = item.a * (level - item.b)
    return _flattened(z, item.a * item.a * (spread + item.v))


def _fold(mean: list[float], rows: list[list[float]], answer: Evidence) -> Step:
    """One assumed-density step; docs/algorithms/mastery.md has the letters."""
    domains, item = answer.domains, answer.item
    reach = _reach(rows, domains)
    level, spread = _along(mean, domains), _along(reach, domains)
    z, s = item.a * (level - item.b), item.a * item.a * (spread + item.v)
    p = _flattened(z, s)
    step = Step(p, mean[0], level, spread)
    error, shrink = _correction(z, s, answer.is_correct - p)
    _move(mean, rows, [item.a * value for value in reach], error, shrink)
    return step


def _correction(z: float, s: float, surprise: float) -> tuple[float, float]:
    """How far to move per unit of gain (e), and by how much certainty grows (h)."""
    q = _logistic(z)
    w = q * (1 - q)
    damp = 1 + w * s
    return surprise / damp, w / damp


def _move(
    mean: list[float],
    rows: list[list[float]],
    gain: list[float],
    error: float,
    shrink: float,
) -> None:
    """mean += gain e; rows -= gain gain' h, both triangles alike to the last bit."""
    for i, gain_i in enumerate(gain):
        mean[i] += gain_i * error
        row, weight = rows[i], gain_i * shrink
        for j in range(i + 1):
            row[j] -= weight * gain[j]
            rows[j][i] = row[j]


def _reach(rows: Sequence[Sequence[float]], domains: tuple[int, ...]) -> list[float]:
    """S c, for c = 1 at the ability and 1/m at each of the m domains."""
    if len(domains) == 1:
        k = domains[0] + 1
        return [row[0] + row[k] for row in rows]
    return [_along(row, domains) for row in rows]


def _along(values: Sequence[float], domains: tuple[int, ...]) -> float:
    """c · values."""
    if len(domains) == 1:
        return values[0] + values[domains[0] + 1]
    return values[0] + sum(values[k + 1] for k in domains) / len(domains)


def _drift(rows: list[list[float]], domains: tuple[int, ...]) -> None:
    rows[0][0] += ABILITY_DRIFT
    for k in domains:
        rows[k + 1][k + 1] += DOMAIN_DRIFT


def _grow(rows: list[list[float]], days: float, ceiling: float) -> None:
    """Idle time: offsets up to their prior variance, never beyond and never down."""
    if days <= 0:
        return
    for k in range(1, len(rows)):
        grown = min(rows[k][k] + IDLE_DRIFT_PER_DAY * days, ceiling)
        rows[k][k] = max(rows[k][k], grown)


def _logistic(z: float) -> float:
    """1 / (1 + e^-z) without overflow."""
    if z >= 0:
        return 1 / (1 + exp(-z))
    grown = exp(z)
    return grown / (1 + grown)


def _flattened(z: float, s: float) -> float:
    """The mean of the logistic over N(z, s) (MacKay 1992, eq. 10)."""
    return _logistic(z / sqrt(1 + pi * s / 8))


# --- Tags: a service or a theme within the exam -------------------------------------


@dataclass(frozen=True, slots=True)
class TagState:
    """How far a tag lies from what ability and domain say (logits)."""

    mean: float = 0.0
    variance: float = TAG_VARIANCE
    count: int = 0


def update_tag(tag: TagState, step: Step, answer: Evidence) -> TagState:
    """The same update for one number; the rest of the person is taken as believed."""
    item = answer.item
    variance = tag.variance + DOMAIN_DRIFT
    z = item.a * (step.level + tag.mean - item.b)
    s = item.a * item.a * (step.spread + variance + item.v)
    error, shrink = _correction(z, s, answer.is_correct - _flattened(z, s))
    gain = item.a * variance
    return TagState(
        mean=tag.mean + gain * error,
        variance=variance - gain * gain * shrink,
        count=tag.count + 1,
    )


# --- Items without data -------------------------------------------------------------


def exam_difficulty(share: float | None) -> float:
    """The difficulty at which an average person gets `share` right; None: unknown."""
    if share is None or not 0 < share < 1:
        return EXAM_DIFFICULTY
    return -log(share / (1 - share))


def item_from_label(label: str, exam_b: float = EXAM_DIFFICULTY) -> Item:
    """An item that only its author knows: 'easy', 'medium' or 'hard'."""
    return Item(b=exam_b + LABEL_SHIFT[label])


# --- Which answers count ------------------------------------------------------------


class NotCounted(StrEnum):
    """Why an answer says nothing about what somebody knows."""

    BLANK = "blank"
    REPEATED = "repeated"
    HELPED = "helped"
    RAPID = "rapid"


def why_not_counted(
    *,
    is_blank: bool,
    is_helped: bool,
    days_since_seen: float | None,
    elapsed_ms: int | None,
    median_ms: float | None,
) -> NotCounted | None:
    """None when the answer counts: the first in 60 days, unaided, not a rapid guess.

    `days_since_seen`: since this person's last answer to the item, None for never.
    A time that was not measured is not held against anybody.
    """
    if is_blank:
        return NotCounted.BLANK
    if days_since_seen is not None and days_since_seen < REPEAT_DAYS:
        return NotCounted.REPEATED
    if is_helped:
        return NotCounted.HELPED
    if elapsed_ms is not None and is_rapid(elapsed_ms, median_ms):
        return NotCounted.RAPID
    return None


def is_rapid(elapsed_ms: int, median_ms: float | None) -> bool:
    """Faster than anybody reads: under 3 s, or a tenth of the item's median time."""
    return elapsed_ms < max(RAPID_MS, RAPID_SHARE_OF_MEDIAN * (median_ms or 0.0))
