"""Route 53 weighted records: shares of queries, and the weight that gives a share."""

from dataclasses import dataclass
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

GUIDE = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide"
REFERENCES = (
    f"{GUIDE}/routing-policy-weighted.html",
    f"{GUIDE}/resource-record-sets-values-weighted.html",
)
HEALTH_REFERENCES = (
    f"{GUIDE}/health-checks-how-route-53-chooses-records.html",
    *REFERENCES,
)
HIGHEST_WEIGHT = 255
QUERIES = Unit("queries", "query")
SITES = [
    ("A cinema chain", "tickets.example.com"),
    ("A seed bank", "catalog.example.org"),
    ("A courier", "track.example.net"),
    ("A publisher", "read.example.com"),
    ("A coffee roaster", "shop.example.com"),
    ("An opera house", "stream.example.org"),
]
# No round numbers: else the key would be rounder than the wrong ones.
WEIGHTS = [3, 7, 9, 12, 16, 18, 21, 24, 27, 32, 36, 48, 63, 72, 96]
TIMES = [37, 41, 43, 47, 53, 59, 61, 67, 73, 79, 83, 89, 97, 103, 127]
REGIONS = ["eu-west-1", "eu-central-1", "us-east-1", "ap-south-1"]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, [_queries, _unhealthy, _weight, _deleted])


@dataclass(frozen=True)
class Records:
    """Weighted records of one name; the share of the first one is asked for."""

    regions: list[str]
    weights: list[int]

    @property
    def total(self) -> int:
        return sum(self.weights)

    def share(self, queries: int, without: int = 0) -> int:
        """Queries answered with the first record, without that much weight."""
        return round(queries * self.weights[0] / (self.total - without))

    def listed(self) -> str:
        pairs = sorted(zip(self.regions, self.weights, strict=True))
        return "\n".join(f"- `{region}`: weight {weight}" for region, weight in pairs)


def _records(rng: Random, count: int) -> Records:
    weights = rng.sample(WEIGHTS, count)
    return Records(rng.sample(REGIONS, count), weights)


def _intro(rng: Random, records: Records) -> str:
    who, name = rng.choice(SITES)
    return (
        f"{who} has weighted records in Amazon Route 53 for the name `{name}`, one for "
        f"each Region in which the application runs:\n\n{records.listed()}\n\n"
    )


def _queries(rng: Random) -> Calculation:
    records = _records(rng, rng.choice([3, 4]))
    own, total, count = records.weights[0], records.total, len(records.weights)
    queries = total * rng.choice(TIMES)
    value = records.share(queries)
    stem = _intro(rng, records) + (
        f"All records are healthy. Route 53 receives {queries:,} queries for this name "
        f"in an hour.\n\n"
        f"How many of them does Route 53 answer with the record of "
        f"`{records.regions[0]}`, as an expected value?"
    )
    why = (
        f"The share is the weight divided by the sum of all weights: {own} / {total}. "
        f"{queries:,} × {own} / {total} = {value:,} queries."
    )
    mistakes = [
        Mistake(
            round(queries * own / 100),
            "weight-read-as-per-cent",
            f"This number reads the weight as {own} %. Weights are no percentages: "
            f"only the ratio to the sum of {total} counts.",
            "The weights of all records added up to 100.",
        ),
        Mistake(
            queries // count,
            "equal-shares",
            "This number gives each record the same share. Route 53 does so only when "
            "all weights are equal.",
            "All records had the same weight.",
        ),
        Mistake(
            round(queries * own / (total - own)),
            "own-weight-left-out-of-the-sum",
            "This number divides by the weights of the other records. The sum contains "
            "the weight of the record itself.",
        ),
        Mistake(
            round(queries * own / HIGHEST_WEIGHT),
            "divided-by-the-highest-weight",
            "This number divides by 255, the highest weight that is allowed. The sum "
            "of the weights in use decides.",
        ),
        Mistake(
            queries - value,
            "other-records-instead",
            "This number belongs to the other records together. The question asks for "
            "a single one.",
            "The question asked for the other Regions.",
        ),
        Mistake(
            round(queries * own / max(records.weights)),
            "divided-by-the-largest-record",
            "This number divides by the largest weight of the list. A share is the "
            "part of the sum, not the ratio to the largest.",
        ),
        Mistake(
            round(queries * (total - own) / total / (count - 1)),
            "mean-of-the-other-records",
            "This number is what the other records get on average. The weight of the "
            "record itself decides about its share.",
        ),
    ]
    return Calculation(stem, value, why, mistakes, QUERIES, REFERENCES, most=queries)


def _unhealthy(rng: Random) -> Calculation:
    records = _records(rng, 4)
    lost = records.weights[1]
    rest = records.total - lost
    queries = rest * rng.choice(TIMES)
    stem = _intro(rng, records) + (
        f"Each record has a health check. The health check of "
        f"`{records.regions[1]}` fails, the others are healthy. Route 53 then receives "
        f"{queries:,} queries for this name in an hour.\n\n"
        f"How many of them does Route 53 answer with the record of "
        f"`{records.regions[0]}`, as an expected value?"
    )
    why = (
        f"Route 53 leaves unhealthy records out and uses the ratio of the others: "
        f"{records.weights[0]} / {rest}. {queries:,} × {records.weights[0]} / {rest} = "
        f"{records.share(queries, lost):,} queries."
    )
    return _without(records, queries, lost, stem, why)


def _deleted(rng: Random) -> Calculation:
    records = _records(rng, 4)
    lost = records.weights[1]
    rest = records.total - lost
    queries = rest * rng.choice(TIMES)
    stem = _intro(rng, records) + (
        f"All records are healthy. The team sets the weight of "
        f"`{records.regions[1]}` to 0 to empty this Region, and waits longer than the "
        f"TTL. Route 53 then receives {queries:,} queries for this name in an hour.\n\n"
        f"How many of them does Route 53 answer with the record of "
        f"`{records.regions[0]}`, as an expected value?"
    )
    why = (
        f"A record with the weight 0 is not used while others have more. The sum is "
        f"now {rest}, so `{records.regions[0]}` gets {records.weights[0]} / {rest} of "
        f"the queries: {records.share(queries, lost):,}."
    )
    return _without(records, queries, lost, stem, why)


def _without(
    records: Records, queries: int, lost: int, stem: str, why: str
) -> Calculation:
    """The share of the first record after another one, of weight `lost`, is gone."""
    value, own, total = records.share(queries, lost), records.weights[0], records.total
    mistakes = [
        Mistake(
            records.share(queries),
            "old-sum-of-weights",
            f"This number still divides by {total}. The record that gets no queries is "
            f"left out of the sum.",
            "All four records received queries.",
        ),
        Mistake(
            records.share(queries) + round(queries * lost / total / 3),
            "lost-share-spread-equally",
            "This number gives each other record a third of the lost share. The lost "
            "share is spread in the ratio of the weights.",
        ),
        Mistake(
            records.share(queries) + round(queries * lost / total),
            "lost-share-to-one-record",
            "This number moves the whole lost share to this record. All other records "
            "take a part of it, by their weights.",
        ),
        Mistake(
            queries // 3,
            "equal-shares",
            "This number gives the three records the same share. Their weights differ, "
            "and Route 53 keeps to the ratio of the weights.",
            "The three records had the same weight.",
        ),
        Mistake(
            round(queries * own / 100),
            "weight-read-as-per-cent",
            f"This number reads the weight as {own} %. Weights are no percentages: "
            f"only the ratio to their sum counts.",
            "The weights in use added up to 100.",
        ),
        Mistake(
            queries - value,
            "other-records-instead",
            "This number belongs to the other records together. The question asks for "
            "a single one.",
            "The question asked for the other Regions.",
        ),
        Mistake(
            round(queries * own / HIGHEST_WEIGHT),
            "divided-by-the-highest-weight",
            "This number divides by 255, the highest weight that is allowed. The sum "
            "of the weights in use decides.",
        ),
    ]
    return Calculation(
        stem, value, why, mistakes, QUERIES, HEALTH_REFERENCES, most=queries
    )


def _weight(rng: Random) -> Calculation:
    who, name = rng.choice(SITES)
    per_cent, part = rng.choice(
        [(4, 24), (5, 19), (10, 9), (20, 4), (25, 3), (40, 1.5)]
    )
    value = rng.randint(2, int(min(HIGHEST_WEIGHT, 480 / part)) // 2) * 2
    others = round(value * part)
    first = others * rng.choice([4, 5, 6]) // 10
    weights = [first, others - first]
    stem = (
        f"{who} has two weighted records in Amazon Route 53 for the name `{name}`. "
        f"They point to the load balancers of two Regions and have the weights "
        f"{weights[0]} and {weights[1]}. A third record will point to a new Region. It "
        f"should receive {per_cent} % of all queries at first. The weights of the two "
        f"present records stay as they are. All records are healthy.\n\n"
        f"Which weight must the third record have?"
    )
    why = (
        f"The two present records keep {100 - per_cent} % with a sum of {others}. One "
        f"per cent is therefore {others / (100 - per_cent):g}, and {per_cent} % are "
        f"{value}: {value} / {others + value} = {per_cent} %."
    )
    mistakes = [
        Mistake(
            per_cent,
            "per-cent-taken-for-the-weight",
            "This weight is the percentage itself. It would be right only if all "
            "weights, with the new one, added up to 100.",
            "The three weights added up to 100.",
        ),
        Mistake(
            round(others * per_cent / 100),
            "share-of-the-others",
            f"This weight is {per_cent} % of the present sum. The new weight becomes a "
            f"part of the sum, so the share would be smaller than wanted.",
        ),
        Mistake(
            round(HIGHEST_WEIGHT * per_cent / 100),
            "share-of-the-highest-weight",
            f"This weight is {per_cent} % of 255, the highest weight that is allowed. "
            f"The sum of the weights in use decides.",
        ),
        Mistake(
            round(first * per_cent / 100),
            "share-of-the-first-record",
            "This weight compares with the first record only. The share is measured "
            "against the sum of all three weights.",
        ),
        Mistake(
            round(others * per_cent / (100 - 2 * per_cent)),
            "own-share-subtracted-twice",
            f"This weight takes {per_cent} % away twice. The present records keep "
            f"{100 - per_cent} %, which stands for their present sum.",
        ),
        Mistake(
            round(others / 2),
            "mean-of-the-present-weights",
            "This weight is the mean of the two present ones. The new record would "
            "receive a third of the queries.",
            "The new record should receive a third of the queries.",
        ),
        Mistake(
            others,
            "sum-of-the-present-weights",
            "This weight equals the sum of the present ones. The new record would "
            "receive half of the queries.",
            "The new record should receive half of the queries.",
        ),
    ]
    return Calculation(
        stem, value, why, mistakes, _weight_words, REFERENCES, 1, HIGHEST_WEIGHT
    )


def _weight_words(value: Number) -> str:
    return f"Weight {plain(value)}"
