"""What to ask next: practice near 70 %, due reviews, and a short placement test."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from analytics.curves import Bools, Floats, Ints, information, probability
from analytics.mastery import State

PRACTICE_TARGET = 0.70
PRACTICE_CHOICE = 20  # the nearest to the target, among which chance decides
FLOOR = 0.25  # a domain that is surely strong is still asked a little
DUE_SHARE = 0.3
PLACEMENT_QUESTIONS = 25
PLACEMENT_ERROR = 0.45
PLACEMENT_CHOICE = 0.2  # the most informative fifth


@dataclass(frozen=True)
class Candidates:
    """n items: a, b, v (n,) and the domains of each (0..K-1).

    `is_excluded` (n,): asked too recently to be evidence; `overdue` (n,): days since
    its review fell due, NaN where no review is due; `objectives` (n,): what an item
    tests, by number; -1 for unknown.
    """

    a: Floats
    b: Floats
    v: Floats
    domains: tuple[tuple[int, ...], ...]
    is_excluded: Bools
    overdue: Floats
    objectives: Ints


@dataclass(frozen=True)
class Pick:
    """An item to ask; for a review, `card` is the item whose card is due (the item
    itself, or a sibling with the same objective)."""

    index: int
    card: int | None = None

    @property
    def is_review(self) -> bool:
        return self.card is not None


def practice(
    candidates: Candidates,
    state: State,
    *,
    weights: Sequence[float],
    below: Sequence[float],
    count: int,
    seed: int,
) -> list[Pick]:
    """Up to `count` items for a practice session, in the order to ask them.

    `weights` (K): the blueprint's; `below` (K): P(share of the domain < target). At
    most 30 % are due reviews, the longest due first. The rest: a domain in proportion
    to weight · (1/4 + below), in it one of the 20 items nearest to 70 %: not the most
    informative, which would show a few items to everybody and most to nobody.
    """
    rng = np.random.default_rng(seed)
    picks = _reviews(candidates, int(DUE_SHARE * count), rng)
    taken = {pick.index for pick in picks} | {pick.card for pick in picks}
    free = ~candidates.is_excluded & np.isnan(candidates.overdue)
    free[[index for index in taken if index is not None]] = False
    pull = np.asarray(weights, dtype=float) * (FLOOR + np.asarray(below, dtype=float))
    distance = np.abs(predictions(candidates, state) - PRACTICE_TARGET)
    loadings = loading_matrix(candidates.domains, len(pull))
    while len(picks) < count:
        index = _fresh(free, loadings, distance, pull, rng)
        if index is None:
            break
        free[index] = False
        picks.append(Pick(index))
    return [picks[i] for i in rng.permutation(len(picks))]


def _reviews(candidates: Candidates, most: int, rng: np.random.Generator) -> list[Pick]:
    due = np.flatnonzero(~np.isnan(candidates.overdue))
    due = due[np.argsort(-candidates.overdue[due], kind="stable")][:most]
    picks: list[Pick] = []
    for card in due.tolist():
        taken = {pick.index for pick in picks}
        picks.append(Pick(_sibling(candidates, card, taken, rng), card))
    return picks


def _sibling(
    candidates: Candidates, card: int, taken: set[int], rng: np.random.Generator
) -> int:
    """Another item of the same objective: to remember the matter, not the wording."""
    objective = candidates.objectives[card]
    fits = (candidates.objectives == objective) & (objective >= 0)
    fits &= ~candidates.is_excluded & np.isnan(candidates.overdue)
    fits[list(taken)] = False
    others = np.flatnonzero(fits)
    return int(rng.choice(others)) if others.size else card


def _fresh(
    free: Bools,
    loadings: Bools,
    distance: Floats,
    pull: Floats,
    rng: np.random.Generator,
) -> int | None:
    """One item of a domain drawn by its pull; None when nothing is left."""
    open_pull = pull * (loadings & free[:, None]).any(axis=0)
    if open_pull.sum() <= 0:
        return None
    domain = rng.choice(len(pull), p=open_pull / open_pull.sum())
    inside = np.flatnonzero(free & loadings[:, domain])
    nearest = inside[np.argsort(distance[inside], kind="stable")][:PRACTICE_CHOICE]
    return int(rng.choice(nearest))


def loading_matrix(domains: Sequence[tuple[int, ...]], count: int) -> Bools:
    """(n, K): true where an item serves a domain."""
    found = np.zeros((len(domains), count), dtype=bool)
    for row, served in zip(found, domains, strict=True):
        row[list(served)] = True
    return found


def predictions(candidates: Candidates, state: State) -> Floats:
    """(n,): the probability that this person answers each item right."""
    loadings = loading_matrix(candidates.domains, len(state.mean) - 1).astype(float)
    loadings /= loadings.sum(axis=1, keepdims=True)
    along = np.column_stack([np.ones(len(loadings)), loadings])
    mean, covariance = np.array(state.mean), np.array(state.covariance)
    spread = np.einsum("ij,jk,ik->i", along, covariance, along)
    return probability(along @ mean, candidates.a, candidates.b, candidates.v + spread)


# --- Placement ----------------------------------------------------------------------


def ability_error(state: State, weights: Sequence[float]) -> float:
    """Standard error of ability plus the blueprint's mean offset, in logits."""
    along = np.append(1.0, np.asarray(weights, dtype=float) / sum(weights))
    return sqrt(float(along @ np.array(state.covariance) @ along))


def placement_next(
    candidates: Candidates,
    state: State,
    *,
    weights: Sequence[float],
    asked: Sequence[int],
    cut_ability: float,
    seed: int,
) -> int | None:
    """The next item of a placement test, or None when it has told enough.

    `asked`: indices of the items so far. Domains take turns; within one, chance among
    the most informative fifth at the cut. It ends after 25 questions, or once the
    error is 0.45 and every domain had a turn.
    """
    turns = Counter(candidates.domains[index][0] for index in asked)
    rests = all(turns[k] for k in range(len(weights)))
    is_sure = rests and ability_error(state, weights) <= PLACEMENT_ERROR
    if is_sure or len(asked) >= PLACEMENT_QUESTIONS:
        return None
    rng = np.random.default_rng([seed, len(asked)])
    free = ~candidates.is_excluded
    free[list(asked)] = False
    first = np.array([served[0] for served in candidates.domains])
    for domain in sorted(range(len(weights)), key=lambda k: (turns[k], k)):
        inside = np.flatnonzero(free & (first == domain))
        if inside.size:
            return _informative(candidates, inside, cut_ability, rng)
    return None


def _informative(
    candidates: Candidates, inside: Ints, ability: float, rng: np.random.Generator
) -> int:
    bits = information(ability, candidates.a[inside], candidates.b[inside])
    keep = max(1, round(PLACEMENT_CHOICE * inside.size))
    return int(rng.choice(inside[np.argsort(-bits, kind="stable")][:keep]))
