"""Assigning an exam to a cohort: made, changed, withdrawn, otherwise for one person.

Whoever changes an assignment holds its row first; its attempts follow in the same
transaction (`exams.services.follow`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import Cohort, User
from exams import plans, selectors
from exams.models import Assignment, Exam
from exams.plans import Plan
from exams.services.follow import Moved, follow_override, follow_plan
from exams.services.remind import SEND, tell_of_change
from lib import audit
from lib.jobs import enqueue
from lib.problems import Problem

# What says when it may be sat, and what of it one person may have otherwise.
WINDOW = {"opens_at", "closes_at", "zone", "is_cut_by_close"}
OWN_WINDOW = {"opens_at", "closes_at"}


@dataclass(frozen=True, kw_only=True)
class Otherwise:
    """What one person is to have otherwise; None: as everybody."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    attempts_allowed: int | None = None
    time_multiplier: Decimal | None = None
    extra_minutes: int | None = None
    is_excused: bool = False


@transaction.atomic
def create_assignment(
    *, actor: User, cohort: Cohort, exam: Exam, plan: Plan, now: datetime
) -> Assignment:
    """Assign it. Raises Problem 409 with what stands against it."""
    setting = selectors.setting_for(exam, cohort)
    _refuse(plans.refusals(plan, setting, now=now))
    assignment = Assignment.objects.create(
        exam=exam,
        cohort=cohort,
        created_by=actor,
        created_at=now,
        changed_at=now,
        **asdict(plan),
    )
    _note(actor, "created", assignment, **_told(plan))
    enqueue(SEND)
    return assignment


@transaction.atomic
def change_assignment(
    *,
    actor: User,
    assignment: Assignment,
    plan: Plan,
    now: datetime,
    confirmed: int | None = None,
) -> Moved:
    """Change what was decided, for everybody who has nothing of their own.

    Nobody's running attempt ends earlier by it, unless the window ends attempts and
    `confirmed` is the number of people whom that touches: otherwise Problem 409
    `ends-attempts-earlier` says the number (`count`).
    """
    row = _locked(assignment)
    setting = selectors.setting_for(row.exam, row.cohort, row)
    _refuse(plans.refusals(plan, setting, now=now, is_new=False))
    _refuse_other_form(row, plan)
    before = selectors.plan_of(row)
    if plan == before:
        return Moved()
    for name, value in asdict(plan).items():
        setattr(row, name, value)
    moved = follow_plan(row, before, actor, confirmed)
    _save(row, now)
    changes = _changes(_told(before), _told(plan))
    _note(actor, "changed", row, **changes, **asdict(moved))
    tell_of_change(assignment=row, people=_moved_people(row, changes), now=now)
    enqueue(SEND)
    return moved


@transaction.atomic
def withdraw_assignment(
    *, actor: User, assignment: Assignment, reason: str, now: datetime
) -> None:
    """Nobody begins it any more; who is at it goes on, and what was sat stays."""
    row = _locked(assignment)
    row.withdrawn_at = now
    _save(row, now)
    _note(actor, "withdrawn", row, reason=reason)


@transaction.atomic
def override_person(
    *,
    actor: User,
    assignment: Assignment,
    person: User,
    otherwise: Otherwise,
    reason: str,
    now: datetime,
) -> Moved:
    """Let one student of the cohort have it otherwise, or otherwise than before.

    A running attempt of theirs gets more time at once, and never less.
    """
    row = _locked(assignment)
    _refuse_stranger(row, person)
    _refuse_backwards(row, otherwise)
    wanted = asdict(otherwise) | {"reason": reason, "made_by": actor, "made_at": now}
    is_new = not row.overrides.filter(user=person, **asdict(otherwise)).exists()
    row.overrides.update_or_create(user=person, defaults=wanted)
    moved = follow_override(row, person, actor, reason)
    _save(row, now)
    _note(
        actor, "overridden", row, person=person.pk, reason=reason, **_plain(otherwise)
    )
    if is_new:
        tell_of_change(assignment=row, people=[person.pk], now=now)
    enqueue(SEND)
    return moved


@transaction.atomic
def end_override(
    *, actor: User, assignment: Assignment, person: User, now: datetime
) -> Moved:
    """As everybody again; a running attempt keeps the time that it has."""
    row = _locked(assignment)
    ended, _ = row.overrides.filter(user=person).delete()
    if not ended:
        return Moved()
    moved = follow_override(row, person, actor, "As everybody again.")
    _save(row, now)
    _note(actor, "override-ended", row, person=person.pk)
    tell_of_change(assignment=row, people=[person.pk], now=now)
    return moved


# --- Refusals -----------------------------------------------------------------


def _refuse(remarks: tuple[plans.Remark, ...]) -> None:
    if remarks:
        first = remarks[0]
        more = [{"slug": r.slug, "title": r.title, "detail": r.detail} for r in remarks]
        raise Problem(first.slug, 409, first.title, first.detail, refusals=more)


def _refuse_other_form(row: Assignment, plan: Plan) -> None:
    if plan.form_rule == row.form_rule or not row.attempts.exists():
        return
    raise Problem(
        "form-rule-fixed",
        409,
        "Somebody has begun it already",
        "Whether everybody gets the same questions cannot change any more. Withdraw it "
        "and assign it anew, if it must.",
    )


def _refuse_stranger(row: Assignment, person: User) -> None:
    current = row.cohort.memberships.current().students()
    if not current.filter(user=person).exists():
        raise Problem(
            "not-a-student-there",
            409,
            f"{person} is no student of {row.cohort}",
            "Only who is to sit the exam can have it otherwise.",
        )


def _refuse_backwards(row: Assignment, otherwise: Otherwise) -> None:
    opens = otherwise.opens_at or row.opens_at
    closes = otherwise.closes_at or row.closes_at
    if closes <= opens:
        raise Problem(
            "closes-before-it-opens",
            409,
            "It would close before it opens",
            "Choose a later end of the window for this person, or an earlier begin.",
        )


# --- Rows ---------------------------------------------------------------------


def _locked(assignment: Assignment) -> Assignment:
    """The row, held against starts too: each of them points at it."""
    rows = Assignment.objects.select_for_update(of=("self",))
    row = rows.select_related("exam__guide", "cohort").get(pk=assignment.pk)
    if row.withdrawn_at is not None:
        raise Problem(
            "assignment-withdrawn",
            409,
            "This assignment is withdrawn",
            "What was sat stays. Assign the exam anew to go on.",
        )
    return row


def _save(row: Assignment, now: datetime) -> None:
    """All that a change may touch; the form was frozen by somebody else."""
    row.sequence += 1
    row.changed_at = now
    own = ["withdrawn_at", "sequence", "changed_at"]
    row.save(update_fields=[*selectors.PLANNED, *own])


def _moved_people(row: Assignment, changes: Collection[str]) -> Collection[int]:
    """The students for whom these changes are a change of when they may sit it."""
    moved = WINDOW & set(changes)
    own = row.overrides.filter(is_excused=True)
    if moved <= OWN_WINDOW:
        kept = {f"{name}__isnull": False for name in moved}
        own |= row.overrides.filter(**kept)
    students = row.cohort.memberships.current().students()
    others = students.exclude(user__in=own.values("user"))
    return set(others.values_list("user", flat=True)) if moved else set()


def _told(plan: Plan) -> dict[str, Any]:
    return _plain(plan) | {"access_code": bool(plan.access_code)}


def _plain(record: Plan | Otherwise) -> dict[str, Any]:
    """What the audit keeps: numbers, words, and instants as text."""
    shown: Mapping[type, Callable[[Any], Any]] = {
        datetime: datetime.isoformat,
        Decimal: str,
    }
    return {
        name: shown.get(type(value), lambda told: told)(value)
        for name, value in asdict(record).items()
    }


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if name == "instructions" else f"{before[name]} → {value}"
        for name, value in after.items()
        if value != before[name]
    }


def _note(actor: User, what: str, assignment: Assignment, **detail: Any) -> None:
    audit.record(
        by=actor,
        action=f"assignment.{what}",
        object_type="assignment",
        object_id=assignment.pk,
        detail={"cohort": assignment.cohort_id, "exam": assignment.exam_id} | detail,
    )
