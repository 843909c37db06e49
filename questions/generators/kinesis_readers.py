"""Kinesis readers: workers of the KCL, Lambda, enhanced fan-out, and polling."""

from fractions import Fraction
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Situation,
    Unit,
    draw_calculation,
    plain,
)
from questions.generators.variant import Variant

GUIDE = "https://docs.aws.amazon.com/streams/latest/dev"
REFERENCES = (f"{GUIDE}/enhanced-consumers.html", f"{GUIDE}/kcl.html")
LAMBDA_REFERENCES = (
    "https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html",
    f"{GUIDE}/service-sizes-and-limits.html",
)
MB_OUT, CALLS = 2, 5  # per shard and second
INSTANCES = Unit("instances", "instance")
EXECUTIONS = Unit("concurrent invocations", "concurrent invocation")
MB_PER_SECOND = Unit("MB per second")
MILLISECONDS = Unit("ms")

SOURCES = [
    ("A car sharing service", "trip events"),
    ("A stock broker", "price changes"),
    ("A hotel chain", "room sensor data"),
    ("A railway", "ticket scans"),
    ("A music service", "play events"),
    ("A water supplier", "meter readings"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def draw_idle(rng: Random) -> Calculation:
    """Workers beyond the number of open shards get no lease."""
    company, events = rng.choice(SOURCES)
    shards, splits, merges = rng.randint(10, 24), rng.randint(2, 6), rng.randint(1, 2)
    shards_now = shards + splits - merges
    workers = shards_now + rng.randint(3, 20)
    stem = (
        f"{company} reads {events} from an Amazon Kinesis data stream with one "
        f"application of the Kinesis Client Library (KCL). The stream had {shards} "
        f"shards. An engineer then split {splits} of them into two shards each and "
        f"made {merges} {'merge' if merges == 1 else 'merges'} of two other "
        f"shards. The application has read all records of the closed shards. It runs "
        f"on {workers} Amazon EC2 instances with one KCL worker each.\n\n"
        f"How many instances have no shard to process now?"
    )
    value = workers - shards_now
    why = (
        f"A split makes two open shards of one, and a merge makes one of two: "
        f"{shards} + {splits} − {merges} = {shards_now}. A shard is leased to one "
        f"worker at a time: {workers} − {shards_now} = {value} workers have no lease."
    )
    mistakes = [
        Mistake(
            workers - shards,
            "resharding-left-out",
            "This number uses the shards before the change. Splits add open shards "
            "and merges remove some, so the number of leases is different now.",
            "The stream had not been resharded.",
        ),
        Mistake(
            workers - shards - splits,
            "merges-left-out",
            "This number counts the splits only. Each merge closes two shards and "
            "opens one, so there is one lease less.",
            "No shards had been merged.",
        ),
        Mistake(
            workers - shards + merges,
            "splits-left-out",
            "This number counts the merges only. Each split closes one shard and "
            "opens two, so there is one lease more.",
            "No shard had been split.",
        ),
        Mistake(
            workers - shards - 2 * splits + merges,
            "parent-shards-kept",
            "This number adds two shards for a split and forgets that the parent is "
            "closed. A split makes one shard more, not two.",
        ),
        Mistake(
            workers - shards - splits + 2 * merges,
            "merged-shard-left-out",
            "This number removes both shards of a merge. The merge opens a new shard "
            "for them, so there is only one shard less.",
        ),
        Mistake(
            shards_now,
            "busy-instead-of-idle",
            "This number is the number of workers that do have a shard. The question "
            "asks for those that find no free lease.",
            "The question asked how many instances are busy.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, INSTANCES, REFERENCES)


def draw_lambda(rng: Random) -> Calculation:
    """Shards times the parallelization factor, for each of the functions."""
    company, events = rng.choice(SOURCES)
    shards, factor = rng.randint(3, 40), rng.randint(2, 10)
    batch, functions = rng.choice([50, 100, 200, 500]), rng.choice([2, 3])
    account = rng.choice([2000, 3000, 4000, 5000])
    stem = (
        f"{company} sends {events} to an Amazon Kinesis data stream with {shards} "
        f"shards. {'Two' if functions == 2 else 'Three'} AWS Lambda functions read the "
        f"whole stream, each through its own event source mapping. Both settings are "
        f"the same in all mappings: the batch size is {batch}, and the parallelization "
        f"factor is {factor}. The account may run {account:,} concurrent executions "
        f"and runs nothing else. There is a backlog in all shards.\n\n"
        f"How many invocations of these functions can run at the same time in total?"
    )
    value = shards * factor * functions
    why = (
        f"For each shard a mapping processes up to {factor} batches at a time, the "
        f"parallelization factor. {shards} × {factor} = {shards * factor} invocations "
        f"for each function, and {value:,} for all {functions}. The batch size only "
        f"sets how many records one invocation gets."
    )
    mistakes = [
        Mistake(
            shards * functions,
            "parallelization-factor-left-out",
            "This number allows one batch per shard. That is the default; the factor "
            "in the stem lets several batches of a shard run at the same time.",
            "The parallelization factor were 1.",
        ),
        Mistake(
            shards * factor,
            "one-function-only",
            "This number counts one function. Each event source mapping reads all "
            "shards by itself, so each function adds the same number.",
            "The question asked for one of the functions.",
        ),
        Mistake(
            shards,
            "one-invocation-per-shard",
            "This number allows one invocation for each shard of the stream. It leaves "
            "out the parallelization factor and the number of functions.",
            "One function read the stream with a factor of 1.",
        ),
        Mistake(
            factor * functions,
            "factor-taken-for-the-stream",
            "This number applies the parallelization factor to the whole stream. The "
            "factor counts for each shard by itself.",
            "The stream had one shard.",
        ),
        Mistake(
            shards * batch,
            "batch-size-taken-for-concurrency",
            "This number multiplies by the batch size. All records of a batch go to "
            "one invocation, so the batch size adds no concurrency.",
        ),
        Mistake(
            shards * 10 * functions,
            "largest-factor-used",
            "This number uses a parallelization factor of 10, the largest that is "
            "possible. The mappings are configured with a smaller one.",
            "The parallelization factor were 10.",
        ),
        Mistake(
            account,
            "limit-of-the-account-taken",
            "This number is the concurrency of the account. The shards and the "
            "parallelization factor allow fewer batches at the same time.",
            "There were no event source mappings, but direct invocations.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, EXECUTIONS, LAMBDA_REFERENCES)


def draw_fan_out(rng: Random) -> Calculation:
    """The most that registered consumers and pollers can read together."""
    company, events = rng.choice(SOURCES)
    shards, own, shared = rng.randint(3, 30), rng.randint(2, 8), rng.randint(2, 4)
    stem = (
        f"{company} sends {events} to an Amazon Kinesis data stream with {shards} "
        f"shards. {own} applications are registered as consumers with enhanced "
        f"fan-out. {shared} older applications poll all shards with `GetRecords`. "
        f"After an outage, every application must catch up and reads as fast as it "
        f"can.\n\n"
        f"How many MB per second can all applications read from the stream in total?"
    )
    value = MB_OUT * shards * (own + 1)
    why = (
        f"Each consumer with enhanced fan-out gets 2 MB per second of every shard: "
        f"{own} × {shards} × 2 = {own * shards * 2}. The {shared} pollers share "
        f"another 2 MB per second of every shard, which adds {shards * 2}. The sum is "
        f"{value:,}."
    )
    mistakes = [
        Mistake(
            MB_OUT * shards * (own + shared),
            "pollers-counted-one-by-one",
            "This number gives each poller 2 MB per second of every shard. All callers "
            "of `GetRecords` share that throughput; only fan-out consumers have "
            "their own.",
            "All applications used enhanced fan-out.",
        ),
        Mistake(
            MB_OUT * shards,
            "everybody-shares",
            "This number lets all applications share 2 MB per second of a shard. "
            "Enhanced fan-out gives each registered consumer that much for itself.",
            "No application used enhanced fan-out.",
        ),
        Mistake(
            MB_OUT * shards * own,
            "pollers-left-out",
            "This number covers the consumers with enhanced fan-out only. The "
            "throughput for `GetRecords` exists beside theirs and is used as well.",
            "The older applications were stopped.",
        ),
        Mistake(
            shards * (own + 1),
            "write-limit-used-for-reads",
            "This number uses 1 MB per second, the limit for writing to a shard. "
            "Reading allows 2 MB per second.",
        ),
        Mistake(
            MB_OUT * (own + 1),
            "shards-left-out",
            "This number counts one shard. The throughput exists in every shard, so "
            "it grows with the number of shards.",
            "The stream had one shard.",
        ),
        Mistake(
            MB_OUT * shards * (own + shared + 1),
            "shared-part-added-to-single-parts",
            "This number gives each poller 2 MB per second and adds a shared part as "
            "well. The pollers have only the shared part.",
        ),
        Mistake(
            CALLS * MB_OUT * shards * (own + 1),
            "throughput-multiplied-by-calls",
            "This number multiplies the throughput by five calls per second. The 2 MB "
            "per second are the limit for all calls of that second together.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, MB_PER_SECOND, REFERENCES)


def draw_polling(rng: Random) -> Calculation:
    """Five read calls per shard and second, shared by the pollers."""
    company, events = rng.choice(SOURCES)
    readers = rng.choice([4, 5, 6, 8, 10, 12])
    own = rng.choice([1, 2, 3])
    shards = rng.randint(4, 30)
    who = "application uses" if own == 1 else "applications use"
    stem = (
        f"{company} sends {events} to an Amazon Kinesis data stream with {shards} "
        f"shards. {readers} applications poll every shard with `GetRecords`, all at "
        f"the same steady interval. {own} more {who} enhanced fan-out. The amount of "
        f"data is small, so the throughput in MB is not a limit. Each polling "
        f"application has one reader per shard.\n\n"
        f"What is the shortest polling interval at which no `GetRecords` call is "
        f"throttled?"
    )
    value = Fraction(1000 * readers, CALLS)
    why = (
        f"A shard accepts 5 `GetRecords` calls per second, from all callers together. "
        f"{readers} applications share them, so each may call a shard {readers} / 5 "
        f"of a second after its last call: every {plain(value)} ms. Enhanced fan-out "
        f"makes no such calls."
    )
    return Calculation(
        stem,
        value,
        why,
        _polling_mistakes(readers, own, shards),
        MILLISECONDS,
        LAMBDA_REFERENCES,
        most=60_000,
    )


def _polling_mistakes(readers: int, own: int, shards: int) -> list[Mistake]:
    interval = Fraction(1000, CALLS)
    return [
        Mistake(
            interval,
            "each-application-given-five-calls",
            "This interval gives each application 5 calls per second and shard. The "
            "limit belongs to the shard and is shared by all callers of `GetRecords`.",
            "One application polled the stream.",
        ),
        Mistake(
            interval * (readers + own),
            "enhanced-fan-out-counted-as-polling",
            "This interval counts the applications with enhanced fan-out as well. "
            "Records are pushed to them, and they make no `GetRecords` calls.",
            "All applications polled with `GetRecords`.",
        ),
        Mistake(
            1000,
            "one-call-per-second-assumed",
            "This interval is the usual advice for one poller. Here the number of "
            "pollers decides, because they share 5 calls per second and shard.",
            "Five applications polled the stream.",
        ),
        Mistake(
            1000 * readers,
            "one-call-per-shard-and-second",
            "This interval allows one call per second and shard. The limit is 5 calls "
            "per second, so five callers may follow each other within a second.",
            "A shard accepted one call per second.",
        ),
        Mistake(
            interval * (readers - 1),
            "one-application-too-few",
            "This interval counts only the other applications. The reader itself "
            "makes calls as well and needs its own share of the 5 calls.",
        ),
        Mistake(
            Fraction(interval * readers, shards).limit_denominator(1),
            "calls-spread-over-shards",
            "This interval divides by the number of shards. Each application reads "
            "every shard, and every shard has the same limit of 5 calls per second.",
        ),
        Mistake(
            interval * readers * shards,
            "limit-taken-for-the-stream",
            "This interval allows 5 calls per second to the whole stream. The limit "
            "counts for each shard by itself, so the number of shards does not matter.",
            "The limit counted for all shards together.",
        ),
    ]


SITUATIONS: list[Situation] = [draw_idle, draw_lambda, draw_fan_out, draw_polling]
