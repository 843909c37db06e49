"""CodeDeploy shifts: a deployment played minute by minute, and mistakes made again."""

from tests.questions.generators.reading import differences, number


def told_by(stem):
    if "canary" in stem:
        return canary(stem)
    step = int(number(r"linear(?:ly)?: (\d+) %", stem))
    every = int(number(r"every (\d+) minutes", stem))
    played = shares(step, every)
    if "original tasks still" in stem:
        return old_tasks(stem, step, every, played)
    if "How long" in stem:
        return time(step, every, played)
    if "Which share" in stem:
        return share(stem, step, every, played)
    return requests(stem, step, every, played)


def shares(step, every):
    """The share of the new version in each minute, up to the one with all traffic."""
    played, now = [], step
    while now < 100:
        played += [now] * every
        now += step
    return [*played, 100]


def time(step, every, played):
    whole = played.index(100)
    steps = len(set(played))
    return whole, {
        "interval-before-the-first-shift": every + whole,
        "bake-time-added": every + whole + every,
        "canary-assumed": every,
        "last-interval-forgotten": whole - every,
        "per-cent-taken-for-steps": step * every,
        "one-minute-per-step": steps,
    }


def share(stem, step, every, played):
    minute = int(number(r"alias (\d+) minutes after", stem))
    now = played[minute]
    return now, {
        "interval-before-the-first-shift": played[minute - every],
        "next-shift-counted-early": [*played, *[100] * every][minute + every],
        "canary-assumed": step,
        "per-minute-instead-of-per-interval": min(100, step * minute),
        "old-version-instead-of-new": 100 - now,
        "all-at-once-assumed": 100,
    }


def canary(stem):
    part = number(r"canary: (\d+) %", stem) / 100
    interval = number(r"rest (\d+) minutes later", stem)
    rate = number(r"receives (\d+) requests per second", stem)
    minutes = number(r"(\d+) minutes after the first", stem)
    every_second = [part * rate for _ in range(int(minutes) * 60)]
    return sum(every_second), {
        "whole-canary-interval": part * rate * 60 * interval,
        "all-requests-counted": rate * 60 * minutes,
        "old-version-instead-of-new": rate * 60 * minutes - sum(every_second),
        "per-second-read-as-per-minute": part * rate * minutes // 1,
        "one-minute-only": part * rate * 60,
        "share-spread-over-the-interval": part * rate * 60 * minutes / interval // 1,
    }


def requests(stem, step, every, played):
    rate = number(r"receives ([\d,]+) requests per minute", stem)
    minutes = int(number(r"(\d+) minutes after the first", stem))
    until = played[:minutes]
    key = sum(rate * part / 100 for part in until)
    return key, {
        "last-share-for-the-whole-time": rate * minutes * until[-1] / 100,
        "first-share-for-the-whole-time": rate * minutes * step / 100,
        "interval-before-the-first-shift": sum(rate * p / 100 for p in until[:-every]),
        "all-requests-counted": rate * minutes,
        "last-minute-only": rate * until[-1] / 100,
        "old-version-instead-of-new": rate * minutes - key,
        "per-minute-instead-of-per-interval": sum(
            rate * min(100, step * minute) / 100 for minute in range(1, minutes + 1)
        ),
    }


def old_tasks(stem, step, every, played):
    wait = int(number(r"waits (\d+) minutes", stem))
    whole, steps = played.index(100), len(set(played))
    return whole + wait, {
        "interval-before-the-first-shift": every + whole + wait,
        "waiting-time-forgotten": whole,
        "waiting-from-the-first-shift": wait,
        "canary-assumed": every + wait,
        "waiting-after-each-shift": whole + steps * wait,
        "per-cent-taken-for-steps": step * every + wait,
        "interval-at-both-ends": every + whole + every + wait,
    }


class CodedeployShiftTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("codedeploy-shift", told_by) == []
