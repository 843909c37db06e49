"""Single items: each is rounded up by itself, then the mode decides the price."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from random import Random

from questions.generators.calculation import Calculation, Mistake, plain
from questions.generators.dynamodb_capacity.parts import (
    LARGEST,
    READ_KB,
    READS,
    REFERENCES,
    STORIES,
    WRITE_KB,
    WRITES,
    Mode,
    cost_clause,
    cost_words,
    draw_size,
    kb_words,
)


@dataclass(frozen=True)
class Rate:
    """Operations in a period, as the stem says it."""

    count: int
    seconds: int

    @property
    def per_second(self) -> Fraction:
        return Fraction(self.count, self.seconds)

    @property
    def words(self) -> str:
        return (
            f"{self.count:,} items per {'minute' if self.seconds == 60 else 'second'}"
        )


def _rate(rng: Random) -> Rate:
    per_second = rng.choice([5, 10, 12, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200])
    if rng.random() < 0.4:
        return Rate(per_second * 60, 60)
    return Rate(per_second, 1)


def units_for(mode: Mode, size: Fraction, rate: Fraction) -> int:
    """Units per second: each item is rounded up to whole units by itself."""
    return ceil(rate * mode.factor * ceil(size / mode.kb))


def draw_items(rng: Random) -> Calculation:
    mode = rng.choice(READS + WRITES)
    size, rate = draw_size(rng, mode.kb), _rate(rng)
    company, item, caller = rng.choice(STORIES)
    verb = "reads" if mode.is_read else "writes"
    capacity = "read" if mode.is_read else "write"
    traffic = f"serves {rate.words} to" if mode.is_read else f"takes {rate.words} from"
    stem = (
        f"{company} keeps {item} in an Amazon DynamoDB table in provisioned mode "
        f"without auto scaling. Each item has a size of {kb_words(size)}. At the "
        f"peak, the table {traffic} {caller}. "
    )
    stem += (
        f"The application {verb} each item by itself, with {mode.name} "
        f"(`{mode.call}`). The load is spread evenly over the partition keys and over "
        f"time. The table has no index. Burst capacity is not counted.\n\n"
        f"What is the lowest {capacity} capacity that serves the peak without "
        f"throttling?"
    )
    units = units_for(mode, size, rate.per_second)
    return Calculation(
        stem,
        units,
        _items_why(mode, size, rate, units),
        list(_item_mistakes(mode, size, rate)),
        mode.unit,
        REFERENCES,
        most=LARGEST,
    )


def _items_why(mode: Mode, size: Fraction, rate: Rate, units: int) -> str:
    blocks = ceil(size / mode.kb)
    count = plain(rate.per_second)
    return (
        f"One unit carries {mode.kb} KB, and each item is rounded up by itself: "
        f"{kb_words(size)} takes {blocks} of them. {cost_words(mode)}, so an item "
        f"costs {mode.unit(blocks * mode.factor)}. At {count} items per second the "
        f"table needs {mode.unit(units)}."
    )


def _item_mistakes(mode: Mode, size: Fraction, rate: Rate) -> Iterator[Mistake]:
    per_second = rate.per_second
    yield Mistake(
        ceil(per_second * mode.factor * size / mode.kb),
        "item-not-rounded-up",
        f"This number multiplies the exact size. DynamoDB rounds each item up to the "
        f"next {mode.kb} KB before it counts units, so a small rest costs a whole one.",
    )
    other_kb = WRITE_KB if mode.is_read else READ_KB
    kind, other = ("read", "write") if mode.is_read else ("write", "read")
    yield Mistake(
        ceil(per_second * mode.factor * ceil(size / other_kb)),
        "read-and-write-unit-mixed-up",
        f"This number rounds to {other_kb} KB, the size of a {other} unit. A {kind} "
        f"unit carries up to {mode.kb} KB of one item, so the count of units differs.",
        f"A {kind} unit carried {other_kb} KB.",
    )
    if rate.seconds == 60:
        yield Mistake(
            ceil(rate.count * mode.factor * ceil(size / mode.kb)),
            "per-minute-read-as-per-second",
            "This number takes the items of a minute as items of a second. Capacity "
            "units are counted per second, so the rate is divided by 60 first.",
            f"The table served {rate.count:,} items in each second.",
        )
    for wrong in READS if mode.is_read else WRITES:
        if wrong != mode:
            yield Mistake(
                units_for(wrong, size, per_second),
                f"counted-as-{wrong.name.replace(' ', '-')}",
                f"This number counts {wrong.name}. The stem says {mode.name}, and "
                f"{cost_clause(mode)}.",
                f"The application used {wrong.name}.",
            )
