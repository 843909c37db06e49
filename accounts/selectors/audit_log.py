"""Reads of the audit chain: filters, pages, and who the numbers are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Cohort, User
from accounts.selectors.paging import Page, keyset_page
from lib import audit
from lib.models import AuditEvent

EVENTS_PER_PAGE = 50
MOST_ACTORS = 100
PERSON, COHORT = "user", "cohort"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
GONE = "withdrawn when its person was erased"


@dataclass(frozen=True)
class AuditRow:
    """One link of the chain in words. Erased people are their number alone."""

    event: AuditEvent
    actor: str
    thing: str
    person_id: int | None  # of the thing, when that is a person who is still here

    @property
    def reason(self) -> str:
        return str(self._told().get("reason", ""))

    @property
    def details(self) -> list[tuple[str, str]]:
        """What was said about it by name: the change as one, the reason last. What is
        empty is left out."""
        told = self._told()
        reason = told.pop("reason", None)
        shown = []
        if {"before", "after"} <= set(told):
            change = [
                words_of(told.pop(name)) or "none" for name in ("before", "after")
            ]
            shown = [("change", " → ".join(change))]
        shown += _named(told)
        return shown + ([("reason", reason)] if reason else [])

    def _told(self) -> dict[str, Any]:
        return {
            name: GONE if audit.is_withdrawn(value) else value
            for name, value in self.event.detail.items()
        }


def words_of(value: object) -> str:
    """A value of a detail as people say it; nothing for what is empty."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {words}" for name, words in _named(value))
    if isinstance(value, list):
        return ", ".join(filter(None, map(words_of, value)))
    if isinstance(value, str) and INSTANT.fullmatch(value):
        at = timezone.localtime(datetime.fromisoformat(value))
        return f"{at:%-d %b %Y, %H:%M %Z}"
    return "" if value is None else str(value)


def _named(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    said = ((str(name).replace("_", " "), words_of(told[name])) for name in told)
    return [(name, words) for name, words in said if words]


@dataclass(frozen=True)
class AuditPage:
    rows: list[AuditRow]
    previous: str
    next: str


def audit_page(filters: Mapping[str, Any]) -> AuditPage:
    """Events, newest first.

    `filters`: actor (words of name or address), action, object_type, object_id,
    since and until (days of the current time zone, both included), after, before.
    """
    page: Page[AuditEvent] = keyset_page(
        filtered_events(filters),
        filters,
        by="id",
        size=EVENTS_PER_PAGE,
        is_newest_first=True,
    )
    return AuditPage(rows_of(page.rows), page.previous, page.next)


def filtered_events(filters: Mapping[str, Any]) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.all()
    same = {
        name: filters[name]
        for name in ("action", "object_type", "object_id")
        if filters.get(name)
    }
    found = found.filter(**same)
    if words := filters.get("actor"):
        people = (
            User.objects.members()
            .called(words)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        found = found.filter(actor_id__in=list(people[:MOST_ACTORS]))
    if since := filters.get("since"):
        found = found.filter(at__gte=_begin_of(since))
    if until := filters.get("until"):
        found = found.filter(at__lt=_begin_of(until + timedelta(days=1)))
    return found


def _begin_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def audit_actions() -> list[str]:
    """Every action that was ever recorded, to choose from."""
    found = AuditEvent.objects.order_by("action").values_list("action", flat=True)
    return list(found.distinct())


def rows_of(events: Sequence[AuditEvent]) -> list[AuditRow]:
    """The events with the names of people who are still here, and of cohorts: a
    statement for each kind."""
    names, cohorts = _names_of(events), _cohorts_of(events)
    return [_row(event, names, cohorts) for event in events]


def _row(event: AuditEvent, names: dict[int, str], cohorts: dict[str, str]) -> AuditRow:
    thing = f"{event.object_type} {event.object_id}".strip()
    if event.object_type == COHORT:
        thing = cohorts.get(event.object_id, thing)
    person_id = _person_in(event)
    if person_id not in names:
        person_id = None
    return AuditRow(
        event=event,
        actor=names.get(event.actor_id or 0, event.actor_label),
        thing=names[person_id] if person_id is not None else thing,
        person_id=person_id,
    )


def _cohorts_of(events: Sequence[AuditEvent]) -> dict[str, str]:
    found = {e.object_id for e in events if e.object_type == COHORT}
    cohorts = Cohort.objects.filter(pk__in=found) if found else ()
    return {str(cohort.pk): f"cohort {cohort}" for cohort in cohorts}


def _names_of(events: Sequence[AuditEvent]) -> dict[int, str]:
    found = {e.actor_id for e in events if e.actor_id}
    found |= {pk for e in events if (pk := _person_in(e)) is not None}
    people = User.objects.members().filter(pk__in=found)
    return {person.pk: str(person) for person in people}


def _person_in(event: AuditEvent) -> int | None:
    is_person = event.object_type == PERSON and event.object_id.isdigit()
    return int(event.object_id) if is_person else None
