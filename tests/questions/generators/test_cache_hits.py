"""Caches: requests counted out of a hundred or more, and each mistake made again."""

from fractions import Fraction

from tests.questions.generators.reading import differences, number


def told_by(stem):
    if "lazy loading. The application" in stem:
        return latency(stem)
    if "Which hit ratio" in stem:
        return needed(stem)
    if "rises to" in stem:
        return better(stem)
    load, told = layers(stem) if "visitors per" in stem else behind(stem)
    return load, {name: round(number) for name, number in told.items()}


def behind(stem):
    rate = number(r"receives ([\d,]+) requests", stem)
    hits = number(r"ratio is (\d+) %", stem)
    missed = [place for place in range(100) if place >= hits]
    load = Fraction(len(missed), 100) * rate
    return load, {
        "hits-instead-of-misses": rate - load,
        "every-request-reaches-the-origin": rate,
        "miss-counted-twice": load + load,
        "divided-by-the-hit-ratio": rate // hits,
        "two-cache-layers": load * len(missed) / 100,
        "one-place-lost": load / 10,
    }


def latency(stem):
    cache = number(r"takes (\d+) ms\. On", stem)
    database = number(r"which takes (\d+) ms more, and", stem)
    write = number(r"takes (\d+) ms more\. Only", stem)
    hits = int(number(r"(\d+) % of the reads", stem))

    def mean(hit, miss, share=hits):
        return sum([hit] * share + [miss] * (100 - share)) / 100

    miss = cache + database + write
    return mean(cache, miss), {
        "look-into-the-cache-forgotten-on-a-miss": mean(cache, database),
        "write-to-the-cache-forgotten": mean(cache, cache + database),
        "plain-mean-of-hit-and-miss": mean(cache, miss, 50),
        "hits-and-misses-exchanged": mean(miss, cache),
        "every-read-a-miss": miss,
        "every-read-a-hit": cache,
        "time-of-hits-forgotten": mean(0, miss),
    }


def needed(stem):
    limit = number(r"answer ([\d,]+) reads", stem)
    rate = number(r"bring ([\d,]+) reads", stem)

    def ratio(cost, allowed=limit):
        """The smallest hit ratio with which the misses stay within the limit."""
        fits = [h for h in range(101) if rate * (100 - h) * cost <= allowed * 100]
        return fits[0]

    per_sum = (rate - limit) * 100 / (rate + limit)
    return ratio(1), {
        "misses-instead-of-hits": limit * 100 // rate,
        "rounded-down": ratio(1) - 1,
        "capacities-added": -(-per_sum // 1),
        "half-of-the-limit-used": ratio(2),
        "limit-doubled": ratio(1, limit * 2),
        "almost-everything-cached": 99,
        "one-place-lost": ratio(10),
    }


def layers(stem):
    rate = number(r"to ([\d,]+) visitors", stem)
    edge, near = number(r"answers (\d+) %", stem), number(r"where (\d+) %", stem)
    passed = rate - rate * edge / 100
    load = passed - passed * near / 100
    return load, {
        "first-layer-only": passed,
        "second-layer-only": rate - rate * near / 100,
        "mean-of-both-ratios": rate - rate * (edge + near) / 200,
        "hit-ratios-added": rate - rate * edge / 100 - rate * near / 100,
        "hits-instead-of-misses": rate * edge / 100 * near / 100,
        "hits-of-the-second-layer": passed * near / 100,
        "half-of-the-misses-coalesced": load / 2,
        "one-place-lost": load / 10,
    }


def better(stem):
    before, after = number(r"ratio is (\d+) %", stem), number(r"rises to (\d+) %", stem)
    load = number(r"receives ([\d,]+) requests", stem)
    everything = load / (100 - before) * 100
    told = {
        "points-taken-for-per-cent-of-the-load": load - load * (after - before) / 100,
        "ratio-of-the-hits": load * before / after,
        "load-unchanged": load,
        "old-load-taken-for-all-requests": load - load * after / 100,
        "difference-of-the-ratios": load * after / 100 - load * before / 100,
        "misses-divided-by-hits": load * (100 - after) / before,
    }
    return everything - everything * after / 100, {n: round(t) for n, t in told.items()}


class CacheHitsTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("cache-hits", told_by) == []
