"""Are the forecasts true? Calibration figures, and recalibration where it helps."""

from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analytics.curves import Floats, logit, sigmoid

BINS = 10
ALARM_ECE = 0.05
ALARM_CASES = 2000
# Recalibration: logit P' = intercept + slope · logit P, a priori the identity.
RECALIBRATION_CASES = 100
INTERCEPT_VARIANCE = 0.5
SLOPE_VARIANCE = 0.3
FOLDS = 10
NEWTON_STEPS = 25
IDENTITY_LINE: Floats = np.array([0.0, 1.0])
PRECISION: Floats = np.array([1 / INTERCEPT_VARIANCE, 1 / SLOPE_VARIANCE])


@dataclass(frozen=True)
class Bin:
    """Forecasts from `low` to `high`: how many, their mean, and what came true."""

    low: float
    high: float
    count: int
    predicted: float
    observed: float


@dataclass(frozen=True)
class Reliability:
    """Expected calibration error, Brier score (and of always saying the base rate)."""

    count: int
    ece: float
    brier: float
    base_brier: float
    bins: tuple[Bin, ...]

    @property
    def is_alarm(self) -> bool:
        return self.count >= ALARM_CASES and self.ece > ALARM_ECE


def reliability(
    predicted: ArrayLike, outcomes: ArrayLike, bins: int = BINS
) -> Reliability:
    """Probabilities (n,) against what happened (n,) 0/1; empty bins are left out.

    ECE = Σ (bin count / n) |mean forecast - share that came true|
    (Naeini, Cooper, Hauskrecht 2015), bins of equal width.
    """
    p, y = _cases(predicted, outcomes)
    if p.size == 0:
        return Reliability(0, 0.0, 0.0, 0.0, ())
    place = np.minimum((p * bins).astype(int), bins - 1)
    found = tuple(_bin(p, y, place == i, i, bins) for i in np.unique(place).tolist())
    error = sum(one.count * abs(one.predicted - one.observed) for one in found)
    base = float(y.mean())
    brier = float(np.mean((p - y) ** 2))
    return Reliability(p.size, error / p.size, brier, base * (1 - base), found)


def _cases(predicted: ArrayLike, outcomes: ArrayLike) -> tuple[Floats, Floats]:
    p, y = np.asarray(predicted, dtype=float), np.asarray(outcomes, dtype=float)
    if p.ndim != 1 or p.shape != y.shape:
        raise ValueError("each forecast needs what came of it: two rows, one length")
    if not ((p >= 0) & (p <= 1)).all() or not np.isin(y, [0, 1]).all():
        raise ValueError("forecasts are probabilities, and what came of them 0 or 1")
    return p, y


def _bin(p: Floats, y: Floats, inside: Any, i: int, bins: int) -> Bin:
    count = int(inside.sum())
    low, high = i / bins, (i + 1) / bins
    return Bin(low, high, count, float(p[inside].mean()), float(y[inside].mean()))


def auc(predicted: ArrayLike, outcomes: ArrayLike) -> float | None:
    """P(forecast of a success > of a failure), ties half; None without both kinds."""
    p, came = _cases(predicted, outcomes)
    y = came > 0
    successes, failures = int(y.sum()), int((~y).sum())
    if not successes or not failures:
        return None
    _values, place, counts = np.unique(p, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    above = float(ranks[y].sum()) - successes * (successes + 1) / 2
    return above / (successes * failures)


@dataclass(frozen=True)
class Recalibration:
    """A straight line through the logits of forecasts."""

    intercept: float = 0.0
    slope: float = 1.0

    def apply(self, p: float) -> float:
        if self == IDENTITY:
            return p
        inside = min(max(p, 1e-9), 1 - 1e-9)
        z = self.intercept + self.slope * log(inside / (1 - inside))
        return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


IDENTITY = Recalibration()


def recalibrate(predicted: ArrayLike, outcomes: ArrayLike) -> Recalibration:
    """The MAP line (Platt 1999, with priors around the identity), if it helps.

    The identity below 100 cases, and when the log-loss on left-out tenths would
    not fall. `predicted` (n,), `outcomes` (n,) 0/1.
    """
    p, y = _cases(predicted, outcomes)
    z = logit(p)
    if y.size < RECALIBRATION_CASES or _left_out_loss(z, y) >= _loss(z, y):
        return IDENTITY
    return _line(z, y)


def _left_out_loss(z: Floats, y: Floats) -> float:
    """Mean log-loss of lines fitted without the tenth they are judged on."""
    fold = np.random.default_rng(0).permutation(y.size) % FOLDS
    total = 0.0
    for i in range(FOLDS):
        line, out = _line(z[fold != i], y[fold != i]), fold == i
        total += _loss(line.intercept + line.slope * z[out], y[out]) * int(out.sum())
    return total / y.size


def _loss(z: Floats, y: Floats) -> float:
    """Mean of -ln P(what happened) at logits z."""
    return float(np.mean(np.logaddexp(0.0, z) - y * z))


def _line(z: Floats, y: Floats) -> Recalibration:
    """Newton's method on the penalised log-likelihood, which is concave; a step that
    would go down on the other side is halved."""
    design = np.column_stack([np.ones_like(z), z])
    line = IDENTITY_LINE
    for _ in range(NEWTON_STEPS):
        p = sigmoid(design @ line)
        gradient = design.T @ (y - p) - PRECISION * (line - IDENTITY_LINE)
        curvature = (design * (p * (1 - p))[:, None]).T @ design + np.diag(PRECISION)
        step = np.linalg.solve(curvature, gradient)
        before = _penalised(design, y, line)
        while _penalised(design, y, line + step) < before and step.any():
            step = np.where(np.abs(step) < 1e-10, 0.0, step / 2)
        line = line + step
        if np.abs(step).max() < 1e-10:
            break
    return Recalibration(float(line[0]), float(line[1]))


def _penalised(design: Floats, y: Floats, line: Floats) -> float:
    z, away = design @ line, line - IDENTITY_LINE
    likelihood = float((y * z - np.logaddexp(0.0, z)).sum())
    return likelihood - 0.5 * float(PRECISION @ away**2)
