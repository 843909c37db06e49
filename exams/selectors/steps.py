"""How attempts stand towards staff: what may be done to them, what was done."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from exams.interventions import Facts
from exams.models import (
    AssignmentOverride,
    Attempt,
    AttemptState,
    Intervention,
    InterventionKind,
)

Place = tuple[int, int | None]  # a person, and an exam or an assignment


def forced_among(attempts: Iterable[UUID]) -> set[UUID]:
    """Those that staff have ended and not opened again since; one statement."""
    ends = (InterventionKind.FORCED, InterventionKind.REOPENED)
    steps = Intervention.objects.filter(attempt__in=list(attempts), kind__in=ends)
    last = dict(steps.order_by("pk").values_list("attempt", "kind"))
    return {pk for pk, kind in last.items() if kind == InterventionKind.FORCED}


def are_forced(steps: Iterable[Intervention]) -> bool:
    """The same of one attempt whose steps are at hand, in order."""
    kinds = (InterventionKind.FORCED, InterventionKind.REOPENED)
    ends = [step.kind for step in steps if step.kind in kinds]
    return bool(ends) and ends[-1] == InterventionKind.FORCED


def facts_of(attempts: Sequence[Attempt]) -> dict[UUID, Facts]:
    """By attempt, each with `clock` and `is_idle`; two statements for all of them."""
    forced = forced_among(a.pk for a in attempts)
    others = _others_of(attempts)
    taken = {(a.user_id, a.exam_id) for a in others if a.is_running}
    left = _left_after(others)
    return {a.pk: _facts(a, forced, taken, left) for a in attempts}


def _others_of(attempts: Sequence[Attempt]) -> list[Any]:
    """What these people sit now, and what counts of these assignments: each with
    `allowed`, how often its person may begin that assignment."""
    own = AssignmentOverride.objects.filter(
        assignment=OuterRef("assignment"), user=OuterRef("user")
    )
    allowed = Coalesce(
        Subquery(own.values("attempts_allowed")), F("assignment__attempts_allowed")
    )
    counts = Q(voided_at=None, assignment__in={a.assignment_id for a in attempts})
    found = Attempt.objects.filter(
        Q(state=AttemptState.RUNNING) | counts,
        user__in={a.user_id for a in attempts},
    )
    told = found.annotate(allowed=allowed)
    return list(told.only("user", "exam", "assignment", "state", "voided_at"))


def _left_after(others: Iterable[Any]) -> dict[Place, int]:
    """By person and assignment, where anything counts: how many attempts are left."""
    left: dict[Place, int] = {}
    for one in others:
        if one.assignment_id is not None and one.voided_at is None:
            place = (one.user_id, one.assignment_id)
            left[place] = left.get(place, one.allowed) - 1
    return left


def _facts(
    attempt: Attempt, forced: set[UUID], taken: set[Place], left: dict[Place, int]
) -> Facts:
    is_running = attempt.is_running and not attempt.is_over(attempt.clock)
    deadline, at = attempt.deadline_at, attempt.paused_at or attempt.clock
    place = (attempt.user_id, attempt.exam_id)
    return Facts(
        is_running=is_running and not attempt.is_idle,
        is_timed=deadline is not None,
        is_time_left=deadline is None or at < deadline,
        is_forced=is_running and attempt.pk in forced,
        is_paused=attempt.paused_at is not None,
        is_voided=attempt.voided_at is not None,
        is_shown=attempt.revealed_at is not None or attempt.has_released_result(),
        is_elsewhere=not attempt.is_running and place in taken,
        attempts_left=left.get((attempt.user_id, attempt.assignment_id), 1),
    )


def void_reason() -> Subquery:
    """Of each attempt: why it was last declared void, for those that are."""
    declared = Intervention.objects.filter(
        attempt=OuterRef("pk"),
        attempt__voided_at__isnull=False,
        kind=InterventionKind.VOIDED,
    )
    return Subquery(declared.order_by("-pk").values("reason")[:1])


def steps_of(attempt: Attempt) -> list[Intervention]:
    """Everything that staff did to it, in order."""
    return list(attempt.interventions.select_related("by"))
