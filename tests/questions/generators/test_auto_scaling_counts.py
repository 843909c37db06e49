"""Auto Scaling: groups grown by one instance at a time, and each mistake made again."""

import re
from fractions import Fraction
from itertools import count

from tests.questions.generators.reading import differences, number


def grown(load, target):
    """The smallest group in which the load of each instance is within the target."""
    return next(n for n in count(1) if Fraction(load, n) <= target)


def told_by(stem):
    if "visible messages" in stem:
        return backlog(stem)
    if "PercentChange" in stem:
        return percent(stem)
    if "| Lower bound |" in stem:
        return steps(stem)
    now = int(number(r"on (\d+) EC2", stem))
    return two_targets(stem, now) if "Two target" in stem else target(stem, now)


def target(stem, now):
    goal = number(r"utilization at (\d+) %", stem)
    most = number(r"maximum of (\d+)", stem)
    metric = number(r"rises to (\d+) %", stem)
    need = grown(now * metric, goal)
    points = grown(now * (metric - goal), 100)
    mistakes = {
        "scaled-to-the-maximum": most,
        "rounded-down": now * metric // goal,
        "points-taken-for-per-cent-of-the-group": now + points,
        "one-instance-at-a-time": now + 1,
        "need-added-to-the-group": now + need,
        "headroom-taken-for-the-target": grown(now * metric, 100 - goal),
    }
    limited = {name: min(told, most) for name, told in mistakes.items()}
    return min(need, most), limited | {"maximum-ignored": need}


def two_targets(stem, now):
    goal, rate = number(r"at (\d+) %, the", stem), number(r"one ([\d,]+) req", stem)
    cpu = number(r"now show (\d+) %", stem)
    requests = number(r"% and ([\d,]+) requests", stem)
    first, second = grown(now * cpu, goal), grown(now * requests, rate)
    key = sorted([first, second])[1]
    return key, {
        "smallest-policy-wins": sorted([first, second])[0],
        "policies-added": first + second,
        "policies-averaged": grown(first + second, 2),
        "both-increases-added": now + (first - now) + (second - now),
        "policies-block-each-other": now,
        "ratios-multiplied": grown(now * (cpu / goal) * requests, rate),
        "rounded-down": key - 1,
    }


def steps(stem):
    now = number(r"on (\d+) EC2", stem)
    most = number(r"maximum of (\d+)", stem)
    threshold, metric = re.findall(r"utilization (?:is above|of) (\d+) %", stem)
    over = int(metric) - int(threshold)
    rows = re.findall(r"\| (\d+) \| (\S+) \| \+(\d+) \|", stem)
    adds = [int(add) for *_, add in rows]
    step = [i for i, (low, *_) in enumerate(rows) if over >= int(low)][-1]
    mistakes = {
        "bounds-read-as-metric-values": now + adds[2],
        "steps-added-up": now + sum(adds[: step + 1]),
        "first-step-only": now + adds[0],
        "neighbouring-step": now + adds[1],
        "change-taken-for-exact-capacity": adds[step],
        "capacity-unchanged": now,
        "computed-as-target-tracking": grown(now * int(metric), int(threshold)),
    }
    limited = {name: min(told, most) for name, told in mistakes.items()}
    key = min(now + adds[step], most)
    return key, limited | {"maximum-ignored": now + adds[step]}


def percent(stem):
    now = number(r"on (\d+) EC2", stem)
    change = number(r"adjustment of \+(\d+)", stem)
    least = number(r"`MinAdjustmentMagnitude` of (\d+)", stem)
    exact = now * change / 100
    down, up = exact // 1, -(-exact // 1)
    return now + max(down, least), {
        "minimum-adjustment-ignored": now + down,
        "minimum-adjustment-always-used": now + least,
        "minimum-adjustment-added": now + down + least,
        "change-rounded-up": now + max(up, least),
        "per-cent-taken-for-instances": now + change,
        "per-cent-taken-for-the-capacity": change,
        "change-taken-for-the-capacity": max(down, least),
        "small-change-ignored": now,
    }


def backlog(stem):
    seconds = number(r"needs (\d+) seconds", stem)
    minutes = number(r"most (\d+) minutes", stem)
    messages = number(r"holds ([\d,]+) visible", stem)
    key = grown(messages * seconds, minutes * 60)
    return key, {
        "rounded-down": messages * seconds // (minutes * 60),
        "backlog-of-an-hour": grown(messages * seconds, 3600),
        "one-message-per-second": grown(messages, minutes * 60),
        "waiting-time-forgotten": grown(messages * seconds, 60),
        "ten-messages-per-receive": grown(messages, minutes * 10),
        "half-in-reserve": key + grown(key, 2),
        "messages-in-flight-counted-again": key + key,
    }


class AutoScalingCountsTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("auto-scaling-counts", told_by) == []
