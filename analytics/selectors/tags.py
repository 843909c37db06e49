"""What is believed of topics, with the domain in which each is mostly asked."""

from collections.abc import Collection, Mapping

from django.db.models import Count

from analytics.mastery import TagState
from analytics.models import TagMastery
from questions.models import QuestionTopic

# (user, guide) → topic → (domain, what is believed of the topic)
Tags = Mapping[tuple[int, int], Mapping[int, tuple[int, TagState]]]


def tags_of(users: Collection[int], guides: Collection[int], *, least: int) -> Tags:
    """The topics of which `least` answers or more are counted; two statements."""
    rows = list(
        TagMastery.objects.filter(user__in=users, guide__in=guides, count__gte=least)
    )
    homes = _homes({row.topic_id for row in rows}, guides)
    found: dict[tuple[int, int], dict[int, tuple[int, TagState]]] = {}
    for row in rows:
        home = homes.get((row.guide_id, row.topic_id))
        if home is not None:
            known = TagState(row.mean, row.variance, row.count)
            own = found.setdefault((row.user_id, row.guide_id), {})
            own[row.topic_id] = (home, known)
    return found


def _homes(
    topics: Collection[int], guides: Collection[int]
) -> dict[tuple[int, int], int]:
    """(guide, topic) → the domain that most questions of the topic count for."""
    domain = "question__question_tasks__task__domain"
    rows = (
        QuestionTopic.objects.filter(
            topic__in=topics, question__question_tasks__task__domain__guide__in=guides
        )
        .order_by()
        .values_list(f"{domain}__guide", "topic", domain)
        .annotate(count=Count("question", distinct=True))
    )
    most: dict[tuple[int, int], tuple[int, int]] = {}
    for guide, topic, place, count in rows:
        best = most.get((guide, topic), (0, 0))
        most[guide, topic] = max(best, (count, -place))
    return {key: -place for key, (_, place) in most.items()}
