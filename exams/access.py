"""Who may have which attempt: the object, or 404. Nothing else fetches attempts."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from exams import timing
from exams.models import Attempt, AttemptQuestion, Exam
from lib.problems import Problem


def exam_for(user: User, *, slug: str = "", pk: int | None = None) -> Exam:
    """An exam that is open to this person."""
    wanted = {"slug": slug} if slug else {"pk": pk}
    exam = Exam.objects.open().select_related("guide").filter(**wanted).first()
    if exam is None:
        raise Http404
    return exam


def attempt_for(user: User, pk: UUID) -> Attempt:
    """This person's own attempt, with `clock`, its exam's guide at hand."""
    found = (
        Attempt.objects.owned_by(user)
        .with_clock()
        .select_related("exam", "guide", "result")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


# The first statement of every change, by hand for its speed. Its clock is the instant
# at which it arrived, before it waited for the lock.
LOCKED = """
SELECT t.*, statement_timestamp() AS clock,
       t.deadline_at IS NULL AND t.started_at <= statement_timestamp() - %(idle)s
       AND NOT EXISTS (
         SELECT FROM exams_operation o WHERE o.attempt_id = t.id
            AND o.verdict <> 'late'
            AND o.received_at > statement_timestamp() - %(idle)s) AS is_idle
  FROM exams_attempt t
 WHERE t.id = %(id)s AND t.user_id = %(user)s
   FOR UPDATE OF t
"""


def locked_attempt_for(user: User, pk: UUID) -> Attempt:
    """This person's own attempt under its row lock, with `clock` and `is_idle`."""
    wanted = {"id": pk, "user": user.pk, "idle": timing.IDLE_LIMIT}
    found = next(iter(Attempt.objects.raw(LOCKED, wanted)), None)
    if found is None:
        raise Http404
    return found


def released_attempt_for(user: User, pk: UUID) -> Attempt:
    """This person's own attempt whose key may be shown."""
    return released(attempt_for(user, pk))


def released(attempt: Attempt) -> Attempt:
    """The attempt, or a refusal as long as its key is kept back."""
    if not attempt.has_released_result():
        raise Problem(
            "not-released",
            403,
            "The result is not released",
            "You can read it here as soon as it is.",
        )
    return attempt


def released_question_for(user: User, pk: UUID, position: int) -> AttemptQuestion:
    """One question of a released attempt of this person."""
    attempt = released_attempt_for(user, pk)
    found = (
        AttemptQuestion.objects.select_related("revision")
        .filter(attempt=attempt, position=position)
        .first()
    )
    if found is None:
        raise Http404
    return found
