"""Who people are: profile, more time, role, and whether they may come in."""

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts import access, selectors
from accounts.accommodations import Accommodation
from accounts.models import ApiToken, Role, User
from accounts.services.tries import forget_failures
from accounts.services.ways_in import end_access, end_session, revoke_api_token
from lib import audit
from lib.problems import Problem


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
    *,
    actor: User,
    user: User,
    accommodation: Accommodation,
    reason: str = "",
    is_confirmed: bool = False,
    is_granted: bool = False,
) -> None:
    """More time (or less) in the exams of this person; `is_granted` where staff gave
    it and the actor is only who took it.

    What runs follows when somebody else decides it; by themselves people change only
    what they start from now on, and of their own choice. Raises Problem 409
    `ends-attempts-at-once` where an exam would end by it, unless `is_confirmed`, and
    `time-by-staff` for who learns in a cohort: there others decide.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    before = person.accommodation
    is_self = actor.pk == person.pk and not is_granted
    is_own = is_self and accommodation != Accommodation()
    if before == accommodation and person.is_time_own == is_own:
        return
    if is_self and selectors.learns_in_cohort(person):
        raise Problem(
            "time-by-staff",
            409,
            "Your instructor decides this",
            "While you learn in a cohort, more time comes from its staff. Ask them.",
        )
    person.is_time_own = is_own
    person.time_multiplier = accommodation.multiplier
    person.extra_minutes = accommodation.extra_minutes
    person.save(update_fields=["time_multiplier", "extra_minutes", "is_time_own"])
    told = (before.words, accommodation.words)
    _record(actor, "accommodations.changed", person, *told, reason)
    if not is_self:
        sure = {"reason": reason, "is_confirmed": is_confirmed}
        for path in settings.TIME_CHANGED:
            import_string(path)(actor=actor, user=person, **sure)


@transaction.atomic
def change_role(*, actor: User, user: User, role: str, reason: str = "") -> None:
    """Another role: who was signed in signs in again, with what it asks for."""
    person = locked_person(user)
    if person.role == role:
        return
    before, person.role = person.role, role
    refuse_without_administrator(person)
    person.save(update_fields=["role"])
    end_access(user=person)
    _record(actor, "role.changed", person, before, role, reason)


@transaction.atomic
def set_active(*, actor: User, user: User, is_active: bool, reason: str = "") -> None:
    """Let a person in, or keep them out from their next request on."""
    person = locked_person(user)
    if person.is_active == is_active:
        return
    if is_active and selectors.erasure_at_work(person) is not None:
        raise Problem(
            "erasure-at-work",
            409,
            "This person is being erased",
            "Nobody comes back from that. Its page says how far it is.",
        )
    before, person.is_active = person.is_active, is_active
    refuse_without_administrator(person)
    person.save(update_fields=["is_active"])
    if not is_active:
        end_access(user=person)
    _record(actor, "activity.changed", person, before, is_active, reason)


def locked_person(user: User) -> User:
    """This person under lock, after all administrators.

    Always in this order: of two who step down at once, the second waits for the
    first and then sees that nobody else is left.
    """
    administrators = User.objects.select_for_update(no_key=True).filter(role=Role.ADMIN)
    list(administrators.order_by("pk").values_list("pk", flat=True))
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def refuse_without_administrator(changed: User) -> None:
    """There is always somebody who may let others in."""
    if changed.is_admin and access.may_enter(changed):
        return
    others = User.objects.filter(role=Role.ADMIN).exclude(pk=changed.pk)
    was_one = User.objects.filter(pk=changed.pk, role=Role.ADMIN).exists()
    if was_one and not any(access.may_enter(other) for other in others):
        raise Problem(
            "last-administrator",
            409,
            "This is the last administrator",
            "Make somebody else an administrator first; without one, nobody could "
            "let people in or give them roles.",
        )


@transaction.atomic
def remove_second_factor(*, actor: User, user: User, reason: str = "") -> None:
    """For a lost phone: the person signs in by password and sets up a new one."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_access(user=user)
    forget_failures(account=selectors.code_account(user.pk))
    _record(actor, "second-factor.removed", user, "set up", "none", reason)


@transaction.atomic
def end_access_of(*, actor: User, user: User, reason: str) -> None:
    """Sign somebody out everywhere and revoke their tokens; they may come back."""
    end_access(user=user)
    _record(actor, "access.ended", user, "signed in", "signed out", reason)


@transaction.atomic
def end_session_of(*, actor: User, session: UserSession, reason: str) -> None:
    """Sign somebody out of one browser."""
    browser = selectors.browser_words(session.user_agent)
    end_session(session=session)
    _record(actor, "session.ended", session.user, browser, "signed out", reason)


@transaction.atomic
def revoke_token_of(*, actor: User, token: ApiToken, reason: str) -> None:
    """End one API token of somebody."""
    person = token.user
    revoke_api_token(token=token)
    _record(actor, "token.revoked", person, token.name, "revoked", reason)


def _record(
    actor: User, action: str, person: User, before: Any, after: Any, reason: str
) -> None:
    # Number and role, not the name: the chain outlives an erased person.
    audit.record(
        by=actor,
        action=action,
        object_type="user",
        object_id=person.pk,
        detail={"before": before, "after": after}
        | ({"reason": reason} if reason else {}),
    )
