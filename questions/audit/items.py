"""A question as the audit sees it: its words and its key, nothing else."""

import re
from dataclasses import dataclass
from functools import cached_property

WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Item:
    id: str
    kind: str
    topic: str
    stem: str
    options: tuple[str, ...]
    key: frozenset[int]  # indexes of the correct options
    enemies: frozenset[str] = frozenset()

    @cached_property
    def stem_words(self) -> frozenset[str]:
        return frozenset(words(self.stem))

    @property
    def is_choice(self) -> bool:
        """Whether there is something to choose: ordering and matching have no key."""
        return bool(self.key) and len(self.key) < len(self.options)


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())
