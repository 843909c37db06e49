"""Reads that a roster is compared with."""

from datetime import datetime

from accounts import rosters
from accounts.accommodations import Accommodation
from accounts.models import Cohort, Invitation, Membership, RosterImport, User
from accounts.rosters import Known, KnownInvitation, KnownPerson, Plan, Row

RECENT = 20


def plan_for(roster: RosterImport, now: datetime) -> Plan:
    """What following this roster would do now. A handful of statements, whatever
    its length."""
    rows = [Row(**told) for told in roster.rows]
    return rosters.plan_roster(rows, _known(rows, now))


def recent_rosters() -> list[RosterImport]:
    found = RosterImport.objects.select_related("sender").defer("rows")
    return list(found[:RECENT])


def _known(rows: list[Row], now: datetime) -> Known:
    emails = {row.email for row in rows}
    folded = {row.cohort.casefold() for row in rows}
    names = list(Cohort.objects.values("name", "archived_at"))
    current = {c["name"].casefold() for c in names if c["archived_at"] is None}
    archived = {c["name"].casefold() for c in names} - current
    return Known(
        people=_people(emails),
        cohorts=folded & current,
        archived=folded & archived,
        roles=_roles(emails),
        invitations=_invitations(emails, now),
    )


def _people(emails: set[str]) -> dict[str, KnownPerson]:
    return {
        person.email: KnownPerson(
            pk=person.pk,
            name=person.name,
            is_active=person.is_active,
            is_teaching=person.is_teaching,
            time=Accommodation(person.time_multiplier, person.extra_minutes),
        )
        for person in User.objects.members().filter(email__in=emails)
    }


def _roles(emails: set[str]) -> dict[tuple[str, str], str]:
    members = Membership.objects.current().filter(
        user__email__in=emails, cohort__archived_at=None
    )
    told = members.values_list("user__email", "cohort__name", "role")
    return {(email, name.casefold()): role for email, name, role in told}


def _invitations(
    emails: set[str], now: datetime
) -> dict[tuple[str, str], KnownInvitation]:
    found = Invitation.objects.open().filter(email__in=emails, cohort__archived_at=None)
    return {
        (one.email, one.cohort.name.casefold()): KnownInvitation(
            pk=one.pk,
            name=one.name,
            role=one.role,
            time=one.time,
            is_expired=one.expires_at <= now,
        )
        for one in found.select_related("cohort")
    }
