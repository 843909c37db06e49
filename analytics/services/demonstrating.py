"""A history for the student of the demo: made up, seeded, through the real services.

Every attempt is started, answered, handed in and graded as anybody's; only then are
its times moved into the past, and it is folded in as of then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from analytics.services.folding import fold_attempt
from exams import services as exams
from exams.models import (
    Answer,
    Attempt,
    AttemptQuestion,
    Exam,
    Mode,
    Operation,
    Result,
)
from exams.services.save import Received
from questions.models import Kind

SEED = 20261121
WRITER = UUID(int=SEED)
DAYS_TO_EXAM = 33
# Days ago, what was sat, and how able the student was by then (logits).
STORY = (
    (31, Mode.DIAGNOSTIC, -0.35),
    (27, Mode.MOCK, -0.15),
    (22, Mode.PRACTICE, 0.0),
    (17, Mode.MOCK, 0.15),
    (10, Mode.PRACTICE, 0.35),
    (4, Mode.MOCK, 0.5),
)
OFFSETS = (0.35, -0.9, 0.2, -0.15, 0.0, 0.1)  # of the domains, by code
DIFFICULTY = {"easy": -1.4, "medium": -0.6, "hard": 0.2}
MEDIAN_SECONDS, SECONDS_SPREAD = 62.0, 0.55
BLANK, FLAG, CHANGE, GUESS = 0.02, 0.12, 0.13, 0.15


@dataclass(frozen=True)
class Character:
    """How one attempt of the story is answered."""

    ability: float
    random: Random

    def knows(self, asked: AttemptQuestion, domain: int) -> bool:
        level = self.ability + OFFSETS[domain % len(OFFSETS)]
        gap = level - DIFFICULTY[asked.question.difficulty]
        return self.random.random() < 1 / (1 + exp(-gap))

    def seconds(self) -> float:
        return MEDIAN_SECONDS * exp(self.random.gauss(0, SECONDS_SPREAD))


def make_demo_history(*, user: User, now: datetime) -> int:
    """The number of attempts that were made; none where there are any already."""
    mock = Exam.objects.open().filter(mode=Mode.MOCK).order_by("-guide__code").first()
    if mock is None or Attempt.objects.filter(user=user).exists():
        return 0
    user.target_guide = mock.guide.code
    user.exam_date = now.date() + timedelta(days=DAYS_TO_EXAM)
    user.save(update_fields=["target_guide", "exam_date"])
    offered = {exam.mode: exam for exam in Exam.objects.open().filter(guide=mock.guide)}
    told = [part for part in STORY if part[1] in offered]
    for number, (days, mode, ability) in enumerate(told):
        character = Character(ability, Random(f"{SEED}/{number}"))
        end = now - timedelta(days=days)
        attempt = _sit(user, offered[mode], character, end)
        fold_attempt(attempt_id=attempt.pk, now=end)
    return len(told)


@transaction.atomic
def _sit(user: User, exam: Exam, character: Character, end: datetime) -> Attempt:
    started = exams.start_attempt(user=user, exam=exam, writer=WRITER)
    attempt = started.attempt
    operations, minutes = _operations(attempt, character)
    exams.save_operations(
        user=user, attempt_id=attempt.pk, writer=WRITER, received=operations
    )
    exams.submit_attempt(
        user=user, attempt_id=attempt.pk, writer=WRITER, epoch=1, manifest=[]
    )
    exams.grade_attempt(attempt_id=attempt.pk)
    _move_back(attempt, end, minutes)
    return attempt


def _operations(
    attempt: Attempt, character: Character
) -> tuple[list[Received], dict[str, float]]:
    """The operations, and for each the minute in which it is said to have come."""
    asked = attempt.questions.select_related("question", "revision")
    places = {domain["id"]: n for n, domain in enumerate(attempt.domains)}
    sent: list[Received] = []
    minutes: dict[str, float] = {}
    minute, seq = 0.0, 0
    for question in asked.order_by("position"):
        for body in _acts(question, places[question.domain_id], character):
            seconds = character.seconds()
            minute, seq = minute + seconds / 60, seq + 1
            op_id = UUID(int=character.random.getrandbits(128), version=4)
            minutes[str(op_id)] = minute
            told = {"epoch": 1, "seq": seq, "elapsed_ms": round(1000 * seconds)}
            sent.append(Received(op_id, body | told))
    return sent, minutes


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
    shown = [opaque for opaque, _ in asked.options]
    if isinstance(right, dict):
        given = list(right.values())
        return dict(zip(right, [*given[1:], given[0]], strict=True))
    if asked.kind == Kind.ORDERING:
        return [*right[1:], right[0]]
    others = [opaque for opaque in shown if opaque not in right]
    return [random.choice(others), *right[1:]]


def _move_back(attempt: Attempt, end: datetime, minutes: Mapping[str, float]) -> None:
    """Move every time of the attempt, so that it ended then."""
    start = end - timedelta(minutes=max(minutes.values(), default=0.0) + 1)
    operations = list(Operation.objects.filter(attempt=attempt))
    for one in operations:
        one.received_at = start + timedelta(minutes=minutes[str(one.op_id)])
    Operation.objects.bulk_update(operations, ["received_at"])
    Answer.objects.filter(asked__attempt=attempt).update(answered_at=end)
    Attempt.objects.filter(pk=attempt.pk).update(
        deadline_at=F("deadline_at") - F("started_at") + start,
        started_at=start,
        finished_at=end,
        revealed_at=end,
    )
    Result.objects.filter(attempt=attempt).update(graded_at=end)
