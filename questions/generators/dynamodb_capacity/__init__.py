"""DynamoDB capacity: how many units a workload needs, in every mode."""

from questions.generators.calculation import Situation, draw_calculation
from questions.generators.dynamodb_capacity.indexes import draw_index
from questions.generators.dynamodb_capacity.items import draw_items
from questions.generators.dynamodb_capacity.queries import draw_query
from questions.generators.variant import Variant

SITUATIONS: list[Situation] = [
    draw_items,
    draw_items,
    draw_items,
    draw_query,
    draw_index,
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)
