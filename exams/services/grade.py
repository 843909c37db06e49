"""Grading what was handed in: repeatable, from frozen answers and revisions."""

import json
import logging
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


@transaction.atomic
def grade_attempt(*, attempt_id: UUID) -> bool:
    """Grade a submitted attempt; False when there is nothing (more) to do.

    Two graders at once, a repeated job or a late one give one result (I26).
    """
    attempt = _held_ungraded.first(pk=attempt_id)
    if attempt is None:
        return False
    _write_grade(attempt)
    return True


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
        count += _try_grade(pk)
        if count >= SWEEP_BATCH:
            break
    return count


def _try_grade(pk: UUID) -> bool:
    try:
        return grade_attempt(attempt_id=pk)
    except Exception:
        # A poisoned attempt stays in the queue, is told of, and blocks nobody.
        logger.exception("attempt %s could not be graded", pk)
        return False


def settle_attempt(*, attempt: Attempt) -> Attempt:
    """Close and grade what is due, here and now: a read works without any worker."""
    settled = close_if_over(attempt=attempt)
    if settled.state == AttemptState.SUBMITTED:
        _try_grade(settled.pk)
        # A grade by another process counts as well: look, rather than assume.
        settled = _graded.first(pk=settled.pk) or settled
    return settled


@composed(pk=UUIDField())
def _graded(pk: Any) -> QuerySet[Attempt]:
    return Attempt.objects.filter(pk=pk).with_clock().select_related("guide", "result")


@transaction.atomic
def count_late_answers(*, user: User, attempt_id: UUID) -> Attempt:
    """Count the answers that arrived after time, on the student's own mock: marked
    on the result and audited."""
    attempt = locked_attempt_for(user, attempt_id)
    if attempt.state != AttemptState.GRADED:
        raise Problem("not-graded", 409, "There is no result yet")
    late = selectors.late_responses(attempt)
    if not late:
        raise Problem("no-late-answers", 409, "No answers arrived after time")
    if not attempt.is_late_counted:
        attempt.is_late_counted = True
        # What is logged from now on was not decided upon: a regrade stays equal (I24).
        # By its place in the log, which the lock orders: its time may be older.
        attempt.late_counted_to = _newest_operation(attempt)
        attempt.revealed_at = attempt.revealed_at or attempt.clock
        attempt.save(
            update_fields=["is_late_counted", "late_counted_to", "revealed_at"]
        )
        _write_grade(attempt)
        _record_late(user, attempt, len(late))
    return attempt


def _newest_operation(attempt: Attempt) -> int:
    newest: int = attempt.operations.aggregate(newest=Max("pk"))["newest"]
    return newest


def _record_late(user: Any, attempt: Attempt, count: int) -> None:
    audit.record(
        actor_id=user.pk,
        actor_label=str(user),
        action="late answers counted",
        object_type="attempt",
        object_id=attempt.pk,
        detail={"count": count},
    )


def _write_grade(attempt: Attempt) -> None:
    """Compute and store the grade with its marks; the attempt's lock is held.

    One statement by hand: score, marks and state cannot part.
    """
    sheet = selectors.sheet_for(attempt, with_late=attempt.is_late_counted)
    found = grading.grade(sheet.items, sheet.counted(attempt), sheet.scale)
    row = _result_row(attempt, sheet, found)
    right = [position for position, mark in found.marks.items() if mark]
    with connection.cursor() as cursor:
        told: dict[str, Any] = {"attempt": attempt.pk, "right": right, "result": row}
        cursor.execute(GRADE, told)


def _result_row(attempt: Attempt, sheet: selectors.Sheet, found: grading.Grade) -> str:
    """The columns of `Result` as JSON."""
    score = found.score
    columns = {
        "attempt_id": attempt.pk,
        "raw": score.raw,
        "scored_count": score.count,
        "cut": score.cut.numerator / score.cut.denominator,
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
    return json.dumps(columns, default=str)
