"""Who may have which attempt: the object, or 404. Nothing else fetches attempts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    BigIntegerField,
    CharField,
    IntegerField,
    JSONField,
    Q,
    QuerySet,
    UUIDField,
)
from django.http import Http404

from accounts.models import User
from exams import timing
from exams.models import Attempt, AttemptQuestion, Exam, Regrade
from lib.composed import composed
from lib.problems import Problem


def exam_for(user: User, *, slug: str = "", pk: int | None = None) -> Exam:
    """An exam that is open to this person."""
    exam = _open_exam.first(slug=slug, pk=pk)
    if exam is None:
        raise Http404
    return exam


@composed(slug=CharField(), pk=BigIntegerField())
def _open_exam(slug: Any, pk: Any) -> QuerySet[Exam]:
    named = Exam.objects.filter(Q(slug=slug) | Q(pk=pk))
    return named.open().select_related("guide")


def attempt_for(user: User, pk: UUID) -> Attempt:
    """This person's own attempt, with `clock`, its guide and result at hand."""
    found = _own_attempt.first(user=user.pk, pk=pk)
    if found is None:
        raise Http404
    return found


@composed(user=BigIntegerField(), pk=UUIDField())
def _own_attempt(user: Any, pk: Any) -> QuerySet[Attempt]:
    mine = Attempt.objects.filter(user_id=user, pk=pk)
    return mine.with_clock().select_related("guide", "result")


# The first statement of every change, by hand for its speed. Its clock is the instant
# at which it arrived, before it waited for the lock.
# JSON is read when somebody asks for it.
HELD = [f for f in Attempt._meta.concrete_fields if not isinstance(f, JSONField)]
LOCKED = """
SELECT COLUMNS, statement_timestamp(),
       t.deadline_at IS NULL AND t.started_at <= statement_timestamp() - %(idle)s
       AND NOT EXISTS (
         SELECT FROM exams_operation o WHERE o.attempt_id = t.id
            AND o.verdict <> 'late'
            AND o.received_at > statement_timestamp() - %(idle)s)
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
    return {"id": pk, "user": user.pk, "idle": timing.IDLE_LIMIT}


def _held(row: Sequence[Any] | None) -> Attempt:
    if row is None:
        raise Http404
    *values, clock, is_idle = row
    names = [field.attname for field in HELD]
    attempt = Attempt.from_db(DEFAULT_DB_ALIAS, names, values)
    attempt.clock, attempt.is_idle = clock, is_idle
    return attempt


def released_attempt_for(user: User, pk: UUID) -> Attempt:
    """This person's own attempt whose key may be shown."""
    return released(attempt_for(user, pk))


def refuse_examined(attempt: Attempt, position: int) -> None:
    """No key of a question that this person is being examined on right now (I29)."""
    if _examined(attempt=attempt.pk, user=attempt.user_id, position=position):
        raise Problem(
            "part-of-running-exam",
            409,
            "This is part of the exam you are sitting",
            "Its key is back as soon as you hand that exam in.",
        )


@composed(attempt=UUIDField(), user=BigIntegerField(), position=IntegerField())
def _examined(attempt: Any, user: Any, position: Any) -> QuerySet[AttemptQuestion, int]:
    asked = AttemptQuestion.objects.filter(attempt=attempt, position=position)
    examined = AttemptQuestion.objects.under_exam(user)
    same = examined.filter(question__in=asked.values("question"))
    return same.values_list("pk", flat=True)


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
    refuse_examined(attempt, position)
    found = (
        AttemptQuestion.objects.select_related("revision")
        .filter(attempt=attempt, position=position)
        .first()
    )
    if found is None:
        raise Http404
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
