"""What an honest client does, said in a few words for the tests."""

import uuid
from typing import Any

from exams import services
from exams.models import Attempt, AttemptQuestion
from exams.services.save import Received, Row, Saved

WRITER = uuid.UUID(int=1)
OTHER = uuid.UUID(int=2)


def operation(position: int, response: Any, *, seq: int = 1, **over: Any) -> Received:
    op_id = over.pop("op_id", None) or uuid.uuid4()
    body = {"position": position, "epoch": 1, "seq": seq, "response": response}
    return Received(op_id, body | over)


def save(attempt: Attempt, *received: Received, writer: uuid.UUID = WRITER) -> Saved:
    return services.save_operations(
        user=attempt.user, attempt_id=attempt.pk, writer=writer, received=received
    )


def save_one(attempt: Attempt, position: int, response: Any, **over: Any) -> Row:
    writer = over.pop("writer", WRITER)
    return save(attempt, operation(position, response, **over), writer=writer).rows[0]


def submit(attempt: Attempt, *manifest: tuple[int, int, int], **over: Any) -> Attempt:
    fields: dict[str, Any] = {"writer": WRITER, "epoch": 1} | over
    return services.submit_attempt(
        user=attempt.user,
        attempt_id=attempt.pk,
        manifest=[services.Held(*line) for line in manifest],
        **fields,
    )


def question_at(attempt: Attempt, position: int) -> AttemptQuestion:
    return AttemptQuestion.objects.select_related("revision").get(
        attempt=attempt, position=position
    )


def right(attempt: Attempt, position: int) -> Any:
    """The right response to that question, in this attempt's opaque ids."""
    question = question_at(attempt, position)
    shown = {own: opaque for opaque, own in question.options}
    key = question.content["key"]
    if isinstance(key, dict):
        targets = {own: opaque for opaque, own in question.targets}
        return {shown[o]: targets[t] for o, t in key.items()}
    return [shown[own] for own in key]


def wrong(attempt: Attempt, position: int) -> Any:
    """A usable response that is not the key: one wrong option."""
    question = question_at(attempt, position)
    key = question.content["key"]
    return [next(o for o, own in question.options if own not in key)]


def answer_all(attempt: Attempt, *, right_count: int) -> Saved:
    """Answer every question, the scored ones first right, then wrong."""
    asked = AttemptQuestion.objects.filter(attempt=attempt).order_by(
        "-is_scored", "position"
    )
    operations = [
        operation(
            q.position,
            right(attempt, q.position)
            if n < right_count
            else wrong(attempt, q.position),
        )
        for n, q in enumerate(asked)
    ]
    return save(attempt, *operations)
