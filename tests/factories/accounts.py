"""Makers of people's rows: cohorts, invitations, rosters, second factors, erasures."""

import time
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.utils import timezone

from accounts import joining
from accounts import services as accounts
from accounts.models import Cohort, Erasure, Invitation, Membership, PersonExport, User


def make_confirmed(user: User) -> User:
    """A person who has followed the link in the first mail."""
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return user


def make_second_factor(user: User) -> str:
    """An authenticator app for this person; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def make_code(secret: str, step: int = 0) -> str:
    """What the app shows now, or that many half minutes later."""
    counter = int(time.time()) // 30 + step
    return str(format_hotp_value(hotp_value(secret, counter)))


def make_cohort(name: str = "DVA spring", code: str = "", **over: Any) -> Cohort:
    """A cohort; with a code, ten people may come in by it for a day."""
    fields: dict[str, Any] = {"name": name} | over
    if code:
        ends = timezone.now() + timedelta(days=1)
        fields = {"join_left": 10, "join_expires_at": ends} | fields
        fields["join_code"] = code.translate(str.maketrans("0123456789", "ABCDEFGHJK"))
    return Cohort.objects.create(**fields)


def make_member(
    cohort: Cohort, user: User, role: str = "student", **over: Any
) -> Membership:
    """Somebody who has been there for two months."""
    fields = {"joined_at": timezone.now() - timedelta(days=60)} | over
    return Membership.objects.create(cohort=cohort, user=user, role=role, **fields)


def make_invitation(
    cohort: Cohort, email: str = "dana@example.org", **over: Any
) -> tuple[Invitation, str]:
    """An invitation that was mailed, and the secret of its link."""
    token, now = joining.draw_token(), timezone.now()
    fields: dict[str, Any] = {
        "digest": joining.digest_of(token),
        "invited_at": now,
        "sent_at": now,
        "expires_at": now + timedelta(days=14),
    } | over
    made = Invitation.objects.create(cohort=cohort, email=email, **fields)
    return made, token


ROSTER = (
    "name,e-mail,cohort,role,accommodations\n"
    "Dana,dana@example.org,DVA spring,student,1.5x\n"
    "Alice,alice@example.org,DVA spring,student,+30\n"
)


def make_roster(sender: User, text: str = ROSTER, name: str = "class.csv") -> Any:
    """A roster that was read and waits for somebody to confirm it."""
    return accounts.read_roster(
        sender=sender, file_name=name, data=text.encode(), now=timezone.now()
    )


def make_export(person: User, by: User | None = None) -> PersonExport:
    """An export that is written; by: who asked for it, else the person."""
    now = timezone.now()
    made = accounts.ask_export(actor=by or person, person=person, now=now)
    accounts.run_export(export_id=made.pk, now=now)
    made.refresh_from_db()
    return made


def make_erasure(number: int, **over: Any) -> Erasure:
    """The certificate of an erasure of somebody who had sat three exams."""
    now = timezone.now()
    gone = {"name": "attempts", "words": "Exams that were sat", "fate": "goes"}
    fields: dict[str, Any] = {
        "role": "student",
        "is_own_wish": False,
        "asked_at": now,
        "seen_at": now,
        "finished_at": now,
        "state": "done",
        "outcome": [gone | {"count": 3}],
        "proof": {"searched": 200, "traces": [], "records": 2},
    } | over
    return Erasure.objects.create(person_number=number, **fields)
