"""Item parameters from answers: the 2PL model by marginal MAP, an EM algorithm.

Bock, Aitkin (1981) with priors (Mislevy 1986) and a free normal population; letters,
scale, traps and measurements: docs/algorithms/calibration.md.
"""

from dataclasses import dataclass, replace
from math import exp, log, sqrt
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from analytics.answers import Answers
from analytics.curves import Bools, Floats, Ints, sigmoid
from analytics.mastery import ABILITY_VARIANCE, ITEM_VARIANCE
from analytics.quadrature import Counts, Quadrature

LOG_SLOPE_VARIANCE = 0.5
SLOPE_ANSWERS = 200
# Of the population, so that a handful of people cannot bend the scale: its mean
# ~ N(0, 1), and ln of its standard deviation around that of newcomers.
MEAN_VARIANCE = 1.0
LOG_SD_VARIANCE = 0.25
ANCHOR_ANSWERS = 100
NEWTON_STEPS = 4
NEWTON_REACH = 1.0  # the most that one step may move a parameter
ML_ITEMS = 3  # that differ, for plain likelihood to tell slopes from the population
NO_MAXIMUM_VARIANCE = 100.0  # so wide that such an item bends no other
# Without priors an estimate may lie infinitely far away; it stops here.
FARTHEST_B = 20.0
FARTHEST_LOG_A = 4.0
RIDGE = 1e-9  # a slope that is held has no curvature without a prior
TOLERANCE = 1e-7
MOST_ROUNDS = 500


@dataclass(frozen=True)
class ItemPriors:
    """What is known of J items without answers: the author's difficulty `b` (J,)."""

    b: Floats
    variance: float = ITEM_VARIANCE
    log_slope_variance: float = LOG_SLOPE_VARIANCE
    slope_from: int = SLOPE_ANSWERS

    def __post_init__(self) -> None:
        if not np.isfinite(self.b).all():
            raise ValueError("each item needs a difficulty to start from: a number")
        if not (self.variance > 0 and self.log_slope_variance > 0):
            raise ValueError("the variances of a prior are above 0")


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
    responses: ArrayLike | Answers,
    *,
    priors: ItemPriors | None = None,
    anchors: Anchors | None = None,
    tolerance: float = TOLERANCE,
) -> Calibration:
    """Item parameters from (persons, items) of 1, 0 and NaN, or from answers.

    On the scale where the geometric mean slope is 1; `standardised()` has them as
    textbooks print them. With `priors` the MAP estimate: slopes are freed only from
    `slope_from` answers on and are otherwise the mean slope. Without: maximum
    likelihood, every slope free, population mean 0; an item that nobody met, or all
    alike, has no maximum and alone keeps the mean slope and b ~ N(0, 100). With
    `anchors` all b are shifted so that the mean over items with 100 answers in both
    runs stays. Stops when the log-likelihood moves by less than `tolerance` of
    itself. Raises ValueError when the answers cannot be read or carry no estimate.
    """
    task = _Task(Quadrature.of(responses), priors)
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
class _Hold:
    """What holds J items: whose slope is free; the precisions (J,) of ln a, and of b
    around `centre`, on the reported scale. `is_firm`: the population is held, too."""

    is_free: Bools
    log_a: Floats
    b: Floats
    centre: Floats
    is_firm: bool

    @classmethod
    def by(cls, priors: ItemPriors, count: Ints) -> Self:
        if np.shape(priors.b) != count.shape:
            raise ValueError(f"priors of {np.size(priors.b)} items for {count.size}")
        whole = np.ones(count.size)
        return cls(
            is_free=count >= priors.slope_from,
            log_a=whole / priors.log_slope_variance,
            b=whole / priors.variance,
            centre=np.asarray(priors.b, dtype=float),
            is_firm=True,
        )

    @classmethod
    def loose(cls, count: Ints, right: Ints | Floats) -> Self:
        """Only what has no maximum is held: it would run away with the scale."""
        differs = (right > 0) & (right < count)
        if differs.sum() < ML_ITEMS:
            raise ValueError(
                f"without priors {ML_ITEMS} items are needed that some got right and "
                "some wrong: pass `priors`"
            )
        nothing = np.zeros(count.size)
        held = np.where(differs, 0.0, 1 / NO_MAXIMUM_VARIANCE)
        return cls(differs, nothing, held, nothing, is_firm=False)


class _Task:
    """The answers, and what stays fixed over the climb."""

    def __init__(self, people: Quadrature, priors: ItemPriors | None) -> None:
        answers = people.answers
        if not answers.items:
            raise ValueError("there is no item to estimate")
        self.people = people
        self.count = np.bincount(answers.item, minlength=answers.items)
        right = np.bincount(answers.item, answers.correct, answers.items)
        self.hold = (
            _Hold.loose(self.count, right)
            if priors is None
            else _Hold.by(priors, self.count)
        )

    def start(self) -> _Fit:
        """Every slope 1, every difficulty its author's, or 0 where none is asked."""
        centre = self.hold.centre
        mean = float(centre.mean())
        return _Fit(np.zeros(centre.size), centre - mean, 1.0, mean)

    def logits(self, fit: _Fit) -> Floats:
        """(J, Q)"""
        return _logits(np.exp(fit.log_a), fit.b, self.people)

    def expect(self, fit: _Fit) -> Counts:
        return self.people.expect(self.logits(fit))


def _logits(a: Floats, b: Floats, people: Quadrature) -> Floats:
    return a[:, None] * (people.nodes - b[:, None])


@dataclass(frozen=True)
class _Summit:
    """Where the climb ended."""

    fit: _Fit
    counts: Counts
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


def _maximise(task: _Task, fit: _Fit, counts: Counts) -> _Fit:
    """The M-step: Newton steps for the items, then for the scale and its origin."""
    for _ in range(NEWTON_STEPS):
        curvature = _Curvature.of(task, fit, counts)
        fit = _rescaled(task, _moved(task, fit, curvature), counts)
        if task.hold.is_firm:
            mean = fit.mean + _mean_step(task.hold, fit, curvature)
            fit = replace(fit, mean=mean)
    return fit


def _moved(task: _Task, fit: _Fit, curvature: "_Curvature") -> _Fit:
    """The items after one step; the mean slope is the scale's, to the last bit."""
    step_a, step_b = curvature.step(task.hold.is_free)
    log_a = np.clip(fit.log_a + step_a, -FARTHEST_LOG_A, FARTHEST_LOG_A)
    is_free = task.hold.is_free
    if is_free.any():
        shift = log(fit.sd) - log_a[is_free].mean()
        log_a = np.where(is_free, log_a + shift, log_a)
    b = np.clip(fit.b + step_b, -FARTHEST_B, FARTHEST_B)
    return replace(fit, log_a=log_a, b=b)


def _rescaled(task: _Task, fit: _Fit, counts: Counts) -> _Fit:
    """The population's spread, the items on the reported scale held where they are."""
    z, reach = task.logits(fit), np.exp(fit.log_a)[:, None] * task.people.nodes
    p = sigmoid(z)
    slope = float(((counts.right - counts.met * p) * reach).sum())
    curvature = float((counts.met * p * (1 - p) * reach**2).sum())
    if task.hold.is_firm:
        slope += (0.5 * log(ABILITY_VARIANCE) - log(fit.sd)) / LOG_SD_VARIANCE
        curvature += 1 / LOG_SD_VARIANCE
    step = max(-NEWTON_REACH, min(NEWTON_REACH, slope / (curvature + RIDGE)))
    grown = exp(step)
    return replace(fit, log_a=fit.log_a + step, b=fit.b / grown, sd=fit.sd * grown)


def _mean_step(hold: _Hold, fit: _Fit, curvature: "_Curvature") -> float:
    """To the population mean at which the items agree best with their authors.

    Each item pulls with its distance from the prior over the prior's variance; the
    curvature is that of the profile over b, so unanswered items do not hold it back.
    """
    known = curvature.likelihood_b / fit.sd**2
    total = float((known / (1 + known / hold.b)).sum()) + 1 / MEAN_VARIANCE
    distance = float(((fit.mean + fit.sd * fit.b - hold.centre) * hold.b).sum())
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
    def of(cls, task: _Task, fit: _Fit, counts: Counts) -> Self:
        a, z = np.exp(fit.log_a), task.logits(fit)
        p = sigmoid(z)
        surprise, w = counts.right - counts.met * p, counts.met * p * (1 - p)
        likelihood_b = a**2 * w.sum(axis=1)
        pull_a, pull_b, prior_a, prior_b = _prior_terms(task.hold, fit)
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


def _prior_terms(hold: _Hold, fit: _Fit) -> tuple[Floats, Floats, Floats, Floats]:
    """Gradients of the log prior in (ln a, b), and its precisions (J,)."""
    precision_b = hold.b * fit.sd**2
    centre_b = (hold.centre - fit.mean) / fit.sd
    pull_a = (log(fit.sd) - fit.log_a) * hold.log_a
    return pull_a, (centre_b - fit.b) * precision_b, hold.log_a, precision_b


def _anchored(found: Calibration, anchors: Anchors | None) -> Calibration:
    """Shifted so that well-known items keep their mean; stops creeping inflation."""
    if anchors is None:
        return found
    if not found.b.shape == np.shape(anchors.b) == np.shape(anchors.count):
        raise ValueError(f"anchors need a b and a count for each of {found.b.size}")
    known = (found.count >= ANCHOR_ANSWERS) & (anchors.count >= ANCHOR_ANSWERS)
    known &= ~np.isnan(anchors.b)
    if not known.any():
        return found
    shift = float((anchors.b[known] - found.b[known]).mean())
    return replace(found, b=found.b + shift, mean=found.mean + shift)


def estimate_abilities(
    responses: ArrayLike | Answers, calibration: Calibration
) -> tuple[Floats, Floats]:
    """Posterior mean and variance of each person's ability (persons,), in logits."""
    people = Quadrature.of(responses)
    if people.answers.items != calibration.b.size:
        raise ValueError(
            f"answers to {people.answers.items} items, estimates of "
            f"{calibration.b.size}: they must be the same items"
        )
    mean, variance = people.abilities(_logits(*calibration.standardised(), people))
    spread = calibration.variance
    return calibration.mean + sqrt(spread) * mean, spread * variance
