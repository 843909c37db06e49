"""Questions that come back: the stored schedule, bounded by the exam date."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.selectors import Aim, aim_for
from analytics.mastery import REPEAT_DAYS
from analytics.models import ReviewCard
from exams.selectors import drawable, under_exam
from questions.models import Guide

RECENTLY = timedelta(days=REPEAT_DAYS)


@dataclass(frozen=True)
class Reviews:
    """What is due now, and when the rest comes back."""

    waiting: tuple[int, ...]  # question ids, the longest due first
    returns: tuple[datetime, ...]  # of every card of the guide, overdue ones included

    @property
    def days(self) -> list[date]:
        """The days of these, in the person's time zone."""
        return [timezone.localdate(at) for at in self.returns]

    @property
    def count(self) -> int:
        return len(self.waiting)


NO_REVIEWS = Reviews((), ())


def seen_lately(seen: Mapping[int, float], now: datetime) -> set[int]:
    """Of questions with the time each was last seen: those of the last 60 days, which
    would be no evidence."""
    since = (now - RECENTLY).timestamp()
    return {question for question, at in seen.items() if at > since}


def reviews_of(user: User, guide: Guide, now: datetime) -> Reviews:
    """Of the questions that a drill of this guide could ask; three statements, and one
    where the cohort decides the exam date."""
    pool = drawable(guide, under_exam(user.pk))
    return reviews_at(user, pool, now, aim_for(user))


def reviews_at(user: User, pool: Set[int], now: datetime, aim: Aim) -> Reviews:
    """The same for whoever knows the aim and what can be asked; one statement.

    With an exam date no interval is longer than half of the days that were left when
    the question was last seen: what must stick until then is seen again before.
    """
    cards = ReviewCard.objects.filter(user=user)
    shown = {
        question: _shown(due, seen, aim.exam_date)
        for question, due, seen in cards.values_list("question", "due", "last_review")
        if question in pool
    }
    order = sorted((due, pk) for pk, due in shown.items() if due <= now)
    return Reviews(
        waiting=tuple(pk for _, pk in order),
        returns=tuple(shown.values()),
    )


def _shown(due: datetime, last_review: datetime, exam: date | None) -> datetime:
    """When it comes back: an exam that is over bounds nothing."""
    if exam is None:
        return due
    left = (exam - timezone.localdate(last_review)).days
    if left <= 0:
        return due
    return min(due, last_review + timedelta(days=max(1, left / 2)))
