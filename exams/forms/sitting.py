"""Shapes of what clients send: operations by hand, since they are the hot path."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from exams.models import AttemptQuestion
from exams.selectors import DRILL_SIZE, MOST_DRILLED, SOURCES
from exams.services import PageAnswer
from exams.services.save import Received
from exams.verdicts import CONFIDENCES, MAX_COUNTER
from lib.problems import Problem

MAX_BATCH = 500
MAX_KEY = 100  # characters
MAX_RESPONSE = 4_000  # characters of JSON
MAX_ELAPSED_MS = 86_400_000
MAX_POSITION = 10_000
MAX_FAULT = 200  # characters, as the log keeps them
MAX_CHOICES, MAX_ID = 20, 40  # of one question, in characters


def usable_key(key: str) -> str:
    """An Idempotency-Key as it came; a Problem when it cannot be kept."""
    if len(key) > MAX_KEY or not key.isascii() or not key.isprintable():
        raise Problem(
            "bad-idempotency-key",
            400,
            "The Idempotency-Key is not usable",
            "Send up to 100 printable ASCII characters; a UUID is usual.",
        )
    return key


def received_of(op: Any) -> Received:
    """One operation of a batch, or the same with the fault that makes it unusable.

    A body that cannot be kept as it came is kept as text, so that nothing vanishes.
    """
    if not isinstance(op, dict):
        return Received(uuid.uuid4(), {"unreadable": _text(op)}, "not an object")
    op_id = _uuid(op.get("op_id"))
    body = {name: value for name, value in op.items() if name != "op_id"}
    if op_id is None:
        return Received(
            uuid.uuid4(), {"unreadable": _text(op)}, "op_id: a UUID is needed"
        )
    fault = _fault(body)
    if fault:
        return Received(op_id, {"unreadable": _text(body)}, fault)
    return Received(op_id, body)


def _fault(body: Mapping[str, Any]) -> str:
    missing = REQUIRED - set(body)
    if missing:
        return f"missing: {', '.join(sorted(missing))}"
    unknown = set(body) - set(CHECKS)
    if unknown:
        return f"unknown: {', '.join(sorted(map(_short, unknown)))}"[:MAX_FAULT]
    for name, value in body.items():
        if not CHECKS[name](value):
            return f"{name}: not usable"
    return ""


def _is_integer(value: Any, low: int, high: int) -> bool:
    is_int = isinstance(value, int) and not isinstance(value, bool)
    return is_int and low <= value <= high


def _is_response(value: Any) -> bool:
    return value is None or (isinstance(value, list | dict) and _is_keepable(value))


def _is_keepable(value: Any) -> bool:
    """Whether PostgreSQL can keep it: short, no NUL, no half of a surrogate pair."""
    try:
        dumped = json.dumps(value, ensure_ascii=False, allow_nan=False)
        dumped.encode()
    except ValueError:
        return False
    return len(dumped) <= MAX_RESPONSE and "\\u0000" not in dumped


def _is_instant(value: Any) -> bool:
    if value is None:
        return True
    # The separator between date and time may be anything for Python, even NUL.
    if not isinstance(value, str) or len(value) > 40 or not _is_plain(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _is_id_list(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 20 and _is_response(value)


CHECKS: dict[str, Callable[[Any], bool]] = {
    "position": lambda v: _is_integer(v, -MAX_POSITION, MAX_POSITION),
    "epoch": lambda v: _is_integer(v, -MAX_COUNTER, MAX_COUNTER),
    "seq": lambda v: _is_integer(v, 0, MAX_COUNTER),
    "response": _is_response,
    "flagged": lambda v: isinstance(v, bool),
    "elapsed_ms": lambda v: _is_integer(v, 0, MAX_ELAPSED_MS),
    "confidence": lambda v: v is None or v in CONFIDENCES,
    "struck": _is_id_list,
    "client_at": _is_instant,
}
REQUIRED = {"position", "epoch", "seq", "response"}


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) and len(value) <= 45 else None
    except ValueError:
        return None


def _text(value: Any) -> str:
    """What came, as text that PostgreSQL can keep, cut to a sane length."""
    return json.dumps(value)[:MAX_RESPONSE]  # ASCII only: NUL stays an escape


def _short(name: str) -> str:
    return ascii(name[:30])


def envelope_of(data: Any) -> tuple[UUID, list[Any]]:
    """The writer and the operations of a batch. Raises Problem 400."""
    if not isinstance(data, dict) or set(data) != {"writer", "operations"}:
        raise _bad_envelope("Send {writer, operations} and nothing else.")
    writer, operations = _uuid(data["writer"]), data["operations"]
    if writer is None:
        raise _bad_envelope("writer: a UUID is needed.")
    if not isinstance(operations, list) or not 1 <= len(operations) <= MAX_BATCH:
        raise _bad_envelope(f"operations: a list of 1 to {MAX_BATCH} is needed.")
    return writer, operations


def _bad_envelope(detail: str) -> Problem:
    return Problem("invalid-request", 400, "The request is not usable", detail)


class DrillForm(forms.Form):
    """What to drill: a source, topics when the source is topics, and how many."""

    source = forms.ChoiceField(choices=[(s, s) for s in SOURCES])
    topics = forms.CharField(required=False, max_length=2000)
    guide = forms.CharField(required=False, max_length=16)
    count = forms.IntegerField(min_value=1, max_value=MOST_DRILLED, required=False)

    def clean_topics(self) -> list[str]:
        """Slugs, separated by spaces."""
        return str(self.cleaned_data["topics"]).split()

    def clean_count(self) -> int:
        return int(self.cleaned_data["count"] or DRILL_SIZE)


def page_answers(
    post: QueryDict, questions: Iterable[AttemptQuestion]
) -> dict[int, PageAnswer]:
    """The answers of the whole form, as a browser without JavaScript posts it.

    Questions that the form does not mention at all are left as they are.
    """
    if "whole-form" not in post:
        raise _bad_envelope("This is not the form of an exam.")
    return {q.position: _page_answer(post, q) for q in questions}


def _page_answer(post: QueryDict, question: AttemptQuestion) -> PageAnswer:
    return PageAnswer(
        response=_page_response(post, question) or None,
        is_flagged=f"f{question.position}" in post,
    )


def _page_response(post: QueryDict, question: AttemptQuestion) -> Any:
    name = f"q{question.position}"
    shown = [opaque for opaque, _ in question.options]
    if question.kind == "ordering":
        places = {o: post.get(f"{name}.{o}", "") for o in shown}
        placed = [o for o in shown if places[o].isdecimal()]
        return sorted(placed, key=lambda o: int(places[o][:4]))
    if question.kind == "matching":
        return {o: _id(target) for o in shown if (target := post.get(f"{name}.{o}"))}
    # Unknown ids are passed on: the engine refuses them by name and keeps a record.
    return [_id(value) for value in post.getlist(name)[:MAX_CHOICES]]


def _id(value: str) -> str:
    """An option id, or whatever came instead of one, short and plain."""
    plain = value[:MAX_ID]
    return plain if _is_plain(plain) else ascii(plain)
