"""Lambda concurrency: environments for a load, and what reservations leave."""

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

GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg"
REFERENCES = (
    f"{GUIDE}/lambda-concurrency.html",
    f"{GUIDE}/configuration-concurrency.html",
)
UNRESERVED = 100  # what Lambda keeps for functions without a reservation
EXECUTIONS = Unit("concurrent executions", "concurrent execution")
REQUESTS = Unit("requests per second", "request per second")

CALLERS = [
    ("A ticket shop", "checks a seat", "the payment provider"),
    ("An insurance company", "prices a contract", "a rating service"),
    ("A travel portal", "builds an offer", "an airline"),
    ("A delivery service", "plans a route", "a map service"),
    ("A clinic", "books an appointment", "the calendar of a doctor"),
    ("A bank", "scores a transfer", "a fraud service"),
]
NAMES = [
    ("checkout", "search", "report"),
    ("login", "profile", "export"),
    ("orders", "stock", "mailer"),
    ("upload", "preview", "cleanup"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def draw_needed(rng: Random) -> Calculation:
    """Requests in a period, part of each invocation spent waiting."""
    per_second = rng.choice([8, 12, 15, 20, 24, 30, 40, 50, 60, 80, 90, 120, 150])
    seconds = rng.choice([1, 60])
    own, waiting = 10 * rng.randint(8, 60), 10 * rng.randint(10, 180)
    company, work, callee = rng.choice(CALLERS)
    period = "minute" if seconds == 60 else "second"
    stem = (
        f"{company} uses an AWS Lambda function that {work}. At the peak, clients send "
        f"{per_second * seconds:,} requests per {period}, evenly over time. Each "
        f"request starts one synchronous invocation. The code works for {own} ms. Then "
        f"it waits {waiting:,} ms for the answer of {callee} and returns at once. "
        f"All execution environments are already initialized.\n\n"
        f"What is the lowest reserved concurrency that serves the peak without "
        f"throttling?"
    )
    duration = Fraction(own + waiting, 1000)
    value = ceil(per_second * duration)
    why = (
        f"Concurrency is the rate multiplied by the duration. An execution environment "
        f"is busy for {own + waiting:,} ms, because waiting counts as well. "
        f"{per_second:,} requests per second × {float(duration):g} s, rounded up, is "
        f"{value:,}."
    )
    return Calculation(
        stem,
        value,
        why,
        _needed_mistakes(per_second, seconds, own, waiting),
        EXECUTIONS,
        REFERENCES,
        most=10_000,
    )


def _needed_mistakes(
    per_second: int, seconds: int, own: int, waiting: int
) -> list[Mistake]:
    duration = Fraction(own + waiting, 1000)
    slip = (
        Mistake(
            ceil(per_second * 60 * duration),
            "per-minute-read-as-per-second",
            "This number takes the requests of a minute as requests of a second. The "
            "duration is given in seconds, so the rate must be per second, too.",
            "The clients sent this number of requests in each second.",
        )
        if seconds == 60
        else Mistake(
            ceil(per_second * duration / 60),
            "per-second-read-as-per-minute",
            "This number divides the rate by 60, although the rate is already given "
            "per second. The function would be throttled for most requests.",
            "The clients sent this number of requests in each minute.",
        )
    )
    return [
        slip,
        Mistake(
            ceil(per_second * Fraction(own, 1000)),
            "waiting-time-left-out",
            "This number counts only the time in which the code works. While it waits, "
            "its execution environment is occupied and cannot take another request.",
            "The function returned before the other service answered.",
        ),
        Mistake(
            ceil(per_second * Fraction(waiting, 1000)),
            "working-time-left-out",
            "This number counts only the time in which the code waits. The work before "
            "it occupies the execution environment in the same way.",
        ),
        Mistake(
            per_second * ceil(duration),
            "duration-rounded-to-whole-seconds",
            "This number rounds the duration up to whole seconds first. Concurrency "
            "uses the exact average duration; only the product is rounded up.",
            "Each invocation took that many whole seconds.",
        ),
        Mistake(
            per_second,
            "one-environment-per-request-per-second",
            "This number is the request rate alone. It equals the concurrency only "
            "when an invocation takes exactly one second; this one does not.",
            "An invocation took exactly one second.",
        ),
        Mistake(
            ceil(per_second / duration),
            "divided-by-the-duration",
            "This number divides the rate by the duration. A longer invocation "
            "needs more environments at a time, so the two are multiplied.",
        ),
    ]


def _account(rng: Random) -> tuple[int, int, int, int]:
    """Limit of the account, two reservations, and a part that is provisioned."""
    limit = rng.choice([1000, 1000, 1500, 2000, 3000])
    first = 25 * rng.randint(4, limit // 100)
    second = 25 * rng.randint(6, limit // 100)
    return limit, first, second, 5 * rng.randint(5, second // 5 - 6)


def draw_left(rng: Random) -> Calculation:
    """What a function without a reservation can reach."""
    limit, first, second, provisioned = _account(rng)
    a, b, c = rng.choice(NAMES)
    others = rng.choice([1, 2, 3])
    idle = "one other function" if others == 1 else f"{others} other functions"
    stem = (
        f"An account may run {limit:,} concurrent AWS Lambda executions in a Region. "
        f"The function `{a}` has a reserved concurrency of {first}. The function `{b}` "
        f"has a reserved concurrency of {second}. An alias of `{b}` has a provisioned "
        f"concurrency of {provisioned}. The function `{c}` and {idle} have no such "
        f"setting. At the moment only `{c}` gets requests.\n\n"
        f"How many concurrent executions can `{c}` reach before it is throttled?"
    )
    value = limit - first - second
    why = (
        f"Both reservations are taken from the limit of the account, whether they are "
        f"used or not. The provisioned concurrency lies within the reservation of "
        f"`{b}`. That leaves {limit:,} − {first} − {second} = {value:,} for all other "
        f"functions together."
    )
    mistakes = [
        *_pool_mistakes(limit, first, second, provisioned),
        Mistake(
            value - UNRESERVED,
            "unreserved-minimum-subtracted",
            "This number subtracts 100 more. Lambda refuses reservations that would "
            "leave less than 100, but functions without a reservation may use these.",
            "The number were the largest reservation that can still be made.",
        ),
        Mistake(
            value // (others + 1),
            "pool-shared-out-evenly",
            "This number divides the pool by the number of functions. The unreserved "
            "pool is not shared out; one busy function may use all of it.",
        ),
        Mistake(
            limit,
            "unused-reservations-lent",
            "This number ignores the reservations because they are idle. Reserved "
            "concurrency is kept for its function at all times and is never lent.",
            "No function had a reserved concurrency.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, EXECUTIONS, REFERENCES, least=25)


def draw_largest_reservation(rng: Random) -> Calculation:
    """What may still be reserved."""
    limit, first, second, provisioned = _account(rng)
    a, b, c = rng.choice(NAMES)
    stem = (
        f"An account may run {limit:,} concurrent executions of AWS Lambda in a "
        f"Region. "
        f"`{a}` has a reserved concurrency of {first}. `{b}` has a reserved "
        f"concurrency of {second}, and {provisioned} of these are provisioned on an "
        f"alias. A developer wants to guarantee as much concurrency as possible to the "
        f"function `{c}`. No other setting may be changed. The account also has "
        f"functions without a reservation.\n\n"
        f"Which value is the largest reserved concurrency that Lambda accepts for "
        f"`{c}`?"
    )
    value = limit - first - second - UNRESERVED
    why = (
        f"Lambda accepts a reservation only if at least {UNRESERVED} concurrent "
        f"executions stay unreserved. The provisioned part is already within the "
        f"reservation of `{b}`: {limit:,} − {first} − {second} − {UNRESERVED} = "
        f"{value:,}."
    )
    mistakes = [
        *_pool_mistakes(limit, first, second, provisioned, UNRESERVED),
        Mistake(
            value + UNRESERVED,
            "unreserved-minimum-forgotten",
            f"This number reserves the rest of the account completely. Lambda refuses "
            f"that, because {UNRESERVED} must stay for functions without a "
            f"reservation.",
            "The question were what an unreserved function can reach.",
        ),
        Mistake(
            value - 2 * UNRESERVED,
            "unreserved-minimum-kept-per-function",
            f"This number keeps {UNRESERVED} for each function with a reservation. The "
            f"minimum is kept once, for all functions without one.",
        ),
        Mistake(
            value - UNRESERVED,
            "unreserved-minimum-counted-twice",
            f"This number keeps {2 * UNRESERVED} unreserved. The minimum of "
            f"{UNRESERVED} counts once for the account in the Region, not per function "
            f"or setting.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, EXECUTIONS, REFERENCES, least=25)


def _pool_mistakes(
    limit: int, first: int, second: int, provisioned: int, kept: int = 0
) -> list[Mistake]:
    """Wrong sums over two reservations, with so much `kept` unreserved."""
    return [
        Mistake(
            limit - first - second - provisioned - kept,
            "provisioned-counted-beside-reserved",
            "This number subtracts the provisioned concurrency as well. It counts "
            "toward the reservation of its own function, so it is subtracted twice "
            "here.",
            "The function with the alias had no reserved concurrency of its own.",
        ),
        Mistake(
            limit - first - provisioned - kept,
            "provisioned-taken-for-reserved",
            "This number subtracts the provisioned part only. The reservation of that "
            "function is larger, and all of it is taken from the pool.",
            "The function with the alias had provisioned concurrency only.",
        ),
        Mistake(
            limit - max(first, second) - kept,
            "only-one-reservation-subtracted",
            "This number subtracts only the larger reservation. Each reservation is "
            "taken from the limit of the account, so both must be subtracted.",
            "Only that function had a reserved concurrency.",
        ),
    ]


def draw_throttled(rng: Random) -> Calculation:
    """The part of a load that a reservation turns away."""
    duration_ms = rng.choice([200, 250, 400, 500, 800, 1250, 2000, 2500])
    reserved = rng.choice([10, 20, 30, 40, 50, 60, 80, 100])
    served = Fraction(reserved * 1000, duration_ms)
    rate = int(served) + rng.choice([5, 8, 12, 15, 18, 24, 30, 36, 45, 60, 75, 90])
    company, work, _ = rng.choice(CALLERS)
    stem = (
        f"{company} uses an AWS Lambda function that {work}. The function has a "
        f"reserved concurrency of {reserved} to protect a database. An invocation "
        f"takes {duration_ms:,} ms. An API calls the function synchronously. For an "
        f"hour the clients send {rate} requests per second, evenly over time. They do "
        f"not retry.\n\n"
        f"About how many requests per second are throttled during this hour?"
    )
    value = rate - served
    why = (
        f"An environment serves 1,000 / {duration_ms:,} requests per second, so "
        f"{reserved} of them serve {float(served):g} per second. The other "
        f"{float(value):g} of the {rate} requests per second get a throttling error."
    )
    return Calculation(
        stem,
        value,
        why,
        _throttled_mistakes(rate, reserved, duration_ms),
        REQUESTS,
        REFERENCES,
    )


def _throttled_mistakes(rate: int, reserved: int, duration_ms: int) -> list[Mistake]:
    served = Fraction(reserved * 1000, duration_ms)
    needed = ceil(Fraction(rate * duration_ms, 1000))
    return [
        Mistake(
            rate - reserved,
            "concurrency-taken-for-a-rate",
            "This number treats the reservation as a limit of requests per second. It "
            "limits invocations at the same time; the duration turns it into a rate.",
            "An invocation took exactly one second.",
        ),
        Mistake(
            served,
            "served-instead-of-throttled",
            "This number is what the function does serve in each second. The question "
            "asks for the requests that find no free environment.",
            "The question asked for the requests that are served.",
        ),
        Mistake(
            needed - reserved,
            "missing-concurrency-taken-for-requests",
            "This number is the missing concurrency: what the load needs, less what is "
            "reserved. It counts environments, not requests in a second.",
            "The question asked by how much the reservation must be raised.",
        ),
        Mistake(
            rate - Fraction(reserved * duration_ms, 1000),
            "multiplied-by-the-duration",
            "This number multiplies the reservation by the duration. An environment "
            "that is busy for longer serves fewer requests, so it must be divided.",
        ),
        Mistake(
            rate,
            "all-requests-throttled",
            "This number throttles everything once the limit is reached. The reserved "
            "environments go on serving; only requests above their capacity fail.",
            "The reserved concurrency were set to 0.",
        ),
    ]


SITUATIONS: list[Situation] = [
    draw_needed,
    draw_needed,
    draw_left,
    draw_largest_reservation,
    draw_throttled,
]
