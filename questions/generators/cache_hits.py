"""Caches: hit ratios, load behind the cache, and the latency that users see."""

from fractions import Fraction
from math import ceil
from random import Random

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Number,
    Unit,
    draw_calculation,
    plain,
)
from questions.generators.variant import Variant

REDIS = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg"
CLOUDFRONT = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide"
STRATEGIES = (f"{REDIS}/Strategies.html",)
RATIO = (f"{CLOUDFRONT}/cache-hit-ratio.html",)
MS, PER_CENT = Unit("ms"), Unit("%")
SHOPS = [
    ("A garden centre", "plant descriptions"),
    ("A chess site", "player profiles"),
    ("A railway company", "timetables"),
    ("A stock photo agency", "picture details"),
    ("A hospital group", "drug information"),
    ("A music shop", "product pages"),
]


def _requests(value: Number) -> str:
    """A rate in whole requests, so that no decimals betray a wrong one."""
    return Unit("requests per second", "request per second")(round(value))


def _reads(value: Number) -> str:
    return Unit("reads per second", "read per second")(round(value))


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    situations = [_behind, _latency, _needed_ratio, _two_layers, _better_ratio]
    return draw_calculation(seed, situations)


def _behind(rng: Random) -> Calculation:
    who, what = rng.choice(SHOPS)
    rate, hits = rng.randint(8, 120) * 100, rng.choice([60, 70, 75, 80, 85, 90, 95])
    value = rate * (100 - hits) // 100
    stem = (
        f"{who} serves {what} through Amazon CloudFront. The distribution receives "
        f"{rate:,} requests per second. Its cache hit ratio is {hits} %. Origin Shield "
        f"is off, and identical requests do not arrive at the same moment. Every miss "
        f"leads to one request to the origin.\n\n"
        f"Which load does the origin receive?"
    )
    why = (
        f"{hits} % of the requests are answered from the cache. The other "
        f"{100 - hits} % go on to the origin: {rate:,} × {(100 - hits) / 100:g} = "
        f"{value:,} requests per second."
    )
    mistakes = [
        Mistake(
            rate * hits // 100,
            "hits-instead-of-misses",
            "This load counts the hits. A hit is answered from the cache and never "
            "reaches the origin; the misses do.",
            f"The ratio of misses was {hits} %.",
        ),
        Mistake(
            rate,
            "every-request-reaches-the-origin",
            "This load has no cache. CloudFront asks the origin only for what its "
            "cache does not hold.",
            "Caching was disabled for this behavior.",
        ),
        Mistake(
            2 * value,
            "miss-counted-twice",
            "This load counts two requests for each miss, one to look and one to "
            "fetch. CloudFront sends one request and keeps the response.",
            "Each miss led to two requests to the origin.",
        ),
        Mistake(
            rate // hits,
            "divided-by-the-hit-ratio",
            "This load divides by the hit ratio. The misses are a share of the "
            "requests, so the rate is multiplied.",
        ),
        Mistake(
            Fraction(rate * (100 - hits) ** 2, 10_000),
            "two-cache-layers",
            "This load lets the misses pass a second cache with the same ratio. "
            "Origin Shield could be one, but it is off.",
            "A second cache with the same hit ratio stood before the origin.",
        ),
        Mistake(
            Fraction(value, 10),
            "one-place-lost",
            "This load has lost one decimal place. The share of the misses is "
            f"{100 - hits} %, which is {(100 - hits) / 100:g} of all requests.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, _requests, RATIO)


def _latency(rng: Random) -> Calculation:
    who, what = rng.choice(SHOPS)
    cache, database, write = (
        rng.choice([1, 2, 3]),
        rng.randint(6, 40),
        rng.choice([1, 2]),
    )
    hits = rng.choice([70, 75, 80, 85, 90, 95])
    miss = cache + database + write

    def mean(of_miss: int, share: int = hits) -> Fraction:
        return Fraction(share * cache + (100 - share) * of_miss, 100)

    value = mean(miss)
    stem = (
        f"{who} reads {what} by lazy loading. The application asks Amazon ElastiCache "
        f"first, which takes {cache} ms. On a miss it reads from the database, which "
        f"takes {database} ms more, and then writes the result to the cache, which "
        f"takes {write} ms more. Only then does it answer. {hits} % of the reads are "
        f"hits.\n\n"
        f"What is the average time of a read?"
    )
    why = (
        f"A hit takes {cache} ms; a miss takes {cache} + {database} + {write} = {miss} "
        f"ms. {hits} % × {cache} ms + {100 - hits} % × {miss} ms = {plain(value)} ms."
    )
    mistakes = [
        Mistake(
            mean(database),
            "look-into-the-cache-forgotten-on-a-miss",
            "This time lets a miss cost the database only. The application has asked "
            "the cache before, and it writes the result afterwards.",
        ),
        Mistake(
            mean(cache + database),
            "write-to-the-cache-forgotten",
            "This time leaves out the write to the cache. The application answers only "
            "after this write, so it belongs to each miss.",
            "The application wrote to the cache after it had answered.",
        ),
        Mistake(
            Fraction(cache + miss, 2),
            "plain-mean-of-hit-and-miss",
            f"This time is the mean of a hit and a miss. Hits are more frequent, so "
            f"they count with {hits} %.",
            "Half of the reads were hits.",
        ),
        Mistake(
            mean(miss, 100 - hits),
            "hits-and-misses-exchanged",
            "This time exchanges the shares. The hits are the frequent and fast reads "
            "here, the misses the slow ones.",
            f"{hits} % of the reads were misses.",
        ),
        Mistake(
            miss,
            "every-read-a-miss",
            "This is the time of a miss. Most reads are hits and take only the time of "
            "the cache.",
            "No read was a hit.",
        ),
        Mistake(
            cache,
            "every-read-a-hit",
            "This is the time of a hit. Some reads are misses and also take the time "
            "of the database and of the write.",
            "All reads were hits.",
        ),
        Mistake(
            Fraction((100 - hits) * miss, 100),
            "time-of-hits-forgotten",
            "This time counts the misses only. Hits are fast, but they take the time "
            "of the cache as well.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, MS, STRATEGIES, Fraction(1, 10))


def _needed_ratio(rng: Random) -> Calculation:
    who, what = rng.choice(SHOPS)
    rate, limit = rng.randint(20, 160) * 100, rng.randint(5, 60) * 50
    value = ceil(100 - Fraction(100 * limit, rate))
    stem = (
        f"{who} keeps {what} in an Amazon RDS database. It can answer {limit:,} reads "
        f"per second. A campaign will bring {rate:,} reads per second. An Amazon "
        f"ElastiCache cluster will stand in front, filled by lazy loading. Each miss "
        f"is one read of the database. The cache itself is fast enough.\n\n"
        f"Which hit ratio, in whole per cent, does the cache need at least?"
    )
    why = (
        f"The database may get {limit:,} of {rate:,} reads, which is "
        f"{100 * limit / rate:.1f} %. All others must be hits; rounded up to whole per "
        f"cent, that is {value} %."
    )
    mistakes = [
        Mistake(
            int(Fraction(100 * limit, rate)),
            "misses-instead-of-hits",
            "This is the share of the misses that the database can serve. The hit "
            "ratio is the rest, up to 100 %.",
            "The question asked for the highest ratio of misses.",
        ),
        Mistake(
            value - 1,
            "rounded-down",
            "This ratio is rounded down. A few reads per second more than the limit "
            "would reach the database.",
        ),
        Mistake(
            ceil(Fraction(100 * (rate - limit), rate + limit)),
            "capacities-added",
            "This ratio divides by the sum of load and limit. The share is measured "
            "against the load alone.",
        ),
        Mistake(
            ceil(100 - Fraction(50 * limit, rate)),
            "half-of-the-limit-used",
            "This ratio lets a miss cost two reads. Lazy loading reads the database "
            "once and writes to the cache, which is no load for the database.",
            "Each miss led to two reads of the database.",
        ),
        Mistake(
            ceil(100 - Fraction(200 * limit, rate)),
            "limit-doubled",
            "This ratio allows the database twice its limit. Reads and writes of the "
            "cache do not share the load of the misses.",
            "The database could answer twice as many reads.",
        ),
        Mistake(
            99,
            "almost-everything-cached",
            f"A ratio of 99 % would do, but it is not needed. The database can answer "
            f"{limit:,} reads per second by itself.",
        ),
        Mistake(
            ceil(100 - Fraction(10 * limit, rate)),
            "one-place-lost",
            "This ratio has lost one decimal place of the share that the database can "
            "serve, so it asks for more hits than needed.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, PER_CENT, STRATEGIES, 2, 99)


def _two_layers(rng: Random) -> Calculation:
    who, what = rng.choice(SHOPS)
    rate = rng.randint(4, 60) * 500
    edge, near = rng.sample([20, 30, 40, 50, 60, 70, 80, 90], 2)
    value = Fraction(rate * (100 - edge) * (100 - near), 10_000)
    stem = (
        f"{who} shows {what} to {rate:,} visitors per second, one request each. Amazon "
        f"CloudFront answers {edge} % of the requests from its cache. The others reach "
        f"the application. It reads each page from Amazon ElastiCache, where {near} % "
        f"of these reads are hits. Each miss is read from the database once.\n\n"
        f"Which load does the database receive?"
    )
    why = (
        f"The layers work one after the other, so the shares of the misses are "
        f"multiplied: {rate:,} × {(100 - edge) / 100:g} × {(100 - near) / 100:g} = "
        f"{plain(value)} reads per second."
    )
    mistakes = [
        Mistake(
            Fraction(rate * (100 - edge), 100),
            "first-layer-only",
            "This load passes CloudFront and ignores ElastiCache. The second cache "
            "answers a part of what the first one lets through.",
            "The application had no cache of its own.",
        ),
        Mistake(
            Fraction(rate * (100 - near), 100),
            "second-layer-only",
            "This load ignores CloudFront. Its hits never reach the application, so "
            "they cannot become reads of the database.",
            "CloudFront cached nothing.",
        ),
        Mistake(
            Fraction(rate * (200 - edge - near), 200),
            "mean-of-both-ratios",
            "This load uses the mean of both hit ratios. The caches stand one behind "
            "the other, so their miss shares are multiplied.",
        ),
        Mistake(
            Fraction(rate * (100 - edge - near), 100),
            "hit-ratios-added",
            "This load adds both hit ratios. The second ratio refers only to the "
            "requests that the first cache has let through.",
            "Both ratios referred to all requests.",
        ),
        Mistake(
            Fraction(rate * edge * near, 10_000),
            "hits-instead-of-misses",
            "This load multiplies the hit ratios. The database receives only what "
            "misses in both caches, one after the other.",
        ),
        Mistake(
            Fraction(rate * (100 - edge) * near, 10_000),
            "hits-of-the-second-layer",
            "This load counts what ElastiCache answers. Those reads are hits and do "
            "not reach the database.",
            "The question asked for the hits of ElastiCache.",
        ),
        Mistake(
            value / 2,
            "half-of-the-misses-coalesced",
            "This load assumes that half of the misses wait for another one. The stem "
            "says that each miss is read once from the database.",
        ),
        Mistake(
            value / 10,
            "one-place-lost",
            "This load has lost one decimal place in the product of the two shares of "
            "misses.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, _reads, STRATEGIES + RATIO)


def _better_ratio(rng: Random) -> Calculation:
    who, what = rng.choice(SHOPS)
    before, after = rng.choice(
        [(80, 90), (90, 95), (60, 80), (75, 90), (50, 75), (80, 95), (60, 90)]
    )
    value = rng.randint(6, 60) * 20
    load = value * (100 - before) // (100 - after)
    stem = (
        f"{who} serves {what} through Amazon CloudFront. The cache hit ratio is "
        f"{before} %, and the origin receives {load:,} requests per second. The team "
        f"removes a header from the cache key that no page needs. The hit ratio rises "
        f"to {after} %. The number of visitors and their requests stay the same.\n\n"
        f"Which load does the origin receive now?"
    )
    why = (
        f"The origin gets the misses. They fall from {100 - before} % to "
        f"{100 - after} %, so the load falls in the same ratio: {load:,} × "
        f"{100 - after} / {100 - before} = {value:,} requests per second."
    )
    mistakes = [
        Mistake(
            Fraction(load * (100 - after + before), 100),
            "points-taken-for-per-cent-of-the-load",
            f"This load is lower by {after - before} %, the difference in points. The "
            f"ratio of the misses decides, and it changes more.",
        ),
        Mistake(
            Fraction(load * before, after),
            "ratio-of-the-hits",
            "This load follows the ratio of the hits. The origin receives the misses, "
            "so their ratio decides.",
        ),
        Mistake(
            load,
            "load-unchanged",
            "This load did not change. The number of requests to CloudFront is the "
            "same, but fewer of them are misses.",
            "The header was part of no cache key before.",
        ),
        Mistake(
            Fraction(load * (100 - after), 100),
            "old-load-taken-for-all-requests",
            f"This load takes {100 - after} % of the old load of the origin. The share "
            f"of misses refers to all requests of the visitors.",
        ),
        Mistake(
            Fraction(load * (after - before), 100),
            "difference-of-the-ratios",
            f"This load is {after - before} % of the old one. The difference of the "
            f"ratios says how many requests became hits, as a share of all.",
        ),
        Mistake(
            Fraction(load * (100 - after), before),
            "misses-divided-by-hits",
            "This load divides the new share of misses by the old share of hits. New "
            "and old shares of misses are compared.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, _requests, RATIO)
