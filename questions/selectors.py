"""Reads of the bank: variants of generated questions."""

from typing import Any

from questions.bankfiles import render_variant
from questions.generators import GENERATORS
from questions.models import QuestionRevision


def draw_variant(revision: QuestionRevision, seed: int) -> dict[str, Any]:
    """The content of the variant that the seed fixes, in the form of `content`."""
    return render_variant(GENERATORS[revision.generator](seed))
