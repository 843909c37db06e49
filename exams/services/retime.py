"""A person's time in exams changes while they sit: what runs follows at once.

`accounts.services.change_accommodations` calls this by settings.TIME_CHANGED.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.accommodations import Accommodation
from accounts.models import User
from exams import interventions, selectors
from exams.models import (
    Assignment,
    Attempt,
    AttemptState,
    FormRule,
    Intervention,
    InterventionKind,
)
from exams.services.hold_back import hold_back
from exams.services.intervene import Asked, note
from exams.windows import Terms
from lib import audit
from lib.problems import Problem
from lib.words import counted

COLUMNS = ["deadline_at", "hidden_until", "time_multiplier", "extra_minutes"]


@transaction.atomic
def follow_time(
    *, actor: User, user: User, reason: str = "", is_confirmed: bool = False
) -> int:
    """Give the running attempts of this person the time that they have by now; how
    many were touched.

    The person's row is held. Deadlines are worked out anew from the start of each
    attempt; pauses and minutes given meanwhile stay, and so does what an assignment
    says otherwise for this person. Raises Problem 409 `ends-attempts-at-once` (`count`)
    when a new deadline would lie behind us, unless `is_confirmed`.
    """
    common = _held_common(user)
    moved = [(a, terms) for a in _held(user) if (terms := _new_terms(a, user))]
    asked = Asked(actor, reason or "Your time in exams was changed.")
    notes = [_retimed(attempt, terms, asked) for attempt, terms in moved]
    attempts = [attempt for attempt, _ in moved]
    over = [a for a in attempts if a.deadline_at == _floor(a)]
    if over and not is_confirmed:
        raise _ends_at_once(len(over))
    Attempt.objects.bulk_update(attempts, COLUMNS)
    Intervention.objects.bulk_create(notes)
    touched = {attempt.assignment_id for attempt in attempts}
    for assignment in common:
        if assignment.pk in touched:
            hold_back(assignment)
    if attempts:
        _record(actor, user, attempts, notes)
    return len(attempts)


def _held_common(user: User) -> list[Assignment]:
    """What they sit on a common form, under its lock: the release moves with them."""
    sitting = Attempt.objects.owned_by(user).filter(state=AttemptState.RUNNING)
    rows = Assignment.objects.filter(
        pk__in=sitting.values("assignment"), form_rule=FormRule.COMMON
    )
    held = rows.select_for_update(no_key=True, of=("self",)).select_related("exam")
    return list(held.order_by("pk"))


def _held(user: User) -> list[Attempt]:
    """Timed attempts with time left, under their locks; what ends now is left alone."""
    running = Attempt.objects.owned_by(user).filter(
        state=AttemptState.RUNNING,
        limit_minutes__isnull=False,
        deadline_at__isnull=False,
    )
    held = running.with_clock().select_for_update(of=("self",)).order_by("pk")
    found = held.select_related("assignment__exam")
    return [a for a in found if a.paused_at is not None or not _is_ending(a)]


def _is_ending(attempt: Attempt) -> bool:
    return attempt.deadline_at is not None and attempt.deadline_at <= attempt.clock


def _new_terms(attempt: Attempt, user: User) -> Terms | None:
    """What the person has in it now; None: the time that the attempt has already."""
    terms = replace(_terms(attempt, user), limit_minutes=attempt.limit_minutes)
    held = Accommodation(attempt.time_multiplier, attempt.extra_minutes)
    now = Accommodation(terms.multiplier, terms.extra_minutes)
    return None if now == held else terms


def _terms(attempt: Attempt, user: User) -> Terms:
    assignment = attempt.assignment
    if assignment is not None:
        own = selectors.override_of(assignment, user)
        return selectors.terms_of(assignment, own, user)
    at = attempt.started_at
    return Terms(at, at, "UTC", None, user.time_multiplier, user.extra_minutes)


def _retimed(attempt: Attempt, terms: Terms, asked: Asked) -> Intervention:
    held = replace(
        terms, multiplier=attempt.time_multiplier, extra_minutes=attempt.extra_minutes
    )
    before, after = (one.deadline(attempt.started_at) for one in (held, terms))
    was = attempt.deadline_at
    if was is not None and before is not None and after is not None:
        floor = _floor(attempt)
        attempt.deadline_at = interventions.retimed(was, before, after, floor)
    attempt.time_multiplier = terms.multiplier
    attempt.extra_minutes = terms.extra_minutes
    if attempt.assignment is not None:
        attempt.hidden_until = terms.hidden_until
    return note(InterventionKind.TIMED, attempt, was, asked)


def _floor(attempt: Attempt) -> datetime:
    """No deadline is earlier: that is when the clock stands, or now."""
    return attempt.paused_at or attempt.clock


def _ends_at_once(count: int) -> Problem:
    return Problem(
        "ends-attempts-at-once",
        409,
        "Their time would be over now",
        f"With this time {counted(count, 'running exam')} would end at once. "
        "Wait for the end, give minutes in the exam itself, or confirm it.",
        count=count,
    )


def _record(
    actor: User, user: User, attempts: list[Attempt], notes: list[Intervention]
) -> None:
    audit.record(
        by=actor,
        action="attempt.timed",
        object_type="user",
        object_id=user.pk,
        detail={
            "attempts": [str(attempt.pk) for attempt in attempts],
            "deadlines": [
                [str(note.deadline_before), str(note.deadline_after)] for note in notes
            ],
        },
    )
