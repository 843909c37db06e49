"""Saving answers: the hot path. Three statements, whatever the batch.

1 lock the attempt (and read the clock) · 2 look at the questions, the current
answers and the operations known already · 3 append to the log and write answers.
The first two travel together.
They are SQL by hand: composing the same ones through the ORM took two thirds of
the time of a save.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from exams import selectors, timing, verdicts
from exams.access import (
    locked_attempt_and,
    locked_attempt_for,
    refuse_examined,
)
from exams.models import (
    Attempt,
    AttemptQuestion,
    FinishReason,
    Verdict,
)
from exams.responses import Asked
from lib.problems import Problem

LOOK = """
SELECT q.id, q.position, q.kind, q."select", q.options, q.targets,
       a.epoch, a.seq, a.checked_at,
       (SELECT jsonb_agg(jsonb_build_array(op_id, writer, body, verdict, detail))
          FROM exams_operation
         WHERE attempt_id = %(attempt)s AND op_id = ANY(%(ids)s)),
       CASE WHEN random() * %(rarely)s < %(batch)s
            THEN (SELECT count(*) FROM exams_operation WHERE attempt_id = %(attempt)s)
       END
  FROM exams_attemptquestion q LEFT JOIN exams_answer a ON a.asked_id = q.id
 WHERE q.attempt_id = %(attempt)s AND q.position = ANY(%(positions)s)
"""
# A repeated operation without a usable position is not among the known ones: its
# first row stays. The attempt's lock is held, so (epoch, seq) needs no second look.
WRITE = """
WITH log AS (
  INSERT INTO exams_operation (attempt_id, op_id, writer, position, epoch, seq, body,
                               elapsed_ms, received_at, verdict, detail)
  SELECT %(attempt)s, op_id, %(writer)s, position, epoch, seq, body,
         elapsed_ms, %(clock)s, verdict, detail
    FROM jsonb_to_recordset(%(log)s) AS row(
         op_id uuid, position int, epoch bigint, seq bigint, body jsonb,
         elapsed_ms int, verdict text, detail text)
  ON CONFLICT DO NOTHING
)
INSERT INTO exams_answer (asked_id, response, is_flagged, struck, confidence,
                          epoch, seq, answered_at)
SELECT asked_id, response, is_flagged, struck, confidence, epoch, seq, %(clock)s
  FROM jsonb_to_recordset(%(answers)s) AS row(
       asked_id bigint, response jsonb, is_flagged bool, struck jsonb,
       confidence text, epoch bigint, seq bigint)
ON CONFLICT (asked_id) DO UPDATE SET
  response = EXCLUDED.response, is_flagged = EXCLUDED.is_flagged,
  struck = EXCLUDED.struck, confidence = EXCLUDED.confidence,
  epoch = EXCLUDED.epoch, seq = EXCLUDED.seq, answered_at = EXCLUDED.answered_at
"""

REVEAL = """
UPDATE exams_attempt SET revealed_at = statement_timestamp()
 WHERE user_id = %(user)s AND revealed_at IS NULL AND state <> 'running'
   AND EXISTS (
     SELECT FROM exams_attemptquestion theirs
       JOIN exams_attemptquestion shown USING (question_id)
      WHERE theirs.attempt_id = exams_attempt.id AND shown.attempt_id = %(attempt)s
        AND shown.position = coalesce(%(position)s::int, shown.position))
"""
# A long exam with every change of mind takes a few hundred.
OPERATIONS_MAX = 20_000
# Counting reads the whole log of the attempt: one operation in so many has it done.
RARELY = 32


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


@dataclass(frozen=True)
class Seat:
    """One question of the form with what is held for it."""

    asked_id: int
    asked: Asked
    current: verdicts.Current | None


Known = dict[UUID, tuple[str, Mapping[str, Any], str, str]]


@transaction.atomic
def save_operations(
    *, user: User, attempt_id: UUID, writer: UUID, received: Sequence[Received]
) -> Saved:
    """Judge, log and apply a batch; one bad operation never fails the others.

    Raises Http404 for an attempt that is not this person's. When this returns and
    the transaction commits, every verdict is on record (I2, I8).
    """
    wanted = _wanted(attempt_id, received)
    attempt, rows = locked_attempt_and(user, attempt_id, LOOK, wanted)
    return _judged(attempt, writer, received, rows)


def apply_operations(
    attempt: Attempt, writer: UUID, received: Sequence[Received]
) -> Saved:
    """The same on an attempt whose lock is held; its `clock` is the instant."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK, _wanted(attempt.pk, received))
        rows = cursor.fetchall()
    return _judged(attempt, writer, received, rows)


def _wanted(attempt_id: UUID, received: Sequence[Received]) -> dict[str, Any]:
    positions = {p for one in received if (p := one.body.get("position")) is not None}
    return {
        "attempt": attempt_id,
        "ids": [one.op_id for one in received],
        "positions": list(positions),
        "batch": len(received),
        "rarely": RARELY,
    }


def _judged(
    attempt: Attempt,
    writer: UUID,
    received: Sequence[Received],
    rows: Sequence[Sequence[Any]],
) -> Saved:
    board = _Board(attempt, writer, *_seen(rows))
    saved = Saved(attempt, attempt.clock, [board.judge(one) for one in received])
    if board.log:
        _refuse_flood(attempt, rows, len(board.log))
        _write(attempt, writer, board)
    return saved


def _refuse_flood(attempt: Attempt, rows: Sequence[Sequence[Any]], more: int) -> None:
    """No throttle, but an end: a log that only a program could have filled."""
    # Without a question there was nothing to look at; no page of ours sends that.
    counts = [row[10] for row in rows] if rows else [attempt.operations.count()]
    logged = max((count for count in counts if count is not None), default=0)
    if logged + more > OPERATIONS_MAX:
        raise Problem(
            "too-many-operations",
            429,
            "This attempt was saved too often",
            f"It holds {logged:,} changes, and takes no more than {OPERATIONS_MAX:,}. "
            "Every answer that was saved counts. Hand it in.",
        )


def _seen(rows: Sequence[Sequence[Any]]) -> tuple[dict[int, Seat], Known]:
    seats = {row[1]: _seat(row) for row in rows}
    repeated = json.loads(rows[0][9] or "[]") if rows else []
    return seats, {UUID(row[0]): (row[1], row[2], row[3], row[4]) for row in repeated}


def _seat(row: Sequence[Any]) -> Seat:
    asked_id, _, kind, select, options, targets, epoch, seq, checked_at, *_ = row
    return Seat(
        asked_id,
        asked_of(kind, select, json.loads(options), json.loads(targets)),
        None if epoch is None else verdicts.Current(epoch, seq, bool(checked_at)),
    )


def asked_of(
    kind: str, select: int | None, options: Sequence[Any], targets: Sequence[Any]
) -> Asked:
    return Asked(
        kind=kind,
        select=select,
        option_ids=frozenset(shown for shown, _ in options),
        target_ids=frozenset(shown for shown, _ in targets),
    )


def _write(attempt: Attempt, writer: UUID, board: "_Board") -> None:
    rows: dict[str, Any] = {
        "attempt": attempt.pk,
        "writer": writer,
        "clock": attempt.clock,
        "log": json.dumps(board.log),
        "answers": json.dumps(list(board.answers.values())),
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, rows)


class _Board:
    """A batch on the table: what was asked, what is held, what will be written."""

    def __init__(
        self, attempt: Attempt, writer: UUID, seats: Mapping[int, Seat], known: Known
    ) -> None:
        self.writer = writer
        self.standing = standing_of(attempt)
        self.seats = seats
        self.known = known
        self.held = {position: seat.current for position, seat in seats.items()}
        self.log: list[dict[str, Any]] = []
        self.answers: dict[int, dict[str, Any]] = {}

    def judge(self, one: Received) -> Row:
        seen = self.known.get(one.op_id)
        if seen is not None:
            return self._repeated(one, seen)
        judgement = self._verdict(one)
        self._append(one, judgement)
        if judgement.verdict == Verdict.ACCEPTED:
            self._apply(one.body)
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
        position = one.body["position"]
        seat = self.seats.get(position)
        asked = seat.asked if seat else None
        current = self.held.get(position)
        return verdicts.judge(one.body, self.writer, self.standing, asked, current)

    def _append(self, one: Received, judgement: verdicts.Judgement) -> None:
        body, verdict, detail = dict(one.body), judgement.verdict, judgement.detail
        self.known[one.op_id] = (str(self.writer), body, verdict, detail)
        self.log.append(
            {
                "op_id": str(one.op_id),
                "position": body.get("position", 0),
                "epoch": body.get("epoch", 0),
                "seq": body.get("seq", 0),
                "body": body,
                "elapsed_ms": body.get("elapsed_ms") or 0,
                "verdict": verdict,
                "detail": detail,
            }
        )

    def _apply(self, body: Mapping[str, Any]) -> None:
        position = body["position"]
        self.held[position] = verdicts.Current(
            body["epoch"], body["seq"], is_checked=False
        )
        self.answers[position] = {
            "asked_id": self.seats[position].asked_id,
            "response": body["response"],
            "is_flagged": body.get("flagged", False),
            "struck": body.get("struck") or [],
            "confidence": body.get("confidence") or "",
            "epoch": body["epoch"],
            "seq": body["seq"],
        }


def standing_of(attempt: Attempt) -> verdicts.Standing:
    return verdicts.Standing(
        is_running=attempt.is_running
        and not attempt.is_over(attempt.clock)
        and not attempt.is_idle,
        was_submitted=attempt.finish_reason == FinishReason.SUBMITTED,
        # Nobody runs out of time while the clock stands still.
        is_in_time=attempt.paused_at is not None
        or timing.is_in_time(attempt.clock, attempt.deadline_at),
        writer=attempt.writer,
        epoch=attempt.epoch,
        is_still=timing.is_still(attempt.clock, attempt.paused_at),
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
    question: AttemptQuestion | None = (
        selectors.with_reasons(AttemptQuestion.objects.select_related("attempt"))
        .filter(attempt=attempt, position=position)
        .first()
    )
    if question is None:
        raise Problem(
            "no-such-question", 404, "No question has this position", position=position
        )
    answer = getattr(question, "answer", None)
    if answer is None or (answer.epoch, answer.seq) != (epoch, seq):
        raise Problem(
            "answer-not-held",
            409,
            "This is not the answer that is held",
            "Send its operation first, or check the newest one.",
            differing=[position],
        )
    refuse_examined(question)
    if answer.checked_at is None:
        answer.checked_at = attempt.clock
        answer.save(update_fields=["checked_at"])
        note_reveal(attempt, position)
    return question


def note_reveal(attempt: Attempt, position: int | None = None) -> None:
    """The keys of this attempt, or of one of its questions, leave the server now: of
    what this person handed in with one of them, no answer that arrives later can
    count any more."""
    told: dict[str, Any] = {
        "user": attempt.user_id,
        "attempt": attempt.pk,
        "position": position,
    }
    with connection.cursor() as cursor:
        cursor.execute(REVEAL, told)


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
    if standing.is_still:
        detail = "Check it when the exam goes on."
        raise Problem("attempt-paused", 409, "The exam is paused", detail)
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
