"""How long things are kept: chosen by administrators, enforced every night."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.module_loading import import_string

from accounts import selectors
from accounts.models import RetentionChoice, User
from accounts.retention import RULES
from accounts.services.exporting import forget_exports
from lib import audit
from lib.problems import Problem

# Guests go with their answers, which belong to another room; it audits them, too.
GUESTS = "guests"


@transaction.atomic
def change_retention(*, actor: User, days: dict[str, int]) -> None:
    """Choose how long records are kept, by rule. Refuses (422) what is out of bounds.

    Nothing is removed before the next night.
    """
    for name, chosen in days.items():
        rule = RULES[name]
        if not rule.least <= chosen <= rule.most:
            raise Problem(
                "days-out-of-bounds",
                422,
                f"{rule.title}: {chosen} days is out of bounds",
                f"Choose {rule.least} to {rule.most} days.",
            )
        before = selectors.kept_for(name).days
        if before != chosen:
            RetentionChoice.objects.update_or_create(
                name=name, defaults={"days": chosen}
            )
            _note(actor, name, before, chosen)


def _note(actor: User, name: str, before: int, after: int) -> None:
    audit.record(
        by=actor,
        action="retention.changed",
        object_type="retention",
        object_id=name,
        detail={"before": before, "after": after},
    )


def remove_outdated(*, now: datetime) -> dict[str, int]:
    """Remove what is older than chosen; how many of each rule. Audited."""
    removed = {name: _remove(name, now) for name in RULES if name != GUESTS}
    told = {name: count for name, count in removed.items() if count}
    if told:
        audit.record(
            by="nightly sweep",
            action="retention.removed",
            object_type="retention",
            object_id="",
            detail=told,
        )
    remove_guests: Callable[..., int] = import_string(settings.REMOVE_IDLE_GUESTS)
    return removed | {GUESTS: remove_guests(now=now)}


@transaction.atomic
def _remove(name: str, now: datetime) -> int:
    rows = selectors.outdated(name, now - selectors.kept_for(name))
    if name == "exports":
        return forget_exports(exports=list(rows))
    if name == "sessions":
        keys = rows.values_list("session_key", flat=True)
        Session.objects.filter(session_key__in=list(keys)).delete()
    count: int = rows.delete()[1].get(rows.model._meta.label, 0)
    return count
