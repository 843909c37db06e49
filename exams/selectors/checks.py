"""What must be true of every database, said again from the rows alone (I38)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Min, Q

from accounts.models import User
from exams.grading import Grade, grade
from exams.models import (
    Answer,
    Attempt,
    AttemptQuestion,
    AttemptState,
    Operation,
    Result,
)
from exams.selectors.sheet import Sheet, sheet_for
from lib import audit
from lib.models import AuditEvent
from questions.models import Question

# The current answer against the greatest accepted operation of its question.
ANSWERS = """
WITH newest AS (
  SELECT DISTINCT ON (o.attempt_id, o.position)
         q.id AS asked_id, o.attempt_id, o.position, o.epoch, o.seq, o.body
    FROM exams_operation o
    LEFT JOIN exams_attemptquestion q
      ON q.attempt_id = o.attempt_id AND q.position = o.position
   WHERE o.verdict = 'accepted'
   ORDER BY o.attempt_id, o.position, o.epoch DESC, o.seq DESC
), held AS (
  SELECT a.*, q.attempt_id, q.position
    FROM exams_answer a JOIN exams_attemptquestion q ON q.id = a.asked_id
)
SELECT coalesce(n.attempt_id, h.attempt_id), coalesce(n.position, h.position),
       CASE WHEN h.asked_id IS NULL THEN 'an accepted operation has no answer'
            WHEN n.position IS NULL THEN 'an answer has no accepted operation'
            ELSE 'the answer is not that of the newest accepted operation' END
  FROM newest n FULL JOIN held h ON h.asked_id = n.asked_id
 WHERE h.asked_id IS NULL OR n.position IS NULL
    OR (h.epoch, h.seq) <> (n.epoch, n.seq)
    OR coalesce(h.response, 'null') <> n.body->'response'
 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Fault:
    """A promise that the data breaks: where, and which."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def row_counts() -> dict[str, int]:
    """How much there is, by the words that people use."""
    logs = Operation.objects.order_by().values("attempt").annotate(n=Count("pk"))
    return {
        "people": User.objects.members().count(),
        "questions": Question.objects.count(),
        "attempts": Attempt.objects.count(),
        "answers": Answer.objects.count(),
        "operations": Operation.objects.count(),
        "operations of one attempt at most": logs.aggregate(m=Max("n"))["m"] or 0,
        "results": Result.objects.count(),
        "audit events": AuditEvent.objects.count(),
    }


def faults() -> Iterator[Fault]:
    """Every broken promise; nothing is changed by looking."""
    checks: list[Callable[[], Iterator[Fault]]] = [
        _open_ends,
        _forms,
        _answers,
        _grades,
        _audit_chain,
    ]
    for check in checks:
        yield from check()


def _open_ends() -> Iterator[Fault]:
    """I20, I26: what the clock has ended is closed, and what is closed is graded."""
    for pk in Attempt.objects.overdue().values_list("pk", flat=True):
        yield Fault(f"attempt {pk}", "its time is over and it is not closed")
    for pk in Attempt.objects.ungraded().values_list("pk", flat=True):
        yield Fault(f"attempt {pk}", "it was handed in and is not graded")
    stray = ~Q(state=AttemptState.GRADED) & Q(result__isnull=False)
    missing = Q(state=AttemptState.GRADED, result__isnull=True)
    for pk in Attempt.objects.filter(stray).values_list("pk", flat=True):
        yield Fault(f"attempt {pk}", "it has a result and is not graded")
    for pk in Attempt.objects.filter(missing).values_list("pk", flat=True):
        yield Fault(f"attempt {pk}", "it is graded and has no result")


def _forms() -> Iterator[Fault]:
    """I25: every attempt has its questions, from 1 on, with all their options."""
    rows = Attempt.objects.order_by("pk").values_list(
        "pk", Count("questions"), Min("questions__position"), Max("questions__position")
    )
    for pk, count, first, last in rows:
        if (first, last) != (1, count):
            yield Fault(f"attempt {pk}", "its form has gaps, or no question at all")
    asked = AttemptQuestion.objects.select_related("revision").order_by("pk")
    for question in asked.iterator(chunk_size=500):
        if not _is_whole(question):
            place = f"attempt {question.attempt_id}, question {question.position}"
            yield Fault(place, "its options are not those of what was asked")


def _is_whole(question: AttemptQuestion) -> bool:
    content = question.content
    return all(
        sorted(own for _, own in shown) == sorted(one["id"] for one in asked)
        for shown, asked in (
            (question.options, content["options"]),
            (question.targets, content["targets"]),
        )
    )


def _answers() -> Iterator[Fault]:
    """I3, I5: the answers are those of the greatest accepted operations."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS)
        for attempt, position, text in cursor.fetchall():
            yield Fault(f"attempt {attempt}, question {position}", text)


def _grades() -> Iterator[Fault]:
    """I24, I28: a regrade is equal, and parts sum to totals."""
    graded = Attempt.objects.filter(state=AttemptState.GRADED, result__isnull=False)
    rows = graded.select_related("guide", "result").order_by("pk")
    for attempt in rows.iterator(chunk_size=200):
        text = grade_fault(attempt)
        if text:
            yield Fault(f"attempt {attempt.pk}", text)


def grade_fault(attempt: Attempt) -> str:
    """What is wrong with the stored grade, or nothing when it is what it should be."""
    result = attempt.result
    sheet = sheet_for(attempt)
    try:
        found = grade(sheet.items, sheet.counted(attempt), sheet.scale)
    except (KeyError, TypeError, ValueError) as error:
        return f"it cannot be graded again: {error!r}"
    again = _graded(found, sheet, attempt)
    if _told(result) != again:
        return f"graded again it differs: {_told(result)} is now {again}"
    marks = dict(attempt.questions.values_list("position", "is_correct"))
    if marks != dict(found.marks):
        return "the marks of its questions are not those of the grade"
    if sum(d["correct"] for d in result.domains) != result.raw:
        return "the domains do not sum to the total"
    return ""


def _told(result: Result) -> tuple[Any, ...]:
    return (
        result.raw,
        result.scored_count,
        result.scaled,
        result.is_passed,
        (result.band_low, result.band_high),
        round(result.seen_share, 6),
        result.late_count,
        result.domains,
    )


def _graded(found: Grade, sheet: Sheet, attempt: Attempt) -> tuple[Any, ...]:
    score = found.score
    return (
        score.raw,
        score.count,
        score.scaled,
        score.is_passed,
        (score.band_low, score.band_high),
        round(found.seen_share, 6),
        len(sheet.late) if attempt.is_late_counted else 0,
        sheet.domain_rows(found),
    )


def _audit_chain() -> Iterator[Fault]:
    """I36: the chain is unbroken."""
    broken = audit.first_break()
    if broken is not None:
        yield Fault(f"audit event {broken.pk}", "the chain of hashes breaks here")
