"""Starting what was assigned: within the window, by the terms of the person.

The person's row is the queue of their starts. The assignment's row is held as well:
shared, so that a class may begin at once and nobody changes the window meanwhile;
alone while its common form is not there yet.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
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
from exams.services.common_form import common_form, own_form
from exams.services.freeze import freeze_form
from exams.services.start import (
    Plan,
    Started,
    earlier_attempts,
    hold_person,
    new_attempt,
    plan_of,
    running_among,
)
from exams.windows import Terms
from lib.problems import Problem

# The row under its lock, with what this person has otherwise.
HELD = """
SELECT a.*, o.opens_at AS own_opens_at, o.closes_at AS own_closes_at,
       o.attempts_allowed AS own_attempts_allowed,
       o.time_multiplier AS own_time_multiplier, o.extra_minutes AS own_extra_minutes,
       o.is_excused AS own_is_excused
  FROM exams_assignment a
  LEFT JOIN exams_assignmentoverride o ON o.assignment_id = a.id AND o.user_id = %s
 WHERE a.id = %s
   FOR {lock} OF a
"""
OWN = (
    "opens_at",
    "closes_at",
    "attempts_allowed",
    "time_multiplier",
    "extra_minutes",
    "is_excused",
)


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
    held, own = _held(owner, assignment)
    terms = terms_of(held, own, owner)
    plan = _plan(held, terms)
    found = earlier_attempts(owner, plan, key)
    running = running_among(found, plan, key)
    if running is not None:
        return Started(_same_assignment(running, plan), is_new=False)
    begun = sum(a.assignment_id == held.pk and a.voided_at is None for a in found)
    _refuse(terms, owner, begun)
    return Started(_new(owner, held, plan, writer, key), is_new=True)


def _held(owner: User, assignment: Assignment) -> tuple[Assignment, AssignmentOverride]:
    """The assignment as it is now, under its lock, and this person's exceptions."""
    is_alone = _needs_form(assignment)
    lock = HELD.format(lock="NO KEY UPDATE" if is_alone else "SHARE")
    found = Assignment.objects.raw(lock, [owner.pk, assignment.pk])
    held = next(iter(found), None)
    if held is None:
        raise Http404
    if _needs_form(held) and not is_alone:
        raise Problem(
            "assignment-changed", 409, "It was changed just now", "Try again."
        )
    held.exam = assignment.exam
    own = {name: getattr(held, f"own_{name}") for name in OWN}
    return held, AssignmentOverride(**own | {"is_excused": bool(own["is_excused"])})


def _needs_form(assignment: Assignment) -> bool:
    return assignment.form_rule == FormRule.COMMON and assignment.form is None


def _plan(held: Assignment, terms: Terms) -> Plan:
    own = plan_of(held.exam)
    return replace(own, title=held.title, assignment=held.pk, terms=terms)


def _same_assignment(running: Attempt, plan: Plan) -> Attempt:
    if running.assignment_id == plan.assignment:
        return running
    chosen = "was assigned, too" if running.assignment_id else "you chose it yourself"
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
