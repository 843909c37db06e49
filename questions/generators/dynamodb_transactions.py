"""DynamoDB transactions and global tables: one change, counted several times."""

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
TRANSACTION_REFERENCES = (
    f"{GUIDE}/transaction-apis.html",
    f"{GUIDE}/read-write-operations.html",
)
GLOBAL_REFERENCES = (
    f"{GUIDE}/GlobalTables.html",
    f"{GUIDE}/read-write-operations.html",
)
WCUS, RCUS = Unit("WCUs", "WCU"), Unit("RCUs", "RCU")
WRITE_UNITS = Unit("replicated write units")

TRANSACTIONS = [
    ("A web shop", "an order", "the order", "the stock level", "the customer"),
    ("A bank", "a transfer", "the sender", "the receiver", "the journal entry"),
    ("A game studio", "a trade", "the seller", "the buyer", "the traded object"),
    ("A hotel chain", "a booking", "the room", "the guest", "the invoice"),
    ("A car pool", "a ride", "the driver", "the passenger", "the route"),
    ("A school", "an enrolment", "the course", "the student", "the bill"),
]
REPLICAS = [
    ("A chat service", "one item per message"),
    ("A hotel portal", "one item per rating"),
    ("A news site", "one item per comment"),
    ("A fitness app", "one item per workout"),
    ("A shipping company", "one item per container"),
    ("A dating app", "one item per profile"),
]
REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2", "sa-east-1"]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def _size(rng: Random, most: int) -> Fraction:
    """A size in KB, in tenths, that is no whole number."""
    tenths = rng.randint(3, most)
    return Fraction(tenths + (tenths % 10 == 0), 10)


def draw_write(rng: Random) -> Calculation:
    """Each item is written twice: prepared and committed."""
    company, what, *names = rng.choice(TRANSACTIONS)
    sizes = [_size(rng, 48) for _ in names]
    rate = rng.choice([5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60])
    stem = (
        f"{company} stores {what} with one `TransactWriteItems` call on an Amazon "
        f"DynamoDB table with provisioned capacity. The call puts three items: "
        f"{names[0]} with {float(sizes[0]):g} KB, {names[1]} with "
        f"{float(sizes[1]):g} KB, and {names[2]} with {float(sizes[2]):g} KB. The "
        f"application makes {rate} such calls per second, and all of them succeed. "
        f"The table has no index. The load is spread evenly over the partition "
        f"keys.\n\n"
        f"How much write capacity do these calls consume per second?"
    )
    units = [ceil(size) for size in sizes]
    value = 2 * rate * sum(units)
    why = (
        f"Each item is rounded up to whole KB by itself: {units[0]} + {units[1]} + "
        f"{units[2]} = {sum(units)}. A transaction prepares and commits each item, "
        f"which costs two units per KB: {rate} × 2 × {sum(units)} = {value:,} WCUs."
    )
    mistakes = [
        Mistake(
            rate * sum(units),
            "commit-left-out",
            "This number counts one write per item, as for standard writes. A "
            "transaction writes each item twice, to prepare and to commit it.",
            "The application used `BatchWriteItem` or single puts.",
        ),
        Mistake(
            2 * rate * ceil(sum(sizes)),
            "sizes-added-before-rounding",
            "This number adds the sizes and rounds once. Every item of a transaction "
            "is rounded up to whole KB by itself.",
            "The three parts were stored as one item.",
        ),
        Mistake(
            2 * rate * sum(ceil(size / 4) for size in sizes),
            "write-unit-of-4-kb",
            "This number rounds to 4 KB. That is the size of a read unit; a write unit "
            "carries 1 KB.",
            "The call were `TransactGetItems`, and read units were asked for.",
        ),
        Mistake(
            3 * rate * sum(units),
            "third-phase-counted",
            "This number counts three writes per item, one more for the call itself. A "
            "transaction makes two: it prepares and commits each item.",
        ),
        Mistake(
            4 * rate * sum(units),
            "put-counted-as-delete-and-put",
            "This number counts a delete and a put for each item, both of them twice. "
            "A put replaces an old item in one write, and the transaction doubles it.",
        ),
        Mistake(
            rate * (sum(units) + len(units)),
            "one-unit-more-per-item",
            "This number adds one unit per item for the commit. The commit costs as "
            "much as the preparation: one unit for each KB of the item.",
            "Every item had at most 1 KB.",
        ),
        Mistake(
            2 * rate * max(units),
            "largest-item-only",
            "This number counts only the largest item. A transaction consumes capacity "
            "for each of its items.",
            "The call had only that item.",
        ),
        Mistake(
            2 * rate * len(units) * max(units),
            "all-items-as-large-as-the-largest",
            "This number counts each item with the size of the largest one. Every "
            "item is counted with its own size.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, WCUS, TRANSACTION_REFERENCES)


def draw_read(rng: Random) -> Calculation:
    """A transactional read costs two units per 4 KB of each item."""
    company, what, *names = rng.choice(TRANSACTIONS)
    sizes = [_size(rng, 150) for _ in names]
    rate = rng.choice([5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60])
    stem = (
        f"{company} keeps all data of {what} in an Amazon DynamoDB table with "
        f"provisioned capacity. To show it, the application reads three items with "
        f"one `TransactGetItems` call: {names[0]} with {float(sizes[0]):g} KB, "
        f"{names[1]} with {float(sizes[1]):g} KB, and {names[2]} with "
        f"{float(sizes[2]):g} KB. It makes {rate} such calls per second. No call is in "
        f"conflict with a write. The load is spread evenly over the partition "
        f"keys.\n\n"
        f"How much read capacity do these calls consume per second?"
    )
    units = [ceil(size / 4) for size in sizes]
    value = 2 * rate * sum(units)
    why = (
        f"Each item is rounded up to blocks of 4 KB by itself: {units[0]} + "
        f"{units[1]} + {units[2]} = {sum(units)}. A transactional read costs two units "
        f"per block: {rate} × 2 × {sum(units)} = {value:,} RCUs."
    )
    mistakes = [
        Mistake(
            rate * sum(units),
            "counted-as-strongly-consistent",
            "This number counts one unit per block, the price of a strongly consistent "
            "read. A transactional read costs two.",
            "The application made strongly consistent reads.",
        ),
        Mistake(
            ceil(Fraction(rate * sum(units), 2)),
            "counted-as-eventually-consistent",
            "This number counts half a unit per block, the price of an eventually "
            "consistent read. A transactional read costs two units.",
            "The application made eventually consistent reads.",
        ),
        Mistake(
            2 * rate * ceil(sum(sizes) / 4),
            "sizes-added-before-rounding",
            "This number adds the sizes and rounds once, as a query does. Every item "
            "of a transaction is rounded up to 4 KB by itself.",
            "The items came from one query at this price.",
        ),
        Mistake(
            2 * rate * sum(ceil(size) for size in sizes),
            "read-unit-of-1-kb",
            "This number rounds to 1 KB. That is the size of a write unit; a read unit "
            "carries 4 KB.",
            "The call were `TransactWriteItems`, and write units were asked for.",
        ),
        Mistake(
            3 * rate * sum(units),
            "third-phase-counted",
            "This number counts three reads per item, one more for the call itself. A "
            "transactional read costs two units per block.",
        ),
        Mistake(
            2 * rate * len(units) * max(units),
            "all-items-as-large-as-the-largest",
            "This number counts each item with the size of the largest one. Every "
            "item is counted with its own size.",
        ),
        Mistake(
            2 * rate * max(units),
            "largest-item-only",
            "This number counts only the largest item. A transaction consumes capacity "
            "for each of its items.",
            "The call had only that item.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, RCUS, TRANSACTION_REFERENCES)


def draw_replicas(rng: Random) -> Calculation:
    """Every replica makes the writes of all Regions."""
    company, items = rng.choice(REPLICAS)
    regions = REGIONS[: rng.choice([2, 3, 3, 4])]
    rates = [5 * rng.randint(2, 30) for _ in regions]
    size = _size(rng, 59)
    told = ", ".join(
        f"{rate} in `{region}`" for rate, region in zip(rates, regions, strict=True)
    )
    stem = (
        f"{company} keeps {items} in an Amazon DynamoDB global table of the current "
        f"version, with eventual consistency between Regions. Users write to the "
        f"nearest replica. The numbers of standard writes per second are: {told}. "
        f"Different users write different items. An item has {float(size):g} KB. The "
        f"table has no index.\n\n"
        f"How many replicated write units do the {len(regions)} replicas consume per "
        f"second in total?"
    )
    unit, total, count = ceil(size), sum(rates), len(regions)
    value = total * unit * count
    why = (
        f"Each write is made once in every Region, also in those where it did not "
        f"come from a user. {total} writes per second × {unit} KB (rounded up) = "
        f"{total * unit:,} units in each of {count} replicas: {value:,}."
    )
    mistakes = [
        Mistake(
            total * unit,
            "replication-taken-as-free",
            "This number counts each write in the Region of its user only. Replication "
            "writes the item in every other Region as well, and that consumes units.",
            "The Regions had separate tables, or one replica was asked for.",
        ),
        Mistake(
            total * unit * (count - 1),
            "only-replicated-copies-counted",
            "This number counts the copies in the other Regions only. The write in the "
            "Region of the user consumes a replicated write unit per KB, too.",
            "The question asked for the copies alone.",
        ),
        Mistake(
            2 * value,
            "replication-counted-as-a-transaction",
            "This number counts two units per KB. That is the price of a transaction; "
            "a standard write costs one unit per KB in each replica.",
        ),
        Mistake(
            max(rates) * unit * count,
            "busiest-region-only",
            "This number counts the writes of the busiest Region only. The writes of "
            "the other Regions are replicated in the same way.",
            "Users wrote in that Region only.",
        ),
        Mistake(
            ceil(total * size * count),
            "item-not-rounded-up",
            "This number multiplies the exact size. Each write is rounded up to whole "
            "KB by itself before it is replicated.",
        ),
        Mistake(
            total * unit * count * count,
            "regions-counted-twice",
            "This number multiplies by the number of Regions twice. The sum "
            "of the writes holds all Regions; each write reaches each replica once.",
        ),
        Mistake(
            total * unit * (count + 1),
            "extra-copy-counted",
            "This number counts one copy more than there are Regions, as if the write "
            "of the user and its replication were both charged at home.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, WRITE_UNITS, GLOBAL_REFERENCES)


def draw_indexed_replicas(rng: Random) -> Calculation:
    """Indexes exist in every replica."""
    company, items = rng.choice(REPLICAS)
    count = rng.choice([2, 3, 4, 5])
    rate = rng.choice([10, 15, 20, 30, 40, 50, 75, 100])
    entry = _size(rng, 25)
    item = entry + Fraction(rng.randint(6, 40), 10)
    stem = (
        f"{company} keeps {items} in an Amazon DynamoDB global table with replicas in "
        f"{count} Regions and eventual consistency between them. One global secondary "
        f"index projects some attributes. The application puts {rate} new items per "
        f"second, all of them in `{REGIONS[0]}`. An item has {float(item):g} KB, and "
        f"its entry in the index has {float(entry):g} KB. The writes are standard "
        f"writes.\n\n"
        f"How many write units do tables and indexes of all Regions consume per "
        f"second in total?"
    )
    table, index = ceil(item), ceil(entry)
    value = rate * count * (table + index)
    why = (
        f"A replica has the same index as the others. In each Region a new item costs "
        f"{table} units in the table and {index} in the index, each rounded up. "
        f"{rate} × {count} × {table + index} = {value:,} units."
    )
    mistakes = [
        Mistake(
            rate * (table + index),
            "replication-taken-as-free",
            "This number counts the Region of the application only. Each write is "
            "repeated in every other replica and consumes units there.",
            "The table had one Region.",
        ),
        Mistake(
            rate * (count * table + index),
            "index-only-in-one-region",
            "This number counts the index in one Region only. Every replica has the "
            "same global secondary indexes and writes their entries.",
        ),
        Mistake(
            rate * count * table,
            "index-taken-as-free",
            "This number counts the tables only. A global secondary index consumes "
            "write units of its own for each entry, in every Region.",
            "The table had no index.",
        ),
        Mistake(
            2 * rate * count * table,
            "item-size-instead-of-entry",
            "This number writes the whole item to the index. Only the projected "
            "attributes are written, so the entry is smaller.",
            "The index projected all attributes.",
        ),
        Mistake(
            rate * count * ceil(item + entry),
            "sizes-added-before-rounding",
            "This number adds item and entry and rounds once. They are separate "
            "writes, and each is rounded up to whole KB by itself.",
        ),
        Mistake(
            rate * (count + 1) * (table + index),
            "extra-copy-counted",
            "This number counts one copy more than there are Regions. The write of the "
            "application is one of the copies.",
            "There were one replica more.",
        ),
        Mistake(
            rate * count * (table + 2 * index),
            "two-writes-per-entry",
            "This number counts two writes for each entry. Two writes are needed when "
            "an index key changes; a new item puts one new entry.",
            "Each write changed the index key of an item that exists already.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, WRITE_UNITS, GLOBAL_REFERENCES)


SITUATIONS: list[Situation] = [
    draw_write,
    draw_read,
    draw_replicas,
    draw_indexed_replicas,
]
