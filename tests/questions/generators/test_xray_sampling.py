"""X-Ray sampling: expected values added request by request, and mistakes made again."""

from fractions import Fraction
from itertools import count

from tests.questions.generators.reading import differences, number, numbers


def recorded(requests, reservoir, per_cent):
    """The expected number of one second, each request by itself."""
    share = Fraction(per_cent, 100)
    return sum(1 if place < reservoir else share for place in range(int(requests)))


def told_by(stem):
    if "Rule A" in stem:
        return two_rules(stem)
    if "Which reservoir" in stem:
        return reservoir(stem)
    held = number(r"reservoir of (\d+)", stem)
    per_cent = int(number(r"fixed rate of (\d+) %", stem))
    if "instances" in stem:
        return fleet(stem, int(held), per_cent)
    rate = number(r"test ([\d,]+) such", stem)
    seconds = int(number(r"for (\d+) minute", stem)) * 60
    told = mistakes(int(rate), int(held), per_cent, seconds)
    return recorded(rate, held, per_cent) * seconds, told


def mistakes(rate, held, per_cent, seconds):
    share = Fraction(per_cent, 100)
    told = {
        "reservoir-forgotten": recorded(rate, 0, per_cent) * seconds,
        "rate-applied-to-all-requests": (held + rate * share) * seconds,
        "reservoir-only": held * seconds,
        "reservoir-used-once": held + (rate * seconds - held) * share,
        "everything-recorded": rate * seconds,
        "reservoir-and-rate-exchanged": round(held * share * seconds)
        + (rate - held) * seconds,
        "reservoir-filled-twice": (held + held + rate * share) * seconds,
    }
    return {name: round(number) for name, number in told.items()}


def fleet(stem, held, per_cent):
    hosts = int(number(r"on (\d+) EC2", stem))
    rate = int(number(r"([\d,]+) such requests", stem))
    key = recorded(rate, held, per_cent)
    return key, mistakes(rate, held, per_cent, 1) | {
        "reservoir-for-each-instance": round(recorded(rate, hosts * held, per_cent)),
        "result-for-each-instance": key * hosts,
        "one-instance-only": round(key / hosts),
    }


def two_rules(stem):
    held, other_held = (int(n) for n in numbers(r"reservoir of (\d+)", stem))
    share, other_share = (int(n) for n in numbers(r"fixed rate of (\d+) %", stem))
    first = int(number(r"second (\d+) requests", stem))
    second = int(number(r"and (\d+) to other", stem))
    a = recorded(first, held, share)
    b = recorded(second, other_held, other_share)
    everything = recorded(first + second, other_held, other_share)
    told = {
        "both-rules-applied": a + everything,
        "highest-number-first": everything,
        "special-rule-for-all-paths": recorded(first + second, held, share),
        "other-paths-not-recorded": a,
        "reservoirs-only": held + other_held,
        "rate-applied-to-all-requests": recorded(first, 0, share)
        + recorded(second, 0, other_share)
        + held
        + other_held,
        "priority-means-everything": first + b,
    }
    return a + b, {name: round(number) for name, number in told.items()}


def reservoir(stem):
    rate = int(number(r"`\. ([\d,]+) of them", stem))
    share = int(number(r"stays at (\d+) %", stem))
    wanted = int(number(r"wants (\d+) recorded", stem))
    key = next(size for size in count() if recorded(rate, size, share) == wanted)
    of_all = rate * share // 100
    return key, {
        "rate-applied-to-all-requests": wanted - of_all,
        "fixed-rate-forgotten": wanted,
        "share-taken-for-the-reservoir": of_all,
        "share-of-the-wanted-number": max(1, wanted * share // 100),
        "both-added": key + wanted,
        "default-reservoir": 1,
        "reservoir-filled-every-two-seconds": key + key,
    }


class XraySamplingTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("xray-sampling", told_by) == []
