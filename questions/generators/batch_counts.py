"""How many calls a job makes: batches of entries, and pages of results."""

from collections.abc import Iterator
from dataclasses import dataclass
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

DYNAMODB = "https://docs.aws.amazon.com/amazondynamodb/latest"
CALLS = Unit("calls", "call")
REQUESTS = Unit("requests", "request")
SECONDS = Unit("seconds", "second")


@dataclass(frozen=True)
class Batch:
    """A batch operation, how many entries it takes, and what an entry is."""

    call: str
    entries: int
    entry: str
    place: str
    reference: str


BATCHES = [
    Batch(
        "BatchWriteItem",
        25,
        "items",
        "puts them into an Amazon DynamoDB table",
        f"{DYNAMODB}/APIReference/API_BatchWriteItem.html",
    ),
    Batch(
        "BatchGetItem",
        100,
        "items",
        "reads them by key from an Amazon DynamoDB table",
        f"{DYNAMODB}/APIReference/API_BatchGetItem.html",
    ),
    Batch(
        "PutRecords",
        500,
        "records",
        "writes them to an Amazon Kinesis data stream",
        "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html",
    ),
    Batch(
        "SendMessageBatch",
        10,
        "messages",
        "sends them to an Amazon SQS standard queue",
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/"
        "API_SendMessageBatch.html",
    ),
    Batch(
        "DeleteMessageBatch",
        10,
        "messages",
        "deletes them from an Amazon SQS standard queue after processing",
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/"
        "API_DeleteMessageBatch.html",
    ),
]
PAGE_REFERENCES = (
    f"{DYNAMODB}/developerguide/Query.Pagination.html",
    f"{DYNAMODB}/developerguide/Scan.html",
)

JOBS = [
    ("A nightly job", "a book shop"),
    ("A migration script", "a museum"),
    ("An import tool", "a car dealer"),
    ("A clean-up job", "a bicycle rental"),
    ("A command line tool", "a football club"),
    ("A container task", "a public library"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def draw_batches(rng: Random) -> Calculation:
    """Entries of a whole job."""
    job, owner = rng.choice(JOBS)
    batch = rng.choice(BATCHES)
    count = rng.randint(260, 9800)
    stem = (
        f"{job} of {owner} has to handle {count:,} {batch.entry}. It {batch.place}. "
        f"The job calls `{batch.call}` and fills each call as far as the API allows. "
        f"The entries are small, so the size of a call is not a limit. No call is "
        f"throttled, and no entry is returned as unprocessed or failed.\n\n"
        f"What is the lowest number of `{batch.call}` calls that handles all of them?"
    )
    value = ceil(Fraction(count, batch.entries))
    why = (
        f"`{batch.call}` takes up to {batch.entries} {batch.entry} in one call. "
        f"{count:,} / {batch.entries}, rounded up, is {value:,}. The last call may "
        f"carry fewer than the others."
    )
    mistakes = list(_batch_mistakes(batch, count))
    references = (batch.reference,)
    return Calculation(stem, value, why, mistakes, CALLS, references)


def _batch_mistakes(batch: Batch, count: int) -> Iterator[Mistake]:
    yield Mistake(
        count // batch.entries,
        "rounded-down",
        "This number is rounded down. It leaves some entries without a call; the "
        "rest that does not fill a call needs one as well.",
    )
    yield Mistake(
        count,
        "one-call-per-entry",
        "This number makes one call for each entry. A batch operation takes several "
        "entries in one call and saves round trips.",
        "The job used the operation for a single entry.",
    )
    for other in {b.entries: b for b in BATCHES}.values():
        if other.entries != batch.entries:
            yield Mistake(
                ceil(Fraction(count, other.entries)),
                f"{other.entries}-entries-in-a-call",
                f"This number puts {other.entries} entries into a call. That is the "
                f"limit of `{other.call}`; `{batch.call}` takes up to {batch.entries}.",
                f"The job called `{other.call}`.",
            )


def draw_pace(rng: Random) -> Calculation:
    """A client that makes a fixed number of calls per second."""
    job, owner = rng.choice(JOBS)
    batch = rng.choice(BATCHES)
    rate = rng.choice([2, 4, 5, 8, 10])
    count = rng.randint(max(600, 12 * rate * batch.entries), 60_000)
    stem = (
        f"{job} of {owner} has to handle {count:,} {batch.entry}. It {batch.place}. "
        f"The job uses `{batch.call}`, and each call is as full as the API allows. The "
        f"entries are small, so the size of a call is not a limit. The job starts "
        f"{rate} calls in each second, so that other clients are not disturbed. No "
        f"call is throttled, and no entry has to be sent again.\n\n"
        f"Within how many seconds has the job started all of its calls?"
    )
    value = ceil(Fraction(count, batch.entries * rate))
    calls = ceil(Fraction(count, batch.entries))
    why = (
        f"`{batch.call}` takes up to {batch.entries} {batch.entry}, so there are "
        f"{calls:,} calls. With {rate} calls per second, the last one is started in "
        f"second {value:,}."
    )
    mistakes = [
        Mistake(
            ceil(Fraction(count, rate)),
            "one-call-per-entry",
            "This time makes one call for each entry. The batch operation takes "
            "several entries in one call and needs fewer calls.",
            "The job used the operation for a single entry.",
        ),
        Mistake(
            calls,
            "one-call-per-second",
            "This time starts one call in each second. The job starts several calls "
            "in a second, so it is done earlier.",
            "The job started one call in each second.",
        ),
        Mistake(
            count // (batch.entries * rate),
            "rounded-down",
            "This time is rounded down. The calls of the last second are missing, so "
            "some entries would not be handled.",
        ),
        *(
            Mistake(
                ceil(Fraction(count, other.entries * rate)),
                f"{other.entries}-entries-in-a-call",
                f"This time puts {other.entries} entries into a call. That is the "
                f"limit of `{other.call}`; `{batch.call}` takes up to {batch.entries}.",
                f"The job called `{other.call}`.",
            )
            for other in {b.entries: b for b in BATCHES}.values()
            if other.entries != batch.entries
        ),
    ]
    references = (batch.reference,)
    return Calculation(stem, value, why, mistakes, SECONDS, references, least=2)


def draw_scan(rng: Random) -> Calculation:
    """A page ends after 1 MB of items read, before the filter."""
    job, owner = rng.choice(JOBS)
    size = Fraction(rng.randint(150, 4000), 10)
    kept = rng.randint(8, 60)
    if size.denominator == 1:
        size += Fraction(3, 10)
    page = rng.choice([2, 4, 5, 8])
    operation = rng.choice(["Scan", "Query"])
    read = (
        "reads a whole table"
        if operation == "Scan"
        else "reads all items of one large partition key from a table"
    )
    stem = (
        f"{job} of {owner} {read} of Amazon DynamoDB. The items read have a size of "
        f"{float(size):g} MB in total, and each item has about {page} KB. The job uses "
        f"`{operation}` with a filter expression that keeps {kept} % of the data. It "
        f"sets no `Limit` and follows `LastEvaluatedKey` until it is empty. Nothing "
        f"is throttled.\n\n"
        f"What is the lowest number of `{operation}` requests that reads everything?"
    )
    value = ceil(size)
    items = int(size * 1000) // page
    why = (
        f"One request reads at most 1 MB of data before the filter is applied. "
        f"{float(size):g} MB need at least {value:,} requests, however little the "
        f"filter keeps."
    )
    mistakes = [
        Mistake(
            ceil(size * kept / 100),
            "filter-applied-before-the-page",
            "This number divides what the filter keeps. The limit of 1 MB counts the "
            "items that were read; the filter works on each page afterwards.",
            "The key condition or an index selected this part of the data.",
        ),
        Mistake(
            int(size),
            "rounded-down",
            "This number is rounded down. The rest of the data needs one more request, "
            "even if it is much less than 1 MB.",
        ),
        Mistake(
            ceil(size / 16),
            "16-mb-in-a-request",
            "This number reads 16 MB with each request. That is the limit of "
            "`BatchGetItem`; a page of `Scan` or `Query` has at most 1 MB.",
            "The job read the items by key with `BatchGetItem`, in few large items.",
        ),
        Mistake(
            ceil(Fraction(items, 100)),
            "100-items-in-a-request",
            "This number reads 100 items with each request. `BatchGetItem` has such a "
            "limit; a page of `Scan` or `Query` is limited by its size.",
            "The job set a `Limit` of 100.",
        ),
        Mistake(
            ceil(Fraction(items, 25)),
            "25-items-in-a-request",
            "This number handles 25 items with each request. That is the limit of "
            "`BatchWriteItem` for writes and has nothing to do with pages.",
            "The job set a `Limit` of 25.",
        ),
        Mistake(
            ceil(size * 1000 / 400),
            "400-kb-in-a-request",
            "This number reads 400 KB with each request. That is the largest size of "
            "one item; a page may have 1 MB.",
            "A page ended after 400 KB.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, REQUESTS, PAGE_REFERENCES)


def draw_limit(rng: Random) -> Calculation:
    """`Limit` counts the items that are read, not those that are returned."""
    job, owner = rng.choice(JOBS)
    limit = rng.choice([40, 50, 60, 80, 120, 150, 200, 250])
    found = limit * rng.randint(6, 60) + rng.randint(1, limit - 1)
    kept = rng.randint(found // 12, found // 2)
    size = rng.choice([Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2)])
    stem = (
        f"{job} of {owner} runs a `Query` on an Amazon DynamoDB table. The key "
        f"condition matches {found:,} items of {float(size):g} KB each. A filter "
        f"expression keeps {kept:,} of them. Each request sets `Limit` to {limit}. The "
        f"job repeats the request with `LastEvaluatedKey` until it has seen every "
        f"item. The last page is not full, so it ends without a key.\n\n"
        f"How many requests does the job make?"
    )
    value = ceil(Fraction(found, limit))
    why = (
        f"`Limit` is the number of items that a request reads, before the filter. "
        f"{limit} items are less than 1 MB, so each page ends at the limit: {found:,} "
        f"/ {limit}, rounded up, is {value:,}."
    )
    mistakes = [
        Mistake(
            ceil(Fraction(kept, limit)),
            "limit-counted-after-the-filter",
            "This number divides the items that the filter keeps. `Limit` counts the "
            "items that are read, so some pages return few items or none.",
            "The key condition matched only the items that are kept.",
        ),
        Mistake(
            found // limit,
            "rounded-down",
            "This number is rounded down. The rest of the items needs one more "
            "request, although its page is not full.",
        ),
        Mistake(
            ceil(found * size / 1000),
            "limit-ignored",
            "This number ends each page after 1 MB. Here `Limit` is reached first, so "
            "the pages are smaller and more requests are needed.",
            "The requests set no `Limit`.",
        ),
        Mistake(
            ceil(Fraction(found, limit)) + 1,
            "empty-last-request-added",
            "This number adds a request that returns nothing. It is needed only when "
            "the last page is full; here the last page comes without a key.",
            f"The key condition matched {limit * (found // limit):,} items or another "
            f"multiple of {limit}.",
        ),
        Mistake(
            ceil(Fraction(found, 25)),
            "25-items-in-a-request",
            "This number handles 25 items with each request. That is the limit of "
            "`BatchWriteItem`; the page of a query follows its `Limit`.",
            "`Limit` were 25.",
        ),
        Mistake(
            ceil(Fraction(found, 100)),
            "100-items-in-a-request",
            "This number reads 100 items with each request. That is the limit of "
            "`BatchGetItem`; the page of a query follows its `Limit`.",
            "`Limit` were 100.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, REQUESTS, PAGE_REFERENCES)


SITUATIONS: list[Situation] = [
    draw_batches,
    draw_batches,
    draw_pace,
    draw_scan,
    draw_limit,
]
