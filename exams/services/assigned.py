"""Starting what was assigned: within the window, by the terms of the person.

The person's row is the queue of their starts. The assignment's row is held as well:
shared, so that a class may begin at once and nobody changes the window meanwhile;
alone while its common form is not there yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import JSONField
from django.http import Http404

from accounts.access import access_code_account
from accounts.models import User
from accounts.services import begin_try, prove_try
from accounts.throttle import Source
from exams import windows
from exams.models import (
    Assignment,
    AssignmentOverride,
    Attempt,
    FormRule,
)
from exams.selectors.assigned import terms_of
from exams.selectors.ends import TIMES, Time, last_of, plain_terms, times_asked
from exams.services.common_form import common_form, own_form
from exams.services.freeze import freeze_form
from exams.services.hold_back import hold_back_until
from exams.services.start import (
    Plan,
    Started,
    earlier_attempts,
    hold_person,
    new_attempt,
    plan_of,
    remember_key,
    running_among,
)
from exams.windows import Terms
from lib.problems import Problem

# In one message, by hand: the row under its lock, and then, each with a snapshot of its
# own, what was committed while that one waited: what this person has otherwise, the
# times of who sits a common form, and when its results are released so far.
COLUMNS = Assignment._meta.concrete_fields
HELD = """
SELECT COLUMNS FROM exams_assignment a WHERE a.id = %(assignment)s FOR LOCK OF a;
SELECT opens_at, closes_at, attempts_allowed, time_multiplier, extra_minutes, is_excused
  FROM exams_assignmentoverride
 WHERE assignment_id = %(assignment)s AND user_id = %(user)s;
TIMES;
SELECT min(hidden_until), max(hidden_until) FROM exams_attempt
 WHERE assignment_id = %(assignment)s AND hidden_until > statement_timestamp()
""".replace("COLUMNS", ", ".join(f'a."{field.column}"' for field in COLUMNS)).replace(
    "TIMES", TIMES
)
OWN = (
    "opens_at",
    "closes_at",
    "attempts_allowed",
    "time_multiplier",
    "extra_minutes",
    "is_excused",
)


@dataclass(frozen=True)
class Held:
    """The assignment under its lock, with what holds for this person and the class.

    `times`: of who sits its common form; none where each form is its own. `released`:
    the first and the last release of results that are kept back.
    """

    row: Assignment
    own: AssignmentOverride
    times: Sequence[Time]
    released: tuple[datetime | None, datetime | None]

    def terms(self, owner: User) -> Terms:
        return replace(terms_of(self.row, self.own, owner), class_end=self._class_end())

    def _class_end(self) -> datetime | None:
        if not self.times:
            return None
        last = last_of(plain_terms(self.row), self.times)
        return max(last, self.released[1] or last)

    def behind_others(self, terms: Terms) -> datetime | None:
        """Until when the others must wait, where they would read the key earlier."""
        first, until = self.released[0], terms.hidden_until
        is_behind = self.times and first and until and first < until
        return until if is_behind else None


def start_assigned(
    *,
    user: User,
    assignment: Assignment,
    access_code: str,
    source: Source,
    now: datetime,
    writer: UUID | None,
    idempotency_key: str = "",
) -> Started:
    """Begin an attempt of `access.assigned_for`, or return the one that runs (I16).

    `source` and `now` are for the throttle of wrong codes alone. Raises Problem 403
    `wrong-access-code`, 409 `assignment-…` with the reason of `windows.Refusal`,
    `other-attempt-runs` when another attempt of this exam runs, and what
    `start_attempt` raises.
    """
    _prove_code(user, assignment, access_code, source, now)
    return _begin(user, assignment, writer, idempotency_key)


def _prove_code(
    user: User, assignment: Assignment, told: str, source: Source, now: datetime
) -> None:
    if not assignment.access_code:
        return
    account = access_code_account(user, assignment.pk)
    tried = begin_try(account=account, source=source, now=now)
    if not windows.code_fits(told, assignment.access_code):
        raise Problem(
            "wrong-access-code",
            403,
            "This is not the access code",
            "Whoever supervises the exam has it. Capitals and spaces do not matter.",
        )
    prove_try(tried=tried)


@transaction.atomic
def _begin(
    user: User, assignment: Assignment, writer: UUID | None, key: str
) -> Started:
    owner = hold_person(user)
    kept = _held(owner, assignment)
    held, terms = kept.row, kept.terms(owner)
    plan = _plan(held, terms)
    found = earlier_attempts(owner, plan, key)
    running = running_among(found, plan, key)
    if running is not None:
        remember_key(_same_assignment(running, plan), key)
        return Started(running, is_new=False)
    begun = sum(a.assignment_id == held.pk and a.voided_at is None for a in found)
    _refuse(terms, owner, begun)
    attempt = _new(owner, held, plan, writer, key)
    if (until := kept.behind_others(terms)) is not None:
        hold_back_until(held.pk, until)
    return Started(attempt, is_new=True)


def _held(owner: User, assignment: Assignment) -> Held:
    """The assignment as it is now, under its lock, and what was committed by then."""
    is_alone = _needs_form(assignment)
    lock = HELD.replace("FOR LOCK", f"FOR {'NO KEY UPDATE' if is_alone else 'SHARE'}")
    asked = times_asked(assignment.pk) | {"user": owner.pk}
    with connection.cursor() as cursor:
        cursor.execute(lock, asked)
        rows, own, times, released = (_fetched(cursor) for _ in range(4))
    if not rows:
        raise Http404
    held = _assignment(rows[0])
    if _needs_form(held) and not is_alone:
        raise Problem(
            "assignment-changed", 409, "It was changed just now", "Try again."
        )
    held.exam = assignment.exam
    mine = dict(zip(OWN, own[0], strict=True)) if own else {}
    return Held(held, AssignmentOverride(**mine), times, released[0])


def _assignment(row: Sequence[Any]) -> Assignment:
    values = [
        field.from_db_value(value, None, connection)  # type: ignore[arg-type]  # REASON: no expression, a column
        if isinstance(field, JSONField)
        else value
        for field, value in zip(COLUMNS, row, strict=True)
    ]
    names = [field.attname for field in COLUMNS]
    return Assignment.from_db(DEFAULT_DB_ALIAS, names, values)


def _fetched(cursor: Any) -> list[Any]:
    """The rows of one statement of the message; then the next one is at hand."""
    rows: list[Any] = cursor.fetchall()
    cursor.nextset()
    return rows


def _needs_form(assignment: Assignment) -> bool:
    return assignment.form_rule == FormRule.COMMON and assignment.form is None


def _plan(held: Assignment, terms: Terms) -> Plan:
    own = plan_of(held.exam)
    return replace(own, title=held.title, assignment=held.pk, terms=terms)


def _same_assignment(running: Attempt, plan: Plan) -> Attempt:
    if running.assignment_id == plan.assignment:
        return running
    chosen = (
        "it was assigned, too" if running.assignment_id else "you chose it yourself"
    )
    raise Problem(
        "other-attempt-runs",
        409,
        "You are in the middle of this exam already",
        f"“{running.title}” runs: {chosen}. Hand it in first, then begin this one.",
        attempt=str(running.pk),
    )


def _refuse(terms: Terms, owner: User, begun: int) -> None:
    now = owner.clock  # type: ignore[attr-defined]  # REASON: annotated
    refusal = terms.refusal(now, begun)
    if refusal is not None:
        title, detail = windows.refused(refusal, terms, owner.time_zone, now=now)
        raise Problem(f"assignment-{refusal}", 409, title, detail)


def _new(
    owner: User, held: Assignment, plan: Plan, writer: UUID | None, key: str
) -> Attempt:
    is_common = held.form_rule == FormRule.COMMON
    drawn = common_form(held, owner, plan) if is_common else own_form(owner, plan)
    attempt = new_attempt(owner, plan, writer, key, drawn.seed, drawn.form)
    freeze_form(attempt=attempt, form=drawn.form, seeds=drawn.seeds)
    return attempt
