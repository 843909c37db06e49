"""CloudWatch: data points that are still kept, and when an M of N alarm fires."""

from questions.generators.calculation import draw_calculation
from questions.generators.cloudwatch_evaluation.alarms import (
    draw_first_breach,
    draw_series,
)
from questions.generators.cloudwatch_evaluation.retention import (
    draw_high_resolution,
    draw_old_points,
    draw_pages,
)
from questions.generators.variant import Variant

SITUATIONS = [
    draw_old_points,
    draw_high_resolution,
    draw_series,
    draw_first_breach,
    draw_pages,
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)
