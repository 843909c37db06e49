"""The same operations from a page without JavaScript: one form of all questions.

The server makes the op ids and the sequence; the page's writer is derived from the
attempt, so that sending the form again is the same writer again.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from exams.access import locked_attempt_for
from exams.models import Answer, Attempt, Operation
from exams.services.finish import register_writer, submit_attempt
from exams.services.save import Received, Saved, apply_operations, standing_of

PAGE_NAMESPACE = UUID("6f1d2c1e-7c56-5d0a-9f0e-2b8f6c1a9d10")


@dataclass(frozen=True)
class PageAnswer:
    response: Any
    is_flagged: bool


def page_writer(attempt_id: UUID) -> UUID:
    return uuid.uuid5(PAGE_NAMESPACE, str(attempt_id))


@transaction.atomic
def save_page(
    *, user: User, attempt_id: UUID, answers: Mapping[int, PageAnswer]
) -> Saved:
    """Save what the form changed; after time it is kept as late like any other.

    Sending the form is taking over: whoever posts is the one who writes.
    """
    attempt = locked_attempt_for(user, attempt_id)
    writer = page_writer(attempt_id)
    if _may_register(attempt):
        attempt = register_writer(attempt, writer)
    held = _held(attempt)
    seq = _last_seq(attempt) + 1
    received = [
        _operation(attempt, position, answer, seq, held.get(position))
        for position, answer in answers.items()
        if answer != _shown(held.get(position))
    ]
    return apply_operations(attempt, writer, received)


@transaction.atomic
def submit_page(*, user: User, attempt_id: UUID) -> Attempt:
    """Hand in from a page: everything it ever posted is held already."""
    attempt = locked_attempt_for(user, attempt_id)
    writer = page_writer(attempt_id)
    if _may_register(attempt):
        attempt = register_writer(attempt, writer)
    return submit_attempt(
        user=user,
        attempt_id=attempt_id,
        writer=writer,
        epoch=attempt.epoch,
        manifest=[],
    )


def _may_register(attempt: Attempt) -> bool:
    standing = standing_of(attempt)
    return standing.is_running and standing.is_in_time


def _held(attempt: Attempt) -> dict[int, Answer]:
    rows = Answer.objects.filter(asked__attempt=attempt).select_related("asked")
    return {answer.asked.position: answer for answer in rows}


def _shown(held: Answer | None) -> PageAnswer:
    """What the form showed, and says again when nothing was changed."""
    if held is None:
        return PageAnswer(None, is_flagged=False)
    return PageAnswer(held.response or None, held.is_flagged)


def _last_seq(attempt: Attempt) -> int:
    found = Operation.objects.filter(attempt=attempt).aggregate(last=Max("seq"))
    return found["last"] or 0


def _operation(
    attempt: Attempt, position: int, answer: PageAnswer, seq: int, held: Answer | None
) -> Received:
    body = {
        "position": position,
        "epoch": attempt.epoch,
        "seq": seq,
        "response": answer.response,
        "flagged": answer.is_flagged,
        # The form does not know these: they stay as they are.
        "struck": held.struck if held else [],
        "confidence": (held.confidence if held else "") or None,
    }
    return Received(uuid.uuid4(), body)
