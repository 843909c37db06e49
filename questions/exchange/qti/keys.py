"""The key of a scored question, found by scoring answers rather than by guessing.

Whatever way a file writes its scoring, it says which answer earns most. Single choice:
each option is scored alone. Multiple response: every set of options is scored, and the
key is the smallest set that earns the maximum.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from questions.exchange.items import Refused, Unsupported
from questions.exchange.settling import share

MAX_SETS_OF = 10  # options of which all 1,024 sets are scored
STEPS_PER_FILE = 4_000_000
CLOSE = 1e-6

Score = Callable[[frozenset[str]], float]


@dataclass
class Budget:
    """Steps of scoring that one file may take."""

    steps: int = STEPS_PER_FILE

    def spend(self, steps: int = 1) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise Refused("the scoring of this file takes too long; split it")


@dataclass
class Outcome:
    """What one answer brings: points, and the feedback that it shows."""

    score: float = 0.0
    shown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Weights:
    """The share of each option in the full mark. `is_whole`: all or nothing."""

    by_id: dict[str, float]
    is_whole: bool = False


def single_weights(ids: Sequence[str], score: Score) -> Weights:
    """The fraction of the best score for each option."""
    scores = {id_: score(frozenset([id_])) for id_ in ids}
    best = max(scores.values(), default=0.0)
    if best <= 0:
        raise Unsupported("choice", "no option earns a mark; mark one")
    return Weights({id_: round(value / best, 7) for id_, value in scores.items()})


def multiple_weights(ids: Sequence[str], score: Score) -> Weights:
    """The share of each option in the best score, penalties negative."""
    nothing = score(frozenset())
    alone = {id_: score(frozenset([id_])) - nothing for id_ in ids}
    if len(ids) > MAX_SETS_OF:
        key = {id_ for id_, value in alone.items() if value > 0}
        best = score(frozenset(key))
    else:
        key, best = _best_set(ids, score)
    gain = best - nothing
    if not key or gain <= 0:
        raise Unsupported("choice", "no option earns a mark; mark one")
    is_sum = abs(sum(alone[id_] for id_ in key) - gain) < CLOSE
    shares = {id_: alone[id_] / gain if is_sum else share(len(key)) for id_ in key}
    penalties = {id_: min(value, 0.0) / gain for id_, value in alone.items()}
    weights = {id_: round(shares.get(id_, penalties[id_]), 7) for id_ in ids}
    return Weights(
        weights, is_whole=len(key) > 1 and not any(alone[i] > 0 for i in key)
    )


def mapped_weights(
    ids: Sequence[str], points: dict[str, float], default: float, *, is_single: bool
) -> Weights:
    """The points of a mapping as shares, whatever its bounds hide."""
    told = {id_: points.get(id_, default) for id_ in ids}
    right = [value for value in told.values() if value > 0]
    if not right:
        raise Unsupported("choice", "no option earns a mark; mark one")
    full = max(right) if is_single else sum(right)
    return Weights({id_: round(value / full, 7) for id_, value in told.items()})


def equal_weights(key: Sequence[str]) -> Weights:
    return Weights(dict.fromkeys(key, share(len(key))), is_whole=True)


def _best_set(ids: Sequence[str], score: Score) -> tuple[set[str], float]:
    """The smallest set that earns most; of several alike their union, if it does."""
    sets = [
        frozenset(some)
        for size in range(len(ids) + 1)
        for some in combinations(ids, size)
    ]
    scores = {some: score(some) for some in sets}
    best = max(scores.values())
    smallest = min(len(s) for s, value in scores.items() if value > best - CLOSE)
    ties = [s for s, v in scores.items() if v > best - CLOSE and len(s) == smallest]
    union = frozenset().union(*ties)
    if len(ties) > 1 and scores[union] < best - CLOSE:
        raise Unsupported("choice", "several different answers earn full marks")
    return set(union), best


def spread_feedback(
    ids: Sequence[str], key: Sequence[str], outcome: Callable[[frozenset[str]], Outcome]
) -> tuple[dict[str, list[str]], list[str]]:
    """Feedback by option, and what is shown for the whole question.

    A feedback that is called after its option belongs to it, and nothing else does
    then. What every option shows belongs to the question if the key shows it, too;
    “wrong, try again” of several options belongs to none.
    """
    shown = {id_: list(dict.fromkeys(outcome(frozenset([id_])).shown)) for id_ in ids}
    at_key = outcome(frozenset(key)).shown
    common = {n for n in _names(shown) if all(n in names for names in shown.values())}
    by_option = {id_: _own(id_, names, common) for id_, names in shown.items()}
    used = _names(by_option)
    return by_option, [name for name in dict.fromkeys(at_key) if name not in used]


def _own(id_: str, names: Sequence[str], common: set[str]) -> list[str]:
    called = [name for name in names if id_ in name and len(id_) > 1]
    return called or [name for name in names if name not in common]


def _names(shown: dict[str, list[str]]) -> set[str]:
    return {name for names in shown.values() for name in names}
