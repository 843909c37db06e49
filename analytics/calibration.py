"""Item parameters from answers: the 2PL model by marginal MAP, an EM algorithm.

Bock, Aitkin (1981) with priors (Mislevy 1986) and a free normal population; letters,
scale, traps and measurements: docs/algorithms/calibration.md.
"""

from dataclasses import dataclass, replace
from math import exp, log, sqrt
from typing import Self

import numpy as np

from analytics.answers import Answers, Blocks, as_answers, newest
from analytics.curves import Bools, Floats, Ints, sigmoid
from analytics.mastery import ABILITY_VARIANCE, ITEM_VARIANCE

NODES = 61
REACH = 6.0  # nodes from -6 to 6 standard deviations of the population
LOG_SLOPE_VARIANCE = 0.5
SLOPE_ANSWERS = 200
# Of the population, so that a handful of people cannot bend the scale: its mean
# ~ N(0, 1), and ln of its standard deviation around that of newcomers.
MEAN_VARIANCE = 1.0
LOG_SD_VARIANCE = 0.25
# A sharper posterior than the nodes are apart would make the quadrature rough.
ANSWERS_PER_PERSON = 300
ANCHOR_ANSWERS = 100
NEWTON_STEPS = 4
NEWTON_REACH = 1.0  # the most that one step may move a parameter
# Without priors an item that all get right has no estimate; it stops here.
FARTHEST_B = 20.0
FARTHEST_LOG_A = 4.0
RIDGE = 1e-9  # an item that nobody met has no curvature without a prior
TOLERANCE = 1e-7
MOST_ROUNDS = 500


@dataclass(frozen=True)
class ItemPriors:
    """What is known of J items without answers: the author's difficulty `b` (J,)."""

    b: Floats
    variance: float = ITEM_VARIANCE
    log_slope_variance: float = LOG_SLOPE_VARIANCE
    slope_from: int = SLOPE_ANSWERS


@dataclass(frozen=True)
class Anchors:
    """The previous run: `b` (J,), NaN where new, and `count` (J,) of answers then."""

    b: Floats
    count: Ints


@dataclass(frozen=True)
class Calibration:
    """Slopes, difficulties, variances of b and answers used (J,); the population's
    mean and variance on the same scale: geometric mean of the free slopes 1."""

    a: Floats
    b: Floats
    v: Floats
    count: Ints
    mean: float
    variance: float
    log_likelihood: float
    iterations: int
    is_converged: bool

    def standardised(self) -> tuple[Floats, Floats]:
        """(a, b) where the population is N(0, 1), as textbooks print them."""
        sd = sqrt(self.variance)
        return self.a * sd, (self.b - self.mean) / sd


def fit_2pl(
    responses: Floats | Answers,
    *,
    priors: ItemPriors | None = None,
    anchors: Anchors | None = None,
    tolerance: float = TOLERANCE,
) -> Calibration:
    """Item parameters from (persons, items) of 1, 0 and NaN, or from answers.

    With `priors` the MAP estimate: slopes are freed only from `slope_from` answers
    on and are otherwise the mean slope. Without: plain maximum likelihood, every
    slope free, population mean 0. With `anchors` all b are shifted so that the mean
    over items with 100 answers in both runs stays. Stops when the log-likelihood
    moves by less than `tolerance` of itself.
    """
    task = _Task(newest(as_answers(responses), ANSWERS_PER_PERSON), priors)
    return _anchored(_on_scale(task, _climb(task, tolerance)), anchors)


@dataclass(frozen=True)
class _Fit:
    """Where the climb stands, on the scale where the population is N(0, 1).

    log_a, b (J,); `sd` and `mean` of the population on the reported scale.
    """

    log_a: Floats
    b: Floats
    sd: float
    mean: float

    def vector(self) -> Floats:
        """(2 J + 2,) without bounds."""
        return np.concatenate([self.log_a, self.b, [log(self.sd), self.mean]])

    @classmethod
    def of(cls, vector: Floats) -> Self:
        items = (vector.size - 2) // 2
        log_a, b = vector[:items], vector[items:-2]
        return cls(log_a, b, exp(float(vector[-2])), float(vector[-1]))


@dataclass(frozen=True)
class _Counts:
    """What the E-step expects at the nodes: met and right (J, Q), and ln L."""

    met: Floats
    right: Floats
    log_likelihood: float


class _Task:
    """The answers as blocks of dense cells, and what stays fixed over the climb."""

    def __init__(self, answers: Answers, priors: ItemPriors | None) -> None:
        self.items = answers.items
        self.count = np.bincount(answers.item, minlength=self.items)
        self.priors = priors
        self.is_free: Bools = (
            np.ones(self.items, dtype=bool)
            if priors is None
            else self.count >= priors.slope_from
        )
        self.nodes: Floats = np.linspace(-REACH, REACH, NODES)
        weights = np.exp(-0.5 * self.nodes**2)
        self.log_weights: Floats = np.log(weights / weights.sum())
        self.blocks = Blocks(answers)

    def start(self) -> _Fit:
        """Every slope 1, every difficulty its author's, or 0 where none is asked."""
        zeros = np.zeros(self.items)
        if self.priors is None:
            return _Fit(zeros, zeros, 1.0, 0.0)
        mean = float(self.priors.b.mean())
        return _Fit(zeros, self.priors.b - mean, 1.0, mean)

    def logits(self, fit: _Fit) -> Floats:
        """(J, Q)"""
        return np.exp(fit.log_a)[:, None] * (self.nodes - fit.b[:, None])

    def expect(self, fit: _Fit) -> _Counts:
        """The E-step: posterior weights at the nodes, block by block of persons."""
        z = self.logits(fit)
        log_wrong = -np.logaddexp(0.0, z)
        met, right, total = np.zeros(z.shape), np.zeros(z.shape), 0.0
        for asked, points in self.blocks:
            weights, likelihood = self._posterior(asked, points, z, log_wrong)
            total += likelihood
            met += asked.T @ weights
            right += points.T @ weights
        return _Counts(met, right, total)

    def _posterior(
        self, asked: Floats, points: Floats, z: Floats, log_wrong: Floats
    ) -> tuple[Floats, float]:
        """(rows, Q) weights that sum to 1, and the rows' log-likelihood."""
        weights = points @ z
        weights += asked @ log_wrong
        weights += self.log_weights
        highest = weights.max(axis=1, keepdims=True)
        weights -= highest
        np.exp(weights, out=weights)
        sums = weights.sum(axis=1, keepdims=True)
        weights /= sums
        return weights, float((np.log(sums) + highest).sum())

    def abilities(self, fit: _Fit) -> tuple[Floats, Floats]:
        """Posterior means and variances of the persons, population N(0, 1)."""
        z = self.logits(fit)
        log_wrong = -np.logaddexp(0.0, z)
        means, squares = [np.empty(0)], [np.empty(0)]
        for asked, points in self.blocks:
            weights, _ = self._posterior(asked, points, z, log_wrong)
            means.append(weights @ self.nodes)
            squares.append(weights @ self.nodes**2)
        mean = np.concatenate(means)
        return mean, np.concatenate(squares) - mean**2


@dataclass(frozen=True)
class _Summit:
    """Where the climb ended."""

    fit: _Fit
    counts: _Counts
    rounds: int
    is_converged: bool


def _climb(task: _Task, tolerance: float) -> _Summit:
    """E and M in turn until the log-likelihood stands still, in leaps of two rounds:
    EM walks slowly along the common scale (SQUAREM; Varadhan, Roland 2008)."""
    fit = task.start()
    counts = task.expect(fit)
    for rounds in range(2, MOST_ROUNDS + 1, 2):
        one = _maximise(task, fit, counts)
        between = task.expect(one)
        two = _maximise(task, one, between)
        fit = _leap(fit, one, two)
        after = task.expect(fit)
        if after.log_likelihood < between.log_likelihood:
            fit, after = two, task.expect(two)
        gained = abs(after.log_likelihood - counts.log_likelihood)
        if gained <= tolerance * abs(after.log_likelihood):
            return _Summit(fit, after, rounds, is_converged=True)
        counts = after
    return _Summit(fit, counts, MOST_ROUNDS, is_converged=False)


def _leap(start: _Fit, one: _Fit, two: _Fit) -> _Fit:
    """As far along the curve of two rounds as their lengths suggest, but no parameter
    farther beyond the second than one step may move it."""
    x0, x1, x2 = (fit.vector() for fit in (start, one, two))
    first, bend = x1 - x0, x2 - 2 * x1 + x0
    turn = float(np.linalg.norm(bend))
    if turn == 0:
        return two
    length = max(float(np.linalg.norm(first)) / turn, 1.0)
    beyond = x0 + 2 * length * first + length**2 * bend - x2
    farthest = max(float(np.abs(beyond).max()), NEWTON_REACH)
    return _Fit.of(x2 + beyond * (NEWTON_REACH / farthest))


def _maximise(task: _Task, fit: _Fit, counts: _Counts) -> _Fit:
    """The M-step: Newton steps for the items, then for the scale and its origin."""
    for _ in range(NEWTON_STEPS):
        curvature = _Curvature.of(task, fit, counts)
        fit = _rescaled(task, _moved(task, fit, curvature), counts)
        if task.priors is not None:
            mean = fit.mean + _mean_step(task.priors, fit, curvature)
            fit = replace(fit, mean=mean)
    return fit


def _moved(task: _Task, fit: _Fit, curvature: "_Curvature") -> _Fit:
    """The items after one step; the mean slope is the scale's, to the last bit."""
    step_a, step_b = curvature.step(task.is_free)
    log_a = np.clip(fit.log_a + step_a, -FARTHEST_LOG_A, FARTHEST_LOG_A)
    free = log_a[task.is_free]
    if free.size:
        log_a = np.where(task.is_free, log_a - free.mean() + log(fit.sd), log_a)
    b = np.clip(fit.b + step_b, -FARTHEST_B, FARTHEST_B)
    return replace(fit, log_a=log_a, b=b)


def _rescaled(task: _Task, fit: _Fit, counts: _Counts) -> _Fit:
    """The population's spread, the items on the reported scale held where they are."""
    z, reach = task.logits(fit), np.exp(fit.log_a)[:, None] * task.nodes
    p = sigmoid(z)
    slope = float(((counts.right - counts.met * p) * reach).sum())
    curvature = float((counts.met * p * (1 - p) * reach**2).sum())
    if task.priors is not None:
        slope += (0.5 * log(ABILITY_VARIANCE) - log(fit.sd)) / LOG_SD_VARIANCE
        curvature += 1 / LOG_SD_VARIANCE
    step = max(-NEWTON_REACH, min(NEWTON_REACH, slope / (curvature + RIDGE)))
    grown = exp(step)
    return replace(fit, log_a=fit.log_a + step, b=fit.b / grown, sd=fit.sd * grown)


def _mean_step(priors: ItemPriors, fit: _Fit, curvature: "_Curvature") -> float:
    """To the population mean at which the items agree best with their authors.

    Each item pulls with its distance from the prior over the prior's variance; the
    curvature is that of the profile over b, so unanswered items do not hold it back.
    """
    v, known = priors.variance, curvature.likelihood_b / fit.sd**2
    total = float((known / (1 + v * known)).sum()) + 1 / MEAN_VARIANCE
    distance = float((fit.mean + fit.sd * fit.b - priors.b).sum()) / v
    return -(distance + fit.mean / MEAN_VARIANCE) / total


@dataclass(frozen=True)
class _Curvature:
    """Gradient and expected information of (ln a, b) per item (J,), priors included.

    `likelihood_b`: the information about b without the prior's.
    """

    slope_a: Floats
    slope_b: Floats
    aa: Floats
    ab: Floats
    bb: Floats
    likelihood_b: Floats

    @classmethod
    def of(cls, task: _Task, fit: _Fit, counts: _Counts) -> Self:
        a, z = np.exp(fit.log_a), task.logits(fit)
        p = sigmoid(z)
        surprise, w = counts.right - counts.met * p, counts.met * p * (1 - p)
        likelihood_b = a**2 * w.sum(axis=1)
        pull_a, pull_b, prior_a, prior_b = _prior_terms(task.priors, fit)
        return cls(
            slope_a=(surprise * z).sum(axis=1) + pull_a,
            slope_b=-a * surprise.sum(axis=1) + pull_b,
            aa=(w * z**2).sum(axis=1) + prior_a,
            ab=-a * (w * z).sum(axis=1),
            bb=likelihood_b + prior_b,
            likelihood_b=likelihood_b,
        )

    def step(self, is_free: Bools) -> tuple[Floats, Floats]:
        """One step of Fisher's scoring that keeps the mean of ln a (by a Lagrange
        multiplier): the scale has a step of its own. A slope not free stays."""
        ab = np.where(is_free, self.ab, 0.0)
        slope_a = np.where(is_free, self.slope_a, 0.0)
        aa, bb = self.aa + RIDGE, self.bb + RIDGE
        determinant = aa * bb - ab**2
        step_a = (bb * slope_a - ab * self.slope_b) / determinant
        yields = np.where(is_free, bb / determinant, 0.0)
        shared = step_a.sum() / yields.sum() if is_free.any() else 0.0
        step_a -= shared * yields
        step_b = (aa * self.slope_b - ab * (slope_a - shared * is_free)) / determinant
        return (
            np.clip(step_a, -NEWTON_REACH, NEWTON_REACH),
            np.clip(step_b, -NEWTON_REACH, NEWTON_REACH),
        )

    def variance_of_b(self) -> Floats:
        """What is left open of b while the slope is open too.

        Also where the slope was held at the mean: it is unknown there all the more.
        """
        return 1.0 / (self.bb - self.ab**2 / (self.aa + RIDGE) + RIDGE)


def _on_scale(task: _Task, summit: _Summit) -> Calibration:
    """The reported scale: mean slope 1, difficulties where the authors' lie."""
    fit = summit.fit
    curvature = _Curvature.of(task, fit, summit.counts)
    return Calibration(
        a=np.exp(fit.log_a) / fit.sd,
        b=fit.mean + fit.sd * fit.b,
        v=fit.sd**2 * curvature.variance_of_b(),
        count=task.count,
        mean=fit.mean,
        variance=fit.sd**2,
        log_likelihood=summit.counts.log_likelihood,
        iterations=summit.rounds,
        is_converged=summit.is_converged,
    )


def _prior_terms(
    priors: ItemPriors | None, fit: _Fit
) -> tuple[Floats | float, Floats | float, float, float]:
    """Gradients of the log prior in (ln a, b), and its precisions."""
    if priors is None:
        return 0.0, 0.0, 0.0, 0.0
    precision_a = 1 / priors.log_slope_variance
    precision_b = fit.sd**2 / priors.variance
    centre_b = (priors.b - fit.mean) / fit.sd
    return (
        (log(fit.sd) - fit.log_a) * precision_a,
        (centre_b - fit.b) * precision_b,
        precision_a,
        precision_b,
    )


def _anchored(found: Calibration, anchors: Anchors | None) -> Calibration:
    """Shifted so that well-known items keep their mean; stops creeping inflation."""
    if anchors is None:
        return found
    known = (found.count >= ANCHOR_ANSWERS) & (anchors.count >= ANCHOR_ANSWERS)
    known &= ~np.isnan(anchors.b)
    if not known.any():
        return found
    shift = float((anchors.b[known] - found.b[known]).mean())
    return replace(found, b=found.b + shift, mean=found.mean + shift)


def estimate_abilities(
    responses: Floats | Answers, calibration: Calibration
) -> tuple[Floats, Floats]:
    """Posterior mean and variance of each person's ability (persons,), in logits."""
    task = _Task(newest(as_answers(responses), ANSWERS_PER_PERSON), None)
    sd = sqrt(calibration.variance)
    a, b = calibration.standardised()
    mean, variance = task.abilities(_Fit(np.log(a), b, sd, calibration.mean))
    return calibration.mean + sd * mean, calibration.variance * variance
