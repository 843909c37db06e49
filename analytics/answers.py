"""Who answered what: sparse answers, and blocks of them as dense matrices."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from analytics.curves import Floats, Ints

BLOCK_CELLS = 1_500_000  # persons × items of one block: bounds the memory


@dataclass(frozen=True)
class Answers:
    """n answers: `person`, `item` (n,) indices, `correct` (n,) 0/1, the oldest first,
    of `persons` people and `items` items; at most one of a person to an item."""

    person: Ints
    item: Ints
    correct: Floats
    persons: int
    items: int


def as_answers(responses: Floats | Answers) -> Answers:
    """The sparse form of (persons, items) of 1, 0 and NaN where not asked."""
    if isinstance(responses, Answers):
        return responses
    y = np.asarray(responses, dtype=float)
    person, item = np.nonzero(~np.isnan(y))
    return Answers(person, item, y[person, item], *y.shape)


def newest(answers: Answers, most: int) -> Answers:
    """By person, at most the newest `most` of each."""
    order = np.argsort(answers.person, kind="stable")
    person = answers.person[order]
    ends = np.searchsorted(person, person, side="right")
    order = order[ends - np.arange(person.size) <= most]
    return replace(
        answers,
        person=answers.person[order],
        item=answers.item[order],
        correct=np.asarray(answers.correct, dtype=float)[order],
    )


@dataclass(frozen=True)
class _Block:
    """Some persons' answers as flat cells of a (rows, items) matrix."""

    rows: int
    cells: Ints
    correct: Floats


class Blocks:
    """Answers sorted by person, given out as dense matrices in buffers used again.

    Matrices of doubles with zeros in nine of ten cells still beat gathering the
    sparse answers: docs/algorithms/calibration.md has both times.
    """

    def __init__(self, answers: Answers) -> None:
        self.items = answers.items
        rows = max(1, min(answers.persons, BLOCK_CELLS // max(1, answers.items)))
        self._blocks = list(_cut(answers, rows))
        self._asked = np.zeros(rows * answers.items)
        self._right = np.zeros(rows * answers.items)

    def __iter__(self) -> Iterator[tuple[Floats, Floats]]:
        """(rows, items) twice: asked and right, as 0 and 1; valid until the next."""
        for block in self._blocks:
            self._asked[block.cells] = 1.0
            self._right[block.cells] = block.correct
            size, shape = block.rows * self.items, (block.rows, self.items)
            yield self._asked[:size].reshape(shape), self._right[:size].reshape(shape)
            self._asked[block.cells] = 0.0
            self._right[block.cells] = 0.0


def _cut(answers: Answers, rows: int) -> Iterator[_Block]:
    for first in range(0, answers.persons, rows):
        last = min(first + rows, answers.persons)
        low, high = np.searchsorted(answers.person, [first, last])
        cells = (answers.person[low:high] - first) * answers.items
        yield _Block(
            last - first, cells + answers.item[low:high], answers.correct[low:high]
        )
