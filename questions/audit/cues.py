"""Solvers that know nothing of AWS: do length and wording give the key away?

Each solver takes the options with the greatest score as its answer; ties are
broken by chance, so its credit for a question is the probability of being
right. A bank fails when the lower 95 % bound of a solver's share of right
answers exceeds what guessing gets by more than MARGIN.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import comb, sqrt

from questions.audit.items import Item, words

MARGIN = 0.02
Z = 1.959964  # 95 %, two-sided
MIN_ITEMS = 10


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ABSOLUTES = _set(
    "all always any completely each entirely every exactly must never no none only "
    "solely whole"
)
HEDGES = _set(
    "can could generally likely may might most mostly often possible some sometimes "
    "typically usually"
)
NEGATIONS = _set("cannot neither no nor not without")
# Too common to be noticed when stem and option share them.
COMMON_LENGTH = 3

Feature = Callable[[Item, int], float]


def _length(item: Item, index: int) -> float:
    return len(item.options[index])


def _middle_length(item: Item, index: int) -> float:
    """Near the mean length: an author who avoids extremes puts the key here."""
    mean = sum(map(len, item.options)) / len(item.options)
    return -abs(len(item.options[index]) - mean)


def _counting(known: frozenset[str]) -> Feature:
    def feature(item: Item, index: int) -> float:
        return sum(word in known for word in words(item.options[index]))

    return feature


def _stem_words(item: Item, index: int) -> float:
    mine = {w for w in words(item.options[index]) if len(w) > COMMON_LENGTH}
    return len(mine & item.stem_words)


def _stem_share(item: Item, index: int) -> float:
    mine = {w for w in words(item.options[index]) if len(w) > COMMON_LENGTH}
    return len(mine & item.stem_words) / max(1, len(mine))


def _digits(item: Item, index: int) -> float:
    return len(re.findall(r"\d", item.options[index]))


def _code(item: Item, index: int) -> float:
    return item.options[index].count("`")


def _clauses(item: Item, index: int) -> float:
    return len(re.findall(r"[,;:]| and ", item.options[index]))


def _likeness(item: Item, index: int) -> float:
    """How much this option looks like the others: an odd one out has little."""
    mine = set(words(item.options[index]))
    others = [set(words(o)) for i, o in enumerate(item.options) if i != index]
    return sum(len(mine & other) / max(1, len(mine | other)) for other in others)


FEATURES: dict[str, tuple[str, str, Feature]] = {
    "length": ("longest", "shortest", _length),
    "middle": ("of middle length", "of extreme length", _middle_length),
    "absolutes": (
        "most absolute words",
        "fewest absolute words",
        _counting(ABSOLUTES),
    ),
    "hedges": ("most hedged", "least hedged", _counting(HEDGES)),
    "negations": ("most negations", "fewest negations", _counting(NEGATIONS)),
    "stem": ("most words of the stem", "fewest words of the stem", _stem_words),
    "share": ("most like the stem", "least like the stem", _stem_share),
    "digits": ("most digits", "fewest digits", _digits),
    "code": ("most code", "least code", _code),
    "clauses": ("most clauses", "fewest clauses", _clauses),
    "likeness": ("most like the others", "odd one out", _likeness),
}


@dataclass(frozen=True)
class CueScore:
    """What one solver gets right on one kind of question."""

    kind: str
    solver: str
    items: int
    share: float
    chance: float
    low: float

    @property
    def is_refused(self) -> bool:
        """Whether this solver does better than guessing, beyond doubt."""
        return self.items >= MIN_ITEMS and self.low > self.chance + MARGIN


def cue_scores(items: Iterable[Item]) -> list[CueScore]:
    """Every solver on every kind, the most successful first."""
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        if item.is_choice:
            by_kind.setdefault(item.kind, []).append(item)
    scores = [
        _score(kind, found, name, feature, sign)
        for kind, found in by_kind.items()
        for most, least, feature in FEATURES.values()
        for name, sign in ((most, 1), (least, -1))
    ]
    return sorted(scores, key=lambda s: (s.kind != "single", s.chance - s.low))


def _score(
    kind: str, items: Sequence[Item], name: str, feature: Feature, sign: int
) -> CueScore:
    credits = [_credit(item, feature, sign) for item in items]
    share = sum(credits) / len(items)
    chance = sum(1 / comb(len(i.options), len(i.key)) for i in items) / len(items)
    low = _wilson_low(share, len(items))
    return CueScore(kind, name, len(items), share, chance, low)


def _credit(item: Item, feature: Feature, sign: int) -> float:
    """The probability that taking the top options, ties drawn, is the key."""
    scores = [sign * feature(item, index) for index in range(len(item.options))]
    wanted = len(item.key)
    bar = sorted(scores, reverse=True)[wanted - 1]
    sure = {i for i, score in enumerate(scores) if score > bar}
    tied = {i for i, score in enumerate(scores) if score == bar}
    if not sure <= item.key or not item.key <= sure | tied:
        return 0.0
    return 1 / comb(len(tied), wanted - len(sure))


def _wilson_low(share: float, count: int) -> float:
    spread = Z * sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
    return (share + Z * Z / (2 * count) - spread) / (1 + Z * Z / count)
