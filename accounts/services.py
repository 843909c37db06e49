"""Every write about people, one use case per function."""

import logging
import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.utils.module_loading import import_string

from accounts import access, selectors
from accounts.accommodations import Accommodation
from accounts.models import ApiToken, Guest, Role, SignInFailure, User
from lib import audit

logger = logging.getLogger("passline.accounts")
GUEST_KEY = "guest"
# Guests of this browser whose answers wait for whoever signs in here.
CLAIM_KEY = "guests_to_claim"
DEMO_PASSWORD = "passline-demo"  # noqa: S105  # REASON: printed by ./run, refused outside the demo
DEMO_PEOPLE = (
    ("student", "Sam Student", Role.STUDENT),
    ("instructor", "Ingrid Instructor", Role.INSTRUCTOR),
    ("admin", "Ada Administrator", Role.ADMIN),
)

# --- Guests -----------------------------------------------------------------


def begin_guest(*, session: SessionBase) -> Guest:
    """The guest of this browser, made on the first call."""
    known = Guest.objects.filter(
        pk=session.get(GUEST_KEY, 0), is_guest=True, is_active=True
    ).first()
    if isinstance(known, Guest):
        return known
    guest = Guest(email=f"guest-{uuid.uuid4()}@guest.invalid", is_guest=True)
    guest.set_unusable_password()
    guest.save(force_insert=True)
    session[GUEST_KEY] = guest.pk
    return guest


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


# --- Profile ----------------------------------------------------------------


def update_profile(
    *,
    user: User,
    name: str,
    time_zone: str,
    target_guide: str,
    exam_date: date | None,
) -> User:
    user.name = name
    user.time_zone = time_zone
    user.target_guide = target_guide
    user.exam_date = exam_date
    user.save(update_fields=["name", "time_zone", "target_guide", "exam_date"])
    return user


@transaction.atomic
def change_accommodations(
    *, actor: User, user: User, accommodation: Accommodation
) -> None:
    """More time (or less) for the exams that this person starts from now on."""
    person = User.objects.select_for_update().get(pk=user.pk)
    before = Accommodation(person.time_multiplier, person.extra_minutes)
    if before == accommodation:
        return
    person.time_multiplier = accommodation.multiplier
    person.extra_minutes = accommodation.extra_minutes
    person.save(update_fields=["time_multiplier", "extra_minutes"])
    _record(actor, "accommodations.changed", person, before.words, accommodation.words)


@transaction.atomic
def change_role(*, actor: User, user: User, role: str) -> None:
    """Another role: who was signed in signs in again, with what it asks for."""
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.role == role:
        return
    before, person.role = person.role, role
    person.save(update_fields=["role"])
    end_access(user=person)
    _record(actor, "role.changed", person, before, role)


@transaction.atomic
def set_active(*, actor: User, user: User, is_active: bool) -> None:
    """Let a person in, or keep them out from their next request on."""
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.is_active == is_active:
        return
    before, person.is_active = person.is_active, is_active
    person.save(update_fields=["is_active"])
    if not is_active:
        end_access(user=person)
    _record(actor, "activity.changed", person, before, is_active)


@transaction.atomic
def remove_second_factor(*, actor: User, user: User) -> None:
    """For a lost phone: the person signs in by password and sets up a new one."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_access(user=user)
    _record(actor, "second-factor.removed", user, "set up", "none")


def _record(actor: User, action: str, person: User, before: Any, after: Any) -> None:
    # Number and role, not the name: the chain outlives an erased person.
    audit.record(
        actor_id=actor.pk,
        actor_label=f"{actor.role} {actor.pk}",
        action=action,
        object_type="user",
        object_id=person.pk,
        detail={"before": before, "after": after},
    )


# --- Ways in ----------------------------------------------------------------


@transaction.atomic
def change_password(*, user: User, password: str, but_session: str = "") -> None:
    """A new password ends every other session and every API token."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_access(user=user, but_session=but_session)
    forget_sign_in_failures(account=user.email)


@transaction.atomic
def end_access(*, user: User, but_session: str = "") -> None:
    """End this person's sessions, except perhaps one, and their API tokens."""
    end_sessions(user=user, but_session=but_session)
    ApiToken.objects.filter(user_id=user.pk).delete()


@transaction.atomic
def end_sessions(*, user: User, but_session: str = "") -> None:
    rows = UserSession.objects.filter(user_id=user.pk)
    _end(rows.exclude(session_key=but_session))


@transaction.atomic
def end_session(*, session: UserSession) -> None:
    _end(UserSession.objects.filter(pk=session.pk))


def _end(rows: Any) -> None:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()


def forget_dead_sessions(*, user: User, now: datetime) -> None:
    """Drop the rows of this person's sessions that ended by themselves."""
    selectors.dead_sessions(now).filter(user_id=user.pk).delete()


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


# --- Failed sign-ins --------------------------------------------------------


@transaction.atomic
def record_sign_in_failure(*, account: str, address: str, now: datetime) -> None:
    """Count a wrong password or code against the account and the address."""
    SignInFailure.objects.create(
        account=access.account_digest(account), address=address, at=now
    )
    # Rows past counting are swept up by those who make new ones, a few at a time
    # and past each other, so that two sweeps never wait for one another.
    window = timedelta(minutes=settings.SIGN_IN_FAILURES["window_minutes"])
    old = SignInFailure.objects.filter(at__lte=now - window)
    sweep = old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:100]
    SignInFailure.objects.filter(pk__in=list(sweep)).delete()


def forget_sign_in_failures(*, account: str) -> None:
    SignInFailure.objects.filter(account=access.account_digest(account)).delete()


# --- The demo ---------------------------------------------------------------


@transaction.atomic
def make_demo_people() -> list[User]:
    """One person of each role, whose address counts as confirmed."""
    return [_make_demo_person(*person) for person in DEMO_PEOPLE]


def _make_demo_person(word: str, name: str, role: str) -> User:
    email = f"{word}@demo.passline.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email, DEMO_PASSWORD, name=name, role=role, is_demo=True
        )
    elif not user.check_password(DEMO_PASSWORD):
        change_password(user=user, password=DEMO_PASSWORD)
    User.objects.filter(pk=user.pk).update(role=role, is_demo=True, is_active=True)
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user
