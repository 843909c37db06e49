"""Target tracking: the ratio of metric and target decides."""

from fractions import Fraction
from math import ceil
from random import Random

from questions.generators.auto_scaling_counts.parts import GUIDE, SITES, asked
from questions.generators.calculation import Calculation, Mistake

TARGET = (f"{GUIDE}/as-scaling-target-tracking.html",)
QUEUE = (f"{GUIDE}/as-using-sqs-queue.html",)


def draw_target(rng: Random) -> Calculation:
    who = rng.choice(SITES)
    now, target = rng.randint(5, 30), rng.choice([40, 45, 50, 55, 60, 65])
    metric = rng.randint(target + 8, 96)
    need = ceil(Fraction(now * metric, target))
    most = max(now + 1, rng.choice([need - 3, need - 2, need - 1, need + 6, 3 * need]))
    value = min(need, most)
    stem = (
        f"{who} runs its website on {now} EC2 instances in an Auto Scaling group. A "
        f"target tracking policy holds the average CPU utilization at {target} %. The "
        f"group has a minimum of 2 and a maximum of {most} instances. After a "
        f"newsletter, the average rises to {metric} %. The load then stays the same "
        f"and is shared evenly. Twice as many instances would halve the average.\n\n"
        f"How many instances does the group have when it is stable again?"
    )
    bound = (
        f"but the maximum of the group is {most}."
        if need > most
        else f"which is within the maximum of {most}."
    )
    why = (
        f"The capacity grows in the ratio of metric to target: {now} × {metric} / "
        f"{target}, rounded up, is {need}, {bound}"
    )
    mistakes = [
        Mistake(
            need,
            "maximum-ignored",
            f"The target alone would need {need} instances. A scaling policy never "
            f"goes beyond the maximum of the group, which is {most}.",
            f"The maximum of the group was {need} or more.",
        ),
        Mistake(
            most,
            "scaled-to-the-maximum",
            f"The policy does not go to the maximum at once. It adds what brings the "
            f"average back to about {target} %, which takes fewer instances.",
        ),
        Mistake(
            min(now * metric // target, most),
            "rounded-down",
            f"This number is rounded down. The average would stay a little above "
            f"{target} %, so the policy adds one more instance.",
        ),
        Mistake(
            min(now + ceil(Fraction(now * (metric - target), 100)), most),
            "points-taken-for-per-cent-of-the-group",
            f"This number grows the group by {metric - target} %, the difference in "
            f"percentage points. The ratio of metric to target decides, not their "
            f"difference.",
        ),
        Mistake(
            now + 1,
            "one-instance-at-a-time",
            "This number adds a single instance. A target tracking policy adds as many "
            "as the ratio of metric to target demands.",
            "A simple scaling policy added one instance.",
        ),
        Mistake(
            min(now + need, most),
            "need-added-to-the-group",
            "This number adds the whole need to the instances that run. The instances "
            "that run already are part of the need.",
        ),
        Mistake(
            min(ceil(Fraction(now * metric, 100 - target)), most),
            "headroom-taken-for-the-target",
            f"This number divides by {100 - target} %, the part of the CPU that stays "
            f"free. The target of {target} % is the part that is used.",
        ),
    ]
    return asked(stem, value, why, mistakes, TARGET)


def _two_metrics(rng: Random, cpu_target: int, per_target: int) -> tuple[int, int]:
    """CPU per cent and requests per target, at least one clearly above its target."""
    while True:
        cpu = rng.randint(cpu_target - 15, 95)
        requests = rng.randint(per_target * 7 // 100, per_target * 18 // 100) * 10
        if cpu > cpu_target * 1.15 or requests > per_target * 1.15:
            return cpu, requests


def draw_two_targets(rng: Random) -> Calculation:
    who = rng.choice(SITES)
    now, cpu_target = rng.randint(5, 24), rng.choice([40, 50, 60])
    per_target = rng.choice([400, 500, 800, 1000])
    cpu, requests = _two_metrics(rng, cpu_target, per_target)
    by_cpu = ceil(Fraction(now * cpu, cpu_target))
    by_requests = ceil(Fraction(now * requests, per_target))
    value = max(by_cpu, by_requests)
    stem = (
        f"{who} runs its shop on {now} EC2 instances in an Auto Scaling group behind "
        f"an Application Load Balancer. Two target tracking policies are active. One "
        f"holds the average CPU utilization at {cpu_target} %, the other one "
        f"{per_target:,} requests per target and minute. The metrics now show {cpu} % "
        f"and {requests:,} requests. Twice as many instances would halve both. The "
        f"maximum of the group is not reached.\n\n"
        f"How many instances does the group have after both policies were evaluated?"
    )
    why = (
        f"CPU needs {now} × {cpu} / {cpu_target}, so {by_cpu}. The requests need {now} "
        f"× {requests:,} / {per_target:,}, so {by_requests}. With several policies the "
        f"one that gives the largest capacity wins."
    )
    mistakes = [
        Mistake(
            min(by_cpu, by_requests),
            "smallest-policy-wins",
            "This is what the more modest of the two policies asks for. Auto Scaling "
            "follows the policy that gives the largest capacity.",
        ),
        Mistake(
            by_cpu + by_requests,
            "policies-added",
            "This number adds the capacity of both policies. Each policy computes the "
            "whole group, so the larger result is enough.",
        ),
        Mistake(
            ceil(Fraction(by_cpu + by_requests, 2)),
            "policies-averaged",
            "This number is the mean of both results. Auto Scaling does not mix the "
            "policies; it takes the largest capacity.",
        ),
        Mistake(
            by_cpu + by_requests - now,
            "both-increases-added",
            "This number adds the increases of both policies. The instances that one "
            "policy adds lower the metric of the other one as well.",
        ),
        Mistake(
            now,
            "policies-block-each-other",
            "This number changes nothing. Two policies do not block each other: the "
            "larger capacity is always available to the group.",
            "Both metrics stood at their target values.",
        ),
        Mistake(
            ceil(Fraction(now * cpu * requests, cpu_target * per_target)),
            "ratios-multiplied",
            "This number multiplies the ratios of both policies. Each policy is "
            "evaluated by itself, on the capacity that runs now.",
        ),
        Mistake(
            value - 1,
            "rounded-down",
            "This number is rounded down. The metric would stay above its target, so "
            "the policy adds one more instance.",
        ),
    ]
    return asked(stem, value, why, mistakes, TARGET)


def draw_queue(rng: Random) -> Calculation:
    who, what = rng.choice(
        [
            ("A photo printer", "orders"),
            ("A translation agency", "documents"),
            ("A tax adviser", "receipts"),
            ("A music label", "recordings"),
        ]
    )
    seconds, minutes = rng.choice([2, 3, 4, 5, 6, 8, 10]), rng.choice([2, 3, 5, 10])
    messages = rng.randint(30, 400) * 25
    backlog = Fraction(minutes * 60, seconds)
    value = ceil(messages / backlog)
    stem = (
        f"{who} processes {what} from an Amazon SQS queue on EC2 instances in an Auto "
        f"Scaling group. Each instance handles one message after the other and needs "
        f"{seconds} seconds for each. A message should wait at most {minutes} minutes. "
        f"Target tracking uses the backlog per instance: visible messages divided by "
        f"running instances. The queue now holds {messages:,} visible messages.\n\n"
        f"How many instances does the target demand?"
    )
    why = (
        f"In {minutes} minutes an instance handles {minutes * 60} / {seconds} = "
        f"{float(backlog):g} messages; that is the target. {messages:,} messages / "
        f"{float(backlog):g}, rounded up, make {value} instances."
    )
    mistakes = [
        Mistake(
            int(messages / backlog),
            "rounded-down",
            "This number is rounded down. Some messages would wait longer than "
            "allowed, so one more instance is needed.",
        ),
        Mistake(
            ceil(Fraction(messages * seconds, 3600)),
            "backlog-of-an-hour",
            f"This number lets the messages wait for an hour. They should wait at most "
            f"{minutes} minutes.",
            "A message was allowed to wait for an hour.",
        ),
        Mistake(
            ceil(Fraction(messages, minutes * 60)),
            "one-message-per-second",
            f"This number lets an instance handle one message per second. Each message "
            f"takes {seconds} seconds.",
            "An instance handled one message in each second.",
        ),
        Mistake(
            ceil(Fraction(messages * seconds, 60)),
            "waiting-time-forgotten",
            f"This number wants all messages handled within one minute. They are "
            f"allowed to wait {minutes} minutes, so fewer instances are enough.",
            "A message should wait at most one minute.",
        ),
        Mistake(
            ceil(Fraction(messages, 10 * minutes)),
            "ten-messages-per-receive",
            "This number takes 10 messages in each minute, the largest batch of one "
            "receive request. The processing time decides, not the size of a batch.",
        ),
        Mistake(
            value + ceil(value / 2),
            "half-in-reserve",
            "This number keeps instances in reserve. The policy has no reserve: it "
            "computes messages divided by the target and rounds up.",
        ),
        Mistake(
            2 * value,
            "messages-in-flight-counted-again",
            "This number counts each message twice, as visible and as in flight. The "
            "metric of the stem has the visible messages only.",
        ),
    ]
    return asked(stem, value, why, mistakes, QUEUE)
