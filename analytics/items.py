"""Classical statistics of questions, and the flags that authors see.

Formulas and sources: docs/algorithms/items.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from analytics.answers import as_matrix
from analytics.curves import Bools, Floats
from analytics.flags import DEAD_ANSWERS, DEAD_BELOW, Flag
from analytics.mastery import Item
from exams.scoring import wilson

Z95 = NormalDist().inv_cdf(0.975)
# The groups whose difference is D (Kelley 1939).
TAIL_SHARE = 0.27
# Flags.
EXTREME_ANSWERS, TOO_HARD_BELOW, TOO_EASY_ABOVE = 50, 0.20, 0.95
FLAT_ANSWERS, FLAT_BELOW = 100, 0.15
WRONG_KEY_RULES = ((200, 0.10), (50, 0.25))  # answers, margin over the key's r
OUTDATED_SHIFT, OUTDATED_ERRORS = 0.5, 2.6

Range = tuple[float, float]


@dataclass(frozen=True)
class OptionStatistics:
    """Share of the answers that chose it, and r(choosing it, rest score)."""

    share: float
    r: float | None
    is_key: bool


@dataclass(frozen=True)
class ItemStatistics:
    """One question: `r` is the item-rest correlation; None where undefined.

    Intervals hold with 95 %; `discrimination` is p(top 27 %) - p(bottom 27 %).
    """

    count: int
    share: float
    share_interval: Range
    r: float | None = None
    r_interval: Range | None = None
    discrimination: float | None = None
    alpha_if_dropped: float | None = None
    options: tuple[OptionStatistics, ...] = ()


@dataclass(frozen=True)
class FormStatistics:
    """A form: `count` people who met all of it; alpha is KR-20, sem in raw points."""

    count: int
    mean: float | None
    sd: float | None
    alpha: float | None
    sem: float | None
    items: tuple[ItemStatistics, ...]


def classical_statistics(
    responses: ArrayLike,
    choices: Sequence[Bools] | None = None,
    keys: Sequence[Sequence[int]] | None = None,
) -> FormStatistics:
    """From (persons, items) of 1, 0 and NaN where not asked.

    `choices`: per item (persons, options), true where chosen; `keys`: per item the
    indices of its right options. With gaps the rest score is the mean of the other
    items that this person met; without gaps r is the ordinary item-rest r. Alpha
    rests on people without a gap. Raises ValueError for anything but 1, 0 and NaN.
    """
    y = as_matrix(responses)
    _check_options(y, choices, keys)
    rest = _rest_scores(y)
    whole = y[~np.isnan(y).any(axis=1)]
    dropped = _alphas_if_dropped(whole)
    found = tuple(
        _item(
            y[:, j],
            rest[:, j],
            dropped[j],
            _options(y[:, j], rest[:, j], choices[j], keys[j])
            if choices is not None and keys is not None
            else (),
        )
        for j in range(y.shape[1])
    )
    return _form(whole, found)


def _check_options(
    y: Floats,
    choices: Sequence[Bools] | None,
    keys: Sequence[Sequence[int]] | None,
) -> None:
    if choices is None and keys is None:
        return
    people, count = y.shape
    if choices is None or keys is None or not len(choices) == len(keys) == count:
        raise ValueError(f"choices and keys go together, {count} of each: one an item")
    if any(np.ndim(one) != 2 or len(one) != people for one in choices):
        raise ValueError(f"choices of an item are {people} persons by its options")


def _rest_scores(y: Floats) -> Floats:
    """(persons, items): mean of the person's other answers; NaN without any."""
    points, asked = np.nan_to_num(y), ~np.isnan(y)
    others = asked.sum(axis=1, keepdims=True) - asked
    sums = points.sum(axis=1, keepdims=True) - points
    rest: Floats = np.full(y.shape, np.nan)
    np.divide(sums, others, out=rest, where=others > 0)
    return rest


def _item(
    y: Floats,
    rest: Floats,
    alpha_if_dropped: float | None,
    options: tuple[OptionStatistics, ...],
) -> ItemStatistics:
    answered = ~np.isnan(y)
    y, rest = y[answered], rest[answered]
    if not y.size:
        return ItemStatistics(0, 0.0, (0.0, 1.0))
    right = int(y.sum())
    r, r_interval = correlation_interval(y, rest)
    return ItemStatistics(
        count=y.size,
        share=right / y.size,
        share_interval=wilson(right, y.size),
        r=r,
        r_interval=r_interval,
        discrimination=discrimination(y, rest),
        alpha_if_dropped=alpha_if_dropped,
        options=options,
    )


def _options(
    y: Floats, rest: Floats, chosen: Bools, key: Sequence[int]
) -> tuple[OptionStatistics, ...]:
    answered = ~np.isnan(y)
    if not answered.any():
        return ()
    marks, others = np.asarray(chosen, dtype=float)[answered], rest[answered]
    return tuple(
        OptionStatistics(float(mark.mean()), correlation(mark, others), o in key)
        for o, mark in enumerate(marks.T)
    )


def correlation(x: Floats, y: Floats) -> float | None:
    """Pearson's r over the pairs without NaN; None when either never varies."""
    known = ~(np.isnan(x) | np.isnan(y))
    x, y = x[known], y[known]
    if x.size < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    x, y = x - x.mean(), y - y.mean()
    return float(np.clip((x @ y) / sqrt((x @ x) * (y @ y)), -1.0, 1.0))


def correlation_interval(x: Floats, y: Floats) -> tuple[float | None, Range | None]:
    """r and its 95 % interval, both over the pairs without NaN."""
    r, pairs = correlation(x, y), int((~(np.isnan(x) | np.isnan(y))).sum())
    return r, None if r is None else fisher_interval(r, pairs)


def fisher_interval(r: float, n: int) -> Range:
    """95 % interval of a correlation by Fisher's z (1921); all of it below n = 4."""
    if n < 4:
        return -1.0, 1.0
    if abs(r) >= 1:
        return r, r
    reach = Z95 / sqrt(n - 3)
    return tanh(atanh(r) - reach), tanh(atanh(r) + reach)


def discrimination(y: Floats, rest: Floats) -> float | None:
    """p among the best 27 % by rest score less p among the worst; ties share.

    Whoever has no rest score is in neither; None below two people.
    """
    known = ~np.isnan(rest)
    y, rest = y[known], rest[known]
    tail = round(TAIL_SHARE * y.size)
    if tail < 1:
        return None
    return _share_of_top(y, rest, tail) - _share_of_top(y, -rest, tail)


def _share_of_top(y: Floats, order: Floats, tail: int) -> float:
    """Mean of y among the `tail` highest; people tied at the edge count in part."""
    edge = np.sort(order)[-tail]
    above, tied = order > edge, order == edge
    seats = tail - int(above.sum())
    return float((y[above].sum() + y[tied].mean() * seats) / tail)


# --- Reliability --------------------------------------------------------------------


def _form(whole: Floats, found: tuple[ItemStatistics, ...]) -> FormStatistics:
    if len(whole) < 2 or not found:
        return FormStatistics(len(whole), None, None, None, None, found)
    scores = whole.sum(axis=1)
    sd, alpha = float(scores.std(ddof=1)), kr20(whole)
    sem = None if alpha is None else sd * sqrt(max(0.0, 1 - alpha))
    return FormStatistics(len(whole), float(scores.mean()), sd, alpha, sem, found)


def kr20(responses: ArrayLike) -> float | None:
    """KR-20 = Cronbach's alpha of (persons, items) without gaps (Kuder, Richardson
    1937), the same denominator in both variances; None when undefined."""
    whole = as_matrix(responses)
    if np.isnan(whole).any():
        raise ValueError("KR-20 is of people who met the whole form: leave out others")
    if len(whole) < 2:
        return None
    k = whole.shape[1]
    return _alpha(k, float(whole.var(axis=0).sum()), float(whole.sum(axis=1).var()))


def _alpha(k: int, item_variance: float, score_variance: float) -> float | None:
    if k < 2 or score_variance <= 0:
        return None
    return k / (k - 1) * (1 - item_variance / score_variance)


def _alphas_if_dropped(whole: Floats) -> list[float | None]:
    """Alpha of the other items, for each item."""
    k = whole.shape[1]
    if len(whole) < 2:
        return [None] * k
    variances, scores = whole.var(axis=0), whole.sum(axis=1)
    total = float(variances.sum())
    left = (scores[:, None] - whole).var(axis=0)
    return [
        _alpha(k - 1, total - float(variances[j]), float(left[j])) for j in range(k)
    ]


def marginal_reliability(
    posterior_variances: ArrayLike, ability_variance: float
) -> float:
    """1 - mean posterior variance / variance of ability, for short of 100 sittings."""
    found = np.asarray(posterior_variances, dtype=float)
    if not found.size or not ability_variance > 0:
        raise ValueError("reliability needs people, and abilities that vary")
    mean = float(found.mean())
    return max(0.0, 1 - mean / ability_variance)


# --- Flags --------------------------------------------------------------------------


@dataclass(frozen=True)
class Drift:
    """The item from all its answers, and from those of the last 60 days."""

    then: Item
    now: Item

    @property
    def is_clear(self) -> bool:
        shift = abs(self.now.b - self.then.b)
        error = sqrt(self.now.v + self.then.v)
        return shift > OUTDATED_SHIFT and shift > OUTDATED_ERRORS * error


def flags(item: ItemStatistics, drift: Drift | None = None) -> tuple[Flag, ...]:
    """The flags of one item, each only with the answers that it needs."""
    found = {
        Flag.TOO_EASY: _is_extreme(item) and item.share_interval[0] > TOO_EASY_ABOVE,
        Flag.TOO_HARD: _is_extreme(item) and item.share_interval[1] < TOO_HARD_BELOW,
        Flag.FLAT: _is_flat(item),
        Flag.DEAD_DISTRACTOR: any(dead_distractors(item)),
        Flag.WRONG_KEY: _has_wrong_key(item),
        Flag.OUTDATED: drift is not None and drift.is_clear,
    }
    return tuple(flag for flag, holds in found.items() if holds)


def _is_extreme(item: ItemStatistics) -> bool:
    return item.count >= EXTREME_ANSWERS


def _is_flat(item: ItemStatistics) -> bool:
    return (
        item.count >= FLAT_ANSWERS
        and item.r_interval is not None
        and item.r_interval[1] < FLAT_BELOW
    )


def dead_distractors(item: ItemStatistics) -> tuple[bool, ...]:
    """Per option, whether it is a distractor that nearly nobody takes."""
    is_known = item.count >= DEAD_ANSWERS
    return tuple(
        is_known and not option.is_key and option.share < DEAD_BELOW
        for option in item.options
    )


def _has_wrong_key(item: ItemStatistics) -> bool:
    """A distractor goes with knowing more than the (best) key does, by a margin."""
    keys = [o.r for o in item.options if o.is_key and o.r is not None]
    others = [o.r for o in item.options if not o.is_key and o.r is not None]
    if not keys or not others:
        return False
    lead = max(others) - max(keys)
    return any(item.count >= n and lead >= margin for n, margin in WRONG_KEY_RULES)
