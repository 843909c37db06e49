"""Guests of the diagnostic: from the first question to an account, or to nothing."""

import logging
import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import DatabaseError, transaction
from django.utils.module_loading import import_string

from accounts import selectors
from accounts.models import Guest, GuestStart, User
from lib import audit
from lib.problems import Problem

logger = logging.getLogger("passline.accounts")
GUEST_KEY = "guest"
# Guests of this browser whose answers wait for whoever signs in here.
CLAIM_KEY = "guests_to_claim"
HOUR = timedelta(hours=1)


@transaction.atomic
def begin_guest(*, session: SessionBase, address: str, now: datetime) -> Guest:
    """The guest of this browser, made on the first call.

    Refuses with 429 when this address has had its share of new ones in an hour.
    """
    known = Guest.objects.filter(
        pk=session.get(GUEST_KEY, 0), is_guest=True, is_active=True
    ).first()
    if isinstance(known, Guest):
        return known
    _count_guest(address, now)
    guest = Guest(email=f"guest-{uuid.uuid4()}@guest.invalid", is_guest=True)
    guest.set_unusable_password()
    guest.save(force_insert=True)
    session[GUEST_KEY] = guest.pk
    return guest


def _count_guest(address: str, now: datetime) -> None:
    begun = GuestStart.objects.filter(address=address, at__gt=now - HOUR).count()
    if begun >= settings.GUESTS_PER_ADDRESS:
        raise Problem(
            "too-many-guests",
            429,
            "Many people have begun here just now",
            "Your network has started as many diagnostics as it may in an hour. "
            "Make an account to go on at once, or come back in an hour.",
            retry_after_seconds=int(HOUR.total_seconds()),
        )
    GuestStart.objects.create(address=address, at=now)


def set_guest_aside(*, session: SessionBase) -> None:
    """This browser is no guest any more; the answers wait for the next sign-in.

    Signing up does this whether the address was free or not, so that what is
    still readable afterwards does not tell which.
    """
    waiting = _guests_in(session)
    session.pop(GUEST_KEY, None)
    if waiting:
        session[CLAIM_KEY] = waiting


def claim_guests(*, guest_ids: Iterable[int], user_id: int) -> None:
    """What these guests did belongs to this account from now on.

    If that fails, it stays theirs: nobody is kept out of an account by answers
    that were given without it.
    """
    for guest_id in guest_ids:
        try:
            claim_guest(guest_id=guest_id, user_id=user_id)
        except DatabaseError:
            logger.exception("guest %s was not claimed by %s", guest_id, user_id)


@transaction.atomic
def claim_guest(*, guest_id: int, user_id: int) -> None:
    """Move everything of one guest to the account, and end the guest."""
    guest = Guest.objects.select_for_update().filter(pk=guest_id, is_guest=True).first()
    if guest is None or not guest.is_active or guest_id == user_id:
        return
    for path in settings.GUEST_CLAIMED:
        import_string(path)(guest_id=guest_id, user_id=user_id)
    if selectors.is_pointed_at(guest):
        guest.is_active = False
        guest.save(update_fields=["is_active"])
    else:
        guest.delete()


def take_guests(*, session: SessionBase) -> list[int]:
    """The guests of this browser, who are forgotten by it."""
    guests = _guests_in(session)
    if guests:
        session.pop(GUEST_KEY, None)
        session.pop(CLAIM_KEY, None)
    return guests


def _guests_in(session: SessionBase) -> list[int]:
    current = [session[GUEST_KEY]] if session.get(GUEST_KEY) else []
    return [*session.get(CLAIM_KEY, []), *current]


@transaction.atomic
def remove_guests(*, guest_ids: Collection[int]) -> int:
    """Erase these guests with everything of theirs; the audit keeps their number."""
    guests = User.objects.filter(pk__in=guest_ids, is_guest=True)
    removed = len(guests.select_for_update())
    if removed:
        guests.delete()
        audit.record(
            by="nightly sweep",
            action="guests.removed",
            object_type="guest",
            object_id="",
            detail={"count": removed},
        )
    return removed
