"""What a person takes for what: the ideas behind the wrong options they chose."""

from collections import Counter
from collections.abc import Collection, Iterable
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
from questions.ideas import both_sides, in_words
from questions.markdown import plain
from questions.models import QuestionRevision, QuestionTopic, Topic

CONFUSION_DAYS = timedelta(days=90)
TOLD_PER_TOPIC = 2
TOLD = 10  # of all topics together, the most frequent first


@dataclass(frozen=True)
class Confusion:
    """An idea that was chosen where a question's topic was asked, and how often."""

    topic: int
    topic_name: str
    idea: str
    sides: tuple[str, str] | None  # of an idea that is a pair, mixed up with each other
    count: int
    right_if: str  # what would make it right, in the last such question, if it says so


@dataclass(frozen=True)
class Choice:
    """An idea in a topic: how often it was chosen, and in which revision at last."""

    topic: int
    idea: str
    count: int
    revision: int


def topics_and_confusions(
    user: User, now: datetime, wanted: Collection[int]
) -> tuple[dict[int, Topic], list[Confusion]]:
    """The topics of these ids, and what the person took for what, the most frequent
    first: the first of all topics, and of each wanted one; three statements."""
    choices = _choices(user, now)
    slugs = {one.idea for one in choices}
    ids = {one.topic for one in choices} | set(wanted)
    topics = {t.pk: t for t in Topic.objects.filter(Q(pk__in=ids) | Q(slug__in=slugs))}
    names = {topic.slug: topic.name for topic in topics.values()}
    told = _told([one for one in choices if topics[one.topic].slug != one.idea], wanted)
    conditions = _conditions(told)
    return topics, [
        Confusion(
            topic=one.topic,
            topic_name=topics[one.topic].name,
            idea=names.get(one.idea) or idea_words(one.idea),
            sides=None if one.idea in names else both_sides(one.idea),
            count=one.count,
            right_if=conditions.get((one.revision, one.idea), ""),
        )
        for one in told
    ]


def _choices(user: User, now: datetime) -> list[Choice]:
    """The most frequent first."""
    rows = _confused(user=user.pk, since=now - CONFUSION_DAYS)
    pairs = [((t, idea), last) for t, ideas, last in rows if t for idea in ideas]
    counts = Counter(pair for pair, _ in pairs)
    latest = dict(pairs)
    ranked = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    return [Choice(*pair, count, latest[pair]) for pair, count in ranked]


def _told(choices: list[Choice], wanted: Collection[int]) -> list[Choice]:
    seen: Counter[int] = Counter()
    told = []
    for place, one in enumerate(choices):
        seen[one.topic] += 1
        if place < TOLD or (one.topic in wanted and seen[one.topic] <= TOLD_PER_TOPIC):
            told.append(one)
    return told


def _conditions(choices: Iterable[Choice]) -> dict[tuple[int, str], str]:
    """(revision, idea) → when the option of this idea would be right; one statement."""
    wanted = {one.revision for one in choices}
    rows = QuestionRevision.objects.filter(pk__in=wanted).values_list(
        "pk", "content__options"
    )
    return {
        (revision, idea): plain(option["right_if_html"])
        for revision, options in rows
        for option in options or ()
        if option.get("right_if_html")
        for idea in option.get("confuses") or ()
    }


@composed(user=BigIntegerField(), since=DateTimeField())
def _confused(
    user: Any, since: Any
) -> QuerySet[Observation, tuple[int, list[str], int]]:
    """Topic, ideas and revision of each wrong answer, the oldest first; only of results
    that the person has read, and nothing of an exam that is being sat."""
    home = QuestionTopic.objects.filter(question=OuterRef("question")).order_by("rank")
    examined = AttemptQuestion.objects.under_exam(user).values("question")
    read = Observation.objects.filter(
        user=user,
        at__gt=since,
        confused__len__gt=0,
        attempt__revealed_at__isnull=False,
    ).exclude(question__in=examined)
    return read.order_by("at", "position").values_list(
        Subquery(home.values("topic")[:1]), "confused", "revision"
    )


def idea_words(idea: str) -> str:
    """A confusion id that is no topic: its words."""
    return f"“{in_words(idea)}”"
