"""The exams that were set for the demo's class: one over, with a common form, and one
that is open now; who sits them sits them as anybody does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Cohort, CohortRole, User
from accounts.throttle import Source
from analytics.services.demo.sitting import (
    WRITER,
    Character,
    answers_to,
    finish,
    move_start,
)
from exams import services as exams
from exams.models import (
    Assignment,
    Attempt,
    Exam,
    FormRule,
    NoReminders,
    Release,
    Reminder,
    ReminderKind,
)
from exams.plans import Plan
from exams.selectors.assigned import terms_of

ZONE = "Europe/Berlin"
HERE = Source("127.0.0.1")
MIDTERM, FINAL = "Mid-course mock", "Dress rehearsal"
# Days from now at which each opens and closes.
WINDOWS = {MIDTERM: (-24, -17), FINAL: (-2, 7)}
# When the class has nothing to sit any more: it opens now, for a week.
NEXT, NEXT_WINDOW = "Weekly mock", (0, 7)
RUNNING_SHARE = 0.4  # of time and questions, for those who are at it now


@dataclass(frozen=True)
class Set:
    """The two exams of the class."""

    midterm: Assignment
    final: Assignment


def set_exams(cohort: Cohort, exam: Exam, now: datetime) -> Set:
    """Both assignments, made by the instructor unless they are there; and another one
    when all are over, for whoever looks at the demo then."""
    made = {title: _assignment(cohort, exam, title, now) for title in WINDOWS}
    if not Assignment.objects.current().filter(cohort=cohort, closes_at__gt=now):
        _make(cohort, exam, NEXT, NEXT_WINDOW, now)
    return Set(made[MIDTERM], made[FINAL])


def _assignment(cohort: Cohort, exam: Exam, title: str, now: datetime) -> Assignment:
    known = Assignment.objects.filter(cohort=cohort, title=title).first()
    if known is None:
        return _make(cohort, exam, title, WINDOWS[title], now)
    known.exam = exam
    return known


def _make(
    cohort: Cohort, exam: Exam, title: str, days: tuple[int, int], now: datetime
) -> Assignment:
    opens, closes = (_hour(now + timedelta(days=day)) for day in days)
    is_common = title == MIDTERM
    plan = Plan(
        title=title,
        opens_at=opens,
        closes_at=closes,
        zone=ZONE,
        form_rule=FormRule.COMMON if is_common else FormRule.OWN,
        # Whoever tries the demo reads a result at once.
        release=Release.AFTER_CLOSE if is_common else Release.AT_ONCE,
    )
    teaches = cohort.memberships.filter(role=CohortRole.INSTRUCTOR)
    return exams.create_assignment(
        actor=teaches.select_related("user")[0].user,
        cohort=cohort,
        exam=exam,
        plan=plan,
        now=opens - timedelta(days=3),
    )


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def keep_quiet(user: User, both: Set, now: datetime) -> None:
    """Nobody mails people who never were."""
    NoReminders.objects.get_or_create(user=user, defaults={"since": now})
    told = [
        Reminder(
            assignment=one,
            user=user,
            kind=ReminderKind.ASSIGNED,
            made_at=one.created_at,
            is_mailed=False,
        )
        for one in (both.midterm, both.final)
    ]
    Reminder.objects.bulk_create(told, ignore_conflicts=True)


def sit_midterm(
    user: User, assignment: Assignment, character: Character, end: datetime
) -> None:
    """Its window is open for this transaction alone, which nobody else sees."""
    closes = assignment.closes_at
    held = Assignment.objects.filter(pk=assignment.pk)
    held.update(closes_at=end + timedelta(days=365))
    assignment.refresh_from_db()
    attempt = _start(user, assignment)
    held.update(closes_at=closes)
    assignment.closes_at = closes
    finish(user=user, attempt=attempt, character=character, end=end)
    hidden = terms_of(assignment, None, user).hidden_until
    _release(attempt, hidden_until=hidden, revealed_at=hidden)


def sit_final(
    user: User, assignment: Assignment, character: Character, end: datetime
) -> None:
    """Handed in, and not looked at since."""
    attempt = _start(user, assignment)
    finish(user=user, attempt=attempt, character=character, end=end)
    _release(attempt, revealed_at=None)


def begin_final(
    user: User, assignment: Assignment, character: Character, now: datetime
) -> None:
    """Somebody who is in the middle of it right now."""
    attempt = _start(user, assignment)
    sent = answers_to(attempt, character)
    exams.save_operations(
        user=user,
        attempt_id=attempt.pk,
        writer=WRITER,
        received=sent[: round(RUNNING_SHARE * len(sent))],
    )
    used = RUNNING_SHARE * (attempt.allowed_minutes or 0)
    move_start(attempt, now - timedelta(minutes=used))


def _start(user: User, assignment: Assignment) -> Attempt:
    return exams.start_assigned(
        user=user,
        assignment=assignment,
        access_code="",
        source=HERE,
        now=assignment.opens_at,
        writer=WRITER,
    ).attempt


def _release(attempt: Attempt, **told: Any) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(**told)
