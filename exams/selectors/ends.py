"""When the last of a class must end: until then a common form gives nothing away."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import DateTimeField, ExpressionWrapper, F, Max, Q

from accounts.models import CohortRole
from exams.models import Assignment, Attempt, AttemptState, FormRule, StatementNow
from exams.windows import Terms

# By hand, for it travels with the lock of a start: a row for each different
# (own close, multiplier, extra minutes) among who is to sit it now, as `terms_of` has
# them.
TIMES = """
SELECT DISTINCT o.closes_at,
       coalesce(o.time_multiplier,
                CASE WHEN u.is_time_own THEN 1 ELSE u.time_multiplier END),
       coalesce(o.extra_minutes,
                CASE WHEN u.is_time_own THEN 0 ELSE u.extra_minutes END)
  FROM exams_assignment a
  JOIN accounts_membership m ON m.cohort_id = a.cohort_id
  JOIN accounts_user u ON u.id = m.user_id
  LEFT JOIN exams_assignmentoverride o ON o.assignment_id = a.id AND o.user_id = u.id
 WHERE a.id = %(assignment)s AND a.form_rule = %(common)s
   AND m.left_at IS NULL AND m.role = %(student)s
   AND u.is_active AND o.is_excused IS NOT TRUE
"""
Time = tuple[datetime | None, Decimal, int]
# When an attempt would have to end whose pause ended now.
RESUMED_NOW = ExpressionWrapper(
    StatementNow() + (F("deadline_at") - F("paused_at")),
    output_field=DateTimeField(),
)
PAUSE_STEP = timedelta(minutes=10)


def times_asked(assignment: int) -> dict[str, Any]:
    """What `TIMES` asks for."""
    told = {"common": FormRule.COMMON, "student": CohortRole.STUDENT}
    return {"assignment": assignment, **{k: str(v) for k, v in told.items()}}


def last_of(terms: Terms, times: Iterable[Time]) -> datetime:
    """The latest end among these; `terms`: those of somebody who has nothing else."""
    ends = [
        replace(
            terms,
            closes_at=own_close or terms.closes_at,
            multiplier=multiplier,
            extra_minutes=extra,
        ).latest_end
        for own_close, multiplier, extra in times
    ]
    return max(ends, default=terms.closes_at)


def class_end(
    row: Assignment, ends: Mapping[UUID, datetime | None] | None = None
) -> datetime | None:
    """When nobody can be at a common form any more; None: it is none.

    By the window of the row as it is at hand. `ends`: deadlines that are about to be
    written. Who is paused goes on at once as far as this knows, and is asked about
    again while the pause lasts (`services.hold_back_paused`). Two statements.
    """
    if row.form_rule != FormRule.COMMON:
        return None
    with connection.cursor() as cursor:
        cursor.execute(TIMES, times_asked(row.pk))
        times = cursor.fetchall()
    told = ends or {}
    sitting = Attempt.objects.filter(assignment=row, state=AttemptState.RUNNING)
    others = sitting.aggregate(
        last=Max("deadline_at", filter=~Q(pk__in=list(told))),
        paused=Max(RESUMED_NOW, filter=Q(paused_at__isnull=False)),
    )
    rested = others["paused"] and _past_sweeps(others["paused"])
    live: list[datetime | None] = [others["last"], rested, *told.values()]
    return max([last_of(plain_terms(row), times), *filter(None, live)])


def _past_sweeps(end: datetime) -> datetime:
    """Ten to twenty minutes later, at a full ten minutes: before then this is worked
    out again, and a class is moved no more often."""
    step = PAUSE_STEP.total_seconds()
    return datetime.fromtimestamp((ceil(end.timestamp() / step) + 1) * step, UTC)


def plain_terms(row: Assignment) -> Terms:
    """What somebody has in it who has nothing otherwise."""
    return Terms(
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        zone=row.zone,
        limit_minutes=row.exam.minutes,
        is_cut_by_close=row.is_cut_by_close,
        release=row.release,
    )
