"""Reading generated questions as their reader does: numbers out of stems and options.

A test of a generator gives `told_by(stem)`: the key and what each named mistake
leads to, computed from the words of the stem, by another method than the generator's.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

from questions.generators import GENERATORS, Variant

SEEDS = range(1000)
Told = tuple[Fraction | int, Mapping[str, Fraction | int]]


@cache
def variants_of(name: str) -> list[Variant]:
    """The variants of the first thousand seeds, drawn once."""
    return [GENERATORS[name](seed) for seed in SEEDS]


def number(pattern: str, text: str) -> Fraction:
    """The number that the group of the pattern matches, without its commas."""
    found = re.search(pattern, text)
    assert found, f"{pattern!r} is not in: {text}"
    return Fraction(found[1].replace(",", ""))


def numbers(pattern: str, text: str) -> list[Fraction]:
    return [Fraction(told.replace(",", "")) for told in re.findall(pattern, text)]


def first_number(text: str) -> Fraction:
    """The first number of an option, as printed."""
    return number(r"(\d[\d,]*(?:\.\d+)?)", text)


def whole(value: Fraction) -> int:
    """Rounded up to a whole number, without rounding functions."""
    return value.numerator // value.denominator + (value.denominator != 1)


def prose(stem: str) -> list[str]:
    """The words of a stem without its documents and tables."""
    without_code = re.sub(r"```.*?```", "", stem, flags=re.DOTALL)
    return re.sub(r"^\|.*$", "", without_code, flags=re.MULTILINE).split()


def key_of(variant: Variant) -> Fraction:
    keys = [option for option in variant.options if option.is_correct]
    assert len(keys) == 1
    return first_number(keys[0].text)


def differences(
    name: str,
    told_by: Callable[[str], Told],
    within: Fraction = Fraction(0),
    read: Callable[[str], Fraction | int] = first_number,
) -> list[str]:
    """Keys and wrong numbers that a second computation does not confirm."""
    found = []
    for variant in variants_of(name):
        key, mistakes = told_by(variant.stem)
        for option in variant.options:
            shown = read(option.text)
            told = key if option.is_correct else mistakes[option.mistake]
            if abs(shown - told) > within:
                found.append(
                    f"{option.mistake or 'key'}: {shown} shown, {told} told\n"
                    f"{variant.stem}"
                )
    return found
