"""Variants of a template: the same for a seed, filled in, formatted, fair."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.formulas import rounded
from questions.templating import Answer, TemplateError, draw_template
from questions.templating.drawing import decimal
from tests.factories import DRAWN_STEM, make_template

seeds = st.integers(0, 2**63)


def draw(seed=0, stem=DRAWN_STEM, **over):
    return draw_template(make_template(**over), stem, seed)


def key(variant):
    [found] = [option for option in variant.options if option.is_correct]
    return found


def numbers(text):
    words = text.replace(",", "").split()
    return [int(word) for word in words if word.isdigit()]


class PromiseTests:
    @given(seeds)
    def test_a_seed_is_always_the_same_variant(self, seed):
        assert draw(seed) == draw(seed)

    @given(seeds)
    def test_one_answer_is_right_and_all_read_differently(self, seed):
        options = draw(seed).options
        assert [option.is_correct for option in options].count(True) == 1
        assert len({option.text for option in options}) == 4

    @given(seeds)
    def test_the_key_is_that_of_the_printed_numbers(self, seed):
        variant = draw(seed)
        items, size = numbers(variant.stem)
        assert items % size
        assert numbers(key(variant).text) == [items // size + 1]

    @given(seeds)
    def test_numbers_stand_in_order_of_size(self, seed):
        shown = [numbers(option.text)[0] for option in draw(seed).options]
        assert shown == sorted(shown)

    def test_what_cannot_be_drawn_is_refused(self):
        with pytest.raises(TemplateError, match="No numbers"):
            draw(conditions="items > 1000")


class WordsTests:
    def test_one_has_a_unit_of_its_own(self):
        texts = {
            option.text
            for seed in range(60)
            for option in draw(seed, parameters="items = 11, 55\nsize = 10, 50").options
        }
        assert "1 call" in texts

    def test_a_reason_tells_the_numbers(self):
        answers = make_template().answers
        told = Answer("calls", why="{items} / {size:1} is {answer}, so {right}.")
        why = key(draw(answers=(told, *answers[1:]))).why
        assert "{" not in why
        assert why.count("calls") == 2

    def test_plain_braces_stay(self):
        assert "`/{id}`" in draw(stem="{items}, {size}: `/{{id}}`").stem

    def test_answers_can_be_words(self):
        rows = ("'A' if items > 500 else 'B'", "'B' if items > 500 else 'A'")
        told = [*rows, "'C'", "'D'"]
        answers = tuple(Answer(text, mistake=text) for text in told)
        options = draw(answers=answers).options
        assert sorted(option.text for option in options) == list("ABCD")

    def test_a_mistake_out_of_bounds_is_never_shown(self):
        with pytest.raises(TemplateError):
            draw(most="100", conditions="items > 100\nitems % size != 0")


class DecimalTests:
    @pytest.mark.parametrize(
        ("value", "places", "text"),
        [
            (1234567, 0, "1,234,567"),
            (Fraction("1234.5"), 2, "1,234.50"),
            (Fraction("2.5"), 0, "3"),
            (Fraction("-0.05"), 1, "-0.1"),
            (Fraction(-1, 1000), 1, "0.0"),
        ],
    )
    def test_it_prints_as_people_write(self, value, places, text):
        assert decimal(value, places, is_grouped=True) == text

    @given(st.fractions(-(10**6), 10**6), st.integers(0, 6))
    def test_what_is_printed_is_the_rounded_number(self, value, places):
        text = decimal(value, places, is_grouped=False)
        assert Fraction(text) == rounded(value, places)
