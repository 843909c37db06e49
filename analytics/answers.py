"""Who answered what: sparse answers, and blocks of them as dense matrices."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

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


def as_matrix(responses: ArrayLike) -> Floats:
    """(persons, items) of 1, 0 and NaN where not asked; what is masked was not asked.

    Raises ValueError for anything else: a guessed meaning would be a wrong estimate.
    """
    if isinstance(responses, np.ma.MaskedArray):
        responses = np.ma.filled(responses.astype(float), np.nan)
    y = np.asarray(responses, dtype=float)
    if y.ndim != 2:
        raise ValueError(
            f"answers are a table of persons by items; this one has {y.ndim} dimensions"
        )
    _check_marks(y)
    return y


def _check_marks(marks: Floats) -> None:
    strange = marks[~(np.isnan(marks) | (marks == 0) | (marks == 1))]
    if strange.size:
        raise ValueError(
            f"{strange[0]:g} is no mark: write 1 for right, 0 for wrong (all or "
            "nothing) and NaN where it was not asked"
        )


def as_answers(responses: ArrayLike | Answers) -> Answers:
    """The sparse form of (persons, items) of 1, 0 and NaN where not asked.

    Answers that are sparse already are looked through; ValueError says what is wrong.
    """
    if isinstance(responses, Answers):
        _check(responses)
        return responses
    y = as_matrix(responses)
    person, item = np.nonzero(~np.isnan(y))
    return Answers(person, item, y[person, item], *y.shape)


def _check(answers: Answers) -> None:
    person, item = answers.person, answers.item
    if not len(person) == len(item) == len(answers.correct):
        raise ValueError("answers need a person, an item and a mark each")
    for index, size in ((person, answers.persons), (item, answers.items)):
        if len(index) and not 0 <= np.min(index) <= np.max(index) < size:
            raise ValueError(f"there is an index outside of 0 to {size - 1}")
    _check_marks(np.asarray(answers.correct, dtype=float))
    met = np.sort(np.asarray(person, dtype=np.int64) * answers.items + item)
    if np.any(met[1:] == met[:-1]):
        raise ValueError("somebody answers an item twice: keep one of the answers")


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
