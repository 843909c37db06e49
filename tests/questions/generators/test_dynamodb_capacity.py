"""DynamoDB capacity: a thousand variants, read and computed again from their stem."""

import re
from fractions import Fraction

import pytest

from questions.generators import GENERATORS
from questions.generators.dynamodb_capacity.items import units_for
from questions.generators.dynamodb_capacity.parts import (
    EVENTUAL,
    READ_TRANSACTION,
    STANDARD,
    STRONG,
    WRITE_TRANSACTION,
)

draw = GENERATORS["dynamodb-capacity"]
SEEDS = range(1000)


@pytest.fixture(scope="module")
def variants():
    return [draw(seed) for seed in SEEDS]


def number(pattern, stem):
    return Fraction(re.search(pattern, stem)[1].replace(",", ""))


def blocks(size, width):
    """How many blocks hold it, counted one by one."""
    count = 0
    while size > 0:
        size -= width
        count += 1
    return count


def whole(value):
    """Rounded up to a whole unit, without rounding functions."""
    return value.numerator // value.denominator + (value.denominator != 1)


def half_units(stem):
    """What one block costs, in halves of a unit."""
    if "transactional" in stem:
        return 4
    return 1 if "eventually consistent" in stem else 2


def units_told_by(stem):
    """The answer, from the words of the stem alone."""
    if "`Query`" in stem:
        return units_of_queries(stem)
    if "global secondary index" in stem:
        return units_of_index(stem)
    size = number(r"size of ([\d.]+) KB", stem)
    period, width = stem.split(" items per ")[1].split()[0], 4
    rate = number(r"([\d,]+) items per", stem) / (60 if period == "minute" else 1)
    if "write capacity" in stem:
        width = 1
    return whole(rate * blocks(size, width) * half_units(stem) / 2)


def units_of_queries(stem):
    size = number(r"size of ([\d.]+) KB", stem)
    matched = number(r"matches (\d+) items", stem)
    rate = number(r"runs (\d+) `Query`", stem)
    return whole(rate * blocks(size * matched, 4) * half_units(stem) / 2)


def units_of_index(stem):
    entry = number(r"always has ([\d.]+) KB", stem)
    rate = number(r"makes (\d+) standard", stem)
    is_moved = "partition key of the index" in stem
    return whole(rate * blocks(entry, 1) * (2 if is_moved else 1))


def units_of(option):
    return int(option.text.split()[0].replace(",", ""))


class DynamodbCapacityTests:
    def test_it_has_one_key_that_a_second_computation_confirms(self, variants):
        for variant in variants:
            keys = [units_of(o) for o in variant.options if o.is_correct]
            assert keys == [units_told_by(variant.stem)]

    def test_it_has_four_different_numbers(self, variants):
        assert all(len({o.text for o in v.options}) == 4 for v in variants)

    def test_it_keeps_numbers_believable(self, variants):
        numbers = [units_of(option) for v in variants for option in v.options]
        assert min(numbers) >= 1
        assert max(numbers) <= 80_000

    def test_it_names_the_mistake_and_reason_of_every_wrong_number(self, variants):
        for option in (o for v in variants for o in v.options):
            assert bool(option.mistake) is not option.is_correct
            assert len(option.why.split()) >= 15

    def test_it_gives_nothing_away_by_the_size_of_the_number(self, variants):
        places = [[o.is_correct for o in v.options].index(True) for v in variants]
        assert all(200 <= places.count(place) <= 300 for place in range(4))

    def test_it_covers_every_mode(self, variants):
        words = ["eventually", "strongly", "transactional reads", "standard writes"]
        words += ["transactional writes", "per minute", "`Query`", "secondary index"]
        for word in words:
            assert sum(word in variant.stem for variant in variants) > 50

    def test_it_gives_the_same_variant_for_the_same_seed(self):
        assert draw(42) == draw(42)
        assert draw(42) != draw(43)


class UnitsTests:
    @pytest.mark.parametrize(
        ("mode", "size", "rate", "units"),
        [
            (STRONG, "8", 10, 20),
            (EVENTUAL, "8", 10, 10),
            (EVENTUAL, "1", 1, 1),
            (READ_TRANSACTION, "6", 5, 20),
            (STANDARD, "4.5", 120, 600),
            (WRITE_TRANSACTION, "0.5", 10, 20),
        ],
    )
    def test_it_agrees_with_examples_worked_by_hand(self, mode, size, rate, units):
        assert units_for(mode, Fraction(size), Fraction(rate)) == units
