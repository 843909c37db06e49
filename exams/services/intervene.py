"""What staff do to attempts that were assigned: one or many in one transaction.

Each step holds the locks of its attempts, is declared in `exams.interventions`, leaves
a row that the student reads, and one event of the audit chain.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404

from accounts.models import User
from exams import interventions, selectors
from exams.interventions import Facts, Refusal
from exams.models import (
    Assignment,
    Attempt,
    AttemptQuestion,
    AttemptState,
    Intervention,
    InterventionKind,
    Result,
)
from exams.services.finish import close_held
from exams.services.hold_back import hold_back, hold_common
from lib import audit
from lib.problems import Problem
from lib.words import counted

REFUSED_TOLD = 5
# What a step may change on the row of an attempt, and what reopening does besides.
CHANGED = ["deadline_at", "paused_at", "woken_at", "voided_at"]
REOPENED = [
    "state",
    "finished_at",
    "finish_reason",
    "is_late_counted",
    "late_counted_to",
    "writer",
    "epoch",
]
# After these somebody may sit longer than all others.
LENGTHENING = (
    InterventionKind.EXTENDED,
    InterventionKind.PAUSED,
    InterventionKind.RESUMED,
    InterventionKind.REOPENED,
)


@dataclass(frozen=True)
class Asked:
    """Who asks for a step, why, and by how many minutes where it takes some."""

    actor: User
    reason: str
    minutes: int | None = None


@dataclass
class Outcome:
    """The attempts that took the step, and why the others did not."""

    done: list[Attempt] = field(default_factory=list)
    refused: list[tuple[Attempt, Refusal]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """“3 people. Not for Bob: it was handed in already.”"""
        told = [f"{counted(len(self.done), 'person', 'people')}."]
        for attempt, refusal in self.refused[:REFUSED_TOLD]:
            told.append(f"Not for {attempt.user}: {refusal.title.lower()}.")
        more = len(self.refused) - REFUSED_TOLD
        return " ".join([*told, *([f"Nor for {more} more."] if more > 0 else [])])


@transaction.atomic
def intervene(
    *,
    assignment: Assignment,
    attempts: Collection[UUID],
    step: str,
    asked: Asked,
) -> Outcome:
    """Take one step (of `interventions.STEPS`) in these attempts of the assignment.

    Attempts that cannot take it are told of; when none can, the first one's reason is
    raised as Problem 409. Raises Http404 when one is not of this assignment.
    """
    is_reopening = step == InterventionKind.REOPENED
    refuse_unsaid(step, asked)
    if step in (InterventionKind.REOPENED, InterventionKind.RESTORED):
        _hold_people(attempts)
    is_longer = step in LENGTHENING and hold_common(assignment)
    outcome, facts = _sorted_out(step, hold_attempts(assignment, attempts))
    detail = {"scores": _taken_grades(outcome.done)} if is_reopening else {}
    notes = []
    for attempt in outcome.done:
        notes += _stepped(step, attempt, facts[attempt.pk], asked)
    columns = CHANGED + (REOPENED if is_reopening else [])
    Attempt.objects.bulk_update(outcome.done, columns)
    if is_longer:
        hold_back(assignment)
    Intervention.objects.bulk_create(notes)
    record(step, assignment, outcome.done, asked, **detail)
    return outcome


def _hold_people(attempts: Collection[UUID]) -> None:
    """In the order of a start, person before attempt: nobody begins the same exam
    while theirs is opened again."""
    sitting = User.objects.filter(attempts__in=attempts).order_by("pk")
    list(sitting.select_for_update(no_key=True, of=("self",)).values_list("pk"))


def hold_attempts(
    assignment: Assignment, attempts: Collection[UUID]
) -> Sequence[Attempt]:
    """These attempts under their locks, always in one order; closed when over."""
    wanted = set(attempts)
    if not wanted:
        raise Problem("nobody-in", 409, "Nobody is in", "Nothing was done.")
    found = assignment.attempts.with_clock().filter(pk__in=wanted)
    found = found.select_related("user")
    held = list(found.select_for_update(of=("self",)).order_by("pk"))
    if not held or len(held) != len(wanted):
        raise Http404
    return [close_held(attempt) for attempt in held]


def refuse_unsaid(step: str, asked: Asked) -> None:
    """A step has its reason, and minutes where it needs them."""
    if not asked.reason.strip():
        raise Problem("no-reason", 409, "Nothing was done", "Say why, please.")
    most = interventions.MOST_MINUTES
    is_given = asked.minutes is not None and 1 <= asked.minutes <= most
    if step in interventions.WITH_MINUTES and not is_given:
        raise Problem("no-minutes", 409, "How many minutes?", f"Between 1 and {most}.")


def _sorted_out(
    step: str, held: Sequence[Attempt]
) -> tuple[Outcome, Mapping[UUID, Facts]]:
    """Who can take the step; a Problem when nobody can."""
    facts = selectors.facts_of(held)
    outcome = Outcome()
    for attempt in held:
        refusal = interventions.refusal(step, _after(outcome, attempt, facts))
        if refusal is None:
            outcome.done.append(attempt)
        else:
            outcome.refused.append((attempt, refusal))
    if not outcome.done:
        first = outcome.refused[0][1]
        raise Problem(first.slug, 409, first.title, first.detail)
    return outcome, facts


def _after(outcome: Outcome, attempt: Attempt, facts: Mapping[UUID, Facts]) -> Facts:
    """How it stands when the others have taken the step: a person's attempts that
    count again leave less for the next one."""
    same = sum(one.user_id == attempt.user_id for one in outcome.done)
    found = facts[attempt.pk]
    return replace(found, attempts_left=found.attempts_left - same)


def _stepped(
    step: str, attempt: Attempt, facts: Facts, asked: Asked
) -> list[Intervention]:
    """The attempt with the step taken, and what the student reads of it."""
    notes = []
    is_sat = step == InterventionKind.VOIDED and facts.is_running
    if is_sat and interventions.refusal(InterventionKind.FORCED, facts) is None:
        # What does not count need not be sat to its end.
        notes.append(_noted(InterventionKind.FORCED, attempt, asked))
    return [*notes, _noted(step, attempt, asked)]


def _noted(step: str, attempt: Attempt, asked: Asked) -> Intervention:
    before = attempt.deadline_at
    _CHANGES[step](attempt, asked)
    return note(step, attempt, before, asked)


def note(
    step: str, attempt: Attempt, before: datetime | None, asked: Asked
) -> Intervention:
    """What the student reads; `before` is the deadline as it was."""
    return Intervention(
        attempt=attempt,
        kind=step,
        minutes=asked.minutes,
        reason=asked.reason.strip(),
        by=asked.actor,
        at=attempt.clock,
        deadline_before=before,
        deadline_after=attempt.deadline_at,
    )


def record(
    step: str,
    assignment: Assignment,
    done: Sequence[Attempt],
    asked: Asked,
    **detail: Any,
) -> None:
    """One event for all of them: about the attempt, or the assignment of many."""
    is_one = len(done) == 1
    audit.record(
        by=asked.actor,
        action=f"attempt.{step}",
        object_type="attempt" if is_one else "assignment",
        object_id=done[0].pk if is_one else assignment.pk,
        detail={
            "assignment": assignment.pk,
            "attempts": [str(attempt.pk) for attempt in done],
            "people": sorted({attempt.user_id for attempt in done}),
            "minutes": asked.minutes,
            "reason": asked.reason.strip(),
            **detail,
        },
    )


def _extend(attempt: Attempt, asked: Asked) -> None:
    if attempt.deadline_at is not None and asked.minutes is not None:
        attempt.deadline_at += timedelta(minutes=asked.minutes)


def _pause(attempt: Attempt, asked: Asked) -> None:
    attempt.paused_at = attempt.clock


def _resume(attempt: Attempt, asked: Asked) -> None:
    if attempt.paused_at is not None:
        attempt.deadline_at = interventions.resumed(
            attempt.deadline_at, attempt.paused_at, attempt.clock
        )
    attempt.paused_at = None
    attempt.woken_at = attempt.clock


def _force(attempt: Attempt, asked: Asked) -> None:
    """Time is over now, by the rule that holds for everybody: what is on its way has
    its grace, and the attempt closes when all of it has arrived."""
    attempt.deadline_at = attempt.clock
    attempt.paused_at = None


def _void(attempt: Attempt, asked: Asked) -> None:
    attempt.voided_at = attempt.clock


def _restore(attempt: Attempt, asked: Asked) -> None:
    attempt.voided_at = None


def _reopen(attempt: Attempt, asked: Asked) -> None:
    """Nobody is the writer, in a new epoch: old tabs must take over."""
    attempt.state = AttemptState.RUNNING
    attempt.finished_at, attempt.finish_reason = None, ""
    attempt.is_late_counted, attempt.late_counted_to = False, None
    attempt.writer = None
    attempt.epoch += 1
    attempt.woken_at = attempt.clock
    if attempt.deadline_at is not None and asked.minutes is not None:
        attempt.deadline_at = attempt.clock + timedelta(minutes=asked.minutes)


def _taken_grades(attempts: Sequence[Attempt]) -> dict[str, Any]:
    """The grades that go, by attempt: the audit keeps them."""
    AttemptQuestion.objects.filter(attempt__in=attempts).update(is_correct=None)
    graded = Result.objects.filter(attempt__in=attempts)
    scores = {str(result.attempt_id): _score(result) for result in graded}
    graded.delete()
    return scores


def _score(result: Result) -> dict[str, Any]:
    return {
        "raw": result.raw,
        "of": result.scored_count,
        "scaled": result.scaled,
        "passed": result.is_passed,
        "graded_at": result.graded_at.isoformat(),
    }


_CHANGES: Mapping[str, Callable[[Attempt, Asked], None]] = {
    InterventionKind.EXTENDED: _extend,
    InterventionKind.PAUSED: _pause,
    InterventionKind.RESUMED: _resume,
    InterventionKind.FORCED: _force,
    InterventionKind.REOPENED: _reopen,
    InterventionKind.VOIDED: _void,
    InterventionKind.RESTORED: _restore,
}
