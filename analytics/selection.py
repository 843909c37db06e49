"""What to ask next: practice near 70 %, due reviews, and a short placement test.

Plain floats: web processes choose, and they load no arrays. Rules, sources and
measurements: docs/algorithms/practice.md.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from random import Random

from analytics.mastery import Item, State, chance, standing

PRACTICE_TARGET = 0.70
PRACTICE_CHOICE = 20  # the nearest to the target, among which chance decides
FLOOR = 0.25  # a domain that is surely strong is still asked a little
DUE_SHARE = 0.3
PLACEMENT_QUESTIONS = 22
PLACEMENT_CHOICE = 0.2  # the most informative fifth


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that may be asked, of the domain with this index (0..K-1).

    `family`: what it asks about; another one of the family is as good a review.
    """

    question: int
    item: Item
    domain: int
    family: str = ""


@dataclass(frozen=True)
class Need:
    """What somebody needs: the belief about them (K domains), the blueprint's weights
    (K), and the probability that the share of each domain lies below the target (K)."""

    state: State
    weights: Sequence[float]
    below: Sequence[float]

    @property
    def pull(self) -> list[float]:
        """How readily each domain is asked: weight · (1/4 + below)."""
        pairs = zip(self.weights, self.below, strict=True)
        return [weight * (FLOOR + below) for weight, below in pairs]


def session(
    fresh: Collection[Choice],
    due: Sequence[Choice],
    need: Need,
    *,
    count: int,
    seed: int,
) -> list[int]:
    """Up to `count` questions of a practice session, in the order to ask them.

    At most 30 % are reviews, of the cards in `due`, the longest due first, each by
    another of its family where there is one; the rest are `fresh` (`practice`).
    """
    rng = Random(seed)
    again = _reviews(due[: int(DUE_SHARE * count)], fresh, rng)
    left = [choice for choice in fresh if choice.question not in again]
    picks = again + _practice(left, need, count - len(again), rng)
    return rng.sample(picks, len(picks))


def practice(
    fresh: Collection[Choice], need: Need, *, count: int, seed: int
) -> list[int]:
    """Up to `count` questions for somebody: a domain by its pull, in it one of the 20
    nearest to 70 %: not the most informative, which would show a few questions to
    everybody and most to nobody."""
    return _practice(fresh, need, count, Random(seed))


def _reviews(
    due: Sequence[Choice], fresh: Collection[Choice], rng: Random
) -> list[int]:
    """To remember the matter, not the wording."""
    picks: list[int] = []
    for card in due:
        family = [
            choice.question
            for choice in fresh
            if card.family
            and (choice.family, choice.domain) == (card.family, card.domain)
            and choice.question not in picks
        ]
        picks.append(rng.choice(family) if family else card.question)
    return picks


def _practice(
    fresh: Collection[Choice], need: Need, count: int, rng: Random
) -> list[int]:
    pull, picks = need.pull, list[int]()
    shelves = _shelves(fresh, need.state, len(pull))
    while len(picks) < count and any(shelves):
        open_pull = [
            p if shelf else 0.0 for p, shelf in zip(pull, shelves, strict=True)
        ]
        # Domains without weight are asked when nothing else is left.
        weights = open_pull if any(open_pull) else [float(bool(s)) for s in shelves]
        [shelf] = rng.choices(shelves, weights)
        picks.append(shelf.pop(rng.randrange(min(PRACTICE_CHOICE, len(shelf)))))
    return picks


def _shelves(fresh: Collection[Choice], state: State, domains: int) -> list[list[int]]:
    """The questions of each domain, those nearest to the target first."""
    stands = [standing(state, (k,)) for k in range(domains)]

    def distance(choice: Choice) -> float:
        return abs(chance(choice.item, *stands[choice.domain]) - PRACTICE_TARGET)

    return _by_domain(fresh, distance, domains)


def _by_domain(
    choices: Collection[Choice], rank: Callable[[Choice], float], domains: int
) -> list[list[int]]:
    ranked: list[list[tuple[float, int]]] = [[] for _ in range(domains)]
    for choice in choices:
        ranked[choice.domain].append((rank(choice), choice.question))
    return [[question for _, question in sorted(found)] for found in ranked]


def placement(
    choices: Collection[Choice], *, domains: int, ability: float, seed: int
) -> list[int]:
    """A form of 22 questions that finds out most about somebody of about this ability.

    Domains take turns; within one, chance among the fifth with the most information
    of what is left. Fewer where there are not as many questions.
    """
    rng, picks = Random(seed), list[int]()

    def little(choice: Choice) -> float:
        right = chance(choice.item, ability, 0.0)
        return -(choice.item.a**2) * right * (1 - right)

    shelves = _by_domain(choices, little, domains)
    while len(picks) < PLACEMENT_QUESTIONS and any(shelves):
        for shelf in shelves:
            if shelf and len(picks) < PLACEMENT_QUESTIONS:
                best = max(1, round(PLACEMENT_CHOICE * len(shelf)))
                picks.append(shelf.pop(rng.randrange(best)))
    return picks
