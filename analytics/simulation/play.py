"""Night after night: newcomers use the product, then the product learns from them."""

from collections.abc import Callable

import numpy as np

from analytics.simulation.product import (
    Knowledge,
    Records,
    Sitting,
    at_first,
    overnight,
)
from analytics.simulation.report import Night, Report
from analytics.simulation.world import Settings, World, make_student, make_world


def simulate(settings: Settings, tell: Callable[[str], None] | None = None) -> Report:
    """The whole run; `tell` hears one line a night."""
    world = make_world(settings)
    known, records, nights = at_first(world), Records(), []
    controls = _day(world, known, Records(), settings.controls, stream=2)
    for number in range(settings.nights):
        if number:
            known = overnight(world, known, records)
        night = _day(world, known, records, settings.students_per_night, stream=1)
        nights.append(night)
        if tell:
            tell(f"wave {number + 1} of {settings.nights}: {night.summary}")
    return Report(settings, tuple(nights), controls)


def _day(
    world: World, known: Knowledge, records: Records, students: int, *, stream: int
) -> Night:
    """A wave of newcomers, from their first answer to the last checkpoint."""
    settings = world.settings
    night = Night(known, _error_of_b(world, known))
    for _ in range(students):
        seed = [settings.seed, stream, records.persons]
        student = make_student(settings, np.random.default_rng([*seed, 0]))
        sitting = Sitting(world, known, student, [*seed, 1])
        night.snapshots += sitting.play()
        night.views += sitting.views
        night.predicted += sitting.predicted
        night.correct += sitting.correct
        records.person += [records.persons] * len(sitting.asked)
        records.item += sitting.asked
        records.correct += sitting.correct
        records.persons += 1
    return night


def _error_of_b(world: World, known: Knowledge) -> float:
    """Root mean square error of the difficulties, apart from a common shift."""
    return float((known.b - world.b).std())
