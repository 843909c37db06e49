"""Lambda charges: megabyte-milliseconds, counted in whole numbers."""

from fractions import Fraction

from tests.questions.generators.reading import differences, number, numbers

CENT_ROUNDED = Fraction(1, 200)
MB_MS = 1024 * 1000  # in a GB-second


def told_by(stem):
    if "What does Lambda charge" in stem:
        return month(stem)
    if "power" in stem or "A test with" in stem:
        return more_memory(stem)
    return billable(stem) if "are charged in the month" in stem else free_runs(stem)


def month(stem):
    memory, used = numbers(r"([\d,]+) MB(?: of memory| of it)", stem)
    millions, each = (
        number(r"runs (\d+) million", stem),
        number(r"takes (\d+) ms", stem),
    )
    price, request = (
        number(r"\$([\d.]+) per GB", stem),
        number(r"\$([\d.]+) per m", stem),
    )
    requests = millions * request

    def compute(mb, ms):
        return millions * 1_000_000 * mb * ms * price / MB_MS

    hundreds = next(ms for ms in range(0, 2000, 100) if ms >= each)
    return compute(memory, each) + requests, {
        "requests-left-out": compute(memory, each),
        "memory-left-out": compute(1024, each) + requests,
        "rounded-up-to-100-ms": compute(memory, hundreds) + requests,
        "rounded-up-to-whole-seconds": compute(memory, 1000) + requests,
        "used-memory-billed": compute(used, each) + requests,
    }


def more_memory(stem):
    small, large = numbers(r"([\d,]+) MB (?:of|shows)", stem)
    before, after = numbers(r"takes? ([\d,]+) ms", stem)
    charge = number(r"is \$(\d+) per month", stem)
    unit = charge / (small * before)
    return unit * large * after, {
        "shorter-run-left-out": unit * large * before,
        "higher-memory-left-out": unit * small * after,
        "charge-taken-as-constant": charge,
        "divided-by-the-memory-factor": charge * after / before * small / large,
        "durations-exchanged": charge * large / small * before / after,
    }


def billable(stem):
    memory, each = number(r"has\s([\d,]+) MB", stem), number(r"takes ([\d,]+) ms", stem)
    count, free = number(r"runs ([\d,]+) times", stem), number(r"([\d,]+) GB-sec", stem)
    used, seconds = count * each * memory / MB_MS, count * each / 1000
    return used - free, {
        "free-amount-left-out": used,
        "memory-left-out": seconds - free,
        "seconds-instead-of-gb-seconds": seconds,
        "free-amount-taken-for-seconds": (seconds - free) * memory / 1024,
    }


def free_runs(stem):
    memory, each = number(r"have\s([\d,]+) MB", stem), number(r"take ([\d,]+) ms", stem)
    free = number(r"([\d,]+) GB-sec", stem)
    return free * MB_MS / (memory * each), {
        "memory-left-out": free * MB_MS / (1024 * each),
        "multiplied-by-the-memory": free * MB_MS / each * memory / 1024**2,
        "seconds-instead-of-runs": free * MB_MS / (memory * 1000),
        "gb-seconds-taken-for-runs": free,
        "multiplied-by-the-duration": free * 1024 / memory * each / 1000,
    }


class LambdaCostTests:
    def test_it_agrees_with_a_second_computation(self):
        assert differences("lambda-cost", told_by, CENT_ROUNDED) == []
