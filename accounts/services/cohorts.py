"""Cohorts: made, changed, archived; who comes in by code, and who leaves."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import access, joining
from accounts.models import Cohort, CohortRole, Membership, User
from lib import audit
from lib.problems import Problem


@transaction.atomic
def create_cohort(
    *, actor: User, name: str, target_guide: str, exam_date: date | None, now: datetime
) -> Cohort:
    """A cohort with its aim. Refuses a name that a current one has."""
    cohort = Cohort(
        name=name, target_guide=target_guide, exam_date=exam_date, created_at=now
    )
    _save(cohort)
    note(actor, "cohort.created", cohort, name=name)
    return cohort


@transaction.atomic
def change_cohort(
    *,
    actor: User,
    cohort: Cohort,
    name: str,
    target_guide: str,
    exam_date: date | None,
) -> None:
    row = _locked(cohort)
    row.name, row.target_guide, row.exam_date = name, target_guide, exam_date
    _save(row)
    date_words = exam_date.isoformat() if exam_date else ""
    note(actor, "cohort.changed", row, name=name, target=target_guide, date=date_words)


@transaction.atomic
def archive_cohort(*, actor: User, cohort: Cohort, now: datetime) -> None:
    """Over, and out of the lists: its code and its open invitations end, all else
    stays."""
    row = _locked(cohort)
    if row.is_archived:
        return
    row.archived_at = now
    row.join_code = row.join_left = row.join_expires_at = None
    row.save()
    row.invitations.open().update(withdrawn_at=now)
    note(actor, "cohort.archived", row)


@transaction.atomic
def restore_cohort(*, actor: User, cohort: Cohort) -> None:
    """Take an archived cohort back; refuses when its name is taken by now."""
    row = _locked(cohort)
    if not row.is_archived:
        return
    row.archived_at = None
    _save(row)
    note(actor, "cohort.restored", row)


@transaction.atomic
def open_code(*, actor: User, cohort: Cohort, limit: int, ends_at: datetime) -> Cohort:
    """A new code by which that many people may come in; the old one ends."""
    row = _locked(cohort)
    refuse_archived(row)
    row.join_code = joining.draw_code()
    row.join_left = limit
    row.join_expires_at = ends_at
    row.save(update_fields=["join_code", "join_left", "join_expires_at"])
    note(actor, "cohort.code-opened", row, limit=limit, ends_at=ends_at.isoformat())
    return row


@transaction.atomic
def close_code(*, actor: User, cohort: Cohort) -> None:
    row = _locked(cohort)
    if row.join_code is None:
        return
    row.join_code = row.join_left = row.join_expires_at = None
    row.save(update_fields=["join_code", "join_left", "join_expires_at"])
    note(actor, "cohort.code-closed", row)


@transaction.atomic
def join_cohort(*, user: User, code: str, now: datetime) -> Membership:
    """Come in by a code, as a student; who is in already uses up no place.

    The row of the cohort is locked before it is looked at: of two who take the
    last place, the second is refused.
    """
    seen = access.cohort_by_code(code, now=now)
    _locked(seen)
    cohort = access.cohort_by_code(code, now=now)
    current = cohort.memberships.current().filter(user=user).first()
    if current is not None:
        return current
    Cohort.objects.filter(pk=cohort.pk).update(join_left=F("join_left") - 1)
    member = Membership.objects.create(cohort=cohort, user=user, joined_at=now)
    note(user, "cohort.joined", cohort, person=user.pk)
    return member


@transaction.atomic
def change_member_role(*, actor: User, member: Membership, role: str) -> None:
    """Student or instructor in this cohort; only instructors may teach one."""
    person = member.user
    if role == CohortRole.INSTRUCTOR and not person.is_teaching:
        raise Problem(
            "not-an-instructor",
            409,
            "This is a student's account",
            "Give the person the role of an instructor first, on their own page.",
        )
    before = member.role
    if before == role:
        return
    member.role = role
    member.save(update_fields=["role"])
    note(
        actor,
        "cohort.member-role",
        member.cohort,
        person=person.pk,
        before=before,
        after=role,
    )


@transaction.atomic
def end_membership(*, actor: User, member: Membership, now: datetime) -> None:
    """Take somebody out of a cohort; what they did there stays."""
    ended = Membership.objects.filter(pk=member.pk, left_at=None).update(left_at=now)
    if ended:
        note(actor, "cohort.left", member.cohort, person=member.user_id)


def note(actor: User, action: str, cohort: Cohort, **detail: str | int) -> None:
    """One line of the audit log about a cohort."""
    audit.record(
        by=actor,
        action=action,
        object_type="cohort",
        object_id=cohort.pk,
        detail=detail,
    )


def _locked(cohort: Cohort) -> Cohort:
    return Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)


def _save(cohort: Cohort) -> None:
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError as error:
        raise Problem(
            "cohort-name-taken",
            409,
            "There is a cohort of this name",
            f"Another current cohort is called “{cohort.name}”. Choose another name, "
            "or archive that one first.",
        ) from error


def refuse_archived(cohort: Cohort) -> None:
    """Nobody new comes into a cohort that is over."""
    if cohort.is_archived:
        raise Problem(
            "cohort-archived",
            409,
            "This cohort is archived",
            "Take it back before you let people in.",
        )
