"""Which questions a drill draws from."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from accounts.selectors import aim_for
from exams.assembly import Candidate
from exams.models import Attempt, AttemptQuestion, AttemptState, is_released
from exams.selectors.pool import candidates_for
from lib.composed import composed
from questions.models import Guide, GuideQuerySet, valid_on

SOURCES = ("weak", "missed", "flagged", "topics")
# Below this many answers nothing is said about a topic.
MIN_ANSWERS = 5
WEAK_TOPICS = 3
# Questions of a drill, unless somebody wants more or fewer.
DRILL_SIZE, MOST_DRILLED = 10, 65


@dataclass(frozen=True)
class DrillSet:
    title: str
    question_ids: frozenset[int]


def drill_set(
    user: User, guide: Guide, source: str, topics: Sequence[str] = ()
) -> DrillSet:
    """The questions behind a source; empty when there is nothing to drill."""
    if source == "missed":
        return DrillSet("Questions you missed", _missed(_recall(user)))
    if source == "flagged":
        return DrillSet("Questions you flagged", _flagged(_recall(user)))
    if source == "topics":
        return DrillSet("Your topics", _of_topics(guide, topics))
    return DrillSet("Topics to look at", _of_topics(guide, lowest_topics(user, guide)))


def candidates_about(
    guide: Guide, domains: Collection[str], topics: Collection[str]
) -> list[Candidate]:
    """Those that count for one of the domains and have one of the topics; of either,
    none named means any. One statement when warm."""
    return [
        one
        for one in candidates_for(guide)
        if (not domains or one.domain in domains)
        and (not topics or not set(topics).isdisjoint(one.topics))
    ]


@dataclass(frozen=True)
class DrillOffer:
    """How many questions a drill of each source could draw from just now."""

    missed: int
    flagged: int
    size: int = DRILL_SIZE  # how many of them it asks at once, at most


def drawable(
    guide: Guide, examined: Set[int], version: int | None = None
) -> frozenset[int]:
    """The questions that a drill of this guide may ask somebody just now; one
    statement, none with the bank's version at hand."""
    pool = frozenset(c.question_id for c in candidates_for(guide, version))
    return pool - examined


def drill_offer(
    user: User, guide: Guide, examined: Set[int], version: int | None = None
) -> DrillOffer:
    """What is there to drill in a guide: no button leads to a refusal."""
    drawn, recall = drawable(guide, examined, version), _recall(user)
    return DrillOffer(
        missed=len(_missed(recall) & drawn),
        flagged=len(_flagged(recall) & drawn),
    )


def default_guide(user: User, today: date, code: str = "") -> Guide | None:
    """The guide of this code; without one the guide that this person prepares for,
    or their cohort does, else what they sat last, else what is offered today."""
    guides = Guide.objects.filter(exams__isnull=False).distinct()
    if code:
        return guides.filter(code=code).first()
    target = aim_for(user).target_guide
    found = guides.filter(code=target).first() if target else None
    return found or _likeliest(guides, user, today)


def _likeliest(guides: GuideQuerySet, user: User, today: date) -> Guide | None:
    sat = Attempt.objects.owned_by(user).filter(guide=OuterRef("pk"))
    still = sat.exclude(guide__valid_until__lt=today).order_by("-started_at")
    rows = guides.annotate(
        sat_at=Subquery(still.values("started_at")[:1]), is_offered=valid_on(today)
    )
    latest = F("sat_at").desc(nulls_last=True)
    return rows.order_by(latest, "-is_offered", "code").first()


Recall = Mapping[int, tuple[bool | None, bool]]


def _recall(user: User) -> Recall:
    """Of every question in a graded attempt: the latest mark that the person has
    seen and may see, or None, and whether it was flagged once. One statement."""
    rows = _marks_and_flags(user=user.pk)
    return {pk: (marks[0] if marks else None, flagged) for pk, marks, flagged in rows}


@composed(user=BigIntegerField())
def _marks_and_flags(user: Any) -> QuerySet[Any, Any]:
    seen = Q(attempt__revealed_at__isnull=False) & is_released("attempt")
    return (
        AttemptQuestion.objects.filter(
            attempt__user_id=user, attempt__state=AttemptState.GRADED
        )
        .order_by()
        .values("question_id")
        .annotate(
            marks=ArrayAgg("is_correct", filter=seen, order_by="-attempt__started_at"),
            flagged=BoolOr("answer__is_flagged", default=False),
        )
        .values_list("question_id", "marks", "flagged")
    )


def _missed(recall: Recall) -> frozenset[int]:
    """Questions whose latest graded answer was wrong."""
    return frozenset(pk for pk, (mark, _) in recall.items() if mark is False)


def _flagged(recall: Recall) -> frozenset[int]:
    return frozenset(pk for pk, (_, is_flagged) in recall.items() if is_flagged)


def _of_topics(guide: Guide, topics: Collection[str]) -> frozenset[int]:
    found = candidates_about(guide, (), topics) if topics else ()
    return frozenset(one.question_id for one in found)


def lowest_topics(user: User, guide: Guide) -> set[str]:
    """The topics with the lowest share right, among those answered often enough.

    A first version: analytics will say with which probability a topic is weak.
    """
    topics = {c.question_id: c.topics for c in candidates_for(guide)}
    marks: dict[str, list[bool]] = defaultdict(list)
    rows = AttemptQuestion.objects.filter(
        is_released("attempt"),
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
