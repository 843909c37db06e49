"""Attempts follow their assignment: deadlines and releases move when it changes.

Nobody's time gets shorter unnoticed, and minutes that staff gave meanwhile stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.models import User
from exams import interventions, selectors, timing
from exams.models import (
    Assignment,
    AssignmentOverride,
    Attempt,
    Intervention,
    InterventionKind,
)
from exams.plans import Plan
from exams.selectors.ends import class_end
from exams.services.hold_back import hold_back
from exams.services.intervene import Asked, note
from exams.windows import Terms
from lib.problems import Problem
from lib.words import counted

Ends = Mapping[UUID, datetime | None]
# By hand: a class moves in a tenth of the time of `bulk_update`.
MOVE = """
UPDATE exams_attempt t
   SET deadline_at = v.deadline_at, hidden_until = v.hidden_until,
       time_multiplier = v.time_multiplier, extra_minutes = v.extra_minutes
  FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[],
              %s::numeric[], %s::integer[])
    AS v(id, deadline_at, hidden_until, time_multiplier, extra_minutes)
 WHERE t.id = v.id
"""
WINDOW_CHANGED = "The window of the assignment was changed."


@dataclass(frozen=True)
class Moved:
    """What a change did to attempts: deadlines moved, and releases of results."""

    deadlines: int = 0
    releases: int = 0

    @property
    def words(self) -> str:
        """“2 deadlines and 5 releases moved.”, or nothing."""
        counts = ((self.deadlines, "deadline"), (self.releases, "release"))
        parts = [counted(count, word) for count, word in counts if count]
        return f"{' and '.join(parts)} moved." if parts else ""


def follow_plan(
    row: Assignment, before: Plan, actor: User, confirmed: int | None
) -> Moved:
    """Everybody's attempts, from the plan before to the one of the row, which is held.

    Raises Problem `ends-attempts-earlier` unless `confirmed` is the number of people
    who would have less time.
    """
    after = selectors.plan_of(row)
    own = dict(
        row.overrides.filter(closes_at__isnull=False).values_list("user", "closes_at")
    )
    attempts = _held_attempts(row)
    terms, ends = {}, {}
    for attempt in attempts:
        close = own.get(attempt.user_id)
        old, new = (_terms(plan, attempt, close) for plan in (before, after))
        terms[attempt.pk] = new
        if _is_live(attempt):
            ends[attempt.pk] = _moved_end(attempt, old, new)
    _refuse_unconfirmed(attempts, ends, confirmed)
    return _written(row, attempts, ends, terms, Asked(actor, WINDOW_CHANGED))


def follow_override(row: Assignment, person: User, actor: User, reason: str) -> Moved:
    """One person's attempts, after their own terms changed: never to less time."""
    own, plan = selectors.override_of(row, person), selectors.plan_of(row)
    attempts = [a for a in _held_attempts(row) if a.user_id == person.pk]
    terms, ends = {}, {}
    for attempt in attempts:
        if own is not None and _is_live(attempt):
            _give_time(attempt, own)
        new = _terms(plan, attempt, own.closes_at if own else None)
        terms[attempt.pk] = new
        if _is_live(attempt) and attempt.deadline_at is not None:
            end = new.deadline(attempt.started_at)
            ends[attempt.pk] = max(attempt.deadline_at, end) if end else None
    moved = _written(row, attempts, ends, terms, Asked(actor, reason))
    hold_back(row)
    return moved


def _held_attempts(row: Assignment) -> list[Attempt]:
    """Every attempt under its lock, in the order in which everybody takes them."""
    found = Attempt.objects.filter(assignment=row).with_clock()
    return list(found.select_for_update(of=("self",)).order_by("pk"))


def _is_live(attempt: Attempt) -> bool:
    """Running with time left; what has ended, or is being ended, is left alone."""
    end = attempt.deadline_at
    is_left = end is None or end > attempt.clock or attempt.paused_at is not None
    return attempt.is_running and is_left


def _terms(plan: Plan, attempt: Attempt, own_close: datetime | None) -> Terms:
    """What a plan means for an attempt, with the time that it has by now."""
    return Terms(
        opens_at=plan.opens_at,
        closes_at=own_close or plan.closes_at,
        zone=plan.zone,
        limit_minutes=attempt.limit_minutes,
        multiplier=attempt.time_multiplier,
        extra_minutes=attempt.extra_minutes,
        is_cut_by_close=plan.is_cut_by_close,
        release=plan.release,
    )


def _moved_end(attempt: Attempt, old: Terms, new: Terms) -> datetime | None:
    before, after = (terms.deadline(attempt.started_at) for terms in (old, new))
    held, clock = attempt.deadline_at, attempt.paused_at or attempt.clock
    if before == after or after is None:
        return held if before == after else None
    if held is None or before is None:
        return max(after, clock)
    return interventions.retimed(held, before, after, clock)


def _give_time(attempt: Attempt, own: AssignmentOverride) -> None:
    """More time than it started with, where the person has that by now."""
    time = own.time_of(own.user)
    multiplier, extra = time.multiplier, time.extra_minutes
    given = timing.allowed_minutes(attempt.limit_minutes, multiplier, extra)
    if given is not None and given > (attempt.allowed_minutes or 0):
        attempt.time_multiplier, attempt.extra_minutes = multiplier, extra


def _refuse_unconfirmed(
    attempts: Sequence[Attempt], ends: Ends, confirmed: int | None
) -> None:
    hurt = {a.user_id for a in attempts if a.pk in ends and _is_less(ends[a.pk], a)}
    if not hurt or confirmed == len(hurt):
        return
    who = counted(len(hurt), "person is", "people are")
    raise Problem(
        "ends-attempts-earlier",
        409,
        f"{who} at it, and would have less time",
        "The window ends running attempts. Confirm the number of people, or choose a "
        "later close.",
        count=len(hurt),
    )


def _is_less(end: datetime | None, attempt: Attempt) -> bool:
    held = attempt.deadline_at
    return end is not None and (held is None or end < held)


def _written(
    row: Assignment,
    attempts: Sequence[Attempt],
    ends: Ends,
    terms: Mapping[UUID, Terms],
    asked: Asked,
) -> Moved:
    """Write what differs; the student reads of every deadline that moved."""
    notes, released = [], 0
    changed = []
    until = class_end(row, ends)
    for attempt in attempts:
        told = replace(terms[attempt.pk], class_end=until)
        before, hidden = attempt.deadline_at, told.hidden_until
        is_released = hidden != attempt.hidden_until
        attempt.deadline_at = ends.get(attempt.pk, before)
        attempt.hidden_until = hidden
        is_moved = attempt.deadline_at != before
        if is_moved:
            notes.append(note(InterventionKind.TIMED, attempt, before, asked))
        if is_moved or is_released:
            changed.append(attempt)
        released += is_released
    if changed:
        _update(changed)
    Intervention.objects.bulk_create(notes)
    return Moved(len(notes), released)


def _update(attempts: Sequence[Attempt]) -> None:
    """All of them in one statement: while it runs, their saves wait."""
    columns = (
        [attempt.pk for attempt in attempts],
        [attempt.deadline_at for attempt in attempts],
        [attempt.hidden_until for attempt in attempts],
        [attempt.time_multiplier for attempt in attempts],
        [attempt.extra_minutes for attempt in attempts],
    )
    with connection.cursor() as cursor:
        cursor.execute(MOVE, columns)
