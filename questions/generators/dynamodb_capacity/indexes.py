"""A global secondary index: writes behind the writes, at a capacity of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from random import Random

from questions.generators.calculation import Calculation, Mistake
from questions.generators.dynamodb_capacity.parts import (
    INDEX_REFERENCES,
    LARGEST,
    STORIES,
    WCUS,
    WRITE_KB,
    draw_size,
    kb_words,
)


@dataclass(frozen=True)
class Change:
    """What a write to the table does to the entry of the index."""

    words: str
    writes: int
    why: str


CHANGES = [
    Change(
        "changes the attribute that is the partition key of the index",
        2,
        "A changed index key costs two writes: the old entry is deleted and a new one "
        "is put",
    ),
    Change(
        "changes one attribute that is projected into the index, but no key attribute",
        1,
        "A changed projected attribute costs one write of the entry",
    ),
    Change(
        "adds a new item that has all the key attributes of the index",
        1,
        "A new item with the index keys puts one new entry",
    ),
]


def draw_index(rng: Random) -> Calculation:
    change = rng.choice(CHANGES)
    entry = draw_size(rng, WRITE_KB)
    item = entry + Fraction(rng.randint(8, 60), 10)
    rate = rng.choice([10, 15, 20, 25, 40, 50, 80, 100, 120])
    company, kept, _ = rng.choice(STORIES)
    stem = (
        f"{company} keeps {kept} in an Amazon DynamoDB table in provisioned mode "
        f"without auto scaling. An item has {kb_words(item)}. A global "
        f"secondary index projects some of the attributes; the entry of "
        f"an item always has {kb_words(entry)}. The application makes {rate} standard "
        f"writes per second. Each write {change.words}. The load is spread "
        f"evenly over the keys of the table and of the index. Burst capacity is not "
        f"counted.\n\n"
        f"What is the lowest write capacity that the index itself needs, so that it "
        f"does not throttle the writes to the table?"
    )
    units = index_units(change, entry, rate)
    why = (
        f"An index has its own capacity. {change.why}, and each write is rounded up "
        f"to whole KB of the entry: {kb_words(entry)} takes {ceil(entry)}. That makes "
        f"{change.writes} × {ceil(entry)} × {rate} = {units:,} WCUs on the index."
    )
    mistakes = list(_index_mistakes(change, entry, item, rate))
    return Calculation(stem, units, why, mistakes, WCUS, INDEX_REFERENCES, most=LARGEST)


def index_units(change: Change, entry: Fraction, rate: int) -> int:
    return rate * change.writes * ceil(entry)


def _index_mistakes(
    change: Change, entry: Fraction, item: Fraction, rate: int
) -> Iterator[Mistake]:
    units = index_units(change, entry, rate)
    other = 3 - change.writes
    yield Mistake(
        rate * other * ceil(entry),
        "one-index-write" if other == 1 else "two-index-writes",
        f"This number counts {'one write' if other == 1 else 'two writes'} of the "
        f"entry per write of the table. {change.why}, so the count differs.",
        "Each write changed a projected attribute, but no key of the index."
        if other == 1
        else "Each write changed the partition key of the index.",
    )
    yield Mistake(
        rate * change.writes * ceil(item),
        "item-size-instead-of-entry",
        "This number uses the size of the whole item. A write to an index is counted "
        "by the size of the projected entry, which is smaller here.",
        "The index projected all attributes of the item.",
    )
    yield Mistake(
        ceil(rate * change.writes * entry),
        "item-not-rounded-up",
        "This number multiplies the exact size of the entry. Each write is rounded up "
        "to the next whole KB by itself before units are counted.",
    )
    yield Mistake(
        units + rate * ceil(item),
        "table-and-index-added",
        "This number adds the writes of the table. The table and each global "
        "secondary index have separate capacity, and the index alone is asked for.",
        "The question asked for the sum that the table and its index need.",
    )
    yield Mistake(
        rate * ceil(item),
        "index-shares-the-table",
        "This number is what the table itself needs. The index does not share it: it "
        "consumes its own capacity, by entry size and number of index writes.",
        "The question asked for the write capacity of the table.",
    )
