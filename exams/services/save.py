"""Saving answers: the hot path. Four statements, whatever the batch.

1 lock the attempt (and read the clock) · 2 look at the questions, the current
answers and the operations known already · 3 append to the log · 4 write answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models.functions import JSONObject

from accounts.models import User
from exams import timing, verdicts
from exams.access import locked_attempt_for
from exams.models import (
    Answer,
    Attempt,
    AttemptQuestion,
    FinishReason,
    Operation,
    Verdict,
)
from exams.responses import Asked
from lib.problems import Problem


@dataclass(frozen=True)
class Received:
    """One operation as it came: its id and its body, `fault` when malformed.

    A usable body has position, epoch, seq and response, and what else was sent.
    """

    op_id: UUID
    body: Mapping[str, Any]
    fault: str = ""


@dataclass(frozen=True)
class Row:
    op_id: UUID
    verdict: str
    detail: str
    body: Mapping[str, Any]


@dataclass
class Saved:
    """The reply to a batch: where the attempt stands and a verdict for each."""

    attempt: Attempt
    clock: datetime
    rows: list[Row] = field(default_factory=list)


@transaction.atomic
def save_operations(
    *, user: User, attempt_id: UUID, writer: UUID, received: Sequence[Received]
) -> Saved:
    """Judge, log and apply a batch; one bad operation never fails the others.

    Raises Http404 for an attempt that is not this person's. When this returns and
    the transaction commits, every verdict is on record (I2, I8).
    """
    attempt = locked_attempt_for(user, attempt_id)
    board = _Board(attempt, writer, _look(attempt, received))
    saved = Saved(attempt, attempt.clock, [board.judge(one) for one in received])
    # A repeated operation without a usable position is not among the known ones:
    # its first row stays.
    Operation.objects.bulk_create(board.log, ignore_conflicts=True)
    _write_answers(board.answers.values())
    return saved


def _look(attempt: Attempt, received: Sequence[Received]) -> list[AttemptQuestion]:
    """The questions named, with their answers; each carries the known operations."""
    known = Operation.objects.filter(
        attempt_id=attempt.pk, op_id__in=[one.op_id for one in received]
    ).values(
        row=JSONObject(
            op_id="op_id",
            writer="writer",
            body="body",
            verdict="verdict",
            detail="detail",
        )
    )
    positions = {p for one in received if (p := one.body.get("position")) is not None}
    return list(
        AttemptQuestion.objects.filter(attempt_id=attempt.pk, position__in=positions)
        .select_related("answer")
        .defer("variant")
        .annotate(known=ArraySubquery(known))
    )


class _Board:
    """A batch on the table: what was asked, what is held, what will be written."""

    def __init__(
        self, attempt: Attempt, writer: UUID, asked: Iterable[AttemptQuestion]
    ) -> None:
        self.attempt = attempt
        self.writer = writer
        self.asked = {question.position: question for question in asked}
        self.standing = standing_of(attempt)
        self.log: list[Operation] = []
        self.answers: dict[int, Answer] = {}
        self.known: dict[UUID, tuple[str, Mapping[str, Any], str, str]] = {}
        for question in self.asked.values():
            for row in question.known:  # type: ignore[attr-defined]  # REASON: annotated
                self.known[UUID(row["op_id"])] = (
                    row["writer"],
                    row["body"],
                    row["verdict"],
                    row["detail"],
                )

    def judge(self, one: Received) -> Row:
        seen = self.known.get(one.op_id)
        if seen is not None:
            return self._repeated(one, seen)
        judgement = self._verdict(one)
        self._append(one, judgement)
        if judgement.verdict == Verdict.ACCEPTED:
            self._apply(one)
        return Row(one.op_id, judgement.verdict, judgement.detail, one.body)

    def _repeated(
        self, one: Received, seen: tuple[str, Mapping[str, Any], str, str]
    ) -> Row:
        """I4: the same operation again has its first verdict; another body has none."""
        writer, body, verdict, detail = seen
        if writer == str(self.writer) and body == dict(one.body):
            return Row(one.op_id, verdict, detail, one.body)
        other = "this op_id was used before with another body"
        return Row(one.op_id, Verdict.INVALID, other, one.body)

    def _verdict(self, one: Received) -> verdicts.Judgement:
        if one.fault:
            return verdicts.Judgement(Verdict.INVALID, one.fault)
        question = self.asked.get(one.body["position"])
        return verdicts.judge(
            one.body,
            self.writer,
            self.standing,
            asked_of(question) if question else None,
            self._current(question) if question else None,
        )

    def _current(self, question: AttemptQuestion) -> verdicts.Current | None:
        answer = self.answers.get(question.position) or getattr(
            question, "answer", None
        )
        if answer is None:
            return None
        return verdicts.Current(answer.epoch, answer.seq, bool(answer.checked_at))

    def _append(self, one: Received, judgement: verdicts.Judgement) -> None:
        body = one.body
        self.log.append(
            Operation(
                attempt=self.attempt,
                op_id=one.op_id,
                writer=self.writer,
                position=body.get("position", 0),
                epoch=body.get("epoch", 0),
                seq=body.get("seq", 0),
                body=dict(body),
                elapsed_ms=body.get("elapsed_ms") or 0,
                received_at=self.attempt.clock,
                verdict=judgement.verdict,
                detail=judgement.detail,
            )
        )
        self.known[one.op_id] = (
            str(self.writer),
            dict(body),
            judgement.verdict,
            judgement.detail,
        )

    def _apply(self, one: Received) -> None:
        body = one.body
        question = self.asked[body["position"]]
        self.answers[question.position] = Answer(
            asked=question,
            response=body["response"],
            is_flagged=body.get("flagged", False),
            struck=body.get("struck") or [],
            confidence=body.get("confidence") or "",
            epoch=body["epoch"],
            seq=body["seq"],
            answered_at=self.attempt.clock,
        )


def standing_of(attempt: Attempt) -> verdicts.Standing:
    return verdicts.Standing(
        is_running=attempt.is_running and not attempt.is_over(attempt.clock),
        was_submitted=attempt.finish_reason == FinishReason.SUBMITTED,
        is_in_time=timing.is_in_time(attempt.clock, attempt.deadline_at)
        and not attempt.is_idle,
        writer=attempt.writer,
        epoch=attempt.epoch,
    )


def asked_of(question: AttemptQuestion) -> Asked:
    return Asked(
        kind=question.kind,
        select=question.select,
        option_ids=frozenset(shown for shown, _ in question.options),
        target_ids=frozenset(shown for shown, _ in question.targets),
    )


ANSWER_FIELDS = [
    "response",
    "is_flagged",
    "struck",
    "confidence",
    "epoch",
    "seq",
    "answered_at",
]


def _write_answers(answers: Iterable[Answer]) -> None:
    """One upsert; the attempt's lock is held, so (epoch, seq) needs no second look."""
    Answer.objects.bulk_create(
        list(answers),
        update_conflicts=True,
        unique_fields=["asked"],
        update_fields=ANSWER_FIELDS,
    )


@transaction.atomic
def check_answer(
    *, user: User, attempt_id: UUID, writer: UUID, epoch: int, position: int, seq: int
) -> AttemptQuestion:
    """Freeze one answer of a practice attempt, so that its key can be shown.

    `seq` says which answer the student means: it must be the one held.
    """
    attempt = locked_attempt_for(user, attempt_id)
    _refuse_check(attempt, writer, epoch)
    question = (
        AttemptQuestion.objects.select_related(
            "answer", "revision", "domain", "scenario", "question"
        )
        .filter(attempt=attempt, position=position)
        .first()
    )
    if question is None:
        raise Problem(
            "no-such-question", 404, "No question has this position", position=position
        )
    answer = getattr(question, "answer", None)
    if answer is None or (answer.epoch, answer.seq) < (epoch, seq):
        raise Problem(
            "answer-not-held",
            409,
            "This answer has not arrived yet",
            "Send its operation first, then check it.",
            differing=[position],
        )
    if answer.checked_at is None:
        answer.checked_at = attempt.clock
        answer.save(update_fields=["checked_at"])
    return question


def _refuse_check(attempt: Attempt, writer: UUID, epoch: int) -> None:
    if not attempt.is_checked:
        raise Problem(
            "no-checking",
            409,
            "Answers are not revealed before the end here",
            "Checking one by one belongs to practice and drills.",
        )
    standing = standing_of(attempt)
    if not standing.is_running or not standing.is_in_time:
        raise Problem("attempt-closed", 409, "These answers were already handed in")
    refuse_other_writer(attempt, writer, epoch)


def refuse_other_writer(attempt: Attempt, writer: UUID, epoch: int) -> None:
    """I22: only the registered writer, in its own epoch, may act."""
    if writer != attempt.writer or epoch != attempt.epoch:
        raise Problem(
            "taken-over",
            409,
            "Another tab or device has taken over",
            "Continue there, or take over here again.",
            epoch=attempt.epoch,
        )
