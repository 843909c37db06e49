"""Lambda concurrency: invocations laid side by side, reservations taken one by one."""

from fractions import Fraction

from tests.questions.generators.reading import differences, number, numbers, whole


def told_by(stem):
    if "lowest reserved" in stem:
        return needed(stem)
    if "are throttled during" in stem:
        return throttled(stem)
    return left(stem) if "before it is throttled" in stem else reservable(stem)


def running(rate, duration):
    """Invocations that have started and not ended when the next one starts."""
    count = 0
    while Fraction(count) / rate < duration:
        count += 1
    return count


def needed(stem):
    period = 60 if "per minute" in stem else 1
    told = number(r"send ([\d,]+) requests", stem)
    own, waiting = (
        number(r"works for (\d+) ms", stem),
        number(r"waits ([\d,]+) ms", stem),
    )
    rate, duration = told / period, (own + waiting) / 1000
    return running(rate, duration), {
        "per-minute-read-as-per-second": running(rate * 60, duration),
        "per-second-read-as-per-minute": running(rate / 60, duration),
        "waiting-time-left-out": running(rate, own / 1000),
        "working-time-left-out": running(rate, waiting / 1000),
        "duration-rounded-to-whole-seconds": running(rate, whole(duration)),
        "one-environment-per-request-per-second": rate,
        "divided-by-the-duration": whole(rate / duration),
    }


def account(stem):
    limit = number(r"run ([\d,]+) concurrent", stem)
    first, second = numbers(r"reserved concurrency of (\d+)", stem)
    provisioned = number(r"(?:and|provisioned concurrency of) (\d+)(?: of|\.)", stem)
    return limit, first, second, provisioned


def left(stem):
    limit, first, second, provisioned = account(stem)
    others = {"one": 1, "2": 2, "3": 3}
    found = next(n for word, n in others.items() if f"and {word} other f" in stem)
    key = limit - sum([first, second])
    return key, {
        **pool_mistakes(limit, first, second, provisioned),
        "unreserved-minimum-subtracted": key - 100,
        "pool-shared-out-evenly": key // (1 + found),
        "unused-reservations-lent": limit,
    }


def reservable(stem):
    limit, first, second, provisioned = account(stem)
    free = limit - first - second
    key = max(n for n in range(int(free)) if free - n >= 100)
    return key, {
        **pool_mistakes(limit - 100, first, second, provisioned),
        "unreserved-minimum-forgotten": free,
        "unreserved-minimum-counted-twice": free - 200,
        "unreserved-minimum-kept-per-function": free - 300,
    }


def pool_mistakes(pool, first, second, provisioned):
    return {
        "provisioned-counted-beside-reserved": pool - sum([first, second, provisioned]),
        "provisioned-taken-for-reserved": pool - sum([first, provisioned]),
        "only-one-reservation-subtracted": min(pool - first, pool - second),
    }


def throttled(stem):
    """In as many seconds as an invocation has milliseconds."""
    reserved = number(r"concurrency of (\d+)", stem)
    duration = number(r"takes ([\d,]+) ms", stem)
    rate = number(r"send (\d+) requests", stem)
    arrived, ended = rate * duration, reserved * 1000
    return (arrived - ended) / duration, {
        "concurrency-taken-for-a-rate": rate - reserved,
        "served-instead-of-throttled": ended / duration,
        "missing-concurrency-taken-for-requests": running(rate, duration / 1000)
        - reserved,
        "multiplied-by-the-duration": rate - reserved * duration / 1000,
        "all-requests-throttled": rate,
    }


class LambdaConcurrencyTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("lambda-concurrency", told_by) == []
