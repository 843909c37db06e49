"""Questions whose numbers are drawn, written by instructors without code."""

from questions.templating.checking import CHECKED, PREVIEWED, Check, check_template
from questions.templating.drawing import TemplateError, draw_template
from questions.templating.reading import (
    MAX_ANSWERS,
    MAX_DECIMALS,
    TEMPLATE,
    TYPED,
    Answer,
    Fault,
    Template,
    read_template,
    template_of,
)

__all__ = [
    "CHECKED",
    "MAX_ANSWERS",
    "MAX_DECIMALS",
    "PREVIEWED",
    "TEMPLATE",
    "TYPED",
    "Answer",
    "Check",
    "Fault",
    "Template",
    "TemplateError",
    "check_template",
    "draw_template",
    "read_template",
    "template_of",
]
