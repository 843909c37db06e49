"""What staff do, said in a few words: `extend(attempt, ivan, minutes=5)`."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from accounts.models import User
from exams import services
from exams.models import Assignment, Attempt


def step(
    kind: str,
    attempts: Sequence[Attempt],
    actor: User,
    *,
    assignment: Assignment | None = None,
    **over: Any,
) -> services.Outcome:
    told: dict[str, Any] = {"reason": "Agreed."} | over
    found = assignment or attempts[0].assignment
    assert found is not None
    return services.intervene(
        assignment=found,
        attempts=[attempt.pk for attempt in attempts],
        step=kind,
        asked=services.Asked(actor, **told),
    )


def one(kind: str, attempt: Attempt, actor: User, **over: Any) -> Attempt:
    return step(kind, [attempt], actor, **over).done[0]


extend = partial(one, "extended")
pause = partial(one, "paused")
resume = partial(one, "resumed")
force = partial(one, "forced")
reopen = partial(one, "reopened")
void = partial(one, "voided")
restore = partial(one, "restored")
