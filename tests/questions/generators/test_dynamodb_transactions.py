"""DynamoDB transactions and global tables: every single write or read in a list."""

from itertools import product

from tests.questions.generators.reading import differences, number, numbers, whole
from tests.questions.generators.test_dynamodb_indexes import blocks


def told_by(stem):
    if "TransactWriteItems" in stem:
        return transaction(stem, 1, ("commit-left-out", 1), ("write-unit-of-4-kb", 4))
    if "TransactGetItems" in stem:
        strong = ("counted-as-strongly-consistent", 1)
        return transaction(stem, 4, strong, ("read-unit-of-1-kb", 1))
    return indexed(stem) if "One global secondary" in stem else replicas(stem)


def transaction(stem, width, single, other):
    sizes = numbers(r"([\d.]+) KB", stem)
    rate = number(r"makes (\d+) such", stem)
    each = [blocks(size, width) for size in sizes]
    phases = list(product(["prepare", "commit"], each))
    once = rate * sum(each)
    return rate * sum(units for _, units in phases), {
        single[0]: once,
        other[0]: 2 * rate * sum(blocks(size, other[1]) for size in sizes),
        "counted-as-eventually-consistent": whole(once / 2),
        "sizes-added-before-rounding": 2 * rate * blocks(sum(sizes), width),
        "third-phase-counted": once * 3,
        "put-counted-as-delete-and-put": once * 4,
        "one-unit-more-per-item": rate * sum(units + 1 for units in each),
        "largest-item-only": 2 * rate * sorted(each)[-1],
        "all-items-as-large-as-the-largest": 2 * rate * 3 * sorted(each)[-1],
    }


def replicas(stem):
    rates = numbers(r"(\d+) in `", stem)
    size = number(r"has ([\d.]+) KB", stem)
    regions, unit = range(len(rates)), blocks(size)
    copies = [
        (home, copy, rates[home] * unit) for home, copy in product(regions, regions)
    ]
    key = sum(units for _, _, units in copies)
    at_home = sum(units for home, copy, units in copies if home == copy)
    return key, {
        "replication-taken-as-free": at_home,
        "only-replicated-copies-counted": key - at_home,
        "replication-counted-as-a-transaction": key + key,
        "busiest-region-only": max(rates) * unit * len(rates),
        "item-not-rounded-up": whole(sum(rates) * size * len(rates)),
        "regions-counted-twice": key * len(rates),
        "extra-copy-counted": key + at_home,
    }


def indexed(stem):
    regions, rate = number(r"in (\d+) Regions", stem), number(r"puts (\d+)", stem)
    item, entry = numbers(r"([\d.]+) KB", stem)
    table, index = blocks(item) * rate, blocks(entry) * rate
    key = sum(table + index for _ in range(int(regions)))
    return key, {
        "replication-taken-as-free": table + index,
        "index-only-in-one-region": key - index * (regions - 1),
        "index-taken-as-free": key - index * regions,
        "item-size-instead-of-entry": regions * (table + table),
        "sizes-added-before-rounding": regions * rate * blocks(item + entry),
        "extra-copy-counted": key + table + index,
        "two-writes-per-entry": key + index * regions,
    }


class DynamodbTransactionsTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("dynamodb-transactions", told_by) == []
