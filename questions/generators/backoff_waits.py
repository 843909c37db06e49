"""Exponential backoff: how long a client waits, with a cap and with jitter."""

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

REFERENCES = (
    "https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html",
    "https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/"
    "retry-backoff.html",
)
SECONDS = Unit("seconds", "second")
BASES_MS = [50, 100, 200, 250, 400, 500, 1000]

CLIENTS = [
    ("A billing service", "calls the Amazon DynamoDB API"),
    ("A mobile back end", "writes to an Amazon Kinesis data stream"),
    ("An import job", "calls the AWS KMS API"),
    ("A reporting tool", "starts AWS Step Functions executions"),
    ("A deployment script", "calls the AWS CloudFormation API"),
    ("An order service", "invokes an AWS Lambda function"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def waits(base_ms: int, retries: int, cap_ms: int = 10**9) -> list[int]:
    """Milliseconds before each retry: doubled each time, up to the cap."""
    return [min(cap_ms, base_ms * 2**n) for n in range(retries)]


def _seconds(ms: Fraction | int) -> Fraction:
    return Fraction(ms, 1000)


def _ms(value: int) -> str:
    return f"{value:,} ms"


def draw_total(rng: Random) -> Calculation:
    """All waits of a call that is throttled each time."""
    client, action = rng.choice(CLIENTS)
    base, attempts = rng.choice(BASES_MS), rng.randint(4, 9)
    retries = attempts - 1
    stem = (
        f"{client} {action}. The client makes up to {attempts} attempts; the first "
        f"call is one of them. Before the first retry it waits {_ms(base)}. Before "
        f"each further retry it waits twice as long as before. There is no jitter and "
        f"no upper limit for a wait. During an incident every attempt is throttled at "
        f"once. The time of the calls themselves is not counted.\n\n"
        f"How long does the client wait in total before it gives up?"
    )
    value = sum(waits(base, retries))
    why = (
        f"{attempts} attempts have {retries} retries, so there are {retries} waits. "
        f"They double each time: {_ms(base)} × (2^{retries} − 1) = {_ms(value)}, that "
        f"is {plain(_seconds(value))} seconds."
    )
    mistakes = [
        Mistake(
            _seconds(sum(waits(base, attempts))),
            "first-call-counted-as-a-retry",
            "This time counts a wait for every attempt. The first attempt is made "
            "without a wait, and there is no wait after the last one.",
            "The client made that many retries after the first call.",
        ),
        Mistake(
            _seconds(sum(waits(base, retries - 1))),
            "one-wait-too-few",
            "This time leaves out the last wait. The client waits before the last "
            "attempt as well, and that wait is the longest.",
            "The client made one attempt less.",
        ),
        Mistake(
            _seconds(waits(base, retries)[-1]),
            "last-wait-only",
            "This time is the wait before the last attempt. The total also holds all "
            "the shorter waits before it.",
            "The question asked for the longest wait.",
        ),
        Mistake(
            _seconds(base * retries),
            "wait-not-doubled",
            "This time uses the same wait before every retry. With exponential backoff "
            "each wait is twice as long as the one before.",
            "The client waited the same time before each retry.",
        ),
        Mistake(
            _seconds(base * retries * (retries + 1) // 2),
            "wait-grown-by-the-base",
            "This time makes each wait longer by the same amount. Exponential backoff "
            "doubles the wait, which grows much faster.",
            "The backoff were linear.",
        ),
        Mistake(
            _seconds(base * 2**attempts),
            "power-of-the-attempts-taken",
            "This time doubles the first wait once for each attempt and takes the last "
            "value. The waits must be added, and there is one less than attempts.",
        ),
    ]
    return _asked(stem, _seconds(value), why, mistakes)


def _asked(
    stem: str, value: Fraction, why: str, mistakes: list[Mistake]
) -> Calculation:
    least, most = Fraction(1, 20), 7200
    return Calculation(
        stem, value, why, mistakes, SECONDS, REFERENCES, least=least, most=most
    )


def _capped(rng: Random) -> tuple[int, int, int]:
    """Base and cap in ms, and retries, so that some waits reach the cap."""
    base, doublings = rng.choice(BASES_MS), rng.randint(2, 4)
    cap = base * 2**doublings + base * rng.choice([0, 1, 2])
    return base, cap, doublings + rng.randint(2, 5)


def draw_capped(rng: Random) -> Calculation:
    """The waits grow up to an upper limit."""
    client, action = rng.choice(CLIENTS)
    base, cap, retries = _capped(rng)
    stem = (
        f"{client} {action}. When a call is throttled, the client tries again, up to "
        f"{retries} times after the first call. It waits {_ms(base)} before the first "
        f"retry and doubles the wait before each further retry. A single wait is never "
        f"longer than {_ms(cap)}. There is no jitter. All calls are throttled at once, "
        f"and their own time is not counted.\n\n"
        f"How long does the client wait in total before it gives up?"
    )
    found = waits(base, retries, cap)
    value = sum(found)
    listed = ", ".join(f"{ms:,}" for ms in found)
    why = (
        f"Each wait is twice the one before, but at most {_ms(cap)}. The {retries} "
        f"waits are {listed} ms. Their sum is {_ms(value)}, that is "
        f"{plain(_seconds(value))} seconds."
    )
    mistakes = [
        Mistake(
            _seconds(sum(waits(base, retries))),
            "upper-limit-left-out",
            "This time lets the waits grow without end. A wait that would be longer "
            "than the upper limit is cut to it.",
            "There were no upper limit for a wait.",
        ),
        Mistake(
            _seconds(cap),
            "upper-limit-taken-for-the-total",
            "This time is the upper limit itself. It limits a single wait; the sum of "
            "several waits may be longer.",
            "The limit applied to all waits together.",
        ),
        Mistake(
            _seconds(cap * retries),
            "upper-limit-used-from-the-start",
            "This time uses the longest wait before every retry. The first waits are "
            "shorter and grow up to the limit.",
        ),
        Mistake(
            _seconds(sum(ms for ms in waits(base, retries) if ms <= cap)),
            "stopped-at-the-upper-limit",
            "This time ends when a wait would be too long. The client goes on with "
            "the remaining retries and waits as long as the limit.",
            "The client gave up when a wait reached the limit.",
        ),
        Mistake(
            _seconds(sum(waits(base, retries - 1, cap))),
            "one-wait-too-few",
            "This time leaves out one wait. The client waits before each of its "
            "retries, also before the last one.",
            "The first call counted among these attempts.",
        ),
        Mistake(
            _seconds(sum(waits(base, retries + 1, cap))),
            "one-wait-too-many",
            "This time counts a wait after the last retry. When the last retry fails, "
            "the client gives up without another wait.",
        ),
        Mistake(
            _seconds(base * retries),
            "wait-not-doubled",
            "This time uses the first wait before every retry. With exponential "
            "backoff the waits double up to the limit.",
            "The client waited the same time before each retry.",
        ),
    ]
    return _asked(stem, _seconds(value), why, mistakes)


def draw_jitter(rng: Random) -> Calculation:
    """Full jitter: each wait is drawn between zero and its limit."""
    client, action = rng.choice(CLIENTS)
    base, cap, retries = _capped(rng)
    is_average = rng.random() < 0.5
    question = (
        "How long do many such clients wait in total on average before they give up?"
        if is_average
        else "What is the longest total time that a client may wait before it gives up?"
    )
    stem = (
        f"{client} {action} and uses exponential backoff with full jitter. After the "
        f"first call it makes up to {retries} retries. Before each retry it waits a "
        f"random time. This time lies between 0 and a bound, and all values are "
        f"equally likely. The bound is {_ms(base)} at first, doubles with each retry, "
        f"and is at most {_ms(cap)}. All calls fail at once. Their own time is not "
        f"counted.\n\n{question}"
    )
    longest = sum(waits(base, retries, cap))
    value = Fraction(longest, 2) if is_average else Fraction(longest)
    reason = (
        f"The average of each wait is half of its bound, so the average total is "
        f"{plain(_seconds(value))} seconds."
        if is_average
        else f"A wait can be as long as its bound, so the total can reach "
        f"{plain(_seconds(value))} seconds."
    )
    why = (
        f"The bounds of the {retries} waits double from {_ms(base)} up to {_ms(cap)}; "
        f"their sum is {_ms(longest)}. {reason}"
    )
    return _asked(
        stem, _seconds(value), why, _jitter_mistakes(base, cap, retries, value)
    )


def _jitter_mistakes(
    base: int, cap: int, retries: int, value: Fraction
) -> list[Mistake]:
    longest = sum(waits(base, retries, cap))
    part = value / longest  # 1/2 for the average
    other = (
        Mistake(
            _seconds(longest),
            "jitter-left-out",
            "This time is the sum of the bounds, the total without jitter. With full "
            "jitter a wait is between 0 and its bound, on average half of it.",
            "The question asked for the longest possible total.",
        )
        if part != 1
        else Mistake(
            _seconds(Fraction(longest, 2)),
            "average-instead-of-longest",
            "This time is the average total. A single client may draw longer waits, up "
            "to the bound each time.",
            "The question asked for the average total.",
        )
    )
    return [
        other,
        Mistake(
            _seconds(part * sum(waits(base, retries - 1, cap))),
            "one-wait-too-few",
            "This time leaves out one wait. The client waits before each of its "
            "retries, also before the last one.",
            "The first call counted among the retries.",
        ),
        Mistake(
            _seconds(part * base * retries),
            "bound-not-doubled",
            "This time uses the first bound before every retry. With exponential "
            "backoff the bound doubles until it reaches the upper limit.",
            "The bound stayed the same.",
        ),
        Mistake(
            _seconds(part * sum(waits(base, retries))),
            "upper-limit-left-out",
            "This time lets the bound grow without end. The stem sets an upper limit, "
            "and the last waits stay within it.",
            "There were no upper limit for the bound.",
        ),
        Mistake(
            _seconds(part * cap),
            "last-wait-only",
            "This time looks at the last wait only. The waits before the other retries "
            "belong to the total as well.",
            "The question asked for the last wait.",
        ),
        Mistake(
            _seconds(part * cap * retries),
            "upper-limit-used-from-the-start",
            "This time uses the upper limit for every wait. The bound starts much "
            "lower and reaches the limit only later.",
        ),
        Mistake(
            _seconds(part * sum(waits(base, retries + 1, cap))),
            "one-wait-too-many",
            "This time counts a wait after the last retry. When the last retry fails, "
            "the client gives up without another wait.",
            "The client made one retry more.",
        ),
        Mistake(
            _seconds(longest + sum(waits(base, retries, cap)) * part),
            "jitter-added-to-the-backoff",
            "This time adds the random time to the full backoff. With full jitter the "
            "random time replaces the backoff; it is not added.",
            "The client added the jitter to each full wait.",
        ),
    ]


def draw_with_calls(rng: Random) -> Calculation:
    """Each attempt takes its timeout, and the waits come between them."""
    client, action = rng.choice(CLIENTS)
    base, attempts = rng.choice(BASES_MS), rng.randint(3, 7)
    timeout = rng.choice([1, 2, 3, 5, 10])
    stem = (
        f"{client} {action}. The client is configured with {attempts} attempts at "
        f"most, including the first one. Each attempt ends with a timeout after "
        f"{timeout} {'second' if timeout == 1 else 'seconds'}. The client waits "
        f"{_ms(base)} before the second attempt. Every later wait is twice as long "
        f"as the one before, without jitter. The network is down, and no attempt gets "
        f"an answer.\n\n"
        f"How long after its first attempt started does the client report the error?"
    )
    slept = sum(waits(base, attempts - 1))
    calls = attempts * timeout * 1000
    value = calls + slept
    why = (
        f"{attempts} attempts of {timeout} s take {plain(_seconds(calls))} seconds. "
        f"Between them are {attempts - 1} waits of {plain(_seconds(slept))} seconds in "
        f"total. The error is reported after {plain(_seconds(value))} seconds."
    )
    mistakes = [
        Mistake(
            _seconds(slept),
            "timeouts-left-out",
            "This time holds the waits only. Each attempt also lasts until its "
            "timeout, before the client can wait and try again.",
            "The attempts failed at once.",
        ),
        Mistake(
            _seconds(calls),
            "waits-left-out",
            "This time holds the attempts only. Between two attempts the client waits, "
            "longer each time.",
            "The client tried again without waiting.",
        ),
        Mistake(
            _seconds(calls + timeout * 1000 + sum(waits(base, attempts))),
            "first-attempt-not-counted",
            "This time takes the number for retries after a first call. The setting "
            "counts all attempts, so there is one less.",
            "The setting counted retries only.",
        ),
        Mistake(
            _seconds(calls + base * (attempts - 1)),
            "wait-not-doubled",
            "This time uses the first wait between all attempts. Every wait is twice "
            "as long as the one before.",
            "The client waited the same time before each retry.",
        ),
        Mistake(
            _seconds(calls + sum(waits(base, attempts))),
            "wait-after-the-last-attempt",
            "This time counts a wait after the last attempt. The client reports the "
            "error as soon as the last attempt has failed.",
        ),
        Mistake(
            _seconds(calls - timeout * 1000 + slept),
            "last-timeout-left-out",
            "This time ends when the last attempt starts. The client has to wait for "
            "its timeout before it can report the error.",
            "The last attempt failed at once.",
        ),
        Mistake(
            _seconds(sum(waits(timeout * 1000, attempts)) + slept),
            "timeout-doubled-as-well",
            "This time doubles the timeout of each attempt. The backoff doubles the "
            "waits; the timeout of an attempt stays the same.",
        ),
    ]
    return _asked(stem, _seconds(value), why, mistakes)


SITUATIONS: list[Situation] = [draw_total, draw_capped, draw_jitter, draw_with_calls]
