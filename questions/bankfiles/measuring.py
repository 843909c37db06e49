"""The bank's questions as the audit sees them."""

from collections.abc import Iterable

from questions.audit import Item
from questions.bankfiles.sources import QuestionSource


def audit_items(questions: Iterable[QuestionSource]) -> list[Item]:
    """Authored questions only: a generator's options come from its mistakes."""
    return [
        Item(
            id=question.id,
            kind=question.kind,
            topic=question.topics[0],
            stem=question.stem,
            options=tuple(option.text for option in question.options),
            key=frozenset(question.key),
            enemies=frozenset(question.enemies),
        )
        for question in questions
        if not question.generator
    ]
