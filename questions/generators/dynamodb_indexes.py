"""DynamoDB indexes: what they add to writes, to reads, and to storage."""

from fractions import Fraction
from math import ceil
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Situation,
    Unit,
    draw_calculation,
)
from questions.generators.variant import Variant

GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
GSI_REFERENCES = (f"{GUIDE}/GSI.html", f"{GUIDE}/provisioned-capacity-mode.html")
LSI_REFERENCES = (f"{GUIDE}/LSI.html", f"{GUIDE}/provisioned-capacity-mode.html")
OVERHEAD_BYTES = 100  # of each entry of an index
WCUS, RCUS = Unit("WCUs", "WCU"), Unit("RCUs", "RCU")
MB = Unit("MB")

TABLES = [
    ("A pet shop", "orders", "status"),
    ("A cinema chain", "reservations", "film"),
    ("A clinic", "appointments", "doctor"),
    ("A recruiter", "applications", "position"),
    ("A landlord", "contracts", "expiry"),
    ("A sports league", "results", "team"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def _size(rng: Random, least: int, most: int) -> Fraction:
    """A size in KB, in tenths, that is no whole number."""
    tenths = rng.randint(least, most)
    return Fraction(tenths + (tenths % 10 == 0), 10)


def draw_sparse(rng: Random) -> Calculation:
    """New items reach only the indexes whose key attributes they have."""
    company, items, attribute = rng.choice(TABLES)
    first, second = _size(rng, 3, 19), _size(rng, 3, 29)
    item = max(first, second) + Fraction(rng.randint(6, 40), 10)
    rate = rng.choice([10, 20, 25, 30, 40, 50, 60, 80, 100])
    stem = (
        f"{company} keeps {items} in an Amazon DynamoDB table with provisioned "
        f"capacity. The table has three global secondary indexes. Each second {rate} "
        f"new items of {float(item):g} KB are put. An item has the key attributes of "
        f"the indexes on `{attribute}` and `date`. It does not have the "
        f"attribute `refund`, the key of the third index. The entries are "
        f"{float(first):g} KB in the first index and {float(second):g} KB in the "
        f"second.\n\n"
        f"How many write capacity units do table and indexes consume per second in "
        f"total?"
    )
    units = [ceil(size) for size in (item, first, second)]
    value = rate * sum(units)
    why = (
        f"Each write is rounded up by itself: {units[0]} units for the item, "
        f"{units[1]} and {units[2]} for the two entries. The third index is sparse: an "
        f"item without its key attribute has no entry. {rate} × {sum(units)} = "
        f"{value:,} WCUs."
    )
    mistakes = [
        Mistake(
            rate * units[0],
            "indexes-taken-as-free",
            "This number counts the table only. Each global secondary index that "
            "receives an entry consumes write capacity of its own.",
            "The table had no index.",
        ),
        Mistake(
            rate * (sum(units) + units[0]),
            "sparse-index-counted",
            "This number adds a write of the whole item to the third index. An item "
            "without the key attribute of an index is not written to it.",
            "The items had the attribute `refund`, and that index projected all.",
        ),
        Mistake(
            rate * 3 * units[0],
            "item-size-in-each-index",
            "This number writes the whole item to both indexes. Only the projected "
            "attributes are written, so an entry may be smaller.",
            "Both indexes projected all attributes.",
        ),
        Mistake(
            rate * 4 * units[0],
            "all-attributes-in-all-indexes",
            "This number writes the whole item to three indexes. The third gets no "
            "entry, and the others get only the projected attributes.",
        ),
        Mistake(
            rate * ceil(item + first + second),
            "sizes-added-before-rounding",
            "This number adds the sizes and rounds once. The item and each entry are "
            "separate writes, and each is rounded up by itself.",
        ),
        Mistake(
            rate * (units[1] + units[2]),
            "table-left-out",
            "This number counts the indexes only. The table consumes capacity for "
            "the item as well, and the question asks for the total.",
            "The question asked for the indexes alone.",
        ),
        Mistake(
            rate * (units[0] + 2 * units[1] + 2 * units[2]),
            "two-writes-per-entry",
            "This number counts two writes for each entry. Two writes are needed when "
            "an index key changes; a new item puts one new entry.",
            "Each write changed the index keys of an item that exists already.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, WCUS, GSI_REFERENCES)


def draw_local(rng: Random) -> Calculation:
    """A local secondary index consumes the capacity of its table."""
    company, items, attribute = rng.choice(TABLES)
    entry = _size(rng, 3, 25)
    item = entry + Fraction(rng.randint(6, 50), 10)
    rate = rng.choice([8, 10, 15, 20, 30, 40, 50, 75, 120])
    moved = rng.random() < 0.6
    change = (
        f"changes the {attribute}, the sort key of the index"
        if moved
        else "changes an attribute that is projected into the index, but no key"
    )
    stem = (
        f"{company} keeps {items} in an Amazon DynamoDB table with provisioned "
        f"capacity. The table has one local secondary index with the {attribute} as "
        f"sort key. An item has {float(item):g} KB before and after an update, and its "
        f"entry in the index has {float(entry):g} KB. The application makes {rate} "
        f"updates per second. Each update {change}. The load is spread evenly over "
        f"the partition keys.\n\n"
        f"How much write capacity must be provisioned for the table?"
    )
    writes = 2 if moved else 1
    table, index = ceil(item), ceil(entry)
    value = rate * (table + writes * index)
    reason = (
        "A changed index key costs two writes, one to delete the old entry and one to "
        "put the new one"
        if moved
        else "A changed projected attribute costs one write of the entry"
    )
    why = (
        f"A local secondary index has no capacity of its own; its writes consume that "
        f"of the table. {reason}. {rate} × ({table} + {writes} × {index}) = {value:,} "
        f"WCUs."
    )
    other = 3 - writes
    mistakes = [
        Mistake(
            rate * table,
            "local-index-given-its-own-capacity",
            "This number counts the item only, as if the index had capacity of its "
            "own. Only global secondary indexes have; a local one uses the table's.",
            "The index were a global secondary index.",
        ),
        Mistake(
            rate * (table + other * index),
            "one-index-write" if moved else "two-index-writes",
            f"This number counts {'one write' if moved else 'two writes'} of the entry "
            f"per update. {reason}, so the count differs.",
            "The update changed a projected attribute only."
            if moved
            else "The update changed the sort key of the index.",
        ),
        Mistake(
            rate * table * (1 + writes),
            "item-size-instead-of-entry",
            "This number writes the whole item to the index. Only the projected "
            "attributes are written, so the entry is smaller than the item.",
            "The index projected all attributes.",
        ),
        Mistake(
            rate * ceil(item + writes * entry),
            "sizes-added-before-rounding",
            "This number adds the sizes and rounds once. The item and each write of "
            "the entry are rounded up to whole KB by themselves.",
        ),
        Mistake(
            rate * writes * index,
            "index-alone",
            "This number counts the writes of the index only. The table pays for the "
            "item as well, and both come from the same capacity.",
            "The question asked for the part of the index.",
        ),
        Mistake(
            rate * (2 * table + writes * index),
            "update-counted-as-read-and-write",
            "This number counts the item twice, as if an update deleted and put it. An "
            "update of the item is one write of its larger size.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, WCUS, LSI_REFERENCES)


def draw_fetch(rng: Random) -> Calculation:
    """A query for attributes that a local index does not project."""
    company, items, attribute = rng.choice(TABLES)
    entry = Fraction(rng.randint(2, 12), 10)
    item = entry + _size(rng, 6, 90)
    found, rate = rng.choice([5, 8, 10, 12, 15, 20, 25]), rng.choice([2, 4, 5, 10])
    stem = (
        f"{company} keeps {items} in an Amazon DynamoDB table with a local secondary "
        f"index on the {attribute}. An item has {float(item):g} KB, and its entry in "
        f"the index has {float(entry):g} KB. The application runs {rate} strongly "
        f"consistent `Query` requests per second on the index. Each finds {found} "
        f"entries on one page. It also asks for an attribute that the index does not "
        f"project, and DynamoDB fetches it from the table.\n\n"
        f"How much read capacity do these requests consume per second?"
    )
    index, fetched = ceil(entry * found / 4), found * ceil(item / 4)
    value = rate * (index + fetched)
    why = (
        f"The query adds up the entries, {float(entry * found):g} KB, and rounds them "
        f"up to {RCUS(index)}. Then each of the {found} items is fetched from the "
        f"table by itself and rounded up: {RCUS(fetched)}. {rate} × ({index} + "
        f"{fetched}) = {value:,} RCUs."
    )
    mistakes = [
        Mistake(
            rate * index,
            "fetches-taken-as-free",
            "This number counts the entries of the index only. The missing attribute "
            "makes DynamoDB read each whole item from the table as well.",
            "The index projected all attributes that the query asks for.",
        ),
        Mistake(
            rate * fetched,
            "index-read-left-out",
            "This number counts the fetched items only. Reading the entries of the "
            "index consumes capacity before the items are fetched.",
        ),
        Mistake(
            rate * (index + ceil(item * found / 4)),
            "fetched-items-added-before-rounding",
            "This number adds the sizes of the fetched items and rounds once. Each "
            "fetch from the table is rounded up to 4 KB by itself.",
            "The query ran on the table itself.",
        ),
        Mistake(
            ceil(Fraction(rate * (index + fetched), 2)),
            "counted-as-eventually-consistent",
            "This number counts half a unit per 4 KB. The requests are strongly "
            "consistent, which a local secondary index allows, and cost a whole unit.",
            "The requests were eventually consistent.",
        ),
        Mistake(
            rate * (index + found * ceil(item)),
            "read-unit-of-1-kb",
            "This number rounds the fetched items to 1 KB. That is the size of a write "
            "unit; a read unit carries 4 KB.",
        ),
        Mistake(
            rate * (found + fetched),
            "entries-rounded-one-by-one",
            "This number rounds each entry of the index up to 4 KB. A query adds the "
            "entries first and rounds their sum once.",
            "Each entry were read by a request of its own.",
        ),
        Mistake(
            2 * rate * (index + fetched),
            "counted-as-a-transaction",
            "This number counts two units per 4 KB. Only transactional reads cost "
            "twice as much; a strongly consistent query costs one unit.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, RCUS, LSI_REFERENCES)


def draw_storage(rng: Random) -> Calculation:
    """Keys, projected attributes and an overhead make an entry."""
    company, items, attribute = rng.choice(TABLES)
    table_key, index_key = 2 * rng.randint(10, 30), 2 * rng.randint(5, 25)
    projected = 10 * rng.randint(4, 30)
    item = table_key + index_key + projected + 50 * rng.randint(4, 40)
    millions, share = rng.choice([1, 2, 3, 4, 5, 6, 8]), rng.choice([25, 40, 50, 75])
    stem = (
        f"{company} keeps {millions} million {items} in an Amazon DynamoDB table. An "
        f"item has {item:,} bytes, and {table_key} of them are its primary key. A "
        f"new global secondary index has the {attribute} as its key, {index_key} bytes "
        f"with the name. Only {share} % of the items have this attribute. The index "
        f"projects other attributes of {projected} bytes. Take {OVERHEAD_BYTES} bytes "
        f"of overhead per entry, and 1 MB as 1,000,000 bytes.\n\n"
        f"How much storage does the index add?"
    )
    entry = table_key + index_key + projected + OVERHEAD_BYTES
    value = Fraction(millions * share * entry, 100)
    why = (
        f"An entry holds the primary key of the table, the index key, the projected "
        f"attributes and the overhead: {table_key} + {index_key} + {projected} + "
        f"{OVERHEAD_BYTES} = {entry} bytes. Only {share} % of {millions} million items "
        f"have an entry."
    )
    part = Fraction(millions * share, 100)
    mistakes = [
        Mistake(
            part * (entry - OVERHEAD_BYTES),
            "overhead-left-out",
            "This number leaves out the overhead of each entry. For small entries it "
            "is a large part of the storage.",
        ),
        Mistake(
            part * (entry + OVERHEAD_BYTES),
            "overhead-counted-twice",
            "This number counts the overhead for the entry and for its item. The item "
            "was in the table before, so the index adds one overhead per entry.",
        ),
        Mistake(
            part * (entry - table_key),
            "table-key-left-out",
            "This number leaves out the primary key of the table. It is always "
            "projected, so that the entry can point to its item.",
        ),
        Mistake(
            Fraction(millions * entry),
            "items-without-the-key-counted",
            "This number counts an entry for every item. An item without the key "
            "attribute of an index has no entry in it.",
            "Every item had the attribute.",
        ),
        Mistake(
            part * (item + OVERHEAD_BYTES),
            "whole-item-projected",
            "This number stores the whole item in the index. Only keys and the "
            "projected attributes are copied.",
            "The index projected all attributes.",
        ),
        Mistake(
            part * (projected + OVERHEAD_BYTES),
            "keys-left-out",
            "This number counts projected attributes and overhead only. The keys of "
            "the index and of the table are part of each entry.",
        ),
        Mistake(
            part * (entry - index_key),
            "index-key-left-out",
            "This number leaves out the key of the index itself. It is stored in each "
            "entry beside the primary key of the table.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, MB, GSI_REFERENCES)


SITUATIONS: list[Situation] = [draw_sparse, draw_local, draw_fetch, draw_storage]
