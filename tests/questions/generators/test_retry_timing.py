"""Retries by the service: each attempt made again on a clock."""

from tests.questions.generators.reading import differences, number


def told_by(stem):
    if "state machine" in stem:
        return states(stem)
    if "maximum age" in stem:
        return expired(stem)
    return (
        invocations(stem) if "defaults" in stem or "broken" in stem else failure(stem)
    )


def retries_of(stem):
    return 1 if "attempts is set to 1" in stem else 2


def invocations(stem):
    events, percent = number(r"are ([\d,]+) events", stem), number(r"In (\d+) %", stem)
    bad, retries = events * percent / 100, retries_of(stem)
    good = events - bad

    def handled(attempts):
        return good + sum(bad for _ in range(attempts))

    return handled(1 + retries), {
        "retries-left-out": handled(1),
        "first-invocation-counted-as-a-retry": handled(2 + retries),
        "all-events-retried": events * (1 + retries),
        "one-retry-only": handled(2),
        "default-retries-used": handled(3),
        "broken-events-left-out": good,
        "retries-only": handled(1 + retries) - events,
        "retries-retried": handled(1 + 2 + 4),
        "retries-added-to-the-default": handled(1 + 3),
    }


def ended_at(runs, waits):
    """Attempts with waits between them, one after the other."""
    clock = runs
    for wait in waits:
        clock += wait + runs
    return clock


def failure(stem):
    runs, timeout = (
        number(r"for (\d+) seconds", stem),
        number(r"timeout is (\d+)", stem),
    )
    waits = [60, 120, 240][: retries_of(stem)]
    key = ended_at(runs, waits)
    return key, {
        "first-run-left-out": key - runs,
        "waits-left-out": ended_at(runs, [0 for _ in waits]),
        "timeout-taken-for-the-duration": ended_at(timeout, waits),
        "same-wait-before-each-retry": ended_at(runs, [60 for _ in waits]),
        "second-wait-taken": ended_at(runs, [120]),
        "one-attempt-too-many": ended_at(runs, [60, 120, 240][: len(waits) + 1]),
        "attempts-of-no-length": ended_at(0, waits) + runs,
        "one-attempt-too-few": ended_at(runs, waits[:-1]),
        "wait-of-throttled-events-taken": ended_at(runs, [300 for _ in waits]),
    }


def expired(stem):
    """Events come in the middle of their interval; at the end each has an age."""
    rate, age = int(number(r"(\d+) events", stem)), number(r"set to (\d+)", stem)
    stop = int(number(r"For (\d+) minutes", stem))
    ages = [stop - minute for minute in range(stop) for _ in range(rate)]
    lost = sum(1 for waited in ages if waited > age)
    return lost, {
        "all-throttled-events-discarded": len(ages),
        "kept-instead-of-discarded": len(ages) - lost,
        "age-subtracted-twice": lost - rate * age,
        "age-added": len(ages) + rate * age,
        "lost-after-the-retries": sum(1 for waited in ages if waited > 3),
        "retry-interval-added-to-the-age": sum(1 for w in ages if w > age + 5),
    }


def states(stem):
    interval, factor = (
        number(r"`IntervalSeconds` is (\d+)", stem),
        number(r"is (\d+), and", stem),
    )
    attempts, runs = (
        int(number(r"`MaxAttempts` is (\d+)", stem)),
        number(r"for (\d+) sec", stem),
    )
    waits = [interval]
    while len(waits) <= attempts:
        waits.append(waits[-1] * factor)
    made = waits[:attempts]
    return ended_at(runs, made), {
        "first-run-counted-as-an-attempt": ended_at(runs, made[:-1]),
        "one-attempt-too-many": ended_at(runs, waits),
        "runs-left-out": ended_at(0, made),
        "backoff-rate-left-out": ended_at(runs, [interval] * attempts),
        "waits-left-out": ended_at(runs, [0] * attempts),
        "wait-after-the-last-attempt": ended_at(runs, made) + waits[-1],
        "backoff-rate-added": ended_at(
            runs, [interval + factor * n for n in range(attempts)]
        ),
        "first-interval-multiplied-too": ended_at(runs, waits[1:]),
    }


class RetryTimingTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("retry-timing", told_by) == []
