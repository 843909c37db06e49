"""Route 53 weights: queries dealt out one weight at a time, and mistakes made again."""

import re
from fractions import Fraction
from itertools import count

from tests.questions.generators.reading import differences, number


def told_by(stem):
    if "Which weight" in stem:
        return weight(stem)
    found = re.findall(r"`([a-z0-9-]+)`: weight (\d+)", stem)
    records = {region: int(value) for region, value in found}
    queries = int(number(r"receives ([\d,]+) queries", stem))
    asked = re.search(r"the record of `([^`]+)`", stem)[1]
    gone = re.search(r"(?:check of|weight of) `([^`]+)`", stem)
    if gone:
        return without(records, queries, asked, gone[1])
    return shared(records, queries, asked)


def dealt(records, queries, asked):
    """Queries of one record, when each unit of weight gets the same part."""
    units = [region for region, value in records.items() for _ in range(value)]
    return Fraction(queries, len(units)) * units.count(asked)


def shared(records, queries, asked):
    own, key = records[asked], dealt(records, queries, asked)
    others = [region for region in records if region != asked]
    without_own = sum(records[region] for region in others)
    return key, {
        "weight-read-as-per-cent": round(queries * Fraction(own, 100)),
        "equal-shares": queries // len(records),
        "own-weight-left-out-of-the-sum": round(queries * Fraction(own, without_own)),
        "divided-by-the-highest-weight": round(queries * Fraction(own, 255)),
        "other-records-instead": sum(dealt(records, queries, r) for r in others),
        "divided-by-the-largest-record": round(
            queries * Fraction(own, sorted(records.values())[-1])
        ),
        "mean-of-the-other-records": round(
            sum(dealt(records, queries, r) for r in others) / len(others)
        ),
    }


def without(records, queries, asked, gone):
    left = {region: value for region, value in records.items() if region != gone}
    key = dealt(left, queries, asked)
    before = round(dealt(records, queries, asked))
    lost = dealt(records, queries, gone)
    return key, {
        "old-sum-of-weights": before,
        "lost-share-spread-equally": before + round(lost / 3),
        "lost-share-to-one-record": before + round(lost),
        "equal-shares": queries // 3,
        "weight-read-as-per-cent": round(queries * Fraction(records[asked], 100)),
        "other-records-instead": queries - key,
        "divided-by-the-highest-weight": round(queries * Fraction(records[asked], 255)),
    }


def weight(stem):
    first, second = (
        int(w) for w in re.search(r"weights (\d+) and (\d+)", stem).groups()
    )
    share = int(number(r"receive (\d+) %", stem))
    others = first + second
    key = next(w for w in count(1) if Fraction(w, w + others) == Fraction(share, 100))
    return key, {
        "per-cent-taken-for-the-weight": share,
        "share-of-the-others": round(others * Fraction(share, 100)),
        "share-of-the-highest-weight": round(255 * Fraction(share, 100)),
        "share-of-the-first-record": round(first * Fraction(share, 100)),
        "own-share-subtracted-twice": round(others * Fraction(share, 100 - 2 * share)),
        "mean-of-the-present-weights": round(Fraction(others, 2)),
        "sum-of-the-present-weights": others,
    }


class Route53WeightsTests:
    def test_its_key_and_its_mistakes_are_what_the_stem_tells(self):
        assert differences("route53-weights", told_by) == []
