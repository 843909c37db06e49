"""A history for the student of the demo, so that the first look shows a forecast."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random

from accounts.models import User
from analytics.services.demo.sitting import DIFFICULTY, shown_mock, sit
from exams.models import Attempt, AttemptQuestion, Exam, Mode

SEED = 20261121
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


@dataclass(frozen=True)
class Told:
    """How one attempt of the story is answered."""

    ability: float
    random: Random
    pace: float = 1.0

    def knows(self, asked: AttemptQuestion, domain: int) -> bool:
        level = self.ability + OFFSETS[domain % len(OFFSETS)]
        gap = level - DIFFICULTY[asked.question.difficulty]
        return self.random.random() < 1 / (1 + exp(-gap))


def make_demo_history(*, user: User, now: datetime) -> int:
    """The number of attempts that were made; none where there are any already."""
    mock = shown_mock()
    if mock is None or Attempt.objects.filter(user=user).exists():
        return 0
    user.target_guide = mock.guide.code
    user.exam_date = now.date() + timedelta(days=DAYS_TO_EXAM)
    user.save(update_fields=["target_guide", "exam_date"])
    offered = {exam.mode: exam for exam in Exam.objects.open().filter(guide=mock.guide)}
    told = [part for part in STORY if part[1] in offered]
    for number, (days, mode, ability) in enumerate(told):
        character = Told(ability, Random(f"{SEED}/{number}"))
        end = now - timedelta(days=days)
        sit(user=user, exam=offered[mode], character=character, end=end)
    return len(told)
