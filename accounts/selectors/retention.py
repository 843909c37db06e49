"""What is older than it should be, by the rules of `accounts.retention`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from accounts.models import (
    AT_WORK,
    Invitation,
    KnownDevice,
    PersonExport,
    RetentionChoice,
    RosterImport,
    SignInFailure,
)
from accounts.retention import RULES, Rule


@dataclass(frozen=True)
class KeptRow:
    """A rule as it holds here, and how much it would remove now."""

    rule: Rule
    days: int
    due: int


def kept_for(name: str) -> timedelta:
    """How long records of this kind are kept here."""
    chosen = RetentionChoice.objects.filter(pk=name).values_list("days", flat=True)
    return RULES[name].lifetime(chosen.first())


def kept_rows(now: datetime) -> list[KeptRow]:
    """Every rule with what would go now; one statement each, and one for all."""
    chosen = dict(RetentionChoice.objects.values_list("name", "days"))
    rows = []
    for name, rule in RULES.items():
        lifetime = rule.lifetime(chosen.get(name))
        due = outdated(name, now - lifetime).count()
        rows.append(KeptRow(rule, lifetime.days, due))
    return rows


def outdated(name: str, since: datetime) -> QuerySet[Any]:
    """Records of this kind that have been over since then, or longer."""
    return _OUTDATED[name](since)


def _invitations(since: datetime) -> QuerySet[Any]:
    return Invitation.objects.filter(
        Q(accepted_at__lte=since)
        | Q(withdrawn_at__lte=since)
        | Q(accepted_at=None, withdrawn_at=None, expires_at__lte=since)
    )


def _guests(since: datetime) -> QuerySet[Any]:
    """Attempts say who is idle, and belong to another room, which settings name."""
    find: Callable[[datetime], QuerySet[Any]] = import_string(settings.IDLE_GUESTS)
    return find(since)


def _exports(since: datetime) -> QuerySet[Any]:
    return PersonExport.objects.filter(asked_at__lte=since).exclude(state__in=AT_WORK)


def _sessions(since: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = UserSession.objects.filter(created_at__lte=since)
    return rows


_OUTDATED: dict[str, Callable[[datetime], QuerySet[Any]]] = {
    "sessions": _sessions,
    "browsers": lambda since: KnownDevice.objects.filter(seen_at__lte=since),
    "failures": lambda since: SignInFailure.objects.filter(at__lte=since),
    "guests": _guests,
    "exports": _exports,
    "invitations": _invitations,
    "rosters": lambda since: RosterImport.objects.filter(sent_at__lte=since),
    "admin-entries": lambda since: LogEntry.objects.filter(action_time__lte=since),
}
