"""DynamoDB capacity: how many units a workload needs, in every mode.

The numbers are drawn; the wrong options are what named mistakes lead to. A draw
whose mistakes do not give three different wrong numbers is drawn again.
"""

from collections.abc import Callable
from random import Random

from questions.generators.dynamodb_capacity.indexes import draw_index
from questions.generators.dynamodb_capacity.items import draw_items
from questions.generators.dynamodb_capacity.parts import Workload, Wrong
from questions.generators.dynamodb_capacity.queries import draw_query
from questions.generators.variant import Variant, VariantOption

LARGEST = 20_000  # half of the default quota of a table
WRONG_COUNT = 3
WORKLOADS: list[Callable[[Random], Workload]] = [
    draw_items,
    draw_items,
    draw_items,
    draw_query,
    draw_index,
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    rng = Random(seed)
    # How many wrong numbers are smaller: else the middle ones would be a good guess.
    smaller = rng.randint(0, WRONG_COUNT)
    while True:
        workload = rng.choice(WORKLOADS)(rng)
        wrong = _chosen(workload, smaller, rng)
        if len(wrong) == WRONG_COUNT and workload.units <= LARGEST:
            return _variant(workload, wrong)


def _chosen(workload: Workload, smaller: int, rng: Random) -> list[Wrong]:
    """Mistakes with different numbers, so many of them smaller than the right one."""
    order = workload.wrong[:]
    rng.shuffle(order)
    known: dict[int, Wrong] = {}
    for wrong in order:
        if 0 < wrong.units <= 4 * LARGEST and wrong.units != workload.units:
            known.setdefault(wrong.units, wrong)
    below = [w for w in known.values() if w.units < workload.units]
    above = [w for w in known.values() if w.units > workload.units]
    return below[:smaller] + above[: WRONG_COUNT - smaller]


def _variant(workload: Workload, wrong: list[Wrong]) -> Variant:
    options = [
        VariantOption(
            f"{w.units:,} {workload.unit}",
            w.why,
            right_if=w.right_if,
            mistake=w.mistake,
        )
        for w in wrong
    ]
    text = f"{workload.units:,} {workload.unit}"
    options.append(VariantOption(text, workload.why, is_correct=True))
    # As on the exam: numbers stand in order of size.
    options.sort(key=lambda o: int(o.text.split()[0].replace(",", "")))
    return Variant(workload.stem, options, workload.references)
