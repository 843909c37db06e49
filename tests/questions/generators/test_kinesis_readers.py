"""Kinesis readers: leases handed out, slots counted, calls laid on a clock."""

from itertools import count, product

from tests.questions.generators.reading import differences, number


def told_by(stem):
    if "KCL" in stem:
        return idle(stem)
    if "parallelization" in stem:
        return invocations(stem)
    return polling(stem) if "polling interval" in stem else throughput(stem)


def idle(stem):
    shards = int(number(r"had (\d+) shards", stem))
    splits, merges = int(number(r"split (\d+)", stem)), int(number(r"made (\d+)", stem))
    workers = int(number(r"on (\d+) Amazon EC2", stem))
    lease = [f"shard-{n}" for n in range(shards)]
    for _ in range(splits):
        lease.pop()
        lease = ["left", "right", *lease]
    for _ in range(merges):
        lease.pop()
        lease.pop()
        lease = ["merged", *lease]
    free = workers - len(lease)
    return free, {
        "resharding-left-out": workers - shards,
        "merges-left-out": free - merges,
        "splits-left-out": free + splits,
        "parent-shards-kept": free - splits,
        "merged-shard-left-out": free + merges,
        "busy-instead-of-idle": len(lease),
    }


def invocations(stem):
    shards, factor = (
        int(number(r"(\d+) shards", stem)),
        int(number(r"factor is (\d+)", stem)),
    )
    batch = number(r"batch size is (\d+)", stem)
    functions = 3 if "Three AWS" in stem else 2
    slots = list(product(range(functions), range(shards), range(factor)))
    return len(slots), {
        "parallelization-factor-left-out": len({slot[:2] for slot in slots}),
        "one-function-only": len({slot[1:] for slot in slots}),
        "one-invocation-per-shard": shards,
        "factor-taken-for-the-stream": len({(slot[0], slot[2]) for slot in slots}),
        "batch-size-taken-for-concurrency": batch * shards,
        "largest-factor-used": 10 * len({slot[:2] for slot in slots}),
        "limit-of-the-account-taken": number(r"run ([\d,]+) concurrent", stem),
    }


def throughput(stem):
    shards = int(number(r"(\d+) shards", stem))
    own = int(number(r"(\d+) applications are registered", stem))
    shared = int(number(r"(\d+) older", stem))
    pipes = [*range(own), "shared"]
    total = sum(2 for _ in product(pipes, range(shards)))
    return total, {
        "pollers-counted-one-by-one": total + 2 * shards * (shared - 1),
        "everybody-shares": total // len(pipes),
        "pollers-left-out": total - 2 * shards,
        "write-limit-used-for-reads": total // 2,
        "shards-left-out": total // shards,
        "shared-part-added-to-single-parts": total + 2 * shards * shared,
        "throughput-multiplied-by-calls": total * 5,
    }


def shortest(callers):
    """The first interval in ms at which so many callers make 5 calls in a second."""
    return next(ms for ms in count(1) if callers * 1000 <= 5 * ms)


def polling(stem):
    readers = int(number(r"(\d+) applications poll", stem))
    own, shards = int(number(r"(\d+) more appl", stem)), number(r"(\d+) shards", stem)
    key = shortest(readers)
    return key, {
        "each-application-given-five-calls": shortest(1),
        "enhanced-fan-out-counted-as-polling": shortest(readers + own),
        "one-call-per-second-assumed": 1000,
        "one-call-per-shard-and-second": 5 * key,
        "one-application-too-few": shortest(readers - 1),
        "calls-spread-over-shards": round(key / shards),
        "limit-taken-for-the-stream": shortest(readers * int(shards)),
    }


class KinesisReadersTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("kinesis-readers", told_by) == []
