"""What a person takes for what: the ideas behind the wrong options they chose."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from accounts.models import User
from analytics.models import Observation
from exams.models import AttemptQuestion
from questions.models import QuestionTopic, Topic

CONFUSION_DAYS = timedelta(days=90)


@dataclass(frozen=True)
class Confusion:
    """An idea that was chosen where a question's topic was asked, and how often."""

    topic: int
    topic_name: str
    idea: str
    count: int


def confusions_of(user: User, now: datetime) -> list[Confusion]:
    """Of the last 90 days, the most frequent first; two statements.

    Only of results that the person has read, and nothing of an exam that is being sat.
    """
    home = QuestionTopic.objects.filter(question=OuterRef("question")).order_by("rank")
    rows = (
        Observation.objects.filter(
            user=user,
            at__gt=now - CONFUSION_DAYS,
            confused__len__gt=0,
            attempt__revealed_at__isnull=False,
        )
        .exclude(
            question__in=AttemptQuestion.objects.under_exam(user.pk).values("question")
        )
        .values_list(Subquery(home.values("topic")[:1]), "confused")
    )
    counts = Counter((topic, idea) for topic, ideas in rows for idea in ideas if topic)
    slugs = {idea for _, idea in counts}
    known = Topic.objects.filter(slug__in=slugs) | Topic.objects.filter(
        pk__in={topic for topic, _ in counts}
    )
    names = {one.slug: one.name for one in known}
    topics = {one.pk: one for one in known}
    return [
        Confusion(topic, topics[topic].name, names.get(idea) or _words(idea), count)
        for (topic, idea), count in sorted(
            counts.items(), key=lambda pair: (-pair[1], pair[0])
        )
        if topics[topic].slug != idea
    ]


def _words(idea: str) -> str:
    """A confusion id that is no topic: its words."""
    return f"“{idea.replace('-', ' ')}”"
