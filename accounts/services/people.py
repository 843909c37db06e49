"""Who people are: profile, more time, role, and whether they may come in."""

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import access
from accounts.accommodations import Accommodation
from accounts.models import Role, User
from accounts.services.tries import forget_failures
from accounts.services.ways_in import end_access
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
    person = _locked(user)
    if person.role == role:
        return
    before, person.role = person.role, role
    _refuse_without_administrator(person)
    person.save(update_fields=["role"])
    end_access(user=person)
    _record(actor, "role.changed", person, before, role)


@transaction.atomic
def set_active(*, actor: User, user: User, is_active: bool) -> None:
    """Let a person in, or keep them out from their next request on."""
    person = _locked(user)
    if person.is_active == is_active:
        return
    before, person.is_active = person.is_active, is_active
    _refuse_without_administrator(person)
    person.save(update_fields=["is_active"])
    if not is_active:
        end_access(user=person)
    _record(actor, "activity.changed", person, before, is_active)


def _locked(user: User) -> User:
    """This person under lock, after all administrators.

    Always in this order: of two who step down at once, the second waits for the
    first and then sees that nobody else is left.
    """
    administrators = User.objects.select_for_update(no_key=True).filter(role=Role.ADMIN)
    list(administrators.order_by("pk").values_list("pk", flat=True))
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _refuse_without_administrator(changed: User) -> None:
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
def remove_second_factor(*, actor: User, user: User) -> None:
    """For a lost phone: the person signs in by password and sets up a new one."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_access(user=user)
    forget_failures(account=access.code_account(user))
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
