"""Reads about cohorts: lists, members, codes, and what somebody aims at."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.module_loading import import_string

from accounts import joining
from accounts.models import Cohort, CohortRole, Invitation, Membership, User
from accounts.selectors.paging import Page, keyset_page

MEMBERS_PER_PAGE = 50
MOST_INVITATIONS = 200


@dataclass(frozen=True)
class CohortRow:
    """A cohort with how many students are in it and how many were invited."""

    cohort: Cohort
    student_count: int
    invited_count: int


def listed_cohorts(found: QuerySet[Cohort], *, is_archived: bool) -> list[CohortRow]:
    """These cohorts by name: one statement, however many there are."""
    students = Q(memberships__role=CohortRole.STUDENT, memberships__left_at=None)
    waiting = Q(invitations__accepted_at=None, invitations__withdrawn_at=None)
    shown = Cohort.objects.filter(pk__in=found.values("pk"))
    counted: Iterable[Any] = shown.filter(archived_at__isnull=not is_archived).annotate(
        student_count=Count("memberships", filter=students, distinct=True),
        invited_count=Count("invitations", filter=waiting, distinct=True),
    )
    return [CohortRow(c, c.student_count, c.invited_count) for c in counted]


@dataclass(frozen=True)
class CohortPage:
    """A cohort with one page of its members, and who teaches it."""

    cohort: Cohort
    student_count: int
    instructors: list[Membership]
    members: Page[Membership]
    invitations: list[Invitation]
    is_code_open: bool

    @property
    def code(self) -> str:
        return joining.shown_code(self.cohort.join_code or "")

    @property
    def refused_count(self) -> int:
        """Of the invitations that are open: those that could not be delivered."""
        return sum(invitation.is_refused for invitation in self.invitations)


def cohort_page(
    cohort: Cohort, filters: Mapping[str, Any], now: datetime
) -> CohortPage:
    """`filters`: q (words of name or address), after, before (addresses)."""
    current = cohort.memberships.current().select_related("user")
    teaching = current.filter(role=CohortRole.INSTRUCTOR).order_by("user__email")
    return CohortPage(
        cohort=cohort,
        student_count=cohort.memberships.current().students().count(),
        instructors=list(teaching),
        members=students_page(cohort, filters),
        invitations=open_invitations(cohort),
        is_code_open=is_code_open(cohort, now),
    )


def students_page(cohort: Cohort, filters: Mapping[str, Any]) -> Page[Membership]:
    """Its students by address, with `user`; `filters` as above."""
    students = cohort.memberships.current().students().select_related("user")
    if words := filters.get("q"):
        students = students.filter(user__in=User.objects.members().called(words))
    return keyset_page(students, filters, by="user__email", size=MEMBERS_PER_PAGE)


@dataclass(frozen=True)
class Part:
    """What another room has to say of a cohort: a template, and what it accepts."""

    template: str
    content: Any


def cohort_parts(cohort: Cohort, now: datetime) -> list[Part]:
    """Sections of the page that rooms to the right know; settings.COHORT_PARTS."""
    find: list[Callable[..., Part]] = [
        import_string(path) for path in settings.COHORT_PARTS
    ]
    return [tell(cohort, now) for tell in find]


def open_invitations(cohort: Cohort) -> list[Invitation]:
    """Who was asked in and has not come yet, by address."""
    return list(cohort.invitations.open().order_by("email")[:MOST_INVITATIONS])


def is_code_open(cohort: Cohort, now: datetime) -> bool:
    """Whether somebody could come in by the code now."""
    ends, left = cohort.join_expires_at, cohort.join_left
    return bool(cohort.join_code and left and ends and ends > now)


@dataclass(frozen=True)
class Aim:
    """What somebody prepares for, and whose decision that is.

    The person's own exam and date win; what they have not decided, the cohort that
    they joined last decides.
    """

    target_guide: str
    exam_date: date | None
    target_from: Cohort | None
    date_from: Cohort | None


def aim_of(user: User, memberships: list[Membership]) -> Aim:
    """`memberships` are `memberships_of(user)`."""
    cohorts = [member.cohort for member in memberships]
    target = None if user.target_guide else _first(cohorts, "target_guide")
    dated = None if user.exam_date else _first(cohorts, "exam_date")
    return Aim(
        target_guide=target.target_guide if target else user.target_guide,
        exam_date=dated.exam_date if dated else user.exam_date,
        target_from=target,
        date_from=dated,
    )


def aim_for(user: User) -> Aim:
    """The same; their cohorts are looked up only where something is undecided."""
    is_decided = user.target_guide and user.exam_date
    return aim_of(user, [] if is_decided or user.is_guest else memberships_of(user))


def _first(cohorts: list[Cohort], name: str) -> Cohort | None:
    return next((cohort for cohort in cohorts if getattr(cohort, name)), None)


def learns_in_cohort(user: User) -> bool:
    """Whether somebody is a student of a current cohort."""
    there = Membership.objects.current().students()
    return there.filter(user=user, cohort__archived_at=None).exists()


def memberships_of(user: User) -> list[Membership]:
    """The current cohorts that somebody is in, the one they joined last first."""
    found = Membership.objects.current().filter(user=user, cohort__archived_at=None)
    return list(found.select_related("cohort").order_by("-joined_at", "-pk"))
