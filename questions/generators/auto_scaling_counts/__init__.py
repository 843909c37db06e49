"""Auto Scaling: the desired capacity that a policy sets."""

from questions.generators.auto_scaling_counts.steps import draw_percent, draw_steps
from questions.generators.auto_scaling_counts.targets import (
    draw_queue,
    draw_target,
    draw_two_targets,
)
from questions.generators.calculation import draw_calculation
from questions.generators.variant import Variant

SITUATIONS = [draw_target, draw_two_targets, draw_steps, draw_percent, draw_queue]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)
