"""Who may have which attempt: the object, or 404. Nothing else fetches attempts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    BigIntegerField,
    CharField,
    JSONField,
    Q,
    QuerySet,
    UUIDField,
)
from django.http import Http404
from django.utils import timezone

from accounts import joining
from accounts.access import cohorts_for, may_enter
from accounts.models import User
from exams import timing
from exams.models import (
    NEVER,
    Assignment,
    AssignmentQuerySet,
    Attempt,
    AttemptQuestion,
    CalendarFeed,
    Exam,
    Regrade,
    Reminder,
)
from exams.selectors.assigned import answered_count, assigned_to
from exams.selectors.assignments import offered_exams
from exams.selectors.pool import under_exam
from exams.selectors.result import QuestionPage, question_page
from exams.windows import wall
from lib.composed import composed
from lib.found import or_404
from lib.problems import Problem


def exam_for(user: User, *, slug: str = "", pk: int | None = None) -> Exam:
    """An exam that is open to this person."""
    return or_404(_open_exam.first(slug=slug, pk=pk))


@composed(slug=CharField(), pk=BigIntegerField())
def _open_exam(slug: Any, pk: Any) -> QuerySet[Exam]:
    named = Exam.objects.filter(Q(slug=slug) | Q(pk=pk))
    return named.open().select_related("guide")


def attempt_for(user: User, pk: UUID) -> Attempt:
    """This person's own attempt, with `clock`, its guide and result at hand."""
    return or_404(_own_attempt.first(user=user.pk, pk=pk))


@composed(user=BigIntegerField(), pk=UUIDField())
def _own_attempt(user: Any, pk: Any) -> QuerySet[Attempt]:
    mine = Attempt.objects.filter(user_id=user, pk=pk)
    return mine.with_clock().select_related("guide", "result")


# The first statement of every change, by hand for its speed. Its clock is the instant
# at which it arrived, before it waited for the lock.
# JSON and lists are read when somebody asks for them.
READ_LATER = (JSONField, ArrayField)
HELD = [f for f in Attempt._meta.concrete_fields if not isinstance(f, READ_LATER)]
LOCKED = """
SELECT COLUMNS, statement_timestamp()
  FROM exams_attempt t
 WHERE t.id = %(id)s AND t.user_id = %(user)s
   FOR UPDATE OF t
""".replace("COLUMNS", ", ".join(f't."{field.column}"' for field in HELD))


def locked_attempt_for(user: User, pk: UUID) -> Attempt:
    """This person's own attempt under its row lock, with `clock` and `is_idle`."""
    with connection.cursor() as cursor:
        cursor.execute(LOCKED, _own(user, pk))
        return _held(cursor.fetchone())


def locked_attempt_and(
    user: User, pk: UUID, look: str, wanted: Mapping[str, Any]
) -> tuple[Attempt, list[tuple[Any, ...]]]:
    """The same, and what another statement finds once the lock is held.

    They travel in one message. Each has its own snapshot, so the second sees what
    was committed while the first one waited.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{LOCKED};{look}", _own(user, pk) | dict(wanted))
        attempt = _held(cursor.fetchone())
        cursor.nextset()
        return attempt, cursor.fetchall()


def _own(user: User, pk: UUID) -> dict[str, Any]:
    return {"id": pk, "user": user.pk}


def _held(row: Sequence[Any] | None) -> Attempt:
    if row is None:
        raise Http404
    *values, clock = row
    names = [field.attname for field in HELD]
    attempt = Attempt.from_db(DEFAULT_DB_ALIAS, names, values)
    attempt.clock = clock
    attempt.is_idle = _is_idle(attempt)
    return attempt


def _is_idle(attempt: Attempt) -> bool:
    """Timed ones never are; of the others only old ones are worth a statement."""
    is_old = attempt.started_at <= attempt.clock - timing.IDLE_LIMIT
    if attempt.deadline_at is not None or not is_old:
        return False
    return Attempt.objects.with_clock().get(pk=attempt.pk).is_idle


def released_attempt_for(user: User, pk: UUID) -> Attempt:
    """This person's own attempt whose key may be shown."""
    return released(attempt_for(user, pk))


def refuse_examined(asked: AttemptQuestion) -> None:
    """No key of a question that its student is being examined on right now (I29)."""
    if asked.question_id in under_exam(asked.attempt.user_id):
        raise examined_on()


def examined_on() -> Problem:
    return Problem(
        "part-of-running-exam",
        409,
        "This is part of an exam that you are sitting or have just sat",
        "Its key is back when you hand that exam in and its result is released.",
    )


def question_page_for(attempt: Attempt, position: int, show: str) -> QuestionPage:
    """One question in review, of a released attempt: never what is examined now."""
    examined = under_exam(attempt.user_id)
    page = question_page(attempt, position, show, examined)
    if page is None:
        raise examined_on()
    return page


def released(attempt: Attempt) -> Attempt:
    """The attempt, or a refusal as long as its key is kept back: it tells that the
    attempt was handed in, when, with how many answers, and when it is released."""
    if attempt.has_released_result():
        return attempt
    until = attempt.hidden_until if attempt.is_hidden else None
    raise Problem(
        "not-released",
        403,
        "The result is not released",
        release_words(attempt),
        finished_at=attempt.finished_at,
        answered=answered_count(attempt),
        released_at=None if until == NEVER else until,
    )


def release_words(attempt: Attempt) -> str:
    """When the result of a hidden attempt can be read, by the clocks of who asks."""
    until = attempt.hidden_until
    if until is None or not attempt.is_hidden:
        return "You can read it here as soon as it is."
    if until == NEVER:
        return "Your instructor tells you the result; it is not shown here."
    zone = timezone.get_current_timezone_name()
    return f"It is released on {wall(until, zone, now=attempt.clock)}."


def released_question_for(user: User, pk: UUID, position: int) -> AttemptQuestion:
    """One question of a released attempt of this person."""
    attempt = released_attempt_for(user, pk)
    asked = attempt.questions.select_related("revision").filter(position=position)
    found = or_404(asked.first())
    refuse_examined(found)
    return found


def was_asked(user: User, question_id: int) -> bool:
    """Whether an attempt of this person holds the question: its pictures are theirs."""
    asked = AttemptQuestion.objects.filter(question_id=question_id)
    return asked.filter(attempt__user_id=user.pk).exists()


def regrade_for(user: User, pk: UUID) -> Regrade:
    """A decision about a question, for those who work with the bank."""
    found = Regrade.objects.select_related(
        "revision__question", "made_by", "applied_by", "undone_by"
    ).filter(pk=pk)
    if not user.is_teaching or not (regrade := found.first()):
        raise Http404
    return regrade


# --- Assignments --------------------------------------------------------------


def assignments_for(user: User) -> AssignmentQuerySet:
    """Assignments that this person manages: of cohorts they teach, or all."""
    return Assignment.objects.of_cohorts(cohorts_for(user))


def assignment_for(user: User, pk: int) -> Assignment:
    """One of these assignments, with its exam, guide and cohort at hand."""
    found = assignments_for(user).select_related("exam__guide", "cohort")
    return or_404(found.filter(pk=pk).first())


def assigned_for(user: User, pk: int) -> Assignment:
    """What this person is to sit as a student of its cohort now, with `clock`."""
    return or_404(assigned_to(user).filter(pk=pk).first())


def watched_attempt(assignment: Assignment, pk: UUID) -> Attempt:
    """Somebody's attempt in this assignment, which the caller may watch: with `clock`,
    person and assignment at hand."""
    found = assignment.attempts.with_clock().select_related("user", "result")
    attempt = or_404(found.filter(pk=pk).first())
    attempt.assignment = assignment
    return attempt


def student_for(assignment: Assignment, pk: int) -> User:
    """Somebody who is to sit it: a student of its cohort now."""
    students = assignment.cohort.memberships.current().students()
    found = or_404(students.select_related("user").filter(user=pk).first())
    return found.user


def offered_exam_for(user: User, pk: int) -> Exam:
    """An exam or a drill that can be assigned, for who may assign one."""
    return or_404(offered_exams(pk).filter(pk=pk).first() if user.is_teaching else None)


# --- Reminders and calendars --------------------------------------------------


def reminder_for(user: User, pk: int) -> Reminder:
    """Something that this person was told."""
    return or_404(Reminder.objects.filter(user=user, pk=pk).first())


def calendar_owner(secret: str) -> User:
    """Whose calendar has this address: somebody who could sign in."""
    feeds = CalendarFeed.objects.filter(digest=joining.digest_of(secret))
    found = feeds.select_related("user").first()
    if found is None or not may_enter(found.user):
        raise Http404
    return found.user
