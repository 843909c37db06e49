"""Rosters: read and kept, shown as a plan, followed in one transaction."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction

from accounts import joining, rosters, selectors
from accounts.models import Cohort, Invitation, Membership, RosterImport, User
from accounts.rosters import CHANGE, ENROL, INVITE, NoRoster, Plan, Step
from accounts.services.cohorts import change_member_role
from accounts.services.invitations import SEND, new_invitation
from accounts.services.people import change_accommodations
from lib import audit
from lib.jobs import enqueue
from lib.problems import Problem
from lib.sheets import Unreadable, read_table

# One roster is followed at a time; any constant will do.
ROSTER_LOCK = 7_391_100_232
BATCH = 500


@transaction.atomic
def read_roster(
    *, sender: User, file_name: str, data: bytes, now: datetime
) -> RosterImport:
    """Keep what a file says for somebody to look at; nobody is let in by this.

    Raises Problem 422 `no-roster` for what is no usable table.
    """
    try:
        table = read_table(data)
        rows = rosters.read_roster(table)
    except (Unreadable, NoRoster) as error:
        raise Problem("no-roster", 422, "This is no roster", str(error)) from error
    return RosterImport.objects.create(
        file_name=file_name[-255:],
        digest=hashlib.sha256(data).hexdigest(),
        rows=[asdict(row) for row in rows],
        unread=rosters.unread_columns(table),
        sender=sender,
        sent_at=now,
    )


def plan_digest(plan: Plan) -> str:
    """What somebody has seen when they confirm."""
    told = [(step.row.number, step.verb, step.words) for step in plan.steps]
    text = json.dumps([told, plan.new_cohorts])
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def apply_roster(
    *, actor: User, roster: RosterImport, seen: str, now: datetime
) -> RosterImport:
    """Do exactly what was shown; rows with an error stay out.

    Refuses when somebody has changed something since (`seen` is `plan_digest` of
    what was shown), and when it was followed already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROSTER_LOCK])
    row = RosterImport.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    plan = selectors.plan_for(row, now)
    _refuse_unless_same(row, plan, seen)
    cohorts = _cohorts(plan, now)
    _invite(plan, cohorts, actor, now)
    _enrol(plan, cohorts, now)
    _change(plan, cohorts, actor, now)
    _grant_times(plan, actor, row)
    row.applied_at = now
    row.outcome = plan.counts | {"cohorts": len(plan.new_cohorts)}
    row.save(update_fields=["applied_at", "outcome"])
    _note(actor, row)
    enqueue(SEND)
    return row


def _refuse_unless_same(row: RosterImport, plan: Plan, seen: str) -> None:
    if row.applied_at is not None:
        raise Problem(
            "roster-applied",
            409,
            "This roster was followed already",
            "Send the file again: what has changed since is shown then.",
        )
    if plan_digest(plan) != seen:
        raise Problem(
            "roster-moved-on",
            409,
            "Something has changed since you looked",
            "Go back, load the page again and look at the rows once more.",
        )


def _cohorts(plan: Plan, now: datetime) -> dict[str, Cohort]:
    """Every cohort of the plan by folded name; new ones are made."""
    for name in plan.new_cohorts:
        Cohort.objects.create(name=name, created_at=now)
    return {c.name.casefold(): c for c in Cohort.objects.current()}


def _steps(plan: Plan, verb: str) -> list[Step]:
    return [step for step in plan.steps if step.verb == verb]


def _invite(plan: Plan, cohorts: dict[str, Cohort], actor: User, now: datetime) -> None:
    made = [
        new_invitation(
            cohort=cohorts[step.row.cohort.casefold()],
            email=step.row.email,
            name=step.row.name,
            role=step.row.role,
            time=step.row.time,
            invited_by=actor,
            now=now,
        )
        for step in _steps(plan, INVITE)
    ]
    Invitation.objects.bulk_create(made, batch_size=BATCH)


def _people(steps: list[Step]) -> dict[str, User]:
    found = User.objects.members().filter(email__in=[s.row.email for s in steps])
    return {person.email: person for person in found}


def _enrol(plan: Plan, cohorts: dict[str, Cohort], now: datetime) -> None:
    steps = _steps(plan, ENROL)
    people = _people(steps)
    made = [
        Membership(
            cohort=cohorts[step.row.cohort.casefold()],
            user=people[step.row.email],
            role=step.row.role,
            joined_at=now,
        )
        for step in steps
    ]
    Membership.objects.bulk_create(made, batch_size=BATCH)
    # Who was invited to the same place and has an account needs no link any more.
    places = {(member.cohort_id, member.user.email) for member in made}
    waiting = Invitation.objects.open().filter(email__in=people)
    needless = [one.pk for one in waiting if (one.cohort_id, one.email) in places]
    Invitation.objects.filter(pk__in=needless).update(withdrawn_at=now)


def _change(plan: Plan, cohorts: dict[str, Cohort], actor: User, now: datetime) -> None:
    """Roles of members, and invitations that have not been accepted yet."""
    for step in _steps(plan, CHANGE):
        row, cohort = step.row, cohorts[step.row.cohort.casefold()]
        members = cohort.memberships.current().select_related("user", "cohort")
        member = members.filter(user__email=row.email).first()
        if member is None:
            _change_invitation(row, cohort, now)
        else:
            change_member_role(actor=actor, member=member, role=row.role)


def _change_invitation(row: rosters.Row, cohort: Cohort, now: datetime) -> None:
    invitation = cohort.invitations.open().get(email=row.email)
    invitation.role, invitation.name = row.role, row.name or invitation.name
    if row.time is not None:
        invitation.time_multiplier = row.time.multiplier
        invitation.extra_minutes = row.time.extra_minutes
    if invitation.expires_at <= now:
        invitation.sent_at, invitation.digest = None, None
        invitation.tries, invitation.try_at = 0, None
        invitation.expires_at = now + joining.INVITATION_LIFETIME
    invitation.save()


def _grant_times(plan: Plan, actor: User, roster: RosterImport) -> None:
    """Time in exams of those who have an account, each audited by its service."""
    steps = [s for s in plan.changes if s.verb in (ENROL, CHANGE) and s.row.time]
    people = _people(steps)
    for step in steps:
        person, time = people.get(step.row.email), step.row.time
        if person is not None and time is not None:
            reason = f"roster {roster.file_name}"
            change_accommodations(
                actor=actor, user=person, accommodation=time, reason=reason
            )


def _note(actor: User, row: RosterImport) -> None:
    audit.record(
        by=actor,
        action="roster.applied",
        object_type="roster",
        object_id=row.pk,
        detail={"file": row.file_name, "sha256": row.digest} | row.outcome,
    )
