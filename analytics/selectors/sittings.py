"""Graded attempts as the fold takes them in: raw answers, each in its place."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, F, JSONField, Q, QuerySet, Sum, When
from django.db.models.functions import JSONObject

from analytics.learning import Given, Sitting
from analytics.models import Calibration, Fold
from analytics.selectors.lines import (
    Items,
    Line,
    Places,
    items_of,
    line_under,
    places_of,
)
from exams.grading import MUTE
from exams.models import (
    Attempt,
    AttemptQuestion,
    AttemptState,
    Intervention,
    InterventionKind,
    Operation,
    Verdict,
)
from exams.selectors import remedy_column
from questions.models import QuestionRevision

FOLD_TRIES = 3  # then an attempt is set aside and told of


def folding_queue(
    since: datetime | None = None, until: datetime | None = None
) -> QuerySet[Attempt]:
    """Graded, and not taken in with that grade for that person (a guest may have
    become one since); what was set aside left out.

    `since` keeps it to what was graded then or later: that has an index; and to what
    staff let count again. `until` leaves out what was graded after it.
    """
    counted = Attempt.objects.counted()
    if until is not None:
        counted = counted.filter(result__graded_at__lte=until)
    if since is not None:
        restored = Intervention.objects.filter(
            kind=InterventionKind.RESTORED, at__gte=since
        )
        recent = Q(result__graded_at__gte=since)
        if again := list(restored.values_list("attempt", flat=True)):
            recent |= Q(pk__in=again)
        counted = counted.filter(recent)
    return (
        counted.exclude(fold__graded_at=F("result__graded_at"), fold__user=F("user"))
        .exclude(fold_failure__tries__gte=FOLD_TRIES)
        .order_by("finished_at", "pk")
    )


def unfolding_queue() -> QuerySet[Attempt]:
    """Taken in, and no longer to count: voided, or opened again and not yet graded."""
    gone = Q(voided_at__isnull=False) | ~Q(state=AttemptState.GRADED)
    taken = Attempt.objects.filter(gone, fold__isnull=False)
    return taken.exclude(fold_failure__tries__gte=FOLD_TRIES)


class Head(NamedTuple):
    """An attempt without its answers."""

    pk: UUID
    user: int
    guide: int
    mode: str
    finished_at: datetime
    graded_at: datetime


def graded_head(attempt_id: UUID) -> Head | None:
    counted = Attempt.objects.counted().filter(pk=attempt_id)
    return next(iter(heads_of(counted)), None)


def heads_of(attempts: QuerySet[Attempt]) -> list[Head]:
    """In the order in which they are taken in."""
    rows = attempts.order_by("finished_at", "pk").values_list(
        "pk", "user_id", "guide_id", "mode", "finished_at", "result__graded_at"
    )
    # A graded attempt has its time, which the column alone does not tell.
    return [Head._make(row) for row in rows]


def folded_heads(
    users: Collection[int], *, but: UUID | None = None
) -> list[tuple[Head, Calibration]]:
    """What was taken in of these people and still counts, each attempt with its
    calibration."""
    folds = Fold.objects.filter(user__in=users).exclude(attempt=but)
    held = dict(folds.values_list("attempt_id", "calibration_id"))
    known = Calibration.objects.in_bulk(set(held.values()))
    heads = heads_of(Attempt.objects.counted().filter(pk__in=held))
    return [(head, known[held[head.pk]]) for head in heads]


class Raw(NamedTuple):
    """One question of an attempt as the tables hold it."""

    position: int
    question: int
    revision: int
    domain: int
    is_correct: bool
    # Of a wrong answer: its response, the options shown, those of a drawn variant.
    wrong: Mapping[str, Any] | None
    confidence: str | None
    difficulty: str
    elapsed_ms: int | None

    @property
    def is_blank(self) -> bool:
        return not (self.is_correct or (self.wrong and self.wrong["response"]))


Answers = Mapping[UUID, Sequence[Raw]]


def answers_of(attempts: Collection[UUID]) -> dict[UUID, list[Raw]]:
    """Every answer of these attempts, by attempt and position; three statements."""
    spent = _spent(attempts)
    rows = (
        AttemptQuestion.objects.filter(attempt__in=attempts)
        .annotate(remedy=remedy_column())
        .exclude(remedy__in=MUTE)
        .order_by("attempt", "position")
        .values_list(
            "attempt_id",
            "position",
            "question_id",
            "revision_id",
            "domain_id",
            "is_correct",
            _wrong(),
            "answer__confidence",
            "question__difficulty",
        )
    )
    found: dict[UUID, list[Raw]] = {pk: [] for pk in attempts}
    for attempt, *columns in rows:
        elapsed = spent.get((attempt, columns[0]))
        found[attempt].append(Raw._make([*columns, elapsed]))
    return found


def _wrong() -> Case:
    """JSON that only a wrong answer is asked for, and at once: parsing it is half of
    the reading."""
    told = JSONObject(
        response="answer__response", options="options", variant="variant__options"
    )
    return Case(When(is_correct=False, then=told), output_field=JSONField())


def _spent(attempts: Collection[UUID]) -> dict[tuple[UUID, int], int]:
    """Milliseconds per question, of operations that were in time."""
    rows = (
        Operation.objects.filter(
            attempt__in=attempts, verdict__in=[Verdict.ACCEPTED, Verdict.SUPERSEDED]
        )
        .order_by()
        .values_list("attempt_id", "position")
        .annotate(spent=Sum("elapsed_ms"))
    )
    return {(attempt, position): spent for attempt, position, spent in rows if spent}


@dataclass(frozen=True)
class Chapter:
    """An attempt of somebody's history with the line that it is taken into."""

    head: Head
    line: Line
    sitting: Sitting


class Library:
    """What sittings are read with, read once for as many people as follow.

    `questions` limits it to the questions of one attempt.
    """

    def __init__(self, questions: Collection[int] | None = None) -> None:
        self.questions = questions
        self.lines: dict[int, Line] = {}
        self.items: dict[int, Items] = {}
        self.confusions: dict[int, dict[str, list[str]]] = {}

    @cached_property
    def places(self) -> Places:
        return places_of(self.questions)

    def chapters(
        self, heads: Sequence[tuple[Head, Calibration]], answers: Answers
    ) -> list[Chapter]:
        """The attempts in the order given, each under its calibration."""
        self._learn_confusions(answers)
        return [
            Chapter(head, self._line(known), self._sitting(head, known, answers))
            for head, known in heads
        ]

    def _line(self, calibration: Calibration) -> Line:
        if calibration.pk not in self.lines:
            self.lines[calibration.pk] = line_under(calibration)
            self.items[calibration.pk] = items_of(calibration, self.questions)
        return self.lines[calibration.pk]

    def _sitting(self, head: Head, known: Calibration, answers: Answers) -> Sitting:
        items = self.items[known.pk]
        given = tuple(self._given(head, raw, items) for raw in answers[head.pk])
        return Sitting(head.pk, head.guide, head.mode, head.finished_at, given)

    def _given(self, head: Head, raw: Raw, items: Items) -> Given:
        item, median = items.item(raw.question, raw.difficulty)
        # In its own guide an answer counts where the form put it.
        domains = {
            **self.places.domains.get(raw.question, {}),
            head.guide: raw.domain,
        }
        return Given(
            position=raw.position,
            question=raw.question,
            revision=raw.revision,
            is_correct=bool(raw.is_correct),
            is_blank=raw.is_blank,
            elapsed_ms=raw.elapsed_ms,
            confidence=raw.confidence or "",
            confused=tuple(self._confused(raw)),
            topics=self.places.topics.get(raw.question, ()),
            domains=domains,
            item=item,
            median_ms=median,
        )

    def _confused(self, raw: Raw) -> Iterable[str]:
        """The ideas behind the wrong options that were chosen, each once."""
        wrong = raw.wrong
        if wrong is None or not isinstance(wrong["response"], list):
            return ()
        tags = (
            self.confusions[raw.revision]
            if wrong["variant"] is None
            else _confused(wrong["variant"])
        )
        told = dict(wrong["options"])
        chosen = (tags.get(told.get(ref, ""), ()) for ref in wrong["response"])
        return dict.fromkeys(tag for found in chosen for tag in found)

    def _learn_confusions(self, answers: Answers) -> None:
        wanted = {raw.revision for raws in answers.values() for raw in raws}
        unknown = wanted - self.confusions.keys()
        rows = QuestionRevision.objects.filter(pk__in=unknown).values_list(
            "pk", "content__options"
        )
        self.confusions |= {pk: _confused(options or []) for pk, options in rows}


def _confused(options: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Option id → the ideas it is mistaken for; wrong options only."""
    return {
        option["id"]: option["confuses"]
        for option in options
        if option.get("confuses") and not option.get("correct")
    }
