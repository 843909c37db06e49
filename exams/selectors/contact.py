"""Who is there: the last sign of life of a runner, which Redis alone keeps."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache

from exams.models import Attempt, Intervention
from exams.selectors.form import standing_body

STEPS_TOLD = 8


def contact_key(attempt_id: UUID) -> str:
    return f"contact:{attempt_id}"


def contacts_of(attempts: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each was last heard of; what Redis has lost or let go is missing."""
    keys = {contact_key(pk): pk for pk in attempts}
    found = cache.get_many(list(keys)) if keys else {}
    return {keys[key]: datetime.fromisoformat(at) for key, at in found.items()}


def contact_body(attempt: Attempt, *, state: str) -> dict[str, Any]:
    """How it stands, and the newest steps of staff as the student reads them, the
    last one first; one statement."""
    newest = list(attempt.interventions.order_by("-pk")[:STEPS_TOLD])
    standing = standing_body(attempt, state=state, steps=newest)
    return {"paused": None} | standing | {"steps": [step_body(step) for step in newest]}


def step_body(step: Intervention) -> dict[str, Any]:
    return {
        "id": step.pk,
        "kind": step.kind,
        "minutes": step.minutes,
        "reason": step.reason,
        "at": step.at,
        "words": step.words,
    }
