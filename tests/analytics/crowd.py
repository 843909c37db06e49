"""A whole class at once: rows as the services would leave them, but in bulk."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import Cohort, Membership, User
from analytics.models import Mastery, Observation
from analytics.services import current_calibration
from exams.models import (
    Answer,
    Assignment,
    Attempt,
    AttemptQuestion,
    AttemptState,
    FormRule,
    Mode,
)
from questions.models import Guide, Question
from tests.factories import (
    make_assignment,
    make_bank,
    make_cohort,
    make_exam,
    make_guide,
)

OPTIONS = "abcd"
KEY = "a"


def people(count: int, name: str = "crowd") -> list[User]:
    return User.objects.bulk_create(
        User(email=f"{name}{n}@example.org", name=f"{name} {n}") for n in range(count)
    )


def enrol(cohort: Cohort, users: Sequence[User]) -> None:
    Membership.objects.bulk_create(Membership(cohort=cohort, user=u) for u in users)


def closed_mock(cohort: Cohort | None = None) -> Assignment:
    """A common form of 40 questions whose window closed an hour ago."""
    guide = make_guide()
    make_bank(guide, per_domain=10)
    now = timezone.now()
    return make_assignment(
        cohort or make_cohort(),
        make_exam(guide),
        form_rule=FormRule.COMMON,
        opens_at=now - timedelta(days=2),
        closes_at=now - timedelta(hours=1),
    )


def sit(assignment: Assignment, users: Sequence[User], chosen: Any) -> list[Attempt]:
    """Everybody's graded attempt; `chosen(n, k)`: whose option person n chose in
    question k, an author's id or None for a blank."""
    guide, end = assignment.exam.guide, assignment.closes_at
    attempts = Attempt.objects.bulk_create(
        Attempt(
            user=user,
            exam=assignment.exam,
            assignment=assignment,
            guide=guide,
            mode=Mode.MOCK,
            title=assignment.title,
            state=AttemptState.GRADED,
            seed=1,
            started_at=end - timedelta(hours=1),
            finished_at=end,
            finish_reason="submitted",
        )
        for user in users
    )
    _answer(attempts, chosen)
    return attempts


def _answer(attempts: Sequence[Attempt], chosen: Any) -> None:
    questions = list(Question.objects.select_related("current").order_by("pk"))
    domain = attempts[0].guide.domains.first()
    asked = AttemptQuestion.objects.bulk_create(
        AttemptQuestion(
            attempt=attempt,
            position=k + 1,
            question=question,
            revision=question.current,
            domain=domain,
            kind="single",
            is_scored=True,
            is_seen_before=False,
            options=[[f"{n}-{option}", option] for option in OPTIONS],
            is_correct=chosen(n, k) == KEY,
        )
        for n, attempt in enumerate(attempts)
        for k, question in enumerate(questions)
    )
    Answer.objects.bulk_create(
        Answer(
            asked=one,
            response=[f"{n}-{option}"],
            epoch=1,
            seq=1,
            answered_at=timezone.now(),
        )
        for one in asked
        if (option := chosen(n := attempts.index(one.attempt), one.position - 1))
    )


def observe(guide: Guide, users: Sequence[User], correct: Any, level: float) -> None:
    """A counted answer of everybody to every question, and what is believed of them;
    `correct(question, rng)`."""
    rng, now = Random(len(users) + level), timezone.now()
    known = current_calibration(guide_id=guide.pk, now=now)
    attempts = Attempt.objects.bulk_create(
        Attempt(
            user=user,
            guide=guide,
            mode=Mode.DRILL,
            title="Drill",
            state=AttemptState.GRADED,
            seed=1,
            started_at=now - timedelta(hours=1),
            finished_at=now,
            finish_reason="submitted",
        )
        for user in users
    )
    Mastery.objects.bulk_create(
        Mastery(
            user=user,
            guide=guide,
            domains=[1],
            mean=[level, 0.0],
            covariance=[[0.1, 0.0], [0.0, 0.1]],
            counts=[8],
            count=8,
            calibration=known,
        )
        for user in users
    )
    questions = list(Question.objects.select_related("current").order_by("pk"))
    Observation.objects.bulk_create(
        Observation(
            user=attempt.user,
            attempt=attempt,
            position=k + 1,
            guide=guide,
            question=question,
            revision=question.current,
            mode=Mode.DRILL,
            at=now,
            is_correct=correct(k, rng),
            predicted=0.6,
            ability_before=level,
        )
        for attempt in attempts
        for k, question in enumerate(questions)
    )
