"""What a thousand variants of a template show, in words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from questions.generators.variant import Variant
from questions.templating.drawing import NO_VALUE, draw
from questions.templating.reading import (
    Fault,
    Program,
    Template,
    read_template,
)

CHECKED = 1000  # variants
PREVIEWED = 20  # of them, shown
USABLE = 20  # at least one draw of so many can be used
PATIENCE = 200  # draws thrown away before that is judged
FEW = 20  # different questions
GUESSED = 0.6  # the key at one place in more variants than that
PLACES = ("smallest", "second smallest", "second largest", "largest")


@dataclass
class Check:
    """The first variants, what was counted over all of them, what is to be mended."""

    faults: list[Fault]
    shown: list[Variant] = field(default_factory=list)
    count: int = 0
    thrown_away: Counter[str] = field(default_factory=Counter)
    stems: set[str] = field(default_factory=set)
    places: Counter[int] = field(default_factory=Counter)
    mistakes: Counter[str] = field(default_factory=Counter)

    @property
    def is_passed(self) -> bool:
        return self.count > 0 and not any(fault.is_blocking for fault in self.faults)

    @property
    def redrawn(self) -> int:
        return self.thrown_away.total()

    @property
    def tries(self) -> int:
        return self.count + self.redrawn


def check_template(template: Template, stem: str, count: int = CHECKED) -> Check:
    """Variants 0 to `count` - 1; stops where too few draws can be used."""
    program = read_template(template, stem)
    check = Check(list(program.faults))
    if check.faults:
        return check
    for seed in range(count):
        variant = draw(program, seed, check.thrown_away)
        if variant is not None:
            _count(check, variant)
        if check.tries > USABLE * check.count + PATIENCE:
            break
    check.faults += _found(check, program)
    return check


def _count(check: Check, variant: Variant) -> None:
    if check.count < PREVIEWED:
        check.shown.append(variant)
    check.count += 1
    check.stems.add(variant.stem)
    check.mistakes.update(option.mistake for option in variant.options)
    place = [option.is_correct for option in variant.options].index(True)
    check.places[place] += 1


def _found(check: Check, program: Program) -> Iterator[Fault]:
    reasons = check.thrown_away.most_common(1)
    if check.tries > USABLE * check.count + PATIENCE:
        used = f"{check.count} of {check.tries:,} draws can be used. Most often: "
        yield Fault("conditions", used + reasons[0][0])
    errors = [why for why in check.thrown_away if why.startswith(NO_VALUE)]
    if errors:
        yield Fault("values", f"{errors[0]} Add a condition that rules it out.")
    if check.count == CHECKED:  # of fewer, chance says as much
        yield from _weak(check, program)


def _weak(check: Check, program: Program) -> Iterator[Fault]:
    """What does not stop a publication; said of a whole check only."""
    for index, answer in enumerate(program.template.answers):
        if index and answer.mistake and not check.mistakes[answer.mistake]:
            words = f"“{answer.mistake}” is never among the wrong answers."
            yield Fault(f"answer.{index}", words, is_blocking=False)
    if len(check.stems) < FEW:
        words = f"Only {len(check.stems)} different questions come of it."
        yield Fault("parameters", words, is_blocking=False)
    place, often = check.places.most_common(1)[0]
    if often > GUESSED * check.count:  # words stand in an order drawn by lot
        percent = round(100 * often / check.count)
        words = f"The right number is the {PLACES[place]} in {percent} %"
        hint = "it can be guessed. Add mistakes on the other side."
        yield Fault("answers", f"{words}: {hint}", is_blocking=False)
