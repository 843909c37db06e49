"""Graded attempts for the tests of analytics, and all that is computed of them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from analytics import services
from analytics.models import (
    Fold,
    Forecast,
    Mastery,
    Observation,
    ReviewCard,
    TagMastery,
)
from exams import services as exam_services
from exams.models import Attempt, Exam, Result
from tests.exams.client import answer_all, submit
from tests.exams.makers import settle, small_exam, start


def graded(user: User, exam: Exam | None = None, *, right: int = 3) -> Attempt:
    """A mock that this person sat and handed in, graded."""
    attempt = start(user, exam or small_exam(per_domain=8))
    answer_all(attempt, right_count=right)
    submit(attempt)
    return settle(attempt)


def graded_days_ago(
    days: float, user: User, exam: Exam | None = None, *, right: int = 3
) -> Attempt:
    attempt = graded(user, exam, right=right)
    then = timezone.now() - timedelta(days=days)
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=then - timedelta(minutes=20), finished_at=then
    )
    attempt.refresh_from_db()
    return attempt


def fold(attempt: Attempt) -> bool:
    return services.fold_attempt(attempt_id=attempt.pk, now=timezone.now())


def regraded(attempt: Attempt) -> Attempt:
    """The same attempt with another grade, as a regrade leaves it."""
    attempt.questions.filter(is_correct=False).update(is_correct=True)
    Result.objects.filter(attempt=attempt).update(graded_at=timezone.now())
    return attempt


def everything() -> dict[str, list[Any]]:
    """All that is computed, in one order, without ids and times of computing."""
    return {
        "mastery": _rows(
            Mastery, "user_id", "guide_id", "mean", "covariance", "counts"
        ),
        "tags": _rows(TagMastery, "user_id", "guide_id", "topic_id", "mean", "count"),
        "cards": _rows(ReviewCard, "user_id", "question_id", "stability", "due"),
        "seen": _rows(
            Observation,
            "attempt_id",
            "position",
            "not_counted",
            "predicted",
            "ability_before",
        ),
        "folds": _rows(Fold, "attempt_id", "calibration_id", "graded_at"),
    }


def _rows(model: Any, *columns: str) -> list[Any]:
    return list(model.objects.order_by(*columns[:3]).values_list(*columns))


def shown_forecast(user: User, **over: Any) -> Forecast:
    """The forecast of somebody whose exam was taken in, with enough evidence."""
    fields: dict[str, Any] = {
        "missing": 0,
        "percent": 55,
        "word": "either_way",
        "next_low": 690,
        "next_high": 770,
        "count": 84,
        "fresh_until": timezone.now() + timedelta(days=20),
    }
    Forecast.objects.filter(user=user).update(**(fields | over))
    return Forecast.objects.filter(user=user).latest("at")


def read(attempt: Attempt) -> Attempt:
    """The person has seen this result."""
    exam_services.reveal_result(attempt=attempt)
    return attempt
