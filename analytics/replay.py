"""An attempt as it went: what was answered when, what was changed, what got slower.

Pure: acts come in (the operations that were accepted), statements go out. A statement
that chance could explain is not made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Any

from exams.scoring import wilson

Z80 = 1.2815515655446004
Z95 = 1.959963984540054
QUARTERS = 4
QUARTER_ANSWERS = 8  # fewer in a quarter say nothing about its end


@dataclass(frozen=True, slots=True)
class Act:
    """One accepted operation.

    `mark`: right or wrong, None while the response is empty or not complete.
    """

    minute: float  # since the start
    position: int
    response: Any  # comparable; None: empty
    is_flagged: bool
    mark: bool | None


class Deed(StrEnum):
    """What an act did, in the words of the timeline."""

    ANSWERED = "answered"
    CHANGED = "changed"
    CLEARED = "cleared"
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"


@dataclass(frozen=True, slots=True)
class Moment:
    minute: float
    position: int
    deed: Deed


def timeline(acts: Iterable[Act]) -> list[Moment]:
    """What was done, in order; an act that changed nothing is not told."""
    held: dict[int, tuple[Any, bool]] = {}
    told: list[Moment] = []
    for act in acts:
        response, is_flagged = held.get(act.position, (None, False))
        deeds = [_answering(response, act.response), _flagging(is_flagged, act)]
        told += [Moment(act.minute, act.position, deed) for deed in deeds if deed]
        held[act.position] = act.response, act.is_flagged
    return told


def _answering(before: Any, after: Any) -> Deed | None:
    if before == after:
        return None
    if after is None:
        return Deed.CLEARED
    return Deed.ANSWERED if before is None else Deed.CHANGED


def _flagging(was_flagged: bool, act: Act) -> Deed | None:  # noqa: FBT001  # REASON: the state before
    if was_flagged == act.is_flagged:
        return None
    return Deed.FLAGGED if act.is_flagged else Deed.UNFLAGGED


def pace(moments: Iterable[Moment]) -> list[tuple[float, int]]:
    """(minute, questions answered by then), a step at each first answer."""
    seen: set[int] = set()
    steps: list[tuple[float, int]] = []
    for moment in moments:
        if moment.deed == Deed.ANSWERED and moment.position not in seen:
            seen.add(moment.position)
            steps.append((moment.minute, len(seen)))
    return steps


@dataclass(frozen=True, slots=True)
class Changes:
    """Positions whose first complete answer was not the last, by what it brought."""

    right_to_wrong: tuple[int, ...]
    wrong_to_right: tuple[int, ...]
    wrong_to_wrong: tuple[int, ...]

    @property
    def count(self) -> int:
        parts = (self.right_to_wrong, self.wrong_to_right, self.wrong_to_wrong)
        return sum(map(len, parts))

    @property
    def gain(self) -> int:
        """Questions won by changing, less those lost."""
        return len(self.wrong_to_right) - len(self.right_to_wrong)


def changes(acts: Iterable[Act]) -> Changes:
    """First against last complete answer of each question; clearing is no answer."""
    first: dict[int, Act] = {}
    last: dict[int, Act] = {}
    for act in acts:
        if act.mark is not None:
            first.setdefault(act.position, act)
            last[act.position] = act
    kinds: dict[tuple[bool | None, bool | None], list[int]] = {}
    for position in sorted(first):
        before, after = first[position], last[position]
        if before.response != after.response:
            kinds.setdefault((before.mark, after.mark), []).append(position)
    return Changes(
        right_to_wrong=tuple(kinds.get((True, False), ())),
        wrong_to_right=tuple(kinds.get((False, True), ())),
        wrong_to_wrong=tuple(kinds.get((False, False), ())),
    )


@dataclass(frozen=True, slots=True)
class Given:
    """The answer that counted, in the order of the exam."""

    is_correct: bool
    is_blank: bool
    predicted: float | None  # None: it does not count as evidence


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the exam: positions, right answers, the share with 80 %."""

    first: int
    last: int
    correct: int
    asked: int
    blank: int
    low: float
    high: float

    @property
    def percents(self) -> tuple[int, int]:
        """The ends of the range."""
        return round(100 * self.low), round(100 * self.high)


class Stamina(StrEnum):
    """What the last quarter says about tiring."""

    TOO_SHORT = "too_short"
    STEADY = "steady"  # within chance
    TIRED = "tired"
    STRONGER = "stronger"


def quarters(answers: Sequence[Given]) -> list[Quarter]:
    """Four parts of nearly equal length; none when there are too few answers."""
    if len(answers) < QUARTERS * QUARTER_ANSWERS:
        return []
    ends = [round(n * len(answers) / QUARTERS) for n in range(QUARTERS + 1)]
    return [_quarter(answers, *ends[n : n + 2]) for n in range(QUARTERS)]


def _quarter(answers: Sequence[Given], start: int, end: int) -> Quarter:
    part = answers[start:end]
    correct = sum(one.is_correct for one in part)
    low, high = wilson(correct, len(part), Z80)
    blank = sum(one.is_blank for one in part)
    return Quarter(start + 1, end, correct, len(part), blank, low, high)


def stamina(answers: Sequence[Given]) -> Stamina:
    """The last quarter against the rest, each answer against what was predicted of it.

    Compares mean residuals (right or wrong, less the probability predicted), so that
    harder questions at the end are not called tiring; spoken of only beyond 95 %.
    """
    cut = round(len(answers) * (QUARTERS - 1) / QUARTERS)
    early, late = _residuals(answers[:cut]), _residuals(answers[cut:])
    if early is None or late is None:
        return Stamina.TOO_SHORT
    difference = late[0] - early[0]
    if abs(difference) <= Z95 * sqrt(late[1] + early[1]):
        return Stamina.STEADY
    return Stamina.TIRED if difference < 0 else Stamina.STRONGER


def _residuals(answers: Sequence[Given]) -> tuple[float, float] | None:
    """Mean residual and its variance, of answers that count; None of too few."""
    pairs = [(a.is_correct, a.predicted) for a in answers if a.predicted is not None]
    if len(pairs) < QUARTER_ANSWERS:
        return None
    mean = sum(right - p for right, p in pairs) / len(pairs)
    variance = sum(p * (1 - p) for _, p in pairs) / len(pairs) ** 2
    return mean, variance
