"""DynamoDB capacity: how many units a workload needs, in every mode.

The numbers are drawn; the wrong options are what named mistakes lead to. A draw
whose mistakes do not give three different wrong numbers is drawn again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from random import Random

from questions.generators.variant import Variant, VariantOption

READ_KB, WRITE_KB = 4, 1
LARGEST = 20_000  # half of the default quota of a table
GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
REFERENCES = (
    f"{GUIDE}/read-write-operations.html",
    f"{GUIDE}/provisioned-capacity-mode.html",
)
INDEX_REFERENCES = (f"{GUIDE}/GSI.html", *REFERENCES)


@dataclass(frozen=True)
class Wrong:
    """A wrong number, the mistake behind it, and when it would be right."""

    units: int
    mistake: str
    why: str
    right_if: str = ""


@dataclass(frozen=True)
class Workload:
    """What is asked, the right number with its reason, and the mistakes."""

    stem: str
    unit: str  # RCUs or WCUs
    units: int
    why: str
    wrong: list[Wrong]
    references: tuple[str, ...] = REFERENCES


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    rng = Random(seed)
    while True:
        workload = rng.choice(WORKLOADS)(rng)
        wrong = _distinct(workload, rng)
        if len(wrong) == 3 and workload.units <= LARGEST:
            return _variant(workload, wrong, rng)


def _distinct(workload: Workload, rng: Random) -> list[Wrong]:
    """Three mistakes with different numbers, none of them the right one."""
    order = workload.wrong[:]
    rng.shuffle(order)
    kept: dict[int, Wrong] = {}
    for wrong in order:
        if 0 < wrong.units <= 4 * LARGEST and wrong.units != workload.units:
            kept.setdefault(wrong.units, wrong)
    return list(kept.values())[:3]


def _variant(workload: Workload, wrong: list[Wrong], rng: Random) -> Variant:
    options = [
        VariantOption(
            f"{w.units:,} {workload.unit}",
            w.why,
            right_if=w.right_if,
            mistake=w.mistake,
        )
        for w in wrong
    ]
    text = f"{workload.units:,} {workload.unit}"
    options.append(VariantOption(text, workload.why, is_correct=True))
    # As on the exam: numbers stand in order of size.
    options.sort(key=lambda o: int(o.text.split()[0].replace(",", "")))
    return Variant(workload.stem, options, workload.references)


# --- Single items: reads and writes -----------------------------------------


@dataclass(frozen=True)
class Mode:
    """One way to read or write, and what a unit of it carries."""

    name: str
    call: str
    kb: int
    factor: Fraction

    @property
    def is_read(self) -> bool:
        return self.kb == READ_KB

    @property
    def unit(self) -> str:
        return "RCUs" if self.is_read else "WCUs"


EVENTUAL = Mode("eventually consistent reads", "GetItem", READ_KB, Fraction(1, 2))
STRONG = Mode("strongly consistent reads", "GetItem", READ_KB, Fraction(1))
READ_TRANSACTION = Mode("transactional reads", "TransactGetItems", READ_KB, Fraction(2))
STANDARD = Mode("standard writes", "PutItem", WRITE_KB, Fraction(1))
WRITE_TRANSACTION = Mode(
    "transactional writes", "TransactWriteItems", WRITE_KB, Fraction(2)
)
READS = [EVENTUAL, STRONG, READ_TRANSACTION]
WRITES = [STANDARD, WRITE_TRANSACTION]

STORIES = [
    ("A parking company", "one item per ticket", "its payment terminals"),
    ("A hospital", "one item per lab report", "its ward application"),
    ("A game studio", "one item per player profile", "its match server"),
    ("A logistics company", "one item per parcel", "its scanners"),
    ("A streaming service", "one item per watch list", "its apps"),
    ("A bank", "one item per card limit", "its authorization service"),
    ("A university", "one item per exam entry", "its registration portal"),
    ("An energy supplier", "one item per meter", "its billing service"),
]


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
        return f"{self.count:,} items per {'minute' if self.seconds == 60 else 'second'}"


def _rate(rng: Random) -> Rate:
    per_second = rng.choice([5, 10, 12, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200])
    if rng.random() < 0.4:
        return Rate(per_second * 60, 60)
    return Rate(per_second, 1)


def _size(rng: Random, kb: int) -> Fraction:
    """An item size in KB, in tenths, that is no whole number of units."""
    while True:
        size = Fraction(rng.randint(3, 180 if kb == READ_KB else 75), 10)
        if (size / kb).denominator != 1:
            return size


def _kb(size: Fraction) -> str:
    return f"{float(size):g} KB"


def units_for(mode: Mode, size: Fraction, rate: Fraction) -> int:
    """Units per second: each item is rounded up to whole units by itself."""
    return ceil(rate * mode.factor * ceil(size / mode.kb))


def _items(rng: Random) -> Workload:
    mode = rng.choice(READS + WRITES)
    size, rate = _size(rng, mode.kb), _rate(rng)
    company, item, caller = rng.choice(STORIES)
    verb = "reads" if mode.is_read else "writes"
    capacity = "read" if mode.is_read else "write"
    traffic = f"serves {rate.words} to" if mode.is_read else f"takes {rate.words} from"
    stem = (
        f"{company} keeps {item} in an Amazon DynamoDB table in provisioned mode "
        f"without auto scaling. Each item has a size of {_kb(size)}. At the peak, the "
        f"table {traffic} {caller}. "
    )
    stem += (
        f"The application {verb} each item by itself, with {mode.name} "
        f"(`{mode.call}`). The load is spread evenly over the partition keys and over "
        f"time. The table has no index. Burst capacity is not counted.\n\n"
        f"What is the lowest {capacity} capacity that serves the peak without "
        f"throttling?"
    )
    units = units_for(mode, size, rate.per_second)
    return Workload(stem, mode.unit, units, _items_why(mode, size, rate, units), list(
        _item_mistakes(mode, size, rate)
    ))


def _items_why(mode: Mode, size: Fraction, rate: Rate, units: int) -> str:
    blocks = ceil(size / mode.kb)
    return (
        f"One unit carries {mode.kb} KB, and each item is rounded up by itself: "
        f"{_kb(size)} takes {blocks} of them. {_factor_words(mode)}, so an item costs "
        f"{_number(blocks * mode.factor)} units. At {_number(rate.per_second)} items "
        f"per second the table needs {units:,} {mode.unit}."
    )


def _factor_words(mode: Mode) -> str:
    words = {
        Fraction(1, 2): "An eventually consistent read costs half a unit per block",
        Fraction(1): f"With {mode.name} a block costs one unit",
        Fraction(2): "A transaction prepares and commits, which costs two units per block",
    }
    return words[mode.factor]


def _item_mistakes(mode: Mode, size: Fraction, rate: Rate) -> Iterator[Wrong]:
    per_second = rate.per_second
    yield Wrong(
        ceil(per_second * mode.factor * size / mode.kb),
        "item-not-rounded-up",
        f"This number multiplies the exact size. DynamoDB rounds each item up to the "
        f"next {mode.kb} KB before it counts units, so small remainders cost a whole one.",
    )
    other_kb = WRITE_KB if mode.is_read else READ_KB
    kind, other = ("read", "write") if mode.is_read else ("write", "read")
    yield Wrong(
        ceil(per_second * mode.factor * ceil(size / other_kb)),
        "read-and-write-unit-mixed-up",
        f"This number rounds to {other_kb} KB, the size of a {other} unit. A {kind} unit "
        f"carries up to {mode.kb} KB of one item, so the count of units differs.",
        f"A {kind} unit carried {other_kb} KB.",
    )
    if rate.seconds == 60:
        yield Wrong(
            ceil(rate.count * mode.factor * ceil(size / mode.kb)),
            "per-minute-read-as-per-second",
            "This number takes the items of a minute as items of a second. Capacity "
            "units are counted per second, so the rate is divided by 60 first.",
            f"The table served {rate.count:,} items in each second.",
        )
    for wrong in READS if mode.is_read else WRITES:
        if wrong != mode:
            yield Wrong(
                units_for(wrong, size, per_second),
                f"counted-as-{wrong.name.replace(' ', '-')}",
                f"This number counts {wrong.name}. The stem says {mode.name}, and "
                f"{_factor_words(mode)[0].lower()}{_factor_words(mode)[1:]}.",
                f"The application used {wrong.name}.",
            )


def _number(value: Fraction) -> str:
    return f"{float(value):,g}" if value.denominator != 1 else f"{value.numerator:,}"


# --- Query: sizes are added before rounding ---------------------------------


def _query(rng: Random) -> Workload:
    mode = rng.choice([EVENTUAL, STRONG])
    size = Fraction(rng.randint(3, 25), 10)
    found = rng.randint(12, 60)
    kept = rng.randint(3, found // 2)
    rate = rng.choice([4, 6, 8, 10, 15, 20, 30, 50])
    company, item, _ = rng.choice(STORIES)
    stem = (
        f"{company} keeps {item} in an Amazon DynamoDB table in provisioned mode "
        f"without auto scaling. Each item has a size of {_kb(size)}. The application "
        f"runs {rate} `Query` requests per second with {mode.name}. The key condition "
        f"of a request matches {found} items, and its filter expression keeps {kept} "
        f"of them. One page holds the whole result. The load is spread evenly over "
        f"the partition keys. Burst capacity is not counted.\n\n"
        f"What is the lowest read capacity that serves these requests without "
        f"throttling?"
    )
    units = query_units(mode, size, found, rate)
    blocks = ceil(size * found / READ_KB)
    why = (
        f"A query adds up the sizes of all items that match the key condition, "
        f"{_kb(size * found)}, and then rounds up once to {blocks} blocks of 4 KB. The "
        f"filter runs after the read and saves nothing. {_factor_words(mode)}: "
        f"{units:,} RCUs for {rate} requests per second."
    )
    mistakes = list(_query_mistakes(mode, size, (found, kept), rate))
    return Workload(stem, "RCUs", units, why, mistakes)


def query_units(mode: Mode, size: Fraction, items: int, rate: int) -> int:
    return ceil(rate * mode.factor * ceil(size * items / READ_KB))


def _query_mistakes(
    mode: Mode, size: Fraction, items: tuple[int, int], rate: int
) -> Iterator[Wrong]:
    found, kept = items
    yield Wrong(
        ceil(rate * mode.factor * found * ceil(size / READ_KB)),
        "query-rounded-per-item",
        "This number rounds each item up by itself. That is how `GetItem` and "
        "`BatchGetItem` are counted; a query adds the sizes first and rounds once.",
        "The application read the items one by one, or with `BatchGetItem`.",
    )
    yield Wrong(
        query_units(mode, size, kept, rate),
        "filter-saves-capacity",
        "This number counts what the filter keeps. A filter expression is applied after "
        "the items were read, so the items that it drops are paid for as well.",
        "The key condition itself matched only the items that are kept.",
    )
    other = STRONG if mode == EVENTUAL else EVENTUAL
    yield Wrong(
        query_units(other, size, found, rate),
        f"counted-as-{other.name.replace(' ', '-')}",
        f"This number counts {other.name}. The requests use {mode.name}, and "
        f"{_factor_words(mode)[0].lower()}{_factor_words(mode)[1:]}.",
        f"The requests used {other.name}.",
    )
    yield Wrong(
        ceil(rate * mode.factor * ceil(size * found / WRITE_KB)),
        "read-and-write-unit-mixed-up",
        "This number rounds to 1 KB, the size of a write unit. A read unit carries up "
        "to 4 KB, so a query needs about a quarter of these units.",
        "A read unit carried 1 KB.",
    )


# --- A global secondary index: writes behind the writes ---------------------


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


def _index(rng: Random) -> Workload:
    change = rng.choice(CHANGES)
    entry = _size(rng, WRITE_KB)
    item = entry + Fraction(rng.randint(8, 60), 10)
    rate = rng.choice([10, 15, 20, 25, 40, 50, 80, 100, 120])
    company, kept, _ = rng.choice(STORIES)
    stem = (
        f"{company} keeps {kept} in an Amazon DynamoDB table in provisioned mode "
        f"without auto scaling. An item has a size of {_kb(item)}. A global secondary "
        f"index projects some of the attributes; its entry for an item has a size of "
        f"{_kb(entry)}, before and after a write. The application makes {rate} standard "
        f"writes per second. Each write {change.words}. The load is spread evenly over "
        f"the keys of the table and of the index. Burst capacity is not counted.\n\n"
        f"What is the lowest write capacity that the index itself needs, so that it "
        f"does not throttle the writes to the table?"
    )
    units = index_units(change, entry, rate)
    why = (
        f"An index has its own capacity. {change.why}, and each write is rounded up "
        f"to whole KB of the entry: {_kb(entry)} takes {ceil(entry)}. That makes "
        f"{change.writes} × {ceil(entry)} × {rate} = {units:,} WCUs on the index."
    )
    mistakes = list(_index_mistakes(change, entry, item, rate))
    return Workload(stem, "WCUs", units, why, mistakes, INDEX_REFERENCES)


def index_units(change: Change, entry: Fraction, rate: int) -> int:
    return rate * change.writes * ceil(entry)


def _index_mistakes(
    change: Change, entry: Fraction, item: Fraction, rate: int
) -> Iterator[Wrong]:
    units = index_units(change, entry, rate)
    other = 3 - change.writes
    yield Wrong(
        rate * other * ceil(entry),
        "one-index-write" if other == 1 else "two-index-writes",
        f"This number counts {'one write' if other == 1 else 'two writes'} of the entry "
        f"per write of the table. {change.why}, so the count of index writes differs.",
        "Each write changed a projected attribute, but no key of the index."
        if other == 1
        else "Each write changed the partition key of the index.",
    )
    yield Wrong(
        rate * change.writes * ceil(item),
        "item-size-instead-of-entry",
        "This number uses the size of the whole item. A write to an index is counted "
        "by the size of the projected entry, which is smaller here.",
        "The index projected all attributes of the item.",
    )
    yield Wrong(
        ceil(rate * change.writes * entry),
        "item-not-rounded-up",
        "This number multiplies the exact size of the entry. Each write is rounded up "
        "to the next whole KB by itself before units are counted.",
    )
    yield Wrong(
        units + rate * ceil(item),
        "table-and-index-added",
        "This number adds the writes of the table. The table and each global secondary "
        "index have separate write capacity, and the question asks for the index alone.",
        "The question asked for the sum that the table and its index need.",
    )
    yield Wrong(
        rate * ceil(item),
        "index-shares-the-table",
        "This number is what the table itself needs. The index does not share it: it "
        "consumes its own capacity, by entry size and number of index writes.",
        "The question asked for the write capacity of the table.",
    )


WORKLOADS: list[Callable[[Random], Workload]] = [_items, _items, _items, _query, _index]
