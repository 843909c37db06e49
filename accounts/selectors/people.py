"""Reads about other people, for administrators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.accommodations import Accommodation
from accounts.models import ApiToken, Erasure, Membership, User
from accounts.selectors.audit_log import AuditRow, rows_of
from accounts.selectors.cohorts import Aim, aim_of, memberships_of
from accounts.selectors.erasures import erasure_at_work
from accounts.selectors.oneself import (
    SessionRow,
    has_second_factor,
    sessions_for,
    tokens_for,
)
from accounts.selectors.paging import Page, keyset_page
from lib.models import AuditEvent

PEOPLE_PER_PAGE = 50
TRAIL = 20


def people_page(filters: Mapping[str, Any]) -> Page[User]:
    """People by e-mail address. `filters`: q, role, state (in, out), after, before."""
    found = User.objects.members().called(filters.get("q", ""))
    if role := filters.get("role"):
        found = found.filter(role=role)
    if state := filters.get("state"):
        found = found.filter(is_active=state == "in")
    return keyset_page(found, filters, by="email", size=PEOPLE_PER_PAGE)


@dataclass(frozen=True)
class PersonPage:
    """A person as administrators see them; no secret is among it."""

    person: User
    accommodation: Accommodation
    has_second_factor: bool
    sessions: list[SessionRow]
    tokens: list[ApiToken]
    trail: list[AuditRow]
    aim: Aim
    memberships: list[Membership]
    erasure: Erasure | None  # that is at work


def person_page(person: User, now: datetime) -> PersonPage:
    memberships = memberships_of(person)
    return PersonPage(
        person=person,
        accommodation=Accommodation(person.time_multiplier, person.extra_minutes),
        has_second_factor=has_second_factor(person),
        sessions=sessions_for(person, session_key="", now=now),
        tokens=list(tokens_for(person, now=now)),
        trail=trail_of(person),
        aim=aim_of(person, memberships),
        memberships=memberships,
        erasure=erasure_at_work(person),
    )


def trail_of(person: User) -> list[AuditRow]:
    """The newest of what was done to this person, or by them."""
    about = Q(object_type="user", object_id=str(person.pk))
    found = AuditEvent.objects.filter(about | Q(actor_id=person.pk))
    return rows_of(list(found.order_by("-id")[:TRAIL]))
