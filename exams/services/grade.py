"""Grading what was handed in: repeatable, from frozen answers and revisions."""

import json
import logging
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, QuerySet, UUIDField

from accounts.models import User
from exams import grading, selectors
from exams.access import locked_attempt_for
from exams.models import (
    Attempt,
    AttemptState,
    Result,
)
from exams.services.finish import close_if_over
from lib import audit
from lib.composed import composed
from lib.problems import Problem

logger = logging.getLogger("passline.grading")
SWEEP_BATCH = 200
CENT = Decimal("0.01")
COLUMNS = [str(field.column) for field in Result._meta.concrete_fields]
GRADE = """
WITH marks AS (
  UPDATE exams_attemptquestion SET is_correct = (position = ANY(%(right)s))
   WHERE attempt_id = %(attempt)s
), state AS (
  UPDATE exams_attempt SET state = 'graded' WHERE id = %(attempt)s
)
INSERT INTO "exams_result" (COLUMNS)
SELECT COLUMNS FROM jsonb_populate_record(NULL::exams_result, %(result)s)
ON CONFLICT (attempt_id) DO UPDATE SET CHANGES
""".replace("COLUMNS", ", ".join(COLUMNS)).replace(
    "CHANGES", ", ".join(f"{column} = EXCLUDED.{column}" for column in COLUMNS[1:])
)


def grade_attempt(*, attempt_id: UUID) -> bool:
    """Grade a submitted attempt; False when there is nothing (more) to do.

    Two graders at once, a repeated job or a late one give one result (I26).
    """
    return _grade(attempt_id) is not None


@transaction.atomic
def _grade(pk: UUID) -> Attempt | None:
    """The attempt with the result that it was given now; None: not by us."""
    attempt = _held_ungraded.first(pk=pk)
    if attempt is not None:
        _write_grade(attempt)
    return attempt


@composed(pk=UUIDField())
def _held_ungraded(pk: Any) -> QuerySet[Attempt]:
    held = Attempt.objects.ungraded().with_clock().select_for_update(of=("self",))
    return held.select_related("guide").filter(pk=pk)


def grade_again(*, attempt: Attempt) -> bool:
    """Grade a graded attempt by what is decided now; False when nothing changes.

    Its lock is held, inside the caller's transaction.
    """
    if not selectors.grade_fault(attempt):
        return False
    _write_grade(attempt)
    return True


def grade_due_attempts() -> int:
    """Grade everything that waits. One that cannot be graded does not stop the rest."""
    waiting = Attempt.objects.ungraded().order_by("finished_at")
    count = 0
    for pk in list(waiting.values_list("pk", flat=True)):
        # Only grades count: those that fail never fill the sweep.
        count += _try_grade(pk) is not None
        if count >= SWEEP_BATCH:
            break
    return count


def _try_grade(pk: UUID) -> Attempt | None:
    try:
        return _grade(pk)
    except Exception:
        # A poisoned attempt stays in the queue, is told of, and blocks nobody.
        logger.exception("attempt %s could not be graded", pk)
        return None


def settle_attempt(*, attempt: Attempt) -> Attempt:
    """Close and grade what is due, here and now: a read works without any worker."""
    settled = close_if_over(attempt=attempt)
    if settled.state == AttemptState.SUBMITTED:
        pk = settled.pk
        # A grade by another process counts as well: look, rather than assume.
        settled = _try_grade(pk) or _graded.first(pk=pk) or settled
    return settled


@composed(pk=UUIDField())
def _graded(pk: Any) -> QuerySet[Attempt]:
    return Attempt.objects.filter(pk=pk).with_clock().select_related("guide", "result")


@transaction.atomic
def count_late_answers(*, user: User, attempt_id: UUID) -> Attempt:
    """Count the answers that arrived after time, on the student's own mock: marked
    on the result and audited."""
    attempt = locked_attempt_for(user, attempt_id)
    if attempt.assignment_id is not None:
        raise Problem(
            "instructor-decides",
            409,
            "Your instructor decides this",
            "Late answers of an assigned exam count where the assignment says so.",
        )
    if attempt.state != AttemptState.GRADED:
        raise Problem("not-graded", 409, "There is no result yet")
    late = selectors.late_responses(attempt)
    if not late:
        raise Problem("no-late-answers", 409, "No answers arrived after time")
    if not attempt.is_late_counted:
        attempt.revealed_at = attempt.revealed_at or attempt.clock
        _count(attempt)
        _record_late(user, attempt, len(late))
    return attempt


def _count(attempt: Attempt) -> None:
    """Grade with what arrived late until now. The lock of the attempt is held."""
    attempt.is_late_counted = True
    # What is logged from now on was not decided upon: a regrade stays equal (I24).
    # By its place in the log, which the lock orders: its time may be older.
    attempt.late_counted_to = _newest_operation(attempt)
    attempt.save(update_fields=["is_late_counted", "late_counted_to", "revealed_at"])
    _write_grade(attempt)


def _newest_operation(attempt: Attempt) -> int:
    newest: int = attempt.operations.aggregate(newest=Max("pk"))["newest"]
    return newest


def _record_late(by: User | str, attempt: Attempt, count: int) -> None:
    audit.record(
        by=by,
        action="late answers counted",
        object_type="attempt",
        object_id=attempt.pk,
        detail={"count": count},
    )


def count_assigned_late() -> int:
    """Count what arrived late where the assignment says that it counts; the number of
    attempts whose grade was looked at again.

    Answers may come for a day after the end; each time the grade takes them in.
    """
    due = selectors.late_and_counted().values_list("pk", flat=True)
    return sum(_try_late(pk) for pk in list(due[:SWEEP_BATCH]))


def _try_late(pk: UUID) -> bool:
    try:
        return _count_late_of(pk)
    except Exception:
        logger.exception("late answers of attempt %s could not be counted", pk)
        return False


@transaction.atomic
def _count_late_of(pk: UUID) -> bool:
    held = selectors.late_and_counted().select_for_update(of=("self",))
    attempt = held.with_clock().select_related("guide").filter(pk=pk).first()
    if attempt is None:
        return False
    attempt.late_counted_to = None
    late = selectors.late_responses(attempt)
    if late:
        _count(attempt)
        _record_late(f"assignment {attempt.assignment_id}", attempt, len(late))
    else:
        # Nothing of it changes anything: it need not be looked at again.
        attempt.late_counted_to = _newest_operation(attempt)
        attempt.save(update_fields=["late_counted_to"])
    return True


def _write_grade(attempt: Attempt) -> None:
    """Compute and store the grade with its marks; the attempt's lock is held.

    One statement by hand: score, marks and state cannot part.
    """
    sheet = selectors.sheet_for(attempt, with_late=attempt.is_late_counted)
    found = grading.grade(sheet.items, sheet.counted(attempt), sheet.scale)
    columns = _columns(attempt, sheet, found)
    right = [position for position, mark in found.marks.items() if mark]
    told: dict[str, Any] = {"attempt": attempt.pk, "right": right}
    told["result"] = json.dumps(columns, default=str)
    with connection.cursor() as cursor:
        cursor.execute(GRADE, told)
    attempt.state, attempt.result = AttemptState.GRADED, Result(**columns)


def _columns(
    attempt: Attempt, sheet: selectors.Sheet, found: grading.Grade
) -> dict[str, Any]:
    """The columns of `Result`."""
    score = found.score
    cut = Decimal(score.cut.numerator) / score.cut.denominator
    return {
        "attempt_id": attempt.pk,
        "raw": score.raw,
        "scored_count": score.count,
        "cut": cut.quantize(CENT),
        "scaled": score.scaled,
        "pass_mark": sheet.scale.pass_mark,
        "is_passed": score.is_passed,
        "band_low": score.band_low,
        "band_high": score.band_high,
        "seen_share": found.seen_share,
        "late_count": len(sheet.late),
        "domains": sheet.domain_rows(found),
        "graded_at": attempt.clock,
    }
