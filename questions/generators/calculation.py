"""The frame of questions whose answer is a number: situation, key, named mistakes.

A situation draws its own numbers. A draw whose mistakes do not give three different
wrong answers, so many of them below the key as was wanted, is drawn again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from questions.generators.variant import Variant, VariantOption

WRONG_COUNT = 3
Number = int | Fraction


def plain(value: Number) -> str:
    """A number as it is printed: thousands separated, no needless decimals."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{float(value):,.3f}".rstrip("0")


@dataclass(frozen=True)
class Unit:
    """What follows a number in an option: `3 shards`, `1 shard`, `40 %`."""

    many: str
    one: str = ""

    def __call__(self, value: Number) -> str:
        word = self.one if self.one and value == 1 else self.many
        return f"{plain(value)} {word}"


@dataclass(frozen=True)
class Mistake:
    """A wrong number, the error that leads to it, and when it would be right."""

    value: Number
    name: str
    why: str
    right_if: str = ""


@dataclass(frozen=True)
class Calculation:
    """What is asked, the right number with its reason, and the mistakes.

    `words` prints a number as an option. Mistakes outside `least` and `most` are
    not believable and left out.
    """

    stem: str
    value: Number
    why: str
    mistakes: Sequence[Mistake]
    words: Callable[[Number], str]
    references: tuple[str, ...]
    least: Number = 1
    most: Number = 10**7


Situation = Callable[[Random], Calculation]


def draw_calculation(seed: int, situations: Sequence[Situation]) -> Variant:
    """The variant of that seed: its numbers stand in order of size, as on the exam."""
    rng = Random(seed)
    # How many wrong numbers are smaller: else the middle ones would be a good guess.
    smaller = rng.randint(0, WRONG_COUNT)
    while True:
        asked = rng.choice(situations)(rng)
        wrong = _chosen(asked, smaller, rng)
        if len(wrong) == WRONG_COUNT and asked.least <= asked.value <= asked.most:
            return _variant(asked, wrong)


def _chosen(asked: Calculation, smaller: int, rng: Random) -> list[Mistake]:
    """Mistakes that read differently, so many of them smaller than the key."""
    order = list(asked.mistakes)
    rng.shuffle(order)
    known: dict[str, Mistake] = {}
    for mistake in order:
        text = asked.words(mistake.value)
        is_believable = asked.least <= mistake.value <= asked.most
        if is_believable and text != asked.words(asked.value):
            known.setdefault(text, mistake)
    below = [m for m in known.values() if m.value < asked.value]
    above = [m for m in known.values() if m.value > asked.value]
    return below[:smaller] + above[: WRONG_COUNT - smaller]


def _variant(asked: Calculation, wrong: list[Mistake]) -> Variant:
    placed = [(mistake.value, _wrong_option(asked, mistake)) for mistake in wrong]
    key = VariantOption(asked.words(asked.value), asked.why, is_correct=True)
    placed.append((asked.value, key))
    placed.sort(key=lambda pair: pair[0])
    return Variant(asked.stem, [option for _, option in placed], asked.references)


def _wrong_option(asked: Calculation, mistake: Mistake) -> VariantOption:
    return VariantOption(
        asked.words(mistake.value),
        mistake.why,
        right_if=mistake.right_if,
        mistake=mistake.name,
    )
