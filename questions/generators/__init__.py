"""Parametric questions: pure functions of a seed, registered by name."""

from collections.abc import Callable

from questions.generators import dynamodb_capacity, iam_policy_evaluation
from questions.generators.variant import Variant, VariantOption

GENERATORS: dict[str, Callable[[int], Variant]] = {
    "dynamodb-capacity": dynamodb_capacity.draw,
    "iam-policy-evaluation": iam_policy_evaluation.draw,
}

__all__ = ["GENERATORS", "Variant", "VariantOption"]
