"""What is believed about a person so far, as the fold goes on from it."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from analytics.learning import Belief, Frame, History
from analytics.mastery import State, TagState
from analytics.models import Mastery, Observation, ReviewCard, TagMastery
from analytics.selectors.sittings import Chapter
from analytics.spacing import Card


def history_before(chapter: Chapter) -> History:
    """As much of a history as this attempt can change; five statements."""
    user = chapter.head.user
    answers = chapter.sitting.answers
    questions = {given.question for given in answers}
    topics = {topic for given in answers for topic in given.topics}
    return History(
        user=user,
        beliefs=_beliefs(user, chapter.line.frames, topics),
        seen=_seen(user, questions),
        cards=_cards(user, questions),
    )


def _beliefs(
    user: int, frames: Collection[Frame], topics: Collection[int]
) -> dict[int, Belief]:
    by_guide = {frame.guide: frame for frame in frames}
    rows = Mastery.objects.filter(user=user, guide__in=by_guide)
    found = {row.guide_id: _belief(by_guide[row.guide_id], row) for row in rows}
    tags = TagMastery.objects.filter(user=user, guide__in=found, topic__in=topics)
    for tag in tags:
        known = TagState(tag.mean, tag.variance, tag.count)
        found[tag.guide_id].tags[tag.topic_id] = known
    return found


def _belief(frame: Frame, row: Mastery) -> Belief:
    state = State.from_lists(row.mean, row.covariance)
    return Belief(frame, state, list(row.counts), {}, row.last_counted_at)


def _seen(user: int, questions: Collection[int]) -> dict[int, datetime]:
    rows = Observation.objects.filter(user=user, question__in=questions)
    newest = rows.order_by().values("question").annotate(newest=Max("at"))
    return dict(newest.values_list("question", "newest"))


def _cards(user: int, questions: Collection[int]) -> dict[int, Card]:
    rows = ReviewCard.objects.filter(user=user, question__in=questions)
    return {
        row.question_id: Card(
            stability=row.stability,
            difficulty=row.difficulty,
            last_review=row.last_review,
            due=row.due,
            reviews=row.reviews,
        )
        for row in rows
    }
