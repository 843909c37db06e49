"""People at the nodes of a normal population: the E-step of the calibration."""

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from analytics.answers import Answers, Blocks, as_answers, newest
from analytics.curves import Floats

REACH = 6.0  # nodes from -6 to 6 standard deviations of the population
# A posterior sharper than the nodes are apart would make the quadrature rough: 61
# serve 300 answers a person. Sparse answers come in the order of time, and older ones
# are left out; a table has no order, so its nodes lie closer.
NODES = 61
ANSWERS_PER_PERSON = 300


@dataclass(frozen=True)
class Counts:
    """What is expected at the Q nodes: met and right (J, Q), and ln L."""

    met: Floats
    right: Floats
    log_likelihood: float


class Quadrature:
    """Everybody's answers, and where each of them may stand: `nodes` (Q,), in standard
    deviations of the population. Curves come as logits z (J, Q) at the nodes."""

    def __init__(self, answers: Answers) -> None:
        """`answers` by person."""
        self.answers = answers
        self.nodes = _nodes(answers)
        weights = np.exp(-0.5 * self.nodes**2)
        self.log_weights: Floats = np.log(weights / weights.sum())
        self.blocks = Blocks(answers)

    @classmethod
    def of(cls, responses: ArrayLike | Answers) -> Self:
        """Of (persons, items), or of sparse answers, the oldest first."""
        answers = as_answers(responses)
        if isinstance(responses, Answers):
            answers = newest(answers, ANSWERS_PER_PERSON)
        return cls(answers)

    def expect(self, z: Floats) -> Counts:
        """Posterior weights at the nodes, summed up block by block of persons."""
        log_wrong = -np.logaddexp(0.0, z)
        met, right, total = np.zeros(z.shape), np.zeros(z.shape), 0.0
        for asked, points in self.blocks:
            weights, likelihood = self._posterior(asked, points, z, log_wrong)
            total += likelihood
            met += asked.T @ weights
            right += points.T @ weights
        return Counts(met, right, total)

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

    def abilities(self, z: Floats) -> tuple[Floats, Floats]:
        """Posterior means and variances of the persons, population N(0, 1)."""
        log_wrong = -np.logaddexp(0.0, z)
        means, squares = [np.empty(0)], [np.empty(0)]
        for asked, points in self.blocks:
            weights, _ = self._posterior(asked, points, z, log_wrong)
            means.append(weights @ self.nodes)
            squares.append(weights @ self.nodes**2)
        mean = np.concatenate(means)
        return mean, np.concatenate(squares) - mean**2


def _nodes(answers: Answers) -> Floats:
    """Closer by the root of how many answers the most diligent person gave."""
    most = np.bincount(answers.person).max(initial=1)
    closer = max(1.0, sqrt(most / ANSWERS_PER_PERSON))
    return np.linspace(-REACH, REACH, 2 * ceil(closer * (NODES // 2)) + 1)
