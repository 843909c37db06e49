"""Queries: the sizes of what the key condition matches are added, then rounded once."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from random import Random

from questions.generators.calculation import Calculation, Mistake
from questions.generators.dynamodb_capacity.parts import (
    EVENTUAL,
    LARGEST,
    RCUS,
    READ_KB,
    REFERENCES,
    STORIES,
    STRONG,
    WRITE_KB,
    Mode,
    cost_clause,
    cost_words,
    kb_words,
)


def draw_query(rng: Random) -> Calculation:
    mode = rng.choice([EVENTUAL, STRONG])
    size = Fraction(rng.randint(3, 25), 10)
    found = rng.randint(12, 60)
    kept = rng.randint(3, found // 2)
    rate = rng.choice([4, 6, 8, 10, 15, 20, 30, 50])
    company, item, _ = rng.choice(STORIES)
    stem = (
        f"{company} keeps {item} in an Amazon DynamoDB table in provisioned mode "
        f"without auto scaling. Each item has a size of {kb_words(size)}. The "
        f"application runs {rate} `Query` requests per second with {mode.name}. The "
        f"key condition of a request matches {found} items, and its filter expression "
        f"keeps {kept} of them. One page holds the whole result. The load "
        f"is spread evenly over the partition keys. Burst capacity is not counted.\n\n"
        f"What is the lowest read capacity that serves these requests without "
        f"throttling?"
    )
    units = query_units(mode, size, found, rate)
    blocks = ceil(size * found / READ_KB)
    why = (
        f"A query adds up the sizes of all items that match the key condition, "
        f"{kb_words(size * found)}, and then rounds up once to {blocks} blocks "
        f"of 4 KB. The filter runs after the read and saves nothing. "
        f"{cost_words(mode)}: {units:,} RCUs for {rate} requests per second."
    )
    mistakes = list(_query_mistakes(mode, size, (found, kept), rate))
    return Calculation(stem, units, why, mistakes, RCUS, REFERENCES, most=LARGEST)


def query_units(mode: Mode, size: Fraction, items: int, rate: int) -> int:
    return ceil(rate * mode.factor * ceil(size * items / READ_KB))


def _query_mistakes(
    mode: Mode, size: Fraction, items: tuple[int, int], rate: int
) -> Iterator[Mistake]:
    found, kept = items
    yield Mistake(
        ceil(rate * mode.factor * found * ceil(size / READ_KB)),
        "query-rounded-per-item",
        "This number rounds each item up by itself. That is how `GetItem` and "
        "`BatchGetItem` are counted; a query adds the sizes first and rounds once.",
        "The application read the items one by one, or with `BatchGetItem`.",
    )
    yield Mistake(
        query_units(mode, size, kept, rate),
        "filter-saves-capacity",
        "This number counts what the filter keeps. A filter expression is applied "
        "after the items were read, so the items that it drops are paid for as well.",
        "The key condition itself matched only the items that are kept.",
    )
    other = STRONG if mode == EVENTUAL else EVENTUAL
    yield Mistake(
        query_units(other, size, found, rate),
        f"counted-as-{other.name.replace(' ', '-')}",
        f"This number counts {other.name}. The requests use {mode.name}, and "
        f"{cost_clause(mode)}.",
        f"The requests used {other.name}.",
    )
    yield Mistake(
        ceil(rate * mode.factor * ceil(size * found / WRITE_KB)),
        "read-and-write-unit-mixed-up",
        "This number rounds to 1 KB, the size of a write unit. A read unit carries up "
        "to 4 KB, so a query needs about a quarter of these units.",
        "A read unit carried 1 KB.",
    )
