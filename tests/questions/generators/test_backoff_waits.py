"""Backoff: a client that fails again and again, on a clock in milliseconds."""

from fractions import Fraction
from random import Random

from tests.questions.generators.reading import differences, number

HALF_A_MS = Fraction(1, 2000)  # options show three decimals


def told_by(stem):
    if "jitter. After" in stem:
        return jitter(stem)
    if "until its" in stem or "report the error" in stem:
        return with_calls(stem)
    return capped(stem) if "never longer" in stem else total(stem)


def slept(first, retries, bound=None, growth=2):
    """Milliseconds that a client sleeps; the wait grows after each retry."""
    clock, wait = 0, first
    for _ in range(int(retries)):
        clock += wait if bound is None else min(wait, bound)
        wait *= growth
    return clock / Fraction(1000)


def total(stem):
    attempts, first = (
        number(r"to (\d+) attempts", stem),
        number(r"waits ([\d,]+) ms", stem),
    )
    key = slept(first, attempts - 1)
    return key, {
        "first-call-counted-as-a-retry": slept(first, attempts),
        "one-wait-too-few": slept(first, attempts - 2),
        "last-wait-only": key - slept(first, attempts - 2),
        "wait-not-doubled": slept(first, attempts - 1, growth=1),
        "wait-grown-by-the-base": sum(first * n for n in range(int(attempts))) / 1000,
        "power-of-the-attempts-taken": slept(first, attempts) + first / 1000,
    }


def capped(stem):
    first, bound = number(r"waits ([\d,]+) ms", stem), number(r"than ([\d,]+) ms", stem)
    retries = int(number(r"to (\d+) times", stem))
    free = next(n for n in range(1, 40) if first * 2**n > bound)
    return slept(first, retries, bound), {
        "upper-limit-left-out": slept(first, retries),
        "upper-limit-taken-for-the-total": bound / 1000,
        "upper-limit-used-from-the-start": slept(bound, retries, growth=1),
        "stopped-at-the-upper-limit": slept(first, min(free, retries)),
        "one-wait-too-few": slept(first, retries - 1, bound),
        "one-wait-too-many": slept(first, retries + 1, bound),
        "wait-not-doubled": slept(first, retries, growth=1),
    }


def jitter(stem):
    first, bound = number(r"is ([\d,]+) ms at", stem), number(r"most ([\d,]+) ms", stem)
    retries = int(number(r"to (\d+) retries", stem))
    part = Fraction(1, 2) if "on average" in stem else 1
    longest = slept(first, retries, bound)
    return part * longest, {
        "jitter-left-out": longest,
        "average-instead-of-longest": longest / 2,
        "one-wait-too-few": part * slept(first, retries - 1, bound),
        "bound-not-doubled": part * slept(first, retries, growth=1),
        "upper-limit-left-out": part * slept(first, retries),
        "last-wait-only": part * (longest - slept(first, retries - 1, bound)),
        "upper-limit-used-from-the-start": part * slept(bound, retries, growth=1),
        "one-wait-too-many": part * slept(first, retries + 1, bound),
        "jitter-added-to-the-backoff": longest + part * longest,
    }


def with_calls(stem):
    attempts, timeout = (
        number(r"with (\d+) attempts", stem),
        number(r"after (\d+) s", stem),
    )
    first = number(r"waits ([\d,]+) ms", stem)
    waits, calls = slept(first, attempts - 1), attempts * timeout
    return waits + calls, {
        "timeouts-left-out": waits,
        "waits-left-out": calls,
        "first-attempt-not-counted": slept(first, attempts) + calls + timeout,
        "wait-not-doubled": slept(first, attempts - 1, growth=1) + calls,
        "wait-after-the-last-attempt": slept(first, attempts) + calls,
        "last-timeout-left-out": waits + calls - timeout,
        "timeout-doubled-as-well": waits + slept(timeout * 1000, attempts),
    }


class BackoffWaitsTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("backoff-waits", told_by, HALF_A_MS) == []

    def test_it_takes_half_of_the_bounds_for_the_average(self):
        rng, bounds = Random(1), [100, 200, 400, 500, 500]
        totals = [sum(rng.uniform(0, bound) for bound in bounds) for _ in range(20_000)]
        assert abs(sum(totals) / len(totals) - sum(bounds) / 2) < 5
