"""The people of the demo, whose password everybody may know, and their class."""

from datetime import datetime, timedelta
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.accommodations import Accommodation
from accounts.models import Cohort, CohortRole, Membership, Role, User
from accounts.services.cohorts import create_cohort
from accounts.services.ways_in import change_password

DEMO_PASSWORD = "passline-demo"  # noqa: S105  # REASON: printed by ./run, refused outside the demo
DEMO_PEOPLE = (
    ("student", "Sam Student", Role.STUDENT),
    ("instructor", "Ingrid Instructor", Role.INSTRUCTOR),
    ("admin", "Ada Administrator", Role.ADMIN),
)
DEMO_COHORT = "Cloud Academy 2026"
DAYS_TO_EXAM = 35


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


@transaction.atomic
def make_demo_cohort(
    *, target_guide: str, opened_at: datetime, now: datetime
) -> Cohort:
    """The class of the demo, taught by its instructor, and its student's as well; the
    one that is there already stays as it is."""
    cohort = Cohort.objects.current().filter(name=DEMO_COHORT).first()
    student, instructor, admin = make_demo_people()
    if cohort is None:
        cohort = _new_demo_cohort(instructor, admin, target_guide, opened_at, now)
    if not cohort.memberships.filter(user=student).exists():
        Membership.objects.create(cohort=cohort, user=student, joined_at=now)
    return cohort


def _new_demo_cohort(
    instructor: User, admin: User, target_guide: str, opened_at: datetime, now: datetime
) -> Cohort:
    cohort = create_cohort(
        actor=admin,
        name=DEMO_COHORT,
        target_guide=target_guide,
        exam_date=now.date() + timedelta(days=DAYS_TO_EXAM),
        now=opened_at,
    )
    Membership.objects.create(
        cohort=cohort,
        user=instructor,
        role=CohortRole.INSTRUCTOR,
        joined_at=opened_at,
    )
    return cohort


@transaction.atomic
def make_demo_member(
    *,
    cohort: Cohort,
    address: str,
    name: str,
    time_zone: str,
    time: Accommodation,
    joined_at: datetime,
) -> User:
    """Somebody of the class, who signs in like the other people of the demo."""
    user = User(
        email=f"{address}@demo.passline.example",
        password=_demo_hash(),
        name=name,
        time_zone=time_zone,
        target_guide=cohort.target_guide,
        exam_date=cohort.exam_date,
        time_multiplier=time.multiplier,
        extra_minutes=time.extra_minutes,
        is_demo=True,
        joined_at=joined_at,
    )
    user.save(force_insert=True)
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    Membership.objects.create(cohort=cohort, user=user, joined_at=joined_at)
    return user


@cache
def _demo_hash() -> str:
    """Hashed once: two hundred times would take ten seconds and hide nothing."""
    return make_password(DEMO_PASSWORD)
