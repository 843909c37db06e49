"""Histories into tables, by COPY: one night may write a million rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from analytics.learning import History, Observed
from analytics.models import (
    Fold,
    Learner,
    Mastery,
    Observation,
    ReviewCard,
    TagMastery,
)
from analytics.selectors import Chapter

UNPLACED = "unplaced"  # its domain is no longer one of the guide's


@dataclass(frozen=True)
class Taken:
    """A person's history after some attempts, with what each answer was worth."""

    history: History
    chapters: tuple[tuple[Chapter, tuple[Observed, ...]], ...]

    @property
    def last(self) -> Chapter:
        return self.chapters[-1][0]


def take_chapters(history: History, chapters: Iterable[Chapter]) -> Taken:
    """Fold the attempts in, in their order."""
    found = [
        (chapter, tuple(history.take(chapter.sitting, chapter.line.frames)))
        for chapter in chapters
    ]
    return Taken(history, tuple(found))


def clear_people(users: Collection[int]) -> None:
    """Everything that is computed from these people's answers, but what was said."""
    for table in (Observation, ReviewCard, TagMastery, Mastery, Fold):
        table.objects.filter(user__in=users).delete()


def clear_touched(taken: Taken) -> None:
    """The rows that are about to be written anew after one more attempt."""
    history, user = taken.history, taken.history.user
    Mastery.objects.filter(user=user, guide__in=history.beliefs).delete()
    topics = {t for belief in history.beliefs.values() for t in belief.tags}
    TagMastery.objects.filter(
        user=user, guide__in=history.beliefs, topic__in=topics
    ).delete()
    ReviewCard.objects.filter(user=user, question__in=history.cards).delete()


def write_people(people: Sequence[Taken], now: datetime) -> None:
    """Everything that their histories say; the rows must be gone before."""
    _copy(Mastery, MASTERY, (row for taken in people for row in _masteries(taken)))
    _copy(TagMastery, TAG, (row for taken in people for row in _tags(taken)))
    _copy(ReviewCard, CARD, (row for taken in people for row in _cards(taken)))
    _copy(Observation, SEEN, (row for taken in people for row in _observed(taken)))
    _copy(Fold, FOLD, (row for taken in people for row in _folds(taken, now)))
    Learner.objects.bulk_create(
        [
            Learner(
                user_id=taken.history.user,
                last_finished_at=taken.last.head.finished_at,
                last_attempt_id=taken.last.head.pk,
            )
            for taken in people
        ],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["last_finished_at", "last_attempt_id"],
    )


def _copy(model: type[Model], columns: str, rows: Iterable[Sequence[Any]]) -> None:
    table = model._meta.db_table
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


MASTERY = (
    "user_id, guide_id, domains, mean, covariance, counts, count, calibration_id,"
    " last_counted_at"
)


def _masteries(taken: Taken) -> Iterable[Sequence[Any]]:
    calibrations = {
        frame.guide: chapter.line.calibration.pk
        for chapter, _ in taken.chapters
        for frame in chapter.line.frames
    }
    for guide, belief in taken.history.beliefs.items():
        mean, covariance = belief.state.to_lists()
        yield (
            taken.history.user,
            guide,
            list(belief.frame.domains),
            mean,
            covariance,
            belief.counts,
            sum(belief.counts),
            calibrations[guide],
            belief.last_counted_at,
        )


TAG = "user_id, guide_id, topic_id, mean, variance, count"


def _tags(taken: Taken) -> Iterable[Sequence[Any]]:
    for guide, belief in taken.history.beliefs.items():
        for topic, tag in belief.tags.items():
            yield (
                taken.history.user,
                guide,
                topic,
                tag.mean,
                tag.variance,
                tag.count,
            )


CARD = "user_id, question_id, stability, difficulty, last_review, due, reviews"


def _cards(taken: Taken) -> Iterable[Sequence[Any]]:
    for question, card in taken.history.cards.items():
        yield (
            taken.history.user,
            question,
            card.stability,
            card.difficulty,
            card.last_review,
            card.due,
            card.reviews,
        )


SEEN = (
    "user_id, attempt_id, position, guide_id, question_id, revision_id, mode, at,"
    " is_correct, elapsed_ms, confidence, confused, not_counted, predicted,"
    " ability_before"
)


def _observed(taken: Taken) -> Iterable[Sequence[Any]]:
    for chapter, observed in taken.chapters:
        head = chapter.head
        for one in observed:
            given, step = one.given, one.step
            reason = one.not_counted or ("" if step else UNPLACED)
            yield (
                head.user,
                head.pk,
                given.position,
                head.guide,
                given.question,
                given.revision,
                head.mode,
                head.finished_at,
                given.is_correct,
                given.elapsed_ms,
                given.confidence,
                list(given.confused) or NO_WORDS,
                str(reason),
                step.predicted if step else None,
                step.ability_before if step else None,
            )


NO_WORDS = "{}"  # an empty array as PostgreSQL reads it: most answers have no idea


FOLD = "attempt_id, user_id, calibration_id, graded_at, folded_at"


def _folds(taken: Taken, now: datetime) -> Iterable[Sequence[Any]]:
    for chapter, _ in taken.chapters:
        head, known = chapter.head, chapter.line.calibration
        yield head.pk, head.user, known.pk, head.graded_at, now
