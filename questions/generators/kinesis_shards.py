"""Kinesis shards: how many a load needs, by bytes, by records, and by readers.

Sizes are drawn so that the answer is the same for a MB of 1,000 and of 1,024 KB.
"""

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

GUIDE = "https://docs.aws.amazon.com/streams/latest/dev"
REFERENCES = (
    f"{GUIDE}/service-sizes-and-limits.html",
    f"{GUIDE}/enhanced-consumers.html",
)
RECORDS_IN, MB_IN, MB_OUT = 1000, 1, 2  # per shard and second
SHARDS = Unit("shards", "shard")

SOURCES = [
    ("A bus company", "position of a vehicle"),
    ("A game studio", "move of a player"),
    ("A power grid operator", "reading of a sensor"),
    ("A web shop", "click of a visitor"),
    ("A payment provider", "card authorization"),
    ("A weather service", "measurement of a station"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def shards_for(mb: Fraction, records: Fraction | int, readers: int = 0) -> int:
    """Shards for MB and records written per second, all read by so many readers."""
    return max(
        ceil(mb / MB_IN),
        ceil(Fraction(records, RECORDS_IN)),
        ceil(mb * readers / MB_OUT),
    )


def _load(rng: Random) -> tuple[int, Fraction, Fraction]:
    """Records per second, the size of one in KB, and MB per second."""
    while True:
        rate = 50 * rng.randint(6, 220)
        size = Fraction(rng.randint(2, 60), 10)
        mb = rate * size / 1000
        margins = [mb * n / MB_OUT for n in range(1, 7)]
        # A MB of 1,024 KB (or of 1,048,576 bytes) must lead to the same shards.
        if mb > 2 and all(ceil(m) == ceil(m / Fraction("1.0486")) for m in margins):
            return rate, size, mb


def draw_writes(rng: Random) -> Calculation:
    """Writing alone: the larger of two limits decides."""
    rate, size, mb = _load(rng)
    company, record = rng.choice(SOURCES)
    seconds = rng.choice([1, 60])
    told = (
        f"{rate * 60:,} records per minute"
        if seconds == 60
        else f"{rate:,} records per second"
    )
    stem = (
        f"{company} writes each {record} as one record to an Amazon Kinesis data "
        f"stream in provisioned mode. At the peak there are {told}, evenly over time. "
        f"A record has {float(size):g} KB with its partition key. The records are not "
        f"aggregated. The partition keys spread them evenly over the shards. One "
        f"application reads the stream and is never behind.\n\n"
        f"What is the lowest number of shards that takes these writes without "
        f"throttling?"
    )
    value = shards_for(mb, rate)
    why = (
        f"A shard takes 1 MB and 1,000 records per second. {rate:,} × "
        f"{float(size):g} KB are about {float(mb):g} MB per second, which needs "
        f"{ceil(mb)}. {rate:,} records per second need {ceil(Fraction(rate, 1000))}. "
        f"The larger number decides."
    )
    return Calculation(
        stem,
        value,
        why,
        _write_mistakes(rate, mb, seconds),
        SHARDS,
        REFERENCES,
        most=3000,
    )


def _write_mistakes(rate: int, mb: Fraction, seconds: int) -> list[Mistake]:
    by_bytes, by_records = ceil(mb), ceil(Fraction(rate, RECORDS_IN))
    value = max(by_bytes, by_records)
    found = [
        Mistake(
            by_records,
            "only-records-counted",
            "This number looks at the records per second only. A shard is also "
            "limited to 1 MB per second, and that limit is reached first.",
            "The records were small enough for 1 MB per 1,000 of them.",
        ),
        Mistake(
            by_bytes,
            "only-bytes-counted",
            "This number looks at the MB per second only. A shard is also limited to "
            "1,000 records per second, and that limit is reached first.",
            "The records were larger, with fewer of them.",
        ),
        Mistake(
            int(max(mb, Fraction(rate, RECORDS_IN))),
            "rounded-down",
            "This number is rounded down. The last part of the load then finds no "
            "capacity, and some writes are throttled at the peak.",
        ),
        Mistake(
            by_bytes + by_records,
            "limits-added",
            "This number adds the shards for bytes and for records. Each shard gives "
            "both limits at the same time, so the larger number is enough.",
        ),
        Mistake(
            ceil(mb / MB_OUT),
            "read-limit-used-for-writes",
            "This number divides by 2 MB per second. That is what a shard gives to "
            "its readers; it takes only 1 MB per second from writers.",
            "The question asked for the capacity of one reader.",
        ),
        Mistake(
            2 * value,
            "shards-doubled-for-the-reader",
            "This number doubles the shards because the data is also read. Reading "
            "has a limit of its own, 2 MB per second and shard, which is not reached.",
        ),
    ]
    if seconds == 60:
        found.append(
            Mistake(
                shards_for(mb * 60, rate * 60),
                "per-minute-read-as-per-second",
                "This number takes the records of a minute as records of a second. "
                "The limits of a shard are per second.",
                "This number of records came in each second.",
            )
        )
    return found


def draw_shared(rng: Random) -> Calculation:
    """Several applications share what a shard gives to its readers."""
    rate, size, mb = _load(rng)
    readers = rng.randint(2, 5)
    company, record = rng.choice(SOURCES)
    stem = (
        f"{company} writes each {record} to an Amazon Kinesis data stream in "
        f"provisioned mode. At the peak there are {rate:,} records per second of "
        f"{float(size):g} KB each. {readers} different applications read all records "
        f"with `GetRecords`. None of them uses enhanced fan-out. The load is spread "
        f"evenly over the shards. The number of `GetRecords` calls is within its "
        f"limit.\n\n"
        f"What is the lowest number of shards with which no writer is throttled and no "
        f"reader falls behind?"
    )
    value = shards_for(mb, rate, readers)
    why = (
        f"Writing {float(mb):g} MB and {rate:,} records per second needs "
        f"{shards_for(mb, rate)} at 1 MB and 1,000 records each. All {readers} readers "
        f"share 2 MB per second of a shard. Together they read {float(mb * readers):g} "
        f"MB per second and need {ceil(mb * readers / 2)}. The larger number decides."
    )
    return Calculation(
        stem, value, why, _shared_mistakes(rate, mb, readers), SHARDS, REFERENCES
    )


def _shared_mistakes(rate: int, mb: Fraction, readers: int) -> list[Mistake]:
    return [
        Mistake(
            shards_for(mb, rate),
            "readers-left-out",
            "This number is enough for the writers. It leaves out that all readers "
            "without enhanced fan-out share 2 MB per second of each shard.",
            "All applications used enhanced fan-out.",
        ),
        Mistake(
            ceil(mb / MB_OUT),
            "each-reader-given-its-own-limit",
            "This number gives each reader 2 MB per second and forgets the writers. "
            "Own throughput comes only with enhanced fan-out, and writing has limits.",
        ),
        Mistake(
            ceil(mb * readers),
            "reads-limited-to-1-mb",
            "This number allows 1 MB per second for reading. That is the limit for "
            "writing; a shard gives its readers 2 MB per second.",
            "A shard gave 1 MB per second to all its readers.",
        ),
        Mistake(
            shards_for(mb, rate) + ceil(mb * readers / MB_OUT),
            "writes-and-reads-added",
            "This number adds shards for writing and for reading. A shard does both "
            "at the same time, so the larger of the two numbers is enough.",
        ),
        Mistake(
            shards_for(mb, rate) * readers,
            "shards-per-reader",
            "This number gives each reader shards of its own. All readers read the "
            "same shards and share 2 MB per second of each.",
        ),
        Mistake(
            int(max(mb, Fraction(rate, 1000), mb * readers / MB_OUT)),
            "rounded-down",
            "This number is rounded down. The last part of the load then finds no "
            "capacity at the peak, so the number is rounded up.",
        ),
    ]


def draw_mixed(rng: Random) -> Calculation:
    """Some readers have enhanced fan-out, the others share."""
    rate, size, mb = _load(rng)
    shared, own = rng.randint(1, 4), rng.randint(1, 4)
    company, record = rng.choice(SOURCES)
    is_one = shared == 1
    stem = (
        f"{company} sends each {record} to an Amazon Kinesis data stream in "
        f"provisioned mode. At the peak, {rate:,} records of {float(size):g} KB arrive "
        f"per second. {own + shared} applications read all records. "
        f"{shared} of them {'calls' if is_one else 'call'} `GetRecords`, within the "
        f"limit of calls. The other {own} "
        f"{'uses' if own == 1 else 'use'} enhanced fan-out. The partition keys spread "
        f"the load evenly over the shards.\n\n"
        f"What is the lowest number of shards with which no writer is throttled and no "
        f"reader falls behind?"
    )
    value = shards_for(mb, rate, shared)
    who = "reader" if is_one else "readers"
    why = (
        f"Each consumer with enhanced fan-out gets 2 MB per second of every shard for "
        f"itself and needs no extra shards. The {shared} other {who} need "
        f"{ceil(mb * shared / 2)} at 2 MB per second together. The writers need "
        f"{shards_for(mb, rate)}. The larger number decides."
    )
    return Calculation(
        stem, value, why, _mixed_mistakes(rate, mb, shared, own), SHARDS, REFERENCES
    )


def _mixed_mistakes(rate: int, mb: Fraction, shared: int, own: int) -> list[Mistake]:
    return [
        Mistake(
            shards_for(mb, rate, shared + own),
            "enhanced-fan-out-counted-as-shared",
            "This number lets all readers share 2 MB per second of a shard. Those with "
            "enhanced fan-out have that throughput for themselves.",
            "No application used enhanced fan-out.",
        ),
        Mistake(
            shards_for(mb, rate, own),
            "shared-and-own-mixed-up",
            "This number lets the wrong readers share. Consumers with enhanced "
            "fan-out have 2 MB per second each; only the `GetRecords` callers share.",
            "The two groups of readers were the other way round.",
        ),
        Mistake(
            shards_for(mb, rate) + own,
            "shard-added-per-consumer",
            "This number adds a shard for each consumer with enhanced fan-out. Such a "
            "consumer reads the existing shards with throughput of its own.",
        ),
        Mistake(
            ceil(mb * (shared + own)),
            "reads-limited-to-1-mb",
            "This number allows 1 MB per second for all reading. A shard takes 1 MB "
            "from writers, and it gives 2 MB per second to its readers.",
        ),
        Mistake(
            ceil(mb / MB_OUT),
            "write-limit-left-out",
            "This number allows 2 MB per second in each shard for everything. Writers "
            "get only 1 MB per second of a shard.",
        ),
        Mistake(
            int(max(mb, Fraction(rate, 1000), mb * shared / MB_OUT)),
            "rounded-down",
            "This number is rounded down. The last part of the load then finds no "
            "capacity at the peak, so the number is rounded up.",
        ),
        Mistake(
            ceil(Fraction(rate, RECORDS_IN)),
            "only-records-counted",
            "This number looks at 1,000 records per second only. The MB per second "
            "have a limit of their own, and it needs more shards here.",
            "The records were much smaller.",
        ),
    ]


SITUATIONS: list[Situation] = [draw_writes, draw_writes, draw_shared, draw_mixed]
