"""CIDR arithmetic in a VPC: addresses, subnets, sizes, free blocks and overlaps."""

from questions.generators.calculation import draw_calculation
from questions.generators.cidr_arithmetic.places import draw_first_free, draw_peers
from questions.generators.cidr_arithmetic.sizes import (
    draw_free_addresses,
    draw_more_subnets,
    draw_smallest,
)
from questions.generators.variant import Variant

SITUATIONS = [
    draw_free_addresses,
    draw_more_subnets,
    draw_smallest,
    draw_first_free,
    draw_peers,
]


def draw(seed: int) -> Variant:
    """The variant of that seed."""
    return draw_calculation(seed, SITUATIONS)
