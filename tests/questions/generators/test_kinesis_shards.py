"""Kinesis shards: one shard more, until the stream takes and gives everything."""

from itertools import count

from tests.questions.generators.reading import differences, number, variants_of


def told_by(stem):
    period = 60 if "per minute" in stem else 1
    rate = number(r"([\d,]+) records (?:per|of)", stem) / period
    kb = rate * number(r"([\d.]+) KB", stem)
    if "enhanced fan-out" not in stem:
        return writes(rate, kb, period)
    if "None of them uses enhanced" in stem:
        return shared(rate, kb, number(r"(\d+) different applications", stem))
    own = number(r"other (\d+) use", stem)
    return mixed(rate, kb, number(r"(\d+) applications", stem) - own, own)


def fewest(*conditions):
    """The first number of shards that all conditions hold for."""
    return next(n for n in count(1) if all(holds(n) for holds in conditions))


def most_below(*conditions):
    """Rounded down: the last number with which nothing is left unused."""
    return next(n for n in count(0) if all(holds(n + 1) for holds in conditions))


def by_bytes(kb):
    return lambda n: n * 1000 >= kb


def by_records(rate):
    return lambda n: n * 1000 >= rate


def by_readers(kb, readers):
    return lambda n: n * 2000 >= kb * readers


def writes(rate, kb, period):
    key = fewest(by_bytes(kb), by_records(rate))
    return key, {
        "only-records-counted": fewest(by_records(rate)),
        "only-bytes-counted": fewest(by_bytes(kb)),
        "rounded-down": most_below(lambda n: n * 1000 > kb and n * 1000 > rate),
        "limits-added": fewest(by_bytes(kb)) + fewest(by_records(rate)),
        "read-limit-used-for-writes": fewest(by_readers(kb, 1)),
        "shards-doubled-for-the-reader": key + key,
        "per-minute-read-as-per-second": fewest(
            by_bytes(kb * period), by_records(rate * period)
        ),
    }


def shared(rate, kb, readers):
    writing, reading = (by_bytes(kb), by_records(rate)), by_readers(kb, readers)
    return fewest(*writing, reading), {
        "readers-left-out": fewest(*writing),
        "each-reader-given-its-own-limit": fewest(by_readers(kb, 1)),
        "reads-limited-to-1-mb": fewest(by_bytes(kb * readers)),
        "writes-and-reads-added": fewest(*writing) + fewest(reading),
        "shards-per-reader": fewest(*writing) * readers,
        "rounded-down": rounded_down(rate, kb, readers),
    }


def rounded_down(rate, kb, readers):
    return most_below(
        lambda n: n * 1000 > kb and n * 1000 > rate and n * 2000 > kb * readers
    )


def mixed(rate, kb, readers, own):
    writing = (by_bytes(kb), by_records(rate))
    return fewest(*writing, by_readers(kb, readers)), {
        "enhanced-fan-out-counted-as-shared": fewest(
            *writing, by_readers(kb, readers + own)
        ),
        "shared-and-own-mixed-up": fewest(*writing, by_readers(kb, own)),
        "shard-added-per-consumer": fewest(*writing) + own,
        "reads-limited-to-1-mb": fewest(by_bytes(kb * (readers + own))),
        "write-limit-left-out": fewest(by_readers(kb, 1)),
        "rounded-down": rounded_down(rate, kb, readers),
        "only-records-counted": fewest(by_records(rate)),
    }


def with_binary_megabytes(stem):
    """The same load, if a MB were 1,048.576 KB."""
    key = told_by(stem)[0]
    size = number(r"([\d.]+) KB", stem)
    smaller = stem.replace(f"{float(size):g} KB", f"{float(size) / 1.048576:.9f} KB")
    return key, told_by(smaller)[0]


class KinesisShardsTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("kinesis-shards", told_by) == []

    def test_it_does_not_depend_on_the_kind_of_megabyte(self):
        for variant in variants_of("kinesis-shards"):
            key, binary = with_binary_megabytes(variant.stem)
            assert key == binary
