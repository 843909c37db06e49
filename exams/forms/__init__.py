"""Shapes of what clients send: answers, drills, decisions about wrong keys."""

from exams.forms.regrading import RegradeForm, UndoForm
from exams.forms.sitting import (
    MAX_BATCH,
    MAX_KEY,
    MAX_RESPONSE,
    DrillForm,
    envelope_of,
    page_answers,
    received_of,
    usable_key,
)

__all__ = [
    "MAX_BATCH",
    "MAX_KEY",
    "MAX_RESPONSE",
    "DrillForm",
    "RegradeForm",
    "UndoForm",
    "envelope_of",
    "page_answers",
    "received_of",
    "usable_key",
]
