"""Passwords, sessions, known devices and API tokens."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts import devices, selectors, throttle
from accounts.models import (
    ApiToken,
    GuestStart,
    KnownDevice,
    User,
)
from accounts.services.tries import forget_failures

MOST_DEVICES = 20


@transaction.atomic
def change_password(*, user: User, password: str, but_session: str = "") -> None:
    """A new password ends every other session, every API token and known device."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_access(user=user, but_session=but_session)
    KnownDevice.objects.filter(user_id=user.pk).delete()
    forget_failures(account=user.email)


@transaction.atomic
def end_access(*, user: User, but_session: str = "") -> None:
    """End this person's sessions, except perhaps one, and their API tokens."""
    end_sessions(user=user, but_session=but_session)
    ApiToken.objects.filter(user_id=user.pk).delete()


@transaction.atomic
def end_sessions(*, user: User, but_session: str = "") -> None:
    """End this person's sessions and known devices, except perhaps one of each."""
    known = KnownDevice.objects.filter(user_id=user.pk)
    known.exclude(session__session_key=but_session).delete()
    rows = UserSession.objects.filter(user_id=user.pk)
    _end(rows.exclude(session_key=but_session))


@transaction.atomic
def end_session(*, session: UserSession) -> None:
    KnownDevice.objects.filter(session_id=session.pk).delete()
    _end(UserSession.objects.filter(pk=session.pk))


def _end(rows: Any) -> None:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()


def forget_dead_sessions(*, user: User, now: datetime) -> None:
    """Drop the rows of this person's sessions that ended by themselves."""
    selectors.dead_sessions(now).filter(user_id=user.pk).delete()


@transaction.atomic
def remember_device(
    *, user: User, tokens: Sequence[str], session_key: str, now: datetime
) -> list[str]:
    """This browser is known to this account from now on; the tokens it shall keep.

    `tokens` are those it came with, of everybody who uses it. Each sign-in draws
    this person's anew.
    """
    token = devices.draw_token()
    new = {
        "digest": devices.digest_of(token),
        "session": UserSession.objects.filter(session_key=session_key).first(),
        "seen_at": now,
    }
    mine = KnownDevice.objects.filter(user_id=user.pk)
    digests = {devices.digest_of(other): other for other in tokens}
    old = mine.filter(digest__in=digests).first()
    if old is None:
        KnownDevice.objects.create(user=user, **new)
        surplus = mine.order_by("-seen_at").values_list("pk", flat=True)[MOST_DEVICES:]
        mine.filter(pk__in=list(surplus)).delete()
    else:
        digests.pop(old.digest)
        KnownDevice.objects.filter(pk=old.pk).update(**new)
    return [token, *digests.values()]


def create_api_token(
    *, user: User, name: str, has_otp: bool, now: datetime
) -> tuple[ApiToken, str]:
    """A new token, shown only this once; the person's expired ones go."""
    ApiToken.objects.filter(user_id=user.pk, expiry__lte=now).delete()
    made: tuple[ApiToken, str] = ApiToken.objects.create(
        user,
        expiry=timedelta(days=settings.API_TOKEN_DAYS),
        name=name,
        has_otp=has_otp,
    )
    return made


def revoke_api_token(*, token: ApiToken) -> None:
    token.delete()


def sweep_ways_in(*, now: datetime) -> None:
    """Drop what opens and counts nothing any more: once a night."""
    Session.objects.filter(expire_date__lte=now).delete()
    selectors.dead_sessions(now).delete()
    ApiToken.objects.filter(expiry__lte=now).delete()
    GuestStart.objects.filter(at__lte=now - throttle.CEILING_WINDOW).delete()
