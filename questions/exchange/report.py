"""The report of an import as JSON: the form that `bank import --json` prints."""

from dataclasses import asdict
from typing import Any

from questions.exchange.items import MATCHING, ORDERING, Choice, Item, Parsed


def report_of(parsed: Parsed) -> dict[str, Any]:
    """questions, skipped and errors. Weights are fractions of the full mark."""
    return {
        "questions": [question_of(item) for item in parsed.items],
        "skipped": [
            {"ref": one.ref, "kind": one.kind, "reason": one.reason}
            for one in parsed.skipped
        ],
        "errors": [asdict(fault) for fault in parsed.errors],
    }


def question_of(item: Item) -> dict[str, Any]:
    """`order` holds the steps in their right order, `pairs` [prompt, match]."""
    is_ordering = item.kind == ORDERING
    return {
        "ref": item.ref,
        "kind": item.kind,
        "stem": item.stem,
        "options": [] if is_ordering else [_option(o) for o in item.options],
        "pairs": [[p.prompt, p.match] for p in item.pairs if item.kind == MATCHING],
        "order": [o.text for o in item.options] if is_ordering else [],
        "tags": item.tags,
        "category": item.category,
    }


def _option(option: Choice) -> dict[str, Any]:
    return {
        "text": option.text,
        "correct": option.is_correct,
        "weight": option.weight,
        "feedback": option.feedback,
    }
