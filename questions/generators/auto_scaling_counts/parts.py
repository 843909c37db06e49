"""What the situations share: who scales, and how a capacity is asked for."""

from questions.generators.calculation import Calculation, Mistake, Unit

GUIDE = "https://docs.aws.amazon.com/autoscaling/ec2/userguide"
INSTANCES = Unit("instances", "instance")
MOST = 200
SITES = [
    "A travel agency",
    "A theatre",
    "A pharmacy chain",
    "A language school",
    "A car rental company",
    "A furniture shop",
]


def asked(
    stem: str, value: int, why: str, mistakes: list[Mistake], where: tuple[str, ...]
) -> Calculation:
    return Calculation(stem, value, why, mistakes, INSTANCES, where, 1, MOST)
