"""A cohort's figures from the tables of `exams` alone, in the plainest way there is.

The belief is computed here again from the formulas, with draws of its own, so it
agrees within their error and no closer. Of analytics only a forecast's probability is
read, once it was compared with that.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from accounts.models import Cohort, User
from analytics.models import Forecast
from exams.models import Attempt, AttemptQuestion, Operation
from questions.models import Domain, Guide, Question, QuestionTask

EXAM_B = -0.6
LABELS = {"easy": -0.8, "medium": 0.0, "hard": 0.8}
ITEM_VARIANCE, ABILITY, OFFSET = 0.8, 0.6, 0.2
REPEAT = timedelta(days=60)
DRAWS = 40_000


def students(cohort: Cohort) -> list[User]:
    now_in = cohort.memberships.filter(role="student", left_at=None)
    return [member.user for member in now_in.select_related("user")]


def attempts(user: User) -> list[Attempt]:
    """Graded, oldest first."""
    rows = Attempt.objects.filter(user=user, state="graded", voided_at=None)
    return list(rows.select_related("result").order_by("finished_at", "pk"))


def counted(user: User) -> list[tuple[Attempt, AttemptQuestion]]:
    """Answers that say something: given, not too fast, the first in sixty days."""
    seen: dict[int, datetime] = {}
    found = []
    for attempt in attempts(user):
        rows = list(attempt.questions.select_related("question", "answer"))
        for asked in rows:
            before = seen.get(asked.question_id)
            is_new = before is None or attempt.finished_at - before >= REPEAT
            if is_new and not _is_blank(asked) and not _is_rapid(asked):
                found.append((attempt, asked))
        seen |= {asked.question_id: attempt.finished_at for asked in rows}
    return found


def _is_blank(asked: AttemptQuestion) -> bool:
    answer = getattr(asked, "answer", None)
    return not asked.is_correct and (answer is None or not answer.response)


def _is_rapid(asked: AttemptQuestion) -> bool:
    rows = Operation.objects.filter(attempt=asked.attempt_id, position=asked.position)
    spent = sum(rows.values_list("elapsed_ms", flat=True))
    return 0 < spent < 3000


class Belief:
    """Mean and covariance of ability and domain offsets, answer by answer."""

    def __init__(self, domains: list[int]) -> None:
        self.domains = domains
        size = len(domains) + 1
        self.mean = np.zeros(size)
        self.covariance = np.diag([ABILITY] + [OFFSET] * (size - 1))
        self.last: datetime | None = None

    def take(self, attempt: Attempt, rows: list[AttemptQuestion]) -> None:
        for number, asked in enumerate(rows):
            if number == 0 and self.last is not None:
                self._rest((attempt.finished_at - self.last) / timedelta(days=1))
            self._answer(asked)
        if rows:
            self.last = attempt.finished_at

    def _rest(self, days: float) -> None:
        for k in range(1, len(self.mean)):
            grown = self.covariance[k, k] + 0.002 * days
            self.covariance[k, k] = max(self.covariance[k, k], min(grown, OFFSET))

    def _answer(self, asked: AttemptQuestion) -> None:
        self.covariance += np.diag([0.001] + [0.002] * (len(self.mean) - 1))
        c = np.zeros(len(self.mean))
        c[[0, 1 + self.domains.index(asked.domain_id)]] = 1
        b = EXAM_B + LABELS[asked.question.difficulty]
        z = c @ self.mean - b
        s = c @ self.covariance @ c + ITEM_VARIANCE
        p = _sigma(z / np.sqrt(1 + np.pi * s / 8))
        w = _sigma(z) * (1 - _sigma(z))
        g = self.covariance @ c
        self.mean = self.mean + g * (float(asked.is_correct) - p) / (1 + w * s)
        self.covariance = self.covariance - np.outer(g, g) * w / (1 + w * s)


def _sigma(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def belief_of(user: User, guide: Guide) -> Belief:
    domains = list(
        Domain.objects.filter(guide=guide).order_by("code").values_list("pk", flat=True)
    )
    by_attempt: dict[Attempt, list[AttemptQuestion]] = defaultdict(list)
    for attempt, asked in counted(user):
        by_attempt[attempt].append(asked)
    belief = Belief(domains)
    for attempt, rows in by_attempt.items():
        belief.take(attempt, rows)
    return belief


def chance(user: User, guide: Guide, seats: list[int], needed: int) -> float:
    """The share of drawn people like this one whose drawn exam reaches the points."""
    random = np.random.default_rng(7)
    belief = belief_of(user, guide)
    drawn = random.multivariate_normal(belief.mean, belief.covariance, DRAWS)
    points = np.zeros(DRAWS)
    for k, domain in enumerate(belief.domains):
        level = drawn[:, 0] + drawn[:, k + 1]
        share = np.mean([_sigma(level - b) for b in _bank(domain)], axis=0)
        points += random.binomial(seats[k], share)
    return float((points >= needed).mean())


def _bank(domain: int) -> list[float]:
    """The difficulties of what can be asked in a domain."""
    served = QuestionTask.objects.filter(task__domain=domain, rank=0)
    rows = Question.objects.filter(state="published", pk__in=served.values("question"))
    return [
        EXAM_B + LABELS[label] for label in rows.values_list("difficulty", flat=True)
    ]


def attempts_of(user: int) -> list[Attempt]:
    return attempts(User.objects.get(pk=user))


def group_of(user: int, guide: Guide, now: datetime) -> str:
    """By what was said last: enough answers, not too old, and how likely it was."""
    answers = counted(User.objects.get(pk=user))
    domains = Domain.objects.filter(guide=guide).values_list("pk", flat=True)
    by_domain = [sum(q.domain_id == pk for _, q in answers) for pk in domains]
    last = max((attempt.finished_at for attempt, _ in answers), default=None)
    if len(answers) < 40 or min(by_domain) < 5:
        return "unknown"
    if last is None or now - last >= timedelta(days=30):
        return "unknown"
    said = Forecast.objects.filter(user=user, guide=guide).latest("at").probability
    percent = min(max(5 * int(20 * said + 0.5), 5), 95)
    return "book" if percent >= 85 else "close" if percent >= 50 else "not_yet"
