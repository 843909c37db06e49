"""A question as it is shown and graded: the `content` of a revision.

Option ids are a, b, … and target ids t1, t2, … in the author's order; an attempt
shows neither, but ids and an order of its own.
"""

import string
from collections.abc import Sequence
from typing import Any

from questions.bankfiles.sources import OptionSource, QuestionSource
from questions.generators.variant import Variant, VariantOption
from questions.markdown import plain, render

IDS = string.ascii_lowercase  # a draft may have more options than an exam shows
Content = dict[str, Any]


def render_content(question: QuestionSource) -> Content:
    """The content of an authored question; a generated one has none of its own."""
    if question.template:
        return _unfilled(question)
    if question.generator:
        return {}
    targets = [
        _shown(f"t{number}", text) for number, text in enumerate(question.targets, 1)
    ]
    return {
        "stem_html": render(question.stem),
        "select": len(question.key) if question.kind == "multiple" else None,
        "options": _options(question.options),
        "targets": targets,
        "key": _key(question),
    }


def render_variant(variant: Variant) -> Content:
    """The content of one variant of a generated question."""
    options = _options(variant.options)
    key = [option["id"] for option in options if option["correct"]]
    return {
        "stem_html": render(variant.stem),
        "select": len(key) if variant.kind == "multiple" else None,
        "options": options,
        "targets": [],
        "key": key,
    }


def _unfilled(question: QuestionSource) -> Content:
    """What variants are drawn from; shown only while nothing can be drawn."""
    return {
        "template": question.template,
        "stem_html": render(question.stem),
        "select": None,
        "options": [],
        "targets": [],
        "key": [],
    }


def _key(question: QuestionSource) -> list[str] | dict[str, str]:
    if question.kind == "ordering":
        return list(IDS[: len(question.options)])
    if question.kind == "matching":
        places = {text: f"t{number}" for number, text in enumerate(question.targets, 1)}
        pairs = zip(IDS, question.options, strict=False)
        # In a draft an option may still be without its target.
        return {id_: places[o.match] for id_, o in pairs if o.match in places}
    return [IDS[index] for index in question.key]


def _shown(id_: str, text: str) -> Content:
    html = render(text)
    return {"id": id_, "text": plain(html), "html": html}


def _options(options: Sequence[OptionSource | VariantOption]) -> list[Content]:
    return [
        _shown(id_, option.text)
        | {
            "correct": option.is_correct,
            "why_html": render(option.why),
            "right_if_html": render(option.right_if) if option.right_if else "",
            "confuses": option.confuses,
        }
        for id_, option in zip(IDS, options, strict=False)
    ]
