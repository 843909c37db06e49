"""SQS FIFO queues: batches cut out of a second, groups scheduled to consumers."""

from fractions import Fraction
from heapq import heapreplace

from tests.questions.generators.reading import differences, number, whole


def told_by(stem):
    if "pass through" in stem:
        return pipeline(stem)
    if "backlog empty" in stem:
        return backlog(stem)
    return calls(stem) if "busiest of the three" in stem else parallel(stem)


def pipeline(stem):
    sent, received = (
        number(r"with (\d+) messages", stem),
        number(r"returns (\d+)", stem),
    )
    deleted = number(r"delete (\d+)", stem)
    limit = number(r"accepts (\d+)", stem)
    steps = sorted(limit * batch for batch in (sent, received, deleted))
    return steps[0], {
        "batches-left-out": limit,
        "full-batches-assumed": limit * 10,
        "only-sending-counted": limit * sent,
        "only-receiving-counted": limit * received,
        "only-deleting-counted": limit * deleted,
        "limit-shared-by-the-actions": steps[0] / 3,
        "average-of-the-steps": sum(steps) / 3,
        "send-and-receive-share-the-limit": steps[0] / 2,
    }


def parallel(stem):
    groups, consumers = (
        number(r"are (\d+)\s+different", stem),
        number(r"(\d+) consum", stem),
    )
    each = number(r"in (\d+) ms", stem)
    pairs = len(list(zip(range(int(groups)), range(int(consumers)), strict=False)))
    one = 1000 / each
    return pairs * one, {
        "all-consumers-busy": consumers * one,
        "all-groups-served-at-once": groups * one,
        "whole-queue-in-one-order": one,
        "ten-messages-at-a-time": pairs * one * 10,
        "limit-taken-for-the-rate": 300,
        "consumers-and-groups-multiplied": groups * consumers * one,
        "difference-of-consumers-and-groups": abs(groups - consumers) * one,
        "delivery-and-deletion-counted-as-work": pairs * one / 2,
    }


def finished_after(groups, consumers, minutes):
    """Each group goes to the consumer that is free first."""
    free = [Fraction(0)] * consumers
    for _ in range(groups):
        heapreplace(free, free[0] + minutes)
    return max(free)


def backlog(stem):
    groups, consumers = (
        int(number(r"are (\d+) m", stem)),
        int(number(r"(\d+) cons", stem)),
    )
    minutes = (
        number(r"with ([\d,]+) messages", stem) * number(r"in (\d+) second", stem) / 60
    )
    key = finished_after(groups, consumers, minutes)
    return key, {
        "group-divided-among-consumers": whole(groups * minutes / consumers),
        "one-consumer-at-a-time": finished_after(groups, 1, minutes),
        "all-groups-at-once": finished_after(groups, groups, minutes),
        "ten-messages-at-a-time": whole(key / 10),
        "time-grows-with-consumers": consumers * minutes,
        "one-round-too-many": key + minutes,
    }


def calls(stem):
    rate = int(number(r"sends ([\d,]+) messages", stem))
    sent = int(number(r"sends (\d+) messages with", stem))
    deleted = int(number(r"deletes (\d+)", stem))
    steps = [len(range(0, rate, size)) for size in (sent, 10, deleted)]
    return max(steps), {
        "larger-batch-taken": len(range(0, rate, max(sent, deleted))),
        "full-batches-assumed": steps[1],
        "one-call-per-message": rate,
        "actions-added-up": sum(steps),
        "receiving-and-deleting-added": sum(steps[1:]),
        "messages-divided-by-the-limit": rate // 300,
    }


class SqsFifoThroughputTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("sqs-fifo-throughput", told_by) == []
