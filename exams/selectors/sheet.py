"""An attempt as grading wants it: items, responses, late ones, the scale."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, UUIDField, Value
from django.db.models.functions import Coalesce

from exams import timing
from exams.grading import Grade, Item, Ruling
from exams.models import (
    Answer,
    Attempt,
    AttemptQuerySet,
    AttemptQuestion,
    AttemptState,
    Operation,
    StatementNow,
    Verdict,
)
from exams.scoring import Scale
from exams.selectors.rulings import ruling_column, ruling_of
from lib.composed import composed


@dataclass(frozen=True)
class Sheet:
    """Everything frozen that a grade is computed from."""

    items: tuple[Item, ...]
    responses: Mapping[int, Any]
    late: Mapping[int, Any]
    scale: Scale
    domains: Mapping[str, tuple[str, int]]  # code → name, weight

    def counted(self, attempt: Attempt) -> Mapping[int, Any]:
        """The responses that count, with the late ones when that was decided."""
        return {**self.responses, **(self.late if attempt.is_late_counted else {})}

    def ruled(self, position: int, ruling: Ruling) -> "Sheet":
        """The same as if this had been decided about one of its questions."""
        items = (
            replace(item, ruling=ruling) if item.position == position else item
            for item in self.items
        )
        return replace(self, items=tuple(items))

    def domain_rows(self, found: Grade) -> list[dict[str, Any]]:
        return [
            {
                "code": d.code,
                "name": self.domains[d.code][0],
                "weight": self.domains[d.code][1],
                "correct": d.correct,
                "asked": d.asked,
                "word": d.word,
            }
            for d in found.domains
        ]


def sheet_for(attempt: Attempt, *, with_late: bool = True) -> Sheet:
    """Two statements, whatever the length of the form; one without what came late."""
    asked = _asked_with_keys(attempt=attempt.pk)
    for question in asked:
        question.attempt = attempt
    return Sheet(
        items=tuple(item_of(question, question.frozen_key) for question in asked),
        responses={q.position: a.response for q in asked if (a := answer_of(q))},
        late=late_responses(attempt, asked) if with_late else {},
        scale=Scale.frozen(attempt.scale),
        domains={d["code"]: (d["name"], d["weight"]) for d in attempt.domains},
    )


@composed(attempt=UUIDField())
def _asked_with_keys(attempt: Any) -> QuerySet[Any]:
    """The form with nothing of its texts but the keys, which PostgreSQL takes out."""
    key = Coalesce(F("variant__key"), F("revision__content__key"))
    return (
        AttemptQuestion.objects.filter(attempt=attempt)
        .select_related("answer")
        .defer("variant")
        .annotate(frozen_key=key, ruled=ruling_column())
    )


def answer_of(question: AttemptQuestion) -> Answer | None:
    """The current answer, or None: the reverse relation raises when there is none."""
    return getattr(question, "answer", None)


def item_of(question: Any, key: Any) -> Item:
    """The item of a question that has its `ruled` at hand."""
    if not key:
        raise ValueError(f"question {question.position} has no key")
    return Item(
        position=question.position,
        domain=question.frozen_domain["code"],
        kind=question.kind,
        is_scored=question.is_scored,
        is_seen=question.is_seen_before,
        key=key,
        options=dict(question.options),
        targets=dict(question.targets),
        ruling=ruling_of(question.ruled),
    )


def late_responses(
    attempt: Attempt, asked: list[AttemptQuestion] | None = None
) -> dict[int, Any]:
    """Answers that arrived after time and would change something, by position.

    Only what arrived within a day, and before key and reasons were first shown, can
    ever count; and once that was decided, only what was in the log by then.
    """
    found = {
        position: (epoch, seq, response)
        for pk, at, position, epoch, seq, response in _late(attempt=attempt.pk)
        if _can_count(attempt, pk, at)
    }
    if not found:
        return {}
    if asked is None:
        asked = list(
            AttemptQuestion.objects.filter(attempt=attempt).select_related("answer")
        )
    held = {q.position: answer_of(q) for q in asked}
    return {p: r for p, (e, s, r) in found.items() if _is_news(held.get(p), e, s, r)}


@composed(attempt=UUIDField())
def _late(attempt: Any) -> QuerySet[Any, Any]:
    late = Operation.objects.filter(attempt=attempt, verdict=Verdict.LATE)
    told: QuerySet[Any, Any] = late.order_by("epoch", "seq", "pk").values_list(
        "pk", "received_at", "position", "epoch", "seq", "body__response"
    )
    return told


def _can_count(attempt: Attempt, operation_id: int, at: datetime) -> bool:
    ends = [attempt.revealed_at]
    if attempt.finished_at is not None:
        ends.append(attempt.finished_at + timing.LATE_LIMIT)
    if any(end is not None and at > end for end in ends):
        return False
    newest = attempt.late_counted_to
    return newest is None or operation_id <= newest


def _is_news(answer: Answer | None, epoch: int, seq: int, response: Any) -> bool:
    if answer is None:
        return bool(response)
    is_newer = (epoch, seq) > (answer.epoch, answer.seq)
    return is_newer and response != answer.response


def late_and_counted() -> AttemptQuerySet:
    """Graded attempts of assignments that count late answers, with some that nobody
    has looked at; only as long as any can count."""
    uncounted = Operation.objects.filter(
        attempt=OuterRef("pk"),
        verdict=Verdict.LATE,
        pk__gt=Coalesce(OuterRef("late_counted_to"), 0),
    )
    since = StatementNow() - Value(2 * timing.LATE_LIMIT)
    graded = Attempt.objects.filter(state=AttemptState.GRADED, finished_at__gt=since)
    counting = graded.filter(assignment__is_late_counted=True)
    return counting.filter(Exists(uncounted))
