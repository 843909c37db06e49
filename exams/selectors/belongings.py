"""What this room holds of a person: attempts with everything in them.

An export is no way round a running exam: which question was asked, and its mark, are
told only of results that were read, and never of a question that the person is being
examined on (I29).
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Expression,
    F,
    Func,
    JSONField,
    Q,
    QuerySet,
    Value,
    When,
)

from exams.models import (
    Answer,
    Assignment,
    AssignmentOverride,
    Attempt,
    AttemptQuestion,
    AttemptState,
    CalendarFeed,
    Intervention,
    NoReminders,
    Operation,
    Regrade,
    RegradeLine,
    Reminder,
    Result,
    is_released,
)
from lib.belongings import Belonging, Fate, Holdings, Subject, columns
from lib.composed import composed
from questions.models import QuestionReport

NUMBER = "a number that means nothing outside"
OTHER = "another person"
MACHINE = "of the exam's machinery"
KEY = "part of the key, or leads to it"
SHOWN = "what was asked, not what this person did"
# What somebody answers in a running exam is told to them alone.
RUNNING = Q(attempt__state=AttemptState.RUNNING)
REVEALED = Q(attempt__revealed_at__isnull=False) & is_released("attempt")


def under_exam(user_id: int) -> Expression:
    """The questions that somebody is being examined on, as part of a statement."""
    return _under_exam.within(user=user_id)


@composed(user=BigIntegerField())
def _under_exam(user: Any) -> QuerySet[AttemptQuestion, int]:
    examined = AttemptQuestion.objects.under_exam(user).order_by()
    return examined.values_list("question_id", flat=True)


def _only_if(condition: Q, told: Mapping[str, str]) -> Mapping[str, Any]:
    """These columns where it holds, and nothing elsewhere."""
    return {
        name: Case(When(condition, then=F(path)), default=Value(None))
        for name, path in told.items()
    }


def _marks(person: Subject) -> Mapping[str, Any]:
    """The name of a question often says its answer."""
    is_free = ~Q(question__in=under_exam(person.pk))
    named = {"question": "question__slug", "revision": "revision__number"}
    return _only_if(REVEALED & is_free, named | columns("is_scored", "is_correct"))


def _answered(person: Subject) -> Mapping[str, Any]:
    """What a report came to tells what is right, and so does the question's name."""
    is_free = ~Q(revision__question__in=under_exam(person.pk))
    named = {"question": "revision__question__slug", "revision": "revision__number"}
    answer = columns("answer", "answered_at", "resolution", "resolved_at")
    return _only_if(is_free, named | answer)


def shown_options() -> Func:
    """As they were shown; which option of the author each is, is part of the key."""
    return Func(
        F("options"),
        Value("$[*][0]"),
        function="jsonb_path_query_array",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=JSONField(),
    )


def _revealed(_: Subject) -> Q:
    return REVEALED


# Children first: so that no row is fetched only to find out what hangs on it.
SITTING = (
    Belonging(
        name="answers-held",
        words="The newest answer to each question, with its place in the log",
        model=Answer,
        path="asked__attempt__user",
        columns={"attempt": "asked__attempt", "position": "asked__position"}
        | columns("response", "is_flagged", "struck", "confidence", "epoch", "seq")
        | columns("answered_at", "checked_at"),
        private=Q(asked__attempt__state=AttemptState.RUNNING),
        left_out={"asked": NUMBER},
        order=("asked__attempt", "asked__position"),
    ),
    Belonging(
        name="operations",
        words="Everything that the browser sent during exams",
        model=Operation,
        path="attempt__user",
        columns=columns("attempt_id", "op_id", "position", "epoch", "seq", "body")
        | columns("elapsed_ms", "received_at", "verdict", "detail", "writer"),
        private=RUNNING,
        left_out={"id": NUMBER},
        order=("attempt", "pk"),
    ),
    Belonging(
        name="answers",
        words="Each question of each exam, with the answer",
        model=AttemptQuestion,
        path="attempt__user",
        columns=columns("attempt_id", "position")
        | columns("kind", "select", "is_seen_before")
        | {"options": shown_options(), "response": "answer__response"}
        | {"is_flagged": "answer__is_flagged", "struck": "answer__struck"}
        | {"confidence": "answer__confidence", "answered_at": "answer__answered_at"},
        masked=_marks,
        private=RUNNING,
        left_out={
            "id": NUMBER,
            "domain": SHOWN,
            "targets": SHOWN,
            "scenario": SHOWN,
            "scenario_ref": SHOWN,
            "variant_seed": KEY,
            "variant": KEY,
        },
        order=("attempt", "position"),
    ),
    Belonging(
        name="results",
        words="Grades, of results that were read",
        model=Result,
        path="attempt__user",
        columns=columns("attempt_id", "raw", "scored_count", "scaled", "pass_mark")
        | columns("is_passed", "band_low", "band_high", "seen_share", "cut")
        | columns("late_count", "domains", "graded_at"),
        tellable=_revealed,
        order=("attempt",),
    ),
    Belonging(
        name="corrected-grades",
        words="What corrections of questions changed in results that were read",
        model=RegradeLine,
        path="attempt__user",
        columns=columns("attempt_id", "position", "before", "after", "turn")
        | columns("changed_at", "restored_at"),
        tellable=lambda person: (
            REVEALED
            & ~Q(regrade__revision__question__in=under_exam(person.pk))
            & Q(changed_at__isnull=False)
        ),
        left_out={"id": NUMBER, "regrade": NUMBER},
    ),
    Belonging(
        name="interventions",
        words="What staff did in these exams",
        model=Intervention,
        path="attempt__user",
        columns=columns("attempt_id", "kind", "minutes", "reason", "at")
        | columns("deadline_before", "deadline_after"),
        left_out={"id": NUMBER, "by": OTHER},
    ),
    Belonging(
        name="attempts",
        words="Exams that were sat",
        model=Attempt,
        path="user",
        columns=columns("id", "title", "mode", "state", "started_at", "deadline_at")
        | {"guide": "guide__code", "exam": "exam__slug"}
        | {"assignment": "assignment__title"}
        | columns("finished_at", "finish_reason", "limit_minutes", "drill")
        | columns("time_multiplier", "extra_minutes", "is_late_counted")
        | columns("revealed_at", "hidden_until", "paused_at", "voided_at", "woken_at"),
        left_out={
            "writer": MACHINE,
            "epoch": MACHINE,
            "idempotency_key": MACHINE,
            "other_keys": MACHINE,
            "late_counted_to": MACHINE,
            "shortfalls": MACHINE,
            "seed": KEY,
            "scale": SHOWN,
            "domains": SHOWN,
        },
        order=("started_at",),
    ),
    Belonging(
        name="exceptions",
        words="Exceptions in assigned exams",
        model=AssignmentOverride,
        path="user",
        columns={"assignment": "assignment__title"}
        | columns("opens_at", "closes_at", "attempts_allowed", "time_multiplier")
        | columns("extra_minutes", "is_excused", "reason", "made_at"),
        left_out={"id": NUMBER, "made_by": OTHER},
    ),
    Belonging(
        name="reminders",
        words="What was told about assigned exams",
        model=Reminder,
        path="user",
        columns={"assignment": "assignment__title"}
        | columns("kind", "made_at", "is_mailed", "sent_at", "read_at"),
        left_out={"id": NUMBER, "tries": MACHINE, "try_at": MACHINE},
    ),
    Belonging(
        name="reports",
        words="Reports that something is wrong with a question; they stay, from nobody",
        model=QuestionReport,
        path="reporter",
        columns=columns("reason", "text", "source_url", "created_at"),
        masked=_answered,
        fate=Fate.STAYS,
    ),
    Belonging(
        name="no-reminders",
        words="The wish for no reminders by mail",
        model=NoReminders,
        path="user",
        columns=columns("since"),
    ),
    Belonging(
        name="calendar-feed",
        words="The calendar of assigned exams",
        model=CalendarFeed,
        path="user",
        columns=columns("made_at"),
        left_out={"digest": "leads to the secret address of the calendar"},
    ),
)


def _decided(name: str, words: str, path: str, at: str) -> Belonging:
    """A step of somebody in a regrade, which stays."""
    return Belonging(
        name=name,
        words=words,
        model=Regrade,
        path=path,
        columns={"question": "revision__question__slug"}
        | columns("remedy", "reason", at),
        fate=Fate.STAYS,
    )


TEACHING = (
    Belonging(
        name="exceptions-made",
        words="Exceptions that this person granted to others",
        model=AssignmentOverride,
        path="made_by",
        columns={"assignment": "assignment__title"} | columns("reason", "made_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="assignments-made",
        words="Assignments that this person made",
        model=Assignment,
        path="created_by",
        columns=columns("title", "opens_at", "closes_at", "created_at"),
        fate=Fate.STAYS,
    ),
    Belonging(
        name="interventions-made",
        words="What this person did in others' exams",
        model=Intervention,
        path="by",
        columns=columns("kind", "minutes", "reason", "at"),
        fate=Fate.STAYS,
    ),
    _decided("regrades-planned", "Regrades planned", "made_by", "made_at"),
    _decided("regrades-applied", "Regrades applied", "applied_by", "applied_at"),
    _decided("regrades-undone", "Regrades taken back", "undone_by", "undone_at"),
)


def holdings() -> Holdings:
    texts = (
        (AssignmentOverride, "reason"),
        (Intervention, "reason"),
        (Regrade, "reason"),
        (Regrade, "undo_reason"),
        (Assignment, "instructions"),
    )
    return Holdings(belongings=(*SITTING, *TEACHING), texts=texts)
