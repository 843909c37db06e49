"""Telling people about their assignments: each thing once, by mail and at home.

A row of `Reminder` is made when something is to be told; rows that wait are the queue
of the mailer. What is no longer true when its mail would leave is dropped.
"""

import logging
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import (
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import CohortRole, User
from exams import selectors, windows
from exams.models import (
    Assignment,
    AssignmentOverride,
    Attempt,
    AttemptState,
    NoReminders,
    Reminder,
    ReminderKind,
)
from exams.selectors.assigned import assigned_to
from lib.jobs import enqueue
from lib.mailing import letter, mail_next, message_id

logger = logging.getLogger("passline.exams")

SEND = "exams.tasks.send_reminders"
BEFORE_CLOSE = timedelta(hours=24)
# Nobody is told of the same assignment twice within this time.
QUIET = timedelta(hours=6)
# So long after the last change its mail leaves: who mends a slip mails it once.
SETTLING = timedelta(minutes=5)
# Feedback older than this is no news.
NEWS = timedelta(days=14)
MOST_AT_ONCE = 500
SUBJECTS = {
    ReminderKind.ASSIGNED: "{title} is assigned to you",
    ReminderKind.OPENING: "{title} opens soon",
    ReminderKind.CLOSING: "{title} closes within a day",
    ReminderKind.RELEASED: "The feedback on {title} is there",
    ReminderKind.CHANGED: "When you may sit {title} was changed",
}
Pair = tuple[int, int]  # assignment, person


def send_reminders(*, now: datetime) -> int:
    """Make what is to be told, mail what waits; how many mails left.

    What cannot be mailed waits longer each time, and holds nobody else up; a server
    that is away makes everything wait for the next sweep.
    """
    queue_reminders(now=now)
    sent = 0
    try:
        with get_connection() as connection:
            for outcome in _outcomes(connection, now):
                sent += outcome
    except OSError:
        logger.exception("reminders wait: mail cannot be sent")
    if sent == MOST_AT_ONCE:
        enqueue(SEND)  # a large class does not wait for the next minute
    return sent


@transaction.atomic
def queue_reminders(*, now: datetime) -> int:
    """Rows for everything that is to be told by now and was not; how many are new."""
    due = [
        (ReminderKind.ASSIGNED, _assigned(now)),
        (ReminderKind.OPENING, _opening(now)),
        (ReminderKind.CLOSING, _closing(now)),
        (ReminderKind.RELEASED, _released(now)),
    ]
    found = [(kind, pair) for kind, pairs in due for pair in pairs]
    people = {person for _, (_, person) in found}
    quiet, boxless = _quiet(people), _without_mailbox(people)
    rows = [
        Reminder(
            assignment_id=assignment,
            user_id=person,
            kind=kind,
            made_at=now,
            is_mailed=person not in boxless
            and (kind == ReminderKind.ASSIGNED or person not in quiet),
        )
        for kind, (assignment, person) in found
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


@transaction.atomic
def tell_of_change(
    *, assignment: Assignment, people: Collection[int], now: datetime
) -> None:
    """That it is otherwise for them now, to those of these people who know of it.

    What they were reminded of by the window before is due again.
    """
    reminders = Reminder.objects.filter(assignment=assignment, user__in=people)
    known = reminders.filter(Q(is_mailed=False) | Q(sent_at__isnull=False))
    told = set(known.filter(kind=ReminderKind.ASSIGNED).values_list("user", flat=True))
    outdated = (ReminderKind.OPENING, ReminderKind.CLOSING)
    reminders.filter(user__in=told, kind__in=outdated).delete()
    boxless = _without_mailbox(told)
    rows = [
        Reminder(
            assignment=assignment,
            user_id=person,
            kind=ReminderKind.CHANGED,
            made_at=now,
            try_at=now + SETTLING,
            is_mailed=person not in boxless,
        )
        for person in told
    ]
    Reminder.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["assignment", "user", "kind"],
        update_fields=["made_at", "try_at", "is_mailed", "tries", "sent_at", "read_at"],
        batch_size=1000,
    )


@transaction.atomic
def read_reminder(*, reminder: Reminder, now: datetime) -> None:
    """Its notice is set aside; the mail that waits for it leaves all the same."""
    Reminder.objects.filter(pk=reminder.pk, read_at=None).update(read_at=now)


@transaction.atomic
def choose_reminders(*, user: User, is_wanted: bool, now: datetime) -> None:
    """Whether reminders come by mail; an assignment itself is told anyway."""
    if is_wanted:
        NoReminders.objects.filter(user=user).delete()
    else:
        NoReminders.objects.get_or_create(user=user, defaults={"since": now})


# --- What is to be told -------------------------------------------------------


def _expected(now: datetime) -> QuerySet[Any, Any]:
    """Each assignment once for each person who can still begin it, with `person`,
    and with `opens` and `closes` as that person has them."""
    own = AssignmentOverride.objects.filter(
        assignment=OuterRef("pk"), user=OuterRef("cohort__memberships__user")
    )
    students = Assignment.objects.current().filter(
        cohort__archived_at=None,
        cohort__memberships__left_at=None,
        cohort__memberships__role=CohortRole.STUDENT,
        cohort__memberships__user__is_active=True,
    )
    return students.annotate(
        person=F("cohort__memberships__user"),
        opens=Coalesce(Subquery(own.values("opens_at")), "opens_at"),
        closes=Coalesce(Subquery(own.values("closes_at")), "closes_at"),
        is_excused=Exists(own.filter(is_excused=True)),
    ).filter(is_excused=False, closes__gt=now)


def _untold(found: QuerySet[Any, Any], kind: ReminderKind) -> list[Pair]:
    same = Reminder.objects.filter(
        assignment=OuterRef("pk"), user=OuterRef("person"), kind=kind
    )
    return list(found.filter(~Exists(same)).values_list("pk", "person"))


def _assigned(now: datetime) -> list[Pair]:
    return _untold(_expected(now), ReminderKind.ASSIGNED)


def _known(now: datetime) -> Q:
    """That this person has known of the assignment, as it is, for a while."""
    told = Reminder.objects.filter(assignment=OuterRef("pk"), user=OuterRef("person"))
    long_ago = told.filter(kind=ReminderKind.ASSIGNED, made_at__lte=now - QUIET)
    lately = told.filter(kind=ReminderKind.CHANGED, made_at__gt=now - QUIET)
    return Q(Exists(long_ago)) & ~Q(Exists(lately))


def _opening(now: datetime) -> list[Pair]:
    ahead = ExpressionWrapper(
        F("remind_hours") * Value(timedelta(hours=1)), output_field=DurationField()
    )
    asked = _expected(now).filter(_known(now), remind_hours__isnull=False)
    soon = asked.filter(opens__gt=now, opens__lte=Value(now) + ahead)
    return _untold(soon, ReminderKind.OPENING)


def _closing(now: datetime) -> list[Pair]:
    begun = Attempt.objects.filter(
        assignment=OuterRef("pk"), user=OuterRef("person"), voided_at=None
    )
    last_day = _expected(now).filter(
        _known(now), ~Exists(begun), opens__lte=now, closes__lte=now + BEFORE_CLOSE
    )
    return _untold(last_day, ReminderKind.CLOSING)


def _released(now: datetime) -> list[Pair]:
    """Feedback that was kept back, and is there now."""
    told = Reminder.objects.filter(
        assignment=OuterRef("assignment"),
        user=OuterRef("user"),
        kind=ReminderKind.RELEASED,
    )
    found = Attempt.objects.filter(
        ~Exists(told),
        assignment__isnull=False,
        assignment__withdrawn_at=None,
        state=AttemptState.GRADED,
        voided_at=None,
        hidden_until__lte=now,
        hidden_until__gt=now - NEWS,
        user__is_active=True,
    )
    pairs = found.order_by().values_list("assignment", "user").distinct()
    return [(assignment, person) for assignment, person in pairs if assignment]


def _quiet(people: set[int]) -> set[int]:
    chosen = NoReminders.objects.filter(user__in=people)
    return set(chosen.values_list("user", flat=True))


def _without_mailbox(people: set[int]) -> set[int]:
    demo = User.objects.filter(pk__in=people, is_demo=True)
    return set(demo.values_list("pk", flat=True))


# --- Mails --------------------------------------------------------------------


def _outcomes(connection: Any, now: datetime) -> Iterator[int]:
    """For each reminder that waited: 1 for a mail, 0 for none."""
    for _ in range(MOST_AT_ONCE):
        outcome = _send_next(connection, now)
        if outcome is None:
            return
        yield outcome


def _send_next(connection: Any, now: datetime) -> int | None:
    waiting = Reminder.objects.waiting(now).order_by("made_at", "pk")
    rows = waiting.select_related("user")
    return mail_next(rows, lambda reminder: _sent(reminder, connection, now), now)


def _sent(reminder: Reminder, connection: Any, now: datetime) -> int:
    message = _message(reminder, now)
    if message is None:
        reminder.delete()
        return 0
    message.connection = connection
    message.send()
    reminder.sent_at = now
    reminder.save(update_fields=["sent_at"])
    return 1


def _message(reminder: Reminder, now: datetime) -> EmailMessage | None:
    """The mail, or None: what it would tell is not true any more."""
    person = reminder.user
    assignment = assigned_to(person).filter(pk=reminder.assignment_id).first()
    found = selectors.one_assigned(person, assignment) if assignment else None
    if found is None or not _holds(reminder.kind, found, now):
        return None
    terms = found.terms
    opens, closes = (
        windows.wall_for(at, terms.zone, person.time_zone, now=now)
        for at in (terms.opens_at, terms.closes_at)
    )
    context = {
        "person": person,
        "assigned": found,
        "opens": opens,
        "closes": closes,
        "is_over": terms.closes_at <= now,
        "url": _at_home("exams:assigned", reminder.assignment_id),
        "settings_url": _at_home("exams:reminders"),
    }
    return letter(
        person.email,
        SUBJECTS[ReminderKind(reminder.kind)].format(title=found.assignment.title),
        f"exams/mail/{reminder.kind}.txt",
        context,
        message_id(f"reminder-{reminder.pk}.{reminder.made_at:%Y%m%d%H%M%S}"),
    )


def _at_home(name: str, *ids: int) -> str:
    return settings.BASE_URL + reverse(name, args=ids)


def _holds(kind: str, found: selectors.Assigned, now: datetime) -> bool:
    terms = found.terms
    if kind == ReminderKind.CHANGED:
        return True
    if kind == ReminderKind.RELEASED:
        hidden = [a.hidden_until for a in found.attempts if a.voided_at is None]
        return any(until is None or until <= now for until in hidden)
    if terms.is_excused or terms.closes_at <= now:
        return False
    if kind == ReminderKind.OPENING:
        return terms.opens_at > now
    if kind == ReminderKind.CLOSING:
        return not found.begun and terms.closes_at <= now + BEFORE_CLOSE
    return True
