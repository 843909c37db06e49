"""Retries by the service: asynchronous Lambda invocations and Step Functions."""

from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Situation,
    Unit,
    draw_calculation,
)
from questions.generators.variant import Variant

LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg"
LAMBDA_REFERENCES = (
    f"{LAMBDA}/invocation-async-error-handling.html",
    f"{LAMBDA}/invocation-async-configuring.html",
)
STATES_REFERENCES = (
    "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html",
)
WAITS = [60, 120]  # seconds before the first and second retry
INVOCATIONS = Unit("invocations", "invocation")
EVENTS = Unit("events", "event")
SECONDS = Unit("seconds", "second")

SENDERS = [
    ("Amazon S3 invokes an AWS Lambda function for each uploaded invoice", "invoice"),
    ("Amazon SNS invokes an AWS Lambda function for each parcel scan", "parcel scan"),
    (
        "An Amazon EventBridge rule invokes an AWS Lambda function for each order",
        "order",
    ),
    (
        "A web service invokes an AWS Lambda function with `Event` for each claim",
        "claim",
    ),
    ("Amazon S3 invokes an AWS Lambda function for each new photo", "photo"),
    ("Amazon SNS invokes an AWS Lambda function for each meter reading", "reading"),
]
STEPS = [
    ("charges a credit card", "payment provider"),
    ("reserves a hotel room", "booking system"),
    ("prints a shipping label", "label service"),
    ("checks an identity card", "register"),
    ("orders a spare part", "supplier"),
    ("books a delivery slot", "carrier"),
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)


def draw_invocations(rng: Random) -> Calculation:
    """Bad events are invoked again, good ones are not."""
    sender, event = rng.choice(SENDERS)
    retries = rng.choice([1, 2, 2])
    events, percent = 1000 * rng.randint(4, 60), rng.choice([1, 2, 3, 5, 8, 10, 15, 20])
    bad = events * percent // 100
    setting = (
        "The retry settings are the defaults"
        if retries == 2
        else "The maximum number of retry attempts is set to 1"
    )
    stem = (
        f"{sender}. The invocations are asynchronous. On a normal day there are "
        f"{events:,} events. In {percent} % of them the data is broken, and the "
        f"function ends with an error each time it gets such a{_n(event)} {event}. All "
        f"others succeed at once. {setting}. The function is never throttled. An "
        f"on-failure destination is configured, and no event is delivered twice.\n\n"
        f"How many invocations of the function do the events of a day cause?"
    )
    value = events + retries * bad
    times = "once more" if retries == 1 else "twice more"
    why = (
        f"Each event is invoked once: {events:,}. When the function returns an error, "
        f"Lambda tries the event {times}: {retries} × {bad:,}. The sum is "
        f"{value:,}. The destination gets a record and causes no invocation."
    )
    mistakes = [
        Mistake(
            events,
            "retries-left-out",
            "This number counts the first invocations only. Lambda retries "
            "asynchronous invocations after an error, without any code for it.",
            "The maximum number of retry attempts were 0.",
        ),
        Mistake(
            events + (retries + 1) * bad,
            "first-invocation-counted-as-a-retry",
            "This number counts one retry too many. The first invocation of a broken "
            "event is already among the events of the day.",
            "Lambda made one retry more.",
        ),
        Mistake(
            events * (1 + retries),
            "all-events-retried",
            "This number retries every event. Only events for which the function "
            "returns an error are invoked again.",
            "The function failed for all events.",
        ),
        Mistake(
            events + (3 - retries) * bad,
            "one-retry-only" if retries == 2 else "default-retries-used",
            "This number counts one retry. By default Lambda makes two retries of a "
            "failed asynchronous invocation."
            if retries == 2
            else "This number counts two retries, the default. Here the setting of the "
            "function allows one retry attempt only.",
            f"The maximum number of retry attempts were {3 - retries}.",
        ),
        Mistake(
            events - bad,
            "broken-events-left-out",
            "This number leaves out the broken events. They are invoked like all "
            "others, and again after the error.",
            "Broken events were filtered out before the function.",
        ),
        Mistake(
            events + bad * (retries + retries**2),
            "retries-retried",
            "This number retries each retry again. The number of retries counts for "
            "the event, not for each of its attempts.",
        )
        if retries == 2
        else Mistake(
            events + 3 * bad,
            "retries-added-to-the-default",
            "This number adds the retry of the setting to the two of the default. The "
            "setting replaces the default.",
        ),
        Mistake(
            retries * bad,
            "retries-only",
            "This number counts the retries only. The first invocation of each event "
            "counts as well.",
            "The question asked for the retries.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, INVOCATIONS, LAMBDA_REFERENCES)


def _n(word: str) -> str:
    return "n" if word[0] in "aeiou" else ""


def draw_failure_time(rng: Random) -> Calculation:
    """All attempts and the waits between them."""
    sender, event = rng.choice(SENDERS)
    retries, runs = rng.choice([1, 2, 2]), rng.randint(4, 120)
    timeout = runs + rng.randint(20, 180)
    setting = (
        "Lambda makes two retries, which is the default"
        if retries == 2
        else "The maximum number of retry attempts is set to 1"
    )
    stem = (
        f"{sender}. The invocations are asynchronous. {setting}. Lambda waits one "
        f"minute before the first retry and two minutes before a second one. For one "
        f"{event} the function always runs for {runs} seconds and then returns an "
        f"error. Its timeout is {timeout} seconds. The function is not throttled. An "
        f"on-failure destination is configured.\n\n"
        f"How many seconds after the first start of the function does its last attempt "
        f"end, so that Lambda can send the failure record?"
    )
    slept = sum(WAITS[:retries])
    value = (retries + 1) * runs + slept
    why = (
        f"The function runs {retries + 1} times, {runs} seconds each, with "
        f"{slept} seconds of waiting between the attempts: {retries + 1} × {runs} + "
        f"{slept} = {value:,} seconds. The timeout is never reached."
    )
    mistakes = [
        Mistake(
            retries * runs + slept,
            "first-run-left-out",
            "This time counts the retries only. The function also ran once before the "
            "first retry, and that run starts the clock.",
        ),
        Mistake(
            (retries + 1) * runs,
            "waits-left-out",
            "This time leaves out the waits. Lambda does not retry at once; it waits "
            "before each retry of a failed asynchronous invocation.",
            "Lambda retried without waiting.",
        ),
        Mistake(
            (retries + 1) * timeout + slept,
            "timeout-taken-for-the-duration",
            "This time lets each attempt run until the timeout. The function returns "
            "its error earlier, and the attempt ends with it.",
            "The function ran until its timeout each time.",
        ),
        Mistake(
            (retries + 1) * runs + 60 * retries if retries == 2 else 2 * runs + 120,
            "same-wait-before-each-retry" if retries == 2 else "second-wait-taken",
            "This time waits one minute before each retry. The wait before the second "
            "retry is two minutes."
            if retries == 2
            else "This time waits two minutes. That is the wait before a second retry, "
            "which is not made here.",
        ),
        Mistake(
            (retries + 2) * runs + (60 + 120 + 240 if retries == 2 else 60 + 120),
            "one-attempt-too-many",
            "This time counts one retry too many, with a wait before it. The number of "
            "retries is the number of attempts after the first one.",
            "Lambda made one retry more.",
        ),
        Mistake(
            (retries + 1) * runs + 300 * retries,
            "wait-of-throttled-events-taken",
            "This time waits five minutes before each retry. Up to that long Lambda "
            "waits for throttled events; after errors of the function it waits less.",
        ),
        Mistake(
            runs + slept,
            "attempts-of-no-length",
            "This time counts one run and the waits. Each attempt runs as long as the "
            "first, because the function fails only at its end.",
            "The retries failed at once.",
        ),
        Mistake(
            retries * runs + WAITS[0] if retries == 2 else runs,
            "one-attempt-too-few",
            "This time takes the number of retries for the number of attempts. The "
            "first attempt is not a retry and comes in addition.",
            "The number counted all attempts.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, SECONDS, LAMBDA_REFERENCES, least=5)


def draw_expired(rng: Random) -> Calculation:
    """Events that wait longer than their maximum age are discarded."""
    sender, _ = rng.choice(SENDERS)
    age = rng.choice([10, 15, 20, 30, 45, 60, 90, 120])
    stop = age + 5 * rng.randint(4, 40)
    rate = rng.choice([4, 6, 10, 12, 15, 20, 25, 30, 40])
    stem = (
        f"{sender}, {rate} events per minute, evenly over time. The invocations are "
        f"asynchronous. The maximum age of an event is set to {age} minutes. The "
        f"function has no reserved concurrency. For {stop} minutes other functions use "
        f"the whole concurrency of the account, and every invocation of this function "
        f"is throttled. Then there is enough concurrency again. No event was waiting "
        f"before.\n\n"
        f"At least how many events are discarded because they became too old?"
    )
    value = rate * (stop - age)
    why = (
        f"Throttled events go back to the queue of the function and wait. After "
        f"{stop} minutes, the events of the first {stop} − {age} = {stop - age} "
        f"minutes are older than {age} minutes and are lost: {rate} × {stop - age} = "
        f"{value:,}. Younger ones can still be tried again."
    )
    mistakes = [
        Mistake(
            rate * stop,
            "all-throttled-events-discarded",
            "This number discards every event of the shortage. A throttled "
            "asynchronous event waits and is tried again until it is too old.",
            "Throttled events were not tried again.",
        ),
        Mistake(
            rate * age,
            "kept-instead-of-discarded",
            "This number is about the events that can still be young enough when the "
            "shortage ends. The question asks for those that are too old.",
            "The question asked for the events that are not too old.",
        ),
        Mistake(
            rate * (stop - 2 * age),
            "age-subtracted-twice",
            "This number subtracts the maximum age twice. An event that came more than "
            "one maximum age before the end is already too old.",
        ),
        Mistake(
            rate * (stop + age),
            "age-added",
            "This number adds the maximum age to the shortage. Events that come after "
            "the end are processed, and the last ones before it are still young.",
        ),
        Mistake(
            rate * (stop - 3),
            "lost-after-the-retries",
            "This number discards events after the two retries for function errors, "
            "three minutes. A throttled event is not limited by these retries.",
            "The function returned errors instead of being throttled.",
        ),
        Mistake(
            rate * (stop - age - 5),
            "retry-interval-added-to-the-age",
            "This number lets an event live five minutes longer, the longest interval "
            "between two tries. The age counts from the arrival of the event.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, EVENTS, LAMBDA_REFERENCES)


def draw_states(rng: Random) -> Calculation:
    """A Retry field: interval, rate, and attempts after the first."""
    step, partner = rng.choice(STEPS)
    interval, rate = rng.choice([2, 3, 4, 5, 10]), rng.choice([2, 2, 3])
    attempts, runs = (
        rng.choice([2, 3, 4] if rate == 3 else [3, 4, 5]),
        rng.randint(2, 30),
    )
    stem = (
        f"A state machine of AWS Step Functions {step} in a task state. The state has "
        f"one retrier for `States.ALL`: `IntervalSeconds` is {interval}, `BackoffRate` "
        f"is {rate}, and `MaxAttempts` is {attempts}. There is no `MaxDelaySeconds` "
        f"and no jitter. The {partner} is down. Each attempt of the task runs for "
        f"{runs} seconds and fails. The time of state transitions is not counted.\n\n"
        f"How many seconds after the task first started does the state fail for good?"
    )
    waits = [interval * rate**n for n in range(attempts)]
    slept = sum(waits)
    value = (attempts + 1) * runs + slept
    why = (
        f"`MaxAttempts` counts retries, so the task runs {attempts + 1} times. The "
        f"waits are {', '.join(map(str, waits))} seconds, together {slept}. "
        f"{attempts + 1} × {runs} + {slept} = {value:,} seconds."
    )
    mistakes = [
        Mistake(
            attempts * runs + slept - waits[-1],
            "first-run-counted-as-an-attempt",
            "This time takes `MaxAttempts` for the number of all runs. It is the "
            "number of retries; the first run comes in addition.",
            "`MaxAttempts` were one less.",
        ),
        Mistake(
            (attempts + 2) * runs + slept + waits[-1] * rate,
            "one-attempt-too-many",
            "This time counts one retry more than `MaxAttempts` allows. The first run "
            "and the retries together are one more than `MaxAttempts`, not two.",
            "`MaxAttempts` were one more.",
        ),
        Mistake(
            slept,
            "runs-left-out",
            "This time holds the waits only. Each attempt also runs before it fails, "
            "and the next wait starts after that.",
            "The attempts failed at once.",
        ),
        Mistake(
            (attempts + 1) * runs + attempts * interval,
            "backoff-rate-left-out",
            "This time uses the same interval before each retry. The backoff rate "
            "multiplies the wait after each retry.",
            "`BackoffRate` were 1.",
        ),
        Mistake(
            (attempts + 1) * runs,
            "waits-left-out",
            "This time holds the runs only. Step Functions waits before each retry, "
            "longer each time.",
        ),
        Mistake(
            (attempts + 1) * runs + slept * rate + interval,
            "wait-after-the-last-attempt",
            "This time counts one wait more, after the last retry. When the last retry "
            "has failed, the state fails at once.",
        ),
        Mistake(
            (attempts + 1) * runs + sum(interval + rate * n for n in range(attempts)),
            "backoff-rate-added",
            "This time adds the backoff rate to each wait. The rate is a factor: each "
            "wait is the one before, multiplied by it.",
        ),
        Mistake(
            (attempts + 1) * runs + slept * rate,
            "first-interval-multiplied-too",
            "This time multiplies the first interval by the backoff rate as well. The "
            "first retry waits `IntervalSeconds`; the rate applies afterwards.",
            "`IntervalSeconds` were larger by this factor.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, SECONDS, STATES_REFERENCES)


SITUATIONS: list[Situation] = [
    draw_invocations,
    draw_failure_time,
    draw_expired,
    draw_states,
]
