"""Which questions a drill draws from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from exams.models import AttemptQuestion, AttemptState
from exams.selectors.pool import candidates_for
from questions.models import Guide

SOURCES = ("weak", "missed", "flagged", "topics")
# Below this many answers nothing is said about a topic.
MIN_ANSWERS = 5
WEAK_TOPICS = 3


@dataclass(frozen=True)
class DrillSet:
    title: str
    question_ids: frozenset[int]


def drill_set(
    user: User, guide: Guide, source: str, topics: Sequence[str] = ()
) -> DrillSet:
    """The questions behind a source; empty when there is nothing to drill."""
    if source == "missed":
        return DrillSet("Questions you missed", _latest(user, is_correct=False))
    if source == "flagged":
        return DrillSet("Questions you flagged", _flagged(user))
    if source == "topics":
        return DrillSet("Your topics", _of_topics(guide, set(topics)))
    return DrillSet("Topics to look at", _of_topics(guide, lowest_topics(user, guide)))


def default_guide(user: User, today: date) -> Guide | None:
    """The guide this person prepares for, else the one that is offered today."""
    target = getattr(user, "target_guide", "")
    guides = Guide.objects.filter(exams__isnull=False).distinct()
    return (
        guides.filter(code=target).first()
        or guides.valid_on(today).first()
        or guides.first()
    )


def _latest(user: User, *, is_correct: bool) -> frozenset[int]:
    """Questions whose latest graded answer was so."""
    rows = (
        AttemptQuestion.objects.filter(
            attempt__user_id=user.pk,
            attempt__state=AttemptState.GRADED,
            attempt__revealed_at__isnull=False,
        )
        .order_by("question_id", "-attempt__started_at")
        .distinct("question_id")
        .values_list("question_id", "is_correct")
    )
    return frozenset(pk for pk, mark in rows if mark is is_correct)


def _flagged(user: User) -> frozenset[int]:
    rows = AttemptQuestion.objects.filter(
        attempt__user_id=user.pk,
        attempt__state=AttemptState.GRADED,
        answer__is_flagged=True,
    )
    return frozenset(rows.values_list("question_id", flat=True))


def _of_topics(guide: Guide, topics: set[str]) -> frozenset[int]:
    pool = candidates_for(guide)
    return frozenset(c.question_id for c in pool if topics.intersection(c.topics))


def lowest_topics(user: User, guide: Guide) -> set[str]:
    """The topics with the lowest share right, among those answered often enough.

    A first version: analytics will say with which probability a topic is weak.
    """
    topics = {c.question_id: c.topics for c in candidates_for(guide)}
    marks: dict[str, list[bool]] = defaultdict(list)
    rows = AttemptQuestion.objects.filter(
        attempt__user_id=user.pk,
        attempt__revealed_at__isnull=False,
        is_correct__isnull=False,
        is_seen_before=False,
    ).values_list("question_id", "is_correct")
    for pk, mark in rows:
        for slug in topics.get(pk, ()):
            marks[slug].append(bool(mark))
    enough = {s: sum(m) / len(m) for s, m in marks.items() if len(m) >= MIN_ANSWERS}
    below = [s for s in sorted(enough, key=lambda s: enough[s]) if enough[s] < 1]
    return set(below[:WEAK_TOPICS])
