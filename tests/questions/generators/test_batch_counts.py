"""Batches and pages: entries cut into slices, one call for each slice."""

from tests.questions.generators.reading import differences, number

ENTRIES = {
    "BatchWriteItem": 25,
    "BatchGetItem": 100,
    "PutRecords": 500,
    "SendMessageBatch": 10,
    "DeleteMessageBatch": 10,
}


def told_by(stem):
    if "FilterExp" in stem or "filter expression" in stem.lower():
        return limited(stem) if "sets `Limit` to" in stem else paged(stem)
    return paced(stem) if "Within how many seconds" in stem else batches(stem)


def slices(count, size):
    return len(range(0, int(count), int(size)))


def full_slices(count, size):
    return sum(1 for start in range(0, int(count), int(size)) if start + size <= count)


def entries_of(stem):
    return next(size for call, size in ENTRIES.items() if f"`{call}`" in stem)


def batches(stem):
    count, size = number(r"handle ([\d,]+) ", stem), entries_of(stem)
    return slices(count, size), {
        "rounded-down": full_slices(count, size),
        "one-call-per-entry": count,
        **{f"{n}-entries-in-a-call": slices(count, n) for n in ENTRIES.values()},
    }


def paced(stem):
    count, size = number(r"handle ([\d,]+) ", stem), entries_of(stem)
    rate = int(number(r"starts (\d+) calls", stem))

    def seconds(entries):
        return slices(slices(count, entries), rate)

    return seconds(size), {
        "rounded-down": full_slices(count, size * rate),
        "one-call-per-entry": seconds(1),
        "one-call-per-second": slices(count, size),
        **{f"{n}-entries-in-a-call": seconds(n) for n in ENTRIES.values()},
    }


def paged(stem):
    """Sizes in units of 0.1 KB, so that everything is a whole number."""
    size, each = (
        number(r"of ([\d.]+) MB", stem) * 10_000,
        number(r"about (\d+) KB", stem),
    )
    kept = number(r"keeps (\d+) %", stem)
    items = size // 10 // each
    return slices(size, 10_000), {
        "filter-applied-before-the-page": slices(size * kept, 1_000_000),
        "rounded-down": full_slices(size, 10_000),
        "16-mb-in-a-request": slices(size, 160_000),
        "100-items-in-a-request": slices(items, 100),
        "25-items-in-a-request": slices(items, 25),
        "400-kb-in-a-request": slices(size, 4_000),
    }


def limited(stem):
    found, kept = number(r"matches ([\d,]+)", stem), number(r"keeps ([\d,]+)", stem)
    limit, each = number(r"to (\d+)\.", stem), number(r"of ([\d.]+) KB", stem)
    pages = slices(found, limit)
    return pages, {
        "limit-counted-after-the-filter": slices(kept, limit),
        "rounded-down": full_slices(found, limit),
        "limit-ignored": slices(found * each * 2, 2000),
        "empty-last-request-added": pages + 1,
        "25-items-in-a-request": slices(found, 25),
        "100-items-in-a-request": slices(found, 100),
    }


class BatchCountsTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("batch-counts", told_by) == []
