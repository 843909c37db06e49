"""The frame of calculations: which wrong numbers are taken, and how they are told."""

from fractions import Fraction

import pytest

from questions.generators.calculation import (
    Calculation,
    Mistake,
    Unit,
    draw_calculation,
    plain,
)

SHARDS = Unit("shards", "shard")
SEEDS = range(300)


def asked(value, *wrong, **over):
    mistakes = [Mistake(number, f"m{number}", "why") for number in wrong]
    return Calculation("Stem?", value, "why", mistakes, SHARDS, ("link",), **over)


def drawn(*calculations):
    situations = [lambda rng, one=one: one for one in calculations]
    return [draw_calculation(seed, situations) for seed in SEEDS]


def texts(variant):
    return [option.text for option in variant.options]


class DrawCalculationTests:
    def test_it_puts_numbers_in_order_of_size(self):
        for variant in drawn(asked(50, 7, 30, 9, 400, 60, 1000)):
            numbers = [int(t.split()[0].replace(",", "")) for t in texts(variant)]
            assert numbers == sorted(numbers)

    def test_it_puts_the_key_at_every_place(self):
        variants = drawn(asked(50, 7, 8, 9, 60, 70, 80))
        places = [[o.is_correct for o in v.options].index(True) for v in variants]
        assert all(45 <= places.count(place) <= 105 for place in range(4))

    def test_it_never_shows_the_right_number_as_a_mistake(self):
        variants = drawn(asked(50, 50, 7, 8, 9, 60, 70, 80))
        assert all(texts(v).count("50 shards") == 1 for v in variants)

    def test_it_shows_numbers_that_read_alike_once(self):
        variants = drawn(asked(50, 7, 7, 7, 8, 9, 60, 70, 80))
        assert all(len(set(texts(variant))) == 4 for variant in variants)

    def test_it_leaves_out_what_nobody_believes(self):
        variants = drawn(asked(50, 0, 7, 8, 9, 60, 70, 80, 900, most=100))
        shown = {text for variant in variants for text in texts(variant)}
        assert not shown & {"0 shards", "900 shards"}

    def test_it_draws_again_when_mistakes_are_too_few(self):
        poor, rich = asked(50, 7, 60), asked(20, 7, 8, 9, 60, 70, 80)
        keys = {o.text for v in drawn(poor, rich) for o in v.options if o.is_correct}
        assert keys == {"20 shards"}

    def test_it_draws_again_when_the_key_is_not_believable(self):
        large = asked(500, 7, 8, 9, 60, 70, 80, most=100)
        keys = {
            o.text
            for v in drawn(large, asked(50, 7, 8, 9, 60, 70, 80))
            for o in v.options
            if o.is_correct
        }
        assert keys == {"50 shards"}

    def test_it_names_the_mistake_behind_each_wrong_number(self):
        for option in (
            o for v in drawn(asked(50, 7, 8, 9, 60, 70, 80)) for o in v.options
        ):
            told = "" if option.is_correct else f"m{option.text.split()[0]}"
            assert option.mistake == told


class PlainTests:
    @pytest.mark.parametrize(
        ("number", "text"),
        [
            (0, "0"),
            (1234567, "1,234,567"),
            (Fraction(8, 2), "4"),
            (Fraction(5, 2), "2.5"),
            (Fraction(1, 3), "0.333"),
            (Fraction(24001, 20), "1,200.05"),
        ],
    )
    def test_it_prints_no_needless_digit(self, number, text):
        assert plain(number) == text


class UnitTests:
    def test_it_speaks_of_one(self):
        assert SHARDS(1) == "1 shard"
        assert SHARDS(2) == "2 shards"
        assert Unit("ms")(1) == "1 ms"
