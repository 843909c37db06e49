"""What a person is told at home, and the calendar of what they sit or teach."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import CohortRole, Membership, User
from exams.calendars import Entry
from exams.models import (
    Assignment,
    AssignmentOverride,
    CalendarFeed,
    NoReminders,
    Reminder,
    ReminderKind,
)
from exams.selectors.assigned import terms_of
from exams.windows import Terms

MOST_NOTICES = 5
STILL_NEWS = timedelta(days=30)
# How long a calendar keeps what is over.
KEPT = timedelta(days=180)
NAMES = UUID("3b0e4a0e-6e0f-5f0b-9d33-6f3d4b9f2a51")
WORDS = {
    ReminderKind.ASSIGNED: "is assigned to you.",
    ReminderKind.OPENING: "opens soon.",
    ReminderKind.CLOSING: "closes within a day, and you have not begun it.",
    ReminderKind.RELEASED: "has its feedback now: result, key and reasons.",
    ReminderKind.CHANGED: "was changed: see when you may sit it.",
}


@dataclass(frozen=True)
class Notice:
    """A line at home about an assignment, until it is set aside."""

    reminder: Reminder
    words: str

    @property
    def is_news(self) -> bool:
        """Beyond the assignment itself, which stands in a list of its own."""
        return self.reminder.kind != ReminderKind.ASSIGNED

    @property
    def assignment(self) -> Assignment:
        return self.reminder.assignment


def notices_for(user: User, now: datetime) -> list[Notice]:
    """What this person has yet to read, the newest first; what is past is left out."""
    own = AssignmentOverride.objects.filter(
        assignment=OuterRef("assignment"), user=user
    )
    closes = Coalesce(Subquery(own.values("closes_at")), "assignment__closes_at")
    found = (
        Reminder.objects.unread()
        .alias(closes=closes)
        .filter(
            Q(closes__gt=now) | Q(kind=ReminderKind.RELEASED),
            user=user,
            assignment__withdrawn_at=None,
            made_at__gt=now - STILL_NEWS,
        )
    )
    newest = found.select_related("assignment__cohort")[:MOST_NOTICES]
    return [Notice(one, WORDS[ReminderKind(one.kind)]) for one in newest]


def wants_reminders(user: User) -> bool:
    return not NoReminders.objects.filter(user=user).exists()


def calendar_of(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user).first()


# --- The calendar -------------------------------------------------------------


def calendar_entries(user: User, now: datetime) -> list[Entry]:
    """Windows of every cohort that this person is or was in, by their own terms.

    What was withdrawn, or is not theirs any more, is there as cancelled; what came
    after they had left never was theirs, and is not there.
    """
    members = {member.cohort_id: member for member in _memberships(user)}
    found = Assignment.objects.filter(cohort__in=members, closes_at__gt=now - KEPT)
    known = found.select_related("exam", "cohort").order_by("opens_at", "pk")
    rows = [one for one in known if _was_there(members[one.cohort_id], one)]
    own = AssignmentOverride.objects.filter(user=user, assignment__in=rows)
    otherwise = {one.assignment_id: one for one in own}
    return [
        _entry(one, terms_of(one, otherwise.get(one.pk), user), members[one.cohort_id])
        for one in rows
    ]


def _memberships(user: User) -> QuerySet[Membership]:
    """The oldest first. Who does not teach any more has none as an instructor."""
    found = Membership.objects.filter(user=user).select_related("cohort")
    if not user.is_teaching:
        found = found.exclude(role=CohortRole.INSTRUCTOR)
    return found.order_by("joined_at", "pk")


def _was_there(member: Membership, assignment: Assignment) -> bool:
    return member.left_at is None or assignment.created_at < member.left_at


def _entry(assignment: Assignment, terms: Terms, member: Membership) -> Entry:
    is_there = member.left_at is None and not member.cohort.is_archived
    is_staff = is_there and member.role == CohortRole.INSTRUCTOR
    name = "exams:assignment" if is_staff else "exams:assigned"
    address = reverse(name, args=[assignment.pk])
    return Entry(
        uid=_uid(assignment),
        title=f"{assignment.title} ({assignment.cohort})"
        if is_staff
        else assignment.title,
        words=_words(assignment, terms),
        url=settings.BASE_URL + address,
        opens_at=terms.opens_at,
        closes_at=terms.closes_at,
        changed_at=assignment.changed_at or assignment.created_at,
        sequence=assignment.sequence,
        is_cancelled=terms.is_withdrawn or not is_there or terms.is_excused,
    )


def _uid(assignment: Assignment) -> str:
    """Stable, and unlike that of any other installation."""
    told = f"{assignment.pk} {assignment.created_at.isoformat()}"
    return f"{uuid5(NAMES, told)}@passline"


def _words(assignment: Assignment, terms: Terms) -> str:
    limit = terms.allowed_minutes
    time = f"Time limit: {limit} minutes." if limit else "No time limit."
    told = "You may begin within this window."
    if terms.is_cut_by_close:
        told += " When it closes, an attempt that still runs is handed in."
    return f"{told} {time}"
