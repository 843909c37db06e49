"""Invitations into cohorts: made, mailed by the worker, accepted once."""

import logging
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import access, joining
from accounts.accommodations import Accommodation
from accounts.models import Cohort, CohortRole, Invitation, Membership, Role, User
from accounts.services.cohorts import note, refuse_archived
from accounts.services.people import change_accommodations
from lib.jobs import enqueue
from lib.mailing import letter, mail_next
from lib.problems import Problem

logger = logging.getLogger("passline.accounts")
SEND = "accounts.tasks.send_invitations"


def new_invitation(
    *,
    cohort: Cohort,
    email: str,
    name: str,
    role: str,
    time: Accommodation | None,
    invited_by: User,
    now: datetime,
) -> Invitation:
    """An invitation that is not saved yet."""
    return Invitation(
        cohort=cohort,
        email=email.lower(),
        name=name,
        role=role,
        time_multiplier=time.multiplier if time else None,
        extra_minutes=time.extra_minutes if time else None,
        invited_by=invited_by,
        invited_at=now,
        expires_at=now + joining.INVITATION_LIFETIME,
    )


@transaction.atomic
def invite_person(
    *, actor: User, cohort: Cohort, email: str, name: str, role: str, now: datetime
) -> Invitation:
    """Ask one person into a cohort by mail. Refuses (409) who is in it or was asked."""
    row = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    refuse_archived(row)
    email = email.strip().lower()
    if row.memberships.current().filter(user__email=email).exists():
        raise Problem(
            "member-already", 409, "This person is in the cohort", "Nothing is to do."
        )
    if row.invitations.open().filter(email=email).exists():
        raise Problem(
            "invited-already",
            409,
            "This person is invited already",
            "Send the invitation again if the mail was lost.",
        )
    made = new_invitation(
        cohort=row,
        email=email,
        name=name,
        role=role,
        time=None,
        invited_by=actor,
        now=now,
    )
    made.save()
    note(actor, "invitation.made", row, invitation=made.pk)
    enqueue(SEND)
    return made


@transaction.atomic
def renew_invitation(*, actor: User, invitation: Invitation, now: datetime) -> None:
    """Send it again: the old link ends, the new one works for two weeks."""
    renewed = Invitation.objects.open().filter(pk=invitation.pk)
    renewed.update(
        sent_at=None,
        digest=None,
        tries=0,
        try_at=None,
        expires_at=now + joining.INVITATION_LIFETIME,
    )
    note(actor, "invitation.renewed", invitation.cohort, invitation=invitation.pk)
    enqueue(SEND)


@transaction.atomic
def withdraw_invitation(*, actor: User, invitation: Invitation, now: datetime) -> None:
    withdrawn = Invitation.objects.open().filter(pk=invitation.pk)
    if withdrawn.update(withdrawn_at=now):
        note(actor, "invitation.withdrawn", invitation.cohort, invitation=invitation.pk)


# --- By the worker ------------------------------------------------------------


def send_invitations(*, now: datetime) -> int:
    """Mail what is open and not sent; how many left. What cannot be mailed waits longer
    each time; a server that is away makes everything wait for the next sweep."""
    sent = 0
    try:
        while (outcome := _send_next(now)) is not None:
            sent += outcome
    except OSError:
        logger.exception("invitations wait: mail cannot be sent")
    return sent


def _send_next(now: datetime) -> int | None:
    waiting = Invitation.objects.waiting(now).order_by("invited_at", "pk")
    rows = waiting.select_related("cohort")
    return mail_next(rows, lambda invitation: _send(invitation, now), now)


def _send(invitation: Invitation, now: datetime) -> int:
    """Draw the secret, keep its digest, mail it."""
    token = joining.draw_token()
    invitation.digest, invitation.sent_at = joining.digest_of(token), now
    invitation.save(update_fields=["digest", "sent_at"])
    _mail(invitation, token)
    return 1


def _mail(invitation: Invitation, token: str) -> None:
    url = settings.BASE_URL + reverse("accounts:invitation", args=[token])
    letter(
        invitation.email,
        f"You are invited to {invitation.cohort.name}",
        "accounts/mail/invitation.txt",
        {"invitation": invitation, "url": url},
    ).send()


# --- Accepted -----------------------------------------------------------------


@transaction.atomic
def accept_invitation(*, user: User, token: str, now: datetime) -> Cohort:
    """Into the cohort, with an account that has the invited address."""
    invitation = _taken(token, now)
    if invitation.email != user.email:
        raise Problem(
            "invitation-for-another",
            403,
            "This invitation is for somebody else",
            f"It was sent to {invitation.email}. Sign in with that address.",
        )
    if invitation.role == CohortRole.INSTRUCTOR and not user.is_teaching:
        raise Problem(
            "not-an-instructor",
            409,
            "This invitation is for an instructor",
            "Your account is a student's. Ask an administrator to change your role, "
            "then open the link again.",
        )
    _enter(invitation, user, now)
    return invitation.cohort


@transaction.atomic
def accept_as_new(
    *, token: str, name: str, password: str, time_zone: str, now: datetime
) -> User:
    """An account for the invited address, which the link has proved, and the place
    in the cohort. Refuses when there is an account by now."""
    invitation = _taken(token, now)
    if User.objects.filter(email=invitation.email).exists():
        raise Problem(
            "account-exists",
            409,
            "You have an account",
            "Sign in with this address, then open the link again.",
        )
    is_instructor = invitation.role == CohortRole.INSTRUCTOR
    user = User.objects.create_user(
        invitation.email,
        password,
        name=name,
        time_zone=time_zone,
        role=Role.INSTRUCTOR if is_instructor else Role.STUDENT,
        joined_at=now,
    )
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    _enter(invitation, user, now)
    return user


def _taken(token: str, now: datetime) -> Invitation:
    """The invitation, locked and looked at again: a link works once."""
    seen = access.invitation_by_token(token, now=now)
    Cohort.objects.select_for_update(no_key=True).get(pk=seen.cohort_id)
    Invitation.objects.select_for_update().get(pk=seen.pk)
    return access.invitation_by_token(token, now=now)


def _enter(invitation: Invitation, user: User, now: datetime) -> None:
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    Membership.objects.get_or_create(
        cohort=invitation.cohort,
        user=user,
        left_at=None,
        defaults={"role": invitation.role, "joined_at": now},
    )
    if invitation.time is not None:
        change_accommodations(
            actor=invitation.invited_by or user,
            user=user,
            accommodation=invitation.time,
            reason=f"invitation {invitation.pk}",
            is_granted=True,
        )
    note(user, "invitation.accepted", invitation.cohort, person=user.pk)
