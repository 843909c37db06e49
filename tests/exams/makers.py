"""Attempts for the tests of the engine: a small bank, an exam of it, a start."""

import itertools
from typing import Any

from accounts.models import User
from exams import services
from exams.models import Attempt, Exam
from questions.models import Bank, Guide, Kind, Question
from tests.exams.client import WRITER
from tests.factories import make_bank, make_exam, make_guide, make_question

numbers = itertools.count(1)


def small_exam(*, per_domain: int = 3, **over: Any) -> Exam:
    """Four scored questions and a hidden unscored one, from a bank of twelve."""
    number = next(numbers)
    guide = make_guide(code=f"T{number}-C01")
    make_bank(guide, per_domain=per_domain, prefix=f"t{number}")
    fields: dict[str, Any] = {
        "slug": f"t{number}-{over.get('mode', 'mock')}",
        "scored_count": 4,
        "unscored_count": 1,
    }
    return make_exam(guide, **(fields | over))


def every_kind_exam(**over: Any) -> Exam:
    """A practice of four questions, one of each kind, one per domain."""
    number = next(numbers)
    guide = make_guide(code=f"T{number}-C01")
    Bank.objects.get_or_create(pk=1)
    for domain, kind in zip(guide.domains.all(), Kind.values, strict=True):
        make_question(domain.tasks.all()[0], f"t{number}-{kind}", kind=kind)
    fields: dict[str, Any] = {
        "slug": f"t{number}-practice",
        "mode": "practice",
        "minutes": None,
        "scored_count": 4,
        "unscored_count": 0,
    }
    return make_exam(guide, **(fields | over))


def add_question(guide: Guide, slug: str, domain: str = "1", **over: Any) -> Question:
    """One more published question, known to the assembly."""
    question = make_question(
        guide.domains.get(code=domain).tasks.all()[0], slug, **over
    )
    bump()
    return question


def bump() -> None:
    """The bank changed: what the assembly remembers of it is old."""
    bank = Bank.objects.get(pk=1)
    bank.version += 1
    bank.save()


def start(user: User, exam: Exam | None = None, **over: Any) -> Attempt:
    """That person's running attempt; with `user` at hand."""
    fields: dict[str, Any] = {"writer": WRITER} | over
    exam = exam or small_exam()
    attempt = services.start_attempt(user=user, exam=exam, **fields).attempt
    attempt.user = user
    return attempt


def start_practice(user: User, **over: Any) -> Attempt:
    return start(user, small_exam(mode="practice", minutes=None, **over))


def settle(attempt: Attempt) -> Attempt:
    """Closed and graded, as the sweep leaves it."""
    services.close_due_attempts()
    services.grade_due_attempts()
    return Attempt.objects.select_related("result", "user").get(pk=attempt.pk)
