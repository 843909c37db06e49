"""Attempts for the tests of the engine: a small bank, an exam of it, a start."""

import itertools
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.throttle import Source
from exams import access, services
from exams.models import Assignment, Attempt, Exam
from questions.models import Bank, Guide, Kind, Question
from tests.exams.client import WRITER
from tests.factories import (
    make_assignment,
    make_bank,
    make_cohort,
    make_exam,
    make_guide,
    make_member,
    make_question,
)

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


def again(attempt: Attempt) -> Attempt:
    """The same as it stands now, with `clock`, person and assignment at hand."""
    found = Attempt.objects.with_clock().select_related("user", "assignment__cohort")
    return found.get(pk=attempt.pk)


def settle(attempt: Attempt) -> Attempt:
    """Closed and graded, as the sweep leaves it."""
    services.close_due_attempts()
    services.grade_due_attempts()
    return Attempt.objects.select_related("result", "user").get(pk=attempt.pk)


def assign(*students: User, exam: Exam | None = None, **over: Any) -> Assignment:
    """An exam that these people are to sit, as a class of their own."""
    cohort = over.pop("cohort", None) or make_cohort(f"Class {next(numbers)}")
    for student in students:
        make_member(cohort, student)
    return make_assignment(cohort, exam or small_exam(), **over)


def begin(user: User, assignment: Assignment, code: str = "", **over: Any) -> Attempt:
    """That person's running attempt under it; with `user` at hand."""
    fields: dict[str, Any] = {"writer": WRITER, "now": timezone.now()} | over
    attempt = services.start_assigned(
        user=user,
        assignment=access.assigned_for(user, assignment.pk),
        access_code=code,
        source=Source("192.0.2.7"),
        **fields,
    ).attempt
    attempt.user = user
    return attempt


def sit(user: User, assignment: Assignment | None = None, **over: Any) -> Attempt:
    """The same for who need not be in the class yet; over: columns of its row, as time
    or staff may have left it."""
    assignment = assignment or assign(user, attempts_allowed=2)
    if not assignment.cohort.memberships.filter(user=user).exists():
        make_member(assignment.cohort, user)
    attempt = begin(user, assignment)
    Attempt.objects.filter(pk=attempt.pk).update(**over)
    return again(attempt)
