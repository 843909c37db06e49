"""Near-duplicates: questions that share so many word sequences that one would do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from questions.audit.items import Item, words

WORDS_IN_SHINGLE = 3
LETTERS_IN_SHINGLE = 5
# A sequence that stands in more questions than this is a phrase of the house.
COMMON = 40
LISTED = 0.20  # shown as a candidate
REFUSED = 0.50  # one of the two must go, or they must be declared enemies
SAME_KEY = 0.60

Shingles = frozenset[str]


@dataclass(frozen=True)
class Alike:
    """Two questions and why they look alike; `likeness` is a Jaccard index."""

    one: str
    other: str
    likeness: float
    reason: str
    are_enemies: bool

    @property
    def is_refused(self) -> bool:
        is_text = self.reason == "text"
        return is_text and self.likeness >= REFUSED and not self.are_enemies


def alike_pairs(items: Iterable[Item]) -> list[Alike]:
    """Candidates for merging, the most alike first."""
    known = list(items)
    found = {(a.one, a.other): a for a in _same_keys(known)}
    found |= {(a.one, a.other): a for a in _same_texts(known)}
    return sorted(found.values(), key=lambda a: (-a.likeness, a.one, a.other))


def _same_texts(items: Sequence[Item]) -> Iterator[Alike]:
    shingles = [_word_shingles(item) for item in items]
    for one, other in _sharing(shingles):
        likeness = _jaccard(shingles[one], shingles[other])
        if likeness >= LISTED:
            yield _alike(items[one], items[other], likeness, "text")


def _same_keys(items: Sequence[Item]) -> Iterator[Alike]:
    """Within a topic: the same answer, whatever the story around it."""
    by_topic: dict[tuple[str, str], list[tuple[Item, Shingles]]] = defaultdict(list)
    for item in items:
        if item.is_choice:
            key = " ".join(item.options[i] for i in sorted(item.key))
            by_topic[(item.topic, item.kind)].append((item, _letter_shingles(key)))
    for found in by_topic.values():
        for (one, a), (other, b) in combinations(found, 2):
            likeness = _jaccard(a, b)
            if likeness >= SAME_KEY:
                yield _alike(one, other, likeness, "key")


def _sharing(shingles: Sequence[Shingles]) -> set[tuple[int, int]]:
    """Pairs that share a shingle which is not common; no pair is compared twice."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, mine in enumerate(shingles):
        for shingle in mine:
            holders[shingle].append(index)
    return {
        pair
        for found in holders.values()
        if 1 < len(found) <= COMMON
        for pair in combinations(found, 2)
    }


def _alike(one: Item, other: Item, likeness: float, reason: str) -> Alike:
    first, second = sorted([one, other], key=lambda item: item.id)
    are_enemies = second.id in first.enemies or first.id in second.enemies
    return Alike(first.id, second.id, likeness, reason, are_enemies)


def _word_shingles(item: Item) -> Shingles:
    found = words(" ".join([item.stem, *item.options]))
    size = WORDS_IN_SHINGLE
    return frozenset(
        " ".join(found[i : i + size]) for i in range(len(found) - size + 1)
    )


def _letter_shingles(text: str) -> Shingles:
    flat = " ".join(words(text))
    size = LETTERS_IN_SHINGLE
    return frozenset(flat[i : i + size] for i in range(max(1, len(flat) - size + 1)))


def _jaccard(one: Shingles, other: Shingles) -> float:
    return len(one & other) / max(1, len(one | other))
