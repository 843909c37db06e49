"""The questions of a running exam as HTML: their template is rendered once per shape.

Questions of one shape (kind, number of options, what is chosen, struck or flagged)
differ in texts and ids alone. So the template is rendered with marks in the place of
these; what comes out is a mould, and a question is a mould with its own texts put in.
That takes a tenth of the time of a template. A mould is markup: nothing of any
question or person is kept. docs/algorithms/composed.md says more.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

TEMPLATE = "exams/runner_question.html"
MOULDED = frozenset({"single", "multiple"})
# Private characters of Unicode: no template has them, and none escapes them.
MARK = re.compile("\ue000(\\w+)\ue001")
INDENT = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Shape:
    """Everything that the template decides by; of `options`: chosen, struck."""

    kind: str
    select: int | None
    select_word: str
    confidence: str
    has_scenario: bool
    is_flagged: bool
    is_checked: bool
    options: tuple[tuple[bool, bool], ...]
    is_checkable: bool
    total: int


def question_html(
    question: Mapping[str, Any], *, is_checkable: bool, total: int
) -> SafeString:
    """One of `selectors.form_pages` as its fieldset, among `total` of them.

    Those with reasons to show, and kinds that mocks rarely have, take the template.
    """
    if question["row"] or question["kind"] not in MOULDED:
        return _rendered(question, is_checkable=is_checkable, total=total)
    options = question["options"]
    shape = Shape(
        kind=question["kind"],
        select=question["select"],
        select_word=question["select_word"],
        confidence=question["confidence"],
        has_scenario=bool(question["scenario_html"]),
        is_flagged=question["is_flagged"],
        is_checked=question["is_checked"],
        options=tuple((one["is_chosen"], one["is_struck"]) for one in options),
        is_checkable=is_checkable,
        total=total,
    )
    # Both are HTML that the bank's loader made; the template calls it safe as well.
    return mark_safe(_mould(shape) % _texts(question, options))  # noqa: S308  # REASON: see above


def _texts(
    question: Mapping[str, Any], options: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    texts = {
        name: question[name] for name in ("position", "stem_html", "scenario_html")
    }
    for number, option in enumerate(options):
        texts[f"id{number}"], texts[f"html{number}"] = option["id"], option["html"]
    return texts


@lru_cache(maxsize=1024)
def _mould(shape: Shape) -> str:
    """A format of Python's `%`, with a name for each text."""
    question = {
        "kind": shape.kind,
        "select": shape.select,
        "select_word": shape.select_word,
        "confidence": shape.confidence,
        "is_flagged": shape.is_flagged,
        "position": _mark("position"),
        "stem_html": _mark("stem_html"),
        "scenario_html": _mark("scenario_html") if shape.has_scenario else "",
        "is_checked": shape.is_checked,
        "row": None,
        "options": [
            {
                "id": _mark(f"id{number}"),
                "html": _mark(f"html{number}"),
                "letter": chr(ord("A") + number),
                "is_chosen": is_chosen,
                "is_struck": is_struck,
            }
            for number, (is_chosen, is_struck) in enumerate(shape.options)
        ],
    }
    html = str(_rendered(question, is_checkable=shape.is_checkable, total=shape.total))
    # Between tags only: the texts are not in it yet.
    html = INDENT.sub("\n", html)
    return MARK.sub(r"%(\1)s", html.replace("%", "%%"))


def _mark(name: str) -> str:
    return f"\ue000{name}\ue001"


def _rendered(
    question: Mapping[str, Any], *, is_checkable: bool, total: int
) -> SafeString:
    context = {"question": question, "is_checkable": is_checkable, "total": total}
    return render_to_string(TEMPLATE, context)
