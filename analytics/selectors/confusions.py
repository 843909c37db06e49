"""What a person takes for what: the ideas behind the wrong options they chose."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateTimeField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from accounts.models import User
from analytics.models import Observation
from exams.models import AttemptQuestion
from lib.composed import composed
from questions.models import QuestionTopic, Topic

CONFUSION_DAYS = timedelta(days=90)


@dataclass(frozen=True)
class Confusion:
    """An idea that was chosen where a question's topic was asked, and how often."""

    topic: int
    topic_name: str
    idea: str
    count: int


def topics_and_confusions(
    user: User, now: datetime, wanted: Collection[int]
) -> tuple[dict[int, Topic], list[Confusion]]:
    """The topics of these ids, and what the person took for what; two statements."""
    counts = _counts(user, now)
    slugs = {idea for _, idea in counts}
    ids = {topic for topic, _ in counts} | set(wanted)
    topics = {t.pk: t for t in Topic.objects.filter(Q(pk__in=ids) | Q(slug__in=slugs))}
    names = {topic.slug: topic.name for topic in topics.values()}
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return topics, [
        Confusion(topic, topics[topic].name, names.get(idea) or idea_words(idea), count)
        for (topic, idea), count in ranked
        if topics[topic].slug != idea
    ]


def _counts(user: User, now: datetime) -> Counter[tuple[int, str]]:
    """(topic, idea) → how often."""
    rows = _confused(user=user.pk, since=now - CONFUSION_DAYS)
    return Counter((topic, idea) for topic, ideas in rows for idea in ideas if topic)


@composed(user=BigIntegerField(), since=DateTimeField())
def _confused(user: Any, since: Any) -> QuerySet[Observation, tuple[int, list[str]]]:
    """Topic and ideas of each wrong answer; only of results that the person has read,
    and nothing of an exam that is being sat."""
    home = QuestionTopic.objects.filter(question=OuterRef("question")).order_by("rank")
    examined = AttemptQuestion.objects.under_exam(user).values("question")
    read = Observation.objects.filter(
        user=user,
        at__gt=since,
        confused__len__gt=0,
        attempt__revealed_at__isnull=False,
    ).exclude(question__in=examined)
    return read.values_list(Subquery(home.values("topic")[:1]), "confused")


def idea_words(idea: str) -> str:
    """A confusion id that is no topic: its words."""
    return f"“{idea.replace('-', ' ')}”"
