"""DynamoDB indexes: writes and reads listed one by one, blocks counted."""

from tests.questions.generators.reading import differences, number, numbers


def told_by(stem):
    if "three global secondary" in stem:
        return sparse(stem)
    if "fetches it" in stem:
        return fetched(stem)
    return storage(stem) if "storage" in stem else local(stem)


def blocks(size, width=1):
    count = 0
    while size > 0:
        size -= width
        count += 1
    return count


def units(rate, *sizes):
    """A list of writes, each of them counted in blocks by itself."""
    return rate * sum(blocks(size) for size in sizes)


def sparse(stem):
    rate = number(r"second (\d+) new items", stem)
    item, first, second = numbers(r"([\d.]+) KB", stem)
    return units(rate, item, first, second), {
        "indexes-taken-as-free": units(rate, item),
        "sparse-index-counted": units(rate, item, first, second, item),
        "item-size-in-each-index": units(rate, item, item, item),
        "all-attributes-in-all-indexes": units(rate, *[item] * 4),
        "sizes-added-before-rounding": units(rate, item + first + second),
        "table-left-out": units(rate, first, second),
        "two-writes-per-entry": units(rate, item, first, first, second, second),
    }


def local(stem):
    rate = number(r"makes (\d+)", stem)
    item, entry = numbers(r"([\d.]+) KB", stem)
    entries = [entry, entry] if "the sort key of the index" in stem else [entry]
    return units(rate, item, *entries), {
        "local-index-given-its-own-capacity": units(rate, item),
        "one-index-write": units(rate, item, entry),
        "two-index-writes": units(rate, item, entry, entry),
        "item-size-instead-of-entry": units(rate, item, *[item] * len(entries)),
        "sizes-added-before-rounding": units(rate, item + sum(entries)),
        "index-alone": units(rate, *entries),
        "update-counted-as-read-and-write": units(rate, item, item, *entries),
    }


def fetched(stem):
    item, entry = numbers(r"([\d.]+) KB", stem)
    rate, found = number(r"runs (\d+)", stem), int(number(r"finds (\d+)", stem))
    index = blocks(entry * found, 4)
    items = sum(blocks(item, 4) for _ in range(found))
    key = rate * (index + items)
    return key, {
        "fetches-taken-as-free": rate * index,
        "index-read-left-out": rate * items,
        "fetched-items-added-before-rounding": rate * (index + blocks(item * found, 4)),
        "counted-as-eventually-consistent": blocks(key, 2),
        "read-unit-of-1-kb": rate * (index + sum(blocks(item) for _ in range(found))),
        "entries-rounded-one-by-one": rate * (items + found * blocks(entry, 4)),
        "counted-as-a-transaction": key + key,
    }


def storage(stem):
    """In MB: millions of entries times bytes."""
    millions, share = (
        number(r"keeps (\d+) million", stem),
        number(r"Only (\d+) %", stem),
    )
    item, key = number(r"has ([\d,]+) bytes", stem), number(r"and (\d+) of them", stem)
    index_key, rest = number(r"key, (\d+) bytes", stem), number(r"of (\d+) bytes", stem)
    overhead = number(r"Take (\d+) bytes", stem)
    parts = {"key": key, "index_key": index_key, "rest": rest, "overhead": overhead}
    entries = millions * share / 100

    def without(*names):
        return entries * sum(size for name, size in parts.items() if name not in names)

    return without(), {
        "overhead-left-out": without("overhead"),
        "overhead-counted-twice": without() + entries * overhead,
        "table-key-left-out": without("key"),
        "items-without-the-key-counted": without() / share * 100,
        "whole-item-projected": entries * (item + overhead),
        "keys-left-out": without("key", "index_key"),
        "index-key-left-out": without("index_key"),
    }


class DynamodbIndexesTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("dynamodb-indexes", told_by) == []
