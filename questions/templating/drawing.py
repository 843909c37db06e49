"""The variant of a seed: the same numbers and options whenever it is drawn."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from questions.formulas import FormulaError, Number, Value, rounded, truth
from questions.generators.variant import Variant, VariantOption
from questions.templating.reading import (
    MAX_DECIMALS,
    SLOT,
    WRONG_COUNT,
    Answer,
    Program,
    Template,
    read_template,
)

MAX_TRIES = 1000  # of one variant
NO_VALUE = "A formula has no value for some numbers:"


class TemplateError(Exception):
    """A template that draws nothing; the first fault says why."""


def draw_template(template: Template, stem: str, seed: int) -> Variant:
    """The variant of that seed. Raises TemplateError where none can be drawn."""
    program = read_template(template, stem)
    if program.faults:
        raise TemplateError(program.faults[0].text)
    variant = draw(program, seed, Counter())
    if variant is None:
        raise TemplateError("No numbers were found that fulfil the conditions.")
    return variant


def draw(program: Program, seed: int, why_not: Counter[str]) -> Variant | None:
    """The same for a template that was read; counts why draws were thrown away."""
    rng = Random(seed)
    for _ in range(MAX_TRIES):
        try:
            return _tried(program, rng)
        except FormulaError as error:
            why_not[f"{NO_VALUE} {error}."] += 1
        except _Unfit as reason:
            why_not[str(reason)] += 1
    return None


class _Unfit(Exception):
    """Why these numbers make no question."""


@dataclass(frozen=True)
class _Placed:
    """One option of a variant before it is written."""

    answer: Answer
    value: Value
    shown: str
    text: str
    is_right: bool


def _tried(program: Program, rng: Random) -> Variant:
    names = {name: rng.choice(domain) for name, domain in program.domains.items()}
    for name, formula in program.steps:
        value = formula(names)
        if name:
            names[name] = value
        elif not truth(value):
            raise _Unfit(f"“{formula.text}” does not hold.")
    key, wrong = _candidates(program, names)
    options = [key, *_chosen(key, wrong, rng)]
    if any(isinstance(one.value, str | bool) for one in options):
        rng.shuffle(options)
    else:
        options.sort(key=lambda one: one.value)
    words = _words(program.template, names)
    told = [_option(one, words | {"right": key.shown}, program) for one in options]
    return Variant(_filled(program.stem, words, names), told)


def _candidates(
    program: Program, names: Mapping[str, Value]
) -> tuple[_Placed, list[_Placed]]:
    """The key, and the believable mistakes that read differently."""
    key, *others = _placed(program, names)
    if not _is_believable(program, key.value):
        raise _Unfit("The right answer is out of its bounds.")
    known: dict[str, _Placed] = {key.text: key}
    for one in others:
        if _is_believable(program, one.value):
            known.setdefault(one.text, one)
    return key, list(known.values())[1:]


def _placed(program: Program, names: Mapping[str, Value]) -> Iterator[_Placed]:
    template = program.template
    words = _words(template, names)
    for index, formula in enumerate(program.answers):
        answer, value = template.answers[index], formula(names)
        shown = _with_unit(template, value)
        own = {"answer": shown, "right": shown}
        text = _filled(answer.text or "{answer}", words | own, names)
        yield _Placed(answer, value, shown, text, is_right=index == 0)


def _is_believable(program: Program, value: Value) -> bool:
    if isinstance(value, str | bool):
        return True
    is_high_enough = program.least is None or value >= program.least
    return is_high_enough and (program.most is None or value <= program.most)


def _chosen(key: _Placed, wrong: list[_Placed], rng: Random) -> list[_Placed]:
    """Three mistakes; how many are smaller than the key is drawn where it can be."""
    if len(wrong) < WRONG_COUNT:
        raise _Unfit("Fewer than three mistakes lead to an answer of their own.")
    rng.shuffle(wrong)
    right = key.value
    if any(isinstance(one.value, str | bool) for one in [key, *wrong]):
        return wrong[:WRONG_COUNT]
    below = [one for one in wrong if one.value < right]  # type: ignore[operator]  # REASON: numbers, see above
    above = [one for one in wrong if one not in below]
    least = max(0, WRONG_COUNT - len(above))
    smaller = rng.randint(least, min(WRONG_COUNT, len(below)))
    return below[:smaller] + above[: WRONG_COUNT - smaller]


def _option(
    placed: _Placed, words: Mapping[str, str], program: Program
) -> VariantOption:
    own = {**words, "answer": placed.shown}
    answer = placed.answer
    return VariantOption(
        placed.text,
        _filled(answer.why, own, {}),
        is_correct=placed.is_right,
        right_if="" if placed.is_right else _filled(answer.right_if, own, {}),
        mistake="" if placed.is_right else answer.mistake,
    )


# --- Printing ---------------------------------------------------------------


def _words(template: Template, names: Mapping[str, Value]) -> dict[str, str]:
    return {name: _plain(template, value) for name, value in names.items()}


def _filled(text: str, words: Mapping[str, str], names: Mapping[str, Value]) -> str:
    """The text with {name} and {name:2} replaced, and {{…}} for plain braces."""

    def fill(found: re.Match[str]) -> str:
        if not found[1]:
            return found[0][1:-1]
        value = names.get(found[1])
        if found[2] and isinstance(value, Fraction | int):
            return decimal(value, int(found[2]), is_grouped=True)
        return words.get(found[1], found[0])

    return SLOT.sub(fill, text)


def _plain(template: Template, value: Value) -> str:
    """A name in a text: no needless decimals."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    text = decimal(value, MAX_DECIMALS, is_grouped=template.is_grouped)
    return text.rstrip("0").rstrip(".")


def _with_unit(template: Template, value: Value) -> str:
    if isinstance(value, str | bool):
        return _plain(template, value)
    shown = decimal(value, template.decimals, is_grouped=template.is_grouped)
    is_one = rounded(value, template.decimals) == 1 and template.unit_one
    unit = template.unit_one if is_one else template.unit
    return f"{shown} {unit}".strip()


def decimal(value: Number, places: int, *, is_grouped: bool) -> str:
    """So many decimals, halves away from zero: 1,234.50."""
    kept = rounded(value, places)
    whole, part = divmod(abs(kept) * 10**places, 10**places)
    text = f"{int(whole):,}" if is_grouped else str(int(whole))
    sign = "-" if kept < 0 else ""
    return f"{sign}{text}.{int(part):0{places}d}" if places else f"{sign}{text}"
