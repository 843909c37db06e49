"""Sitting an exam for the demo: through the real services, then moved into the past.

Every attempt is started, answered, handed in and graded as anybody's; only then are
its times moved back, and it is folded in as of then.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import exp
from random import Random
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, F, Q

from accounts.models import User
from analytics.services.folding import fold_attempt
from exams import services as exams
from exams.models import Answer, Attempt, AttemptQuestion, Exam, Mode, Result
from exams.services.save import Received
from questions.models import Kind

WRITER = UUID(int=20261121)
DIFFICULTY = {"easy": -1.4, "medium": -0.6, "hard": 0.2}  # logits
MEDIAN_SECONDS, SECONDS_SPREAD = 62.0, 0.55
BLANK, FLAG, CHANGE, GUESS = 0.02, 0.12, 0.13, 0.15
# Each operation comes when everything before it and its own time are over.
MOVE_LOG = """
UPDATE exams_operation AS o
   SET received_at = %(start)s + told.ms * interval '1 millisecond'
  FROM (SELECT id, sum(elapsed_ms) OVER (ORDER BY seq) AS ms
          FROM exams_operation WHERE attempt_id = %(attempt)s) AS told
 WHERE o.id = told.id
"""


def shown_mock() -> Exam | None:
    """The mock of the guide for which most is on offer, the newest of these; None
    before exams are loaded."""
    mocks = Exam.objects.open().filter(mode=Mode.MOCK).select_related("guide")
    offers = Count("guide__exams", filter=Q(guide__exams__is_open=True))
    return mocks.annotate(offers=offers).order_by("-offers", "-guide__code").first()


class Character(Protocol):
    """How somebody answers; `domain` is the place of the question's domain."""

    @property
    def random(self) -> Random: ...

    @property
    def pace(self) -> float: ...  # of the median time per question

    def knows(self, asked: AttemptQuestion, domain: int) -> bool: ...


@transaction.atomic
def sit(*, user: User, exam: Exam, character: Character, end: datetime) -> Attempt:
    """The whole exam, handed in at `end`, graded and folded in."""
    attempt = exams.start_attempt(user=user, exam=exam, writer=WRITER).attempt
    finish(user=user, attempt=attempt, character=character, end=end)
    return attempt


def finish(
    *, user: User, attempt: Attempt, character: Character, end: datetime
) -> None:
    """Answer what was started, hand it in at `end`; inside the caller's transaction."""
    operations = answers_to(attempt, character)
    exams.save_operations(
        user=user, attempt_id=attempt.pk, writer=WRITER, received=operations
    )
    exams.submit_attempt(
        user=user, attempt_id=attempt.pk, writer=WRITER, epoch=1, manifest=[]
    )
    exams.grade_attempt(attempt_id=attempt.pk)
    used = timedelta(milliseconds=sum(one.body["elapsed_ms"] for one in operations))
    move_start(attempt, end - used - timedelta(minutes=1))
    _move_end(attempt, end)
    fold_attempt(attempt_id=attempt.pk, now=end)


def answers_to(attempt: Attempt, character: Character) -> list[Received]:
    """The operations of a whole attempt, in their order."""
    asked = attempt.questions.select_related("question", "revision")
    places = {domain["id"]: n for n, domain in enumerate(attempt.domains)}
    sent: list[Received] = []
    for question in asked.order_by("position"):
        question.attempt = attempt
        for body in _acts(question, places[question.domain_id], character):
            op_id = UUID(int=character.random.getrandbits(128), version=4)
            told = {"epoch": 1, "seq": len(sent) + 1, "elapsed_ms": _elapsed(character)}
            sent.append(Received(op_id, body | told))
    return sent


def _elapsed(character: Character) -> int:
    seconds = MEDIAN_SECONDS * exp(character.random.gauss(0, SECONDS_SPREAD))
    return round(1000 * character.pace * seconds)


def _acts(
    asked: AttemptQuestion, domain: int, character: Character
) -> list[dict[str, Any]]:
    random = character.random
    if random.random() < BLANK:
        return []
    is_known = character.knows(asked, domain)
    answer = _right(asked) if is_known else _wrong(asked, random)
    first = [_wrong(asked, random)] if random.random() < CHANGE else []
    is_checked = asked.attempt.mode == Mode.PRACTICE
    confidence = _confidence(random, is_known=is_known) if is_checked else None
    return [
        {
            "position": asked.position,
            "response": response,
            "flagged": not is_known and random.random() < FLAG,
            "confidence": confidence,
        }
        for response in [*first, answer]
    ]


def _confidence(random: Random, *, is_known: bool) -> str:
    if random.random() < GUESS:
        return "guess"
    return "sure" if is_known else "unsure"


def _right(asked: AttemptQuestion) -> Any:
    shown = {own: opaque for opaque, own in asked.options}
    key = asked.content["key"]
    if isinstance(key, Mapping):
        targets = {own: opaque for opaque, own in asked.targets}
        return {shown[item]: targets[target] for item, target in key.items()}
    return [shown[own] for own in key]


def _wrong(asked: AttemptQuestion, random: Random) -> Any:
    right = _right(asked)
    if isinstance(right, dict):
        given = list(right.values())
        return dict(zip(right, [*given[1:], given[0]], strict=True))
    if asked.kind == Kind.ORDERING:
        return [*right[1:], right[0]]
    others = [(opaque, own) for opaque, own in asked.options if opaque not in right]
    liked = [_appeal(asked.revision_id, own) for _, own in others]
    return [random.choices(others, liked)[0][0], *right[1:]]


def _appeal(revision: int, option: str) -> float:
    """Wrong options attract differently, and everybody alike."""
    return exp(Random(f"{revision}/{option}").gauss(0, 0.8))


def move_start(attempt: Attempt, start: datetime) -> None:
    """Begin then, and let every operation come when its time had passed."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE_LOG, {"start": start, "attempt": attempt.pk})
    Attempt.objects.filter(pk=attempt.pk).update(
        deadline_at=F("deadline_at") - F("started_at") + start, started_at=start
    )


def _move_end(attempt: Attempt, end: datetime) -> None:
    # By their numbers: before any statistics PostgreSQL joins every answer to each.
    asked = list(attempt.questions.values_list("pk", flat=True))
    Answer.objects.filter(pk__in=asked).update(answered_at=end)
    Attempt.objects.filter(pk=attempt.pk).update(finished_at=end, revealed_at=end)
    Result.objects.filter(attempt=attempt).update(graded_at=end)
