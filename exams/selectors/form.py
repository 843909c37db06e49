"""The form as the student gets it: everything to answer, nothing of the key.

The bodies are those of DESIGN §10. What is copied out of a revision's content is
named here, field by field; nothing else of it leaves the server before release.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, UUIDField

from exams.models import (
    Answer,
    Attempt,
    AttemptQuestion,
    Intervention,
    InterventionKind,
)
from exams.selectors.reasons import QuestionRow, question_row, with_reasons
from exams.selectors.sheet import answer_of
from exams.selectors.traffic import NONE
from lib.composed import composed

# What a form is made of before the end; the rest of its rows is not even read.
SHOWN = (
    "attempt_id",
    "position",
    "kind",
    "select",
    "options",
    "targets",
    "variant",
    "revision__content",
    "scenario_ref",
    "scenario__html",
    "answer",
)


def form_questions(attempt: Attempt) -> list[AttemptQuestion]:
    """The questions in order with their revisions and answers; one statement."""
    if attempt.is_checked:
        rows = _explained(attempt=attempt.pk, user=attempt.user_id)
    else:
        rows = _shown(attempt=attempt.pk)
    for question in rows:
        question.attempt = attempt
    return rows


@composed(attempt=UUIDField())
def _shown(attempt: Any) -> QuerySet[AttemptQuestion]:
    rows = AttemptQuestion.objects.filter(attempt=attempt).order_by("position")
    return rows.select_related("revision", "scenario", "answer").only(*SHOWN)


@composed(attempt=UUIDField(), user=BigIntegerField())
def _explained(attempt: Any, user: Any) -> QuerySet[Any]:
    """With all that the row of a result shows, for answers that were checked."""
    rows = AttemptQuestion.objects.filter(attempt=attempt).order_by("position")
    examined = AttemptQuestion.objects.under_exam(user)
    same = examined.filter(question=OuterRef("question"))
    told: QuerySet[Any] = with_reasons(rows).annotate(is_examined=Exists(same))
    return told


def attempt_body(
    attempt: Attempt,
    questions: Iterable[AttemptQuestion],
    *,
    state: str,
) -> dict[str, Any]:
    """The body of POST and GET attempts/: `attempt` carries `clock`."""
    asked = list(questions)
    return {
        "id": str(attempt.pk),
        "exam": attempt.exam_id,
        "mode": attempt.mode,
        "started_at": attempt.started_at,
        **standing_body(attempt, state=state),
        "scenarios": scenario_bodies(asked),
        "questions": question_bodies(asked),
        "answers": [
            answer_body(q.position, a) for q in asked if (a := answer_of(q)) is not None
        ],
    }


def standing_body(
    attempt: Attempt, *, state: str, steps: Sequence[Intervention] | None = None
) -> dict[str, Any]:
    """How it stands at `clock`. In a pause nobody knows the deadline yet, and `paused`
    says since when and why.

    `steps`: its newest steps of staff, where they are at hand.
    """
    standing = {
        "server_now": attempt.clock,
        "deadline": None if attempt.paused_at else attempt.deadline_at,
        "remaining_ms": attempt.remaining_ms,
        "state": state,
        "epoch": attempt.epoch,
    }
    return standing | (
        {"paused": pause_body(attempt, steps)} if attempt.paused_at else {}
    )


def pause_body(
    attempt: Attempt, steps: Sequence[Intervention] | None = None
) -> dict[str, Any]:
    newest = attempt.interventions.order_by("-pk") if steps is None else steps
    pauses = (step for step in newest if step.kind == InterventionKind.PAUSED)
    last = next(pauses, None)
    return {"since": attempt.paused_at, "reason": last.reason if last else ""}


def scenario_bodies(questions: Iterable[AttemptQuestion]) -> list[dict[str, Any]]:
    told = {
        q.scenario_ref: q.scenario.html for q in questions if q.scenario is not None
    }
    return [{"id": ref, "html": html} for ref, html in told.items()]


def question_bodies(questions: Iterable[AttemptQuestion]) -> list[dict[str, Any]]:
    return [question_body(question) for question in questions]


def question_body(question: AttemptQuestion) -> dict[str, Any]:
    content = question.content
    options = {option["id"]: option["html"] for option in content["options"]}
    targets = {target["id"]: target["html"] for target in content["targets"]}
    return {
        "position": question.position,
        "kind": question.kind,
        "scenario": question.scenario_ref or None,
        "stem_html": content["stem_html"],
        "select": question.select,
        "options": [
            {"id": shown, "html": options[own]} for shown, own in question.options
        ],
        "targets": [
            {"id": shown, "html": targets[own]} for shown, own in question.targets
        ]
        or None,
    }


def answer_bodies(attempt: Attempt) -> list[dict[str, Any]]:
    """The current answers without the questions."""
    rows = Answer.objects.filter(asked__attempt=attempt).order_by("asked__position")
    placed = rows.annotate(position=F("asked__position"))
    return [answer_body(answer.position, answer) for answer in placed]


def answer_body(position: int, answer: Answer) -> dict[str, Any]:
    return {
        "position": position,
        "response": answer.response,
        "flagged": answer.is_flagged,
        "struck": answer.struck,
        "confidence": answer.confidence or None,
        "epoch": answer.epoch,
        "seq": answer.seq,
    }


NUMBER_WORDS = {1: "ONE", 2: "TWO", 3: "THREE", 4: "FOUR", 5: "FIVE"}
LETTERS = "ABCDEFGHIJKL"


def form_pages(
    questions: Iterable[AttemptQuestion], body: dict[str, Any]
) -> list[dict[str, Any]]:
    """The questions as the runner's page shows them, current answers filled in."""
    scenarios = {scenario["id"]: scenario["html"] for scenario in body["scenarios"]}
    return [
        _form_page(question, told, scenarios)
        for question, told in zip(questions, body["questions"], strict=True)
    ]


def _form_page(
    question: AttemptQuestion, told: dict[str, Any], scenarios: dict[str, str]
) -> dict[str, Any]:
    answer = answer_of(question)
    response = answer.response if answer else None
    struck = answer.struck if answer else []
    return told | {
        # As text: a template takes a while to write a number as people read it.
        "position": str(question.position),
        "select_word": _select_word(question, told["stem_html"]),
        "scenario_html": scenarios.get(told["scenario"] or "", ""),
        "is_flagged": bool(answer and answer.is_flagged),
        "is_answered": bool(response),
        "confidence": answer.confidence if answer else "",
        "is_checked": bool(answer and answer.checked_at),
        "row": checked_row(question),
        "options": [
            option
            | {
                "letter": letter,
                "is_chosen": option["id"] in (response or ()),
                "is_struck": option["id"] in struck,
                "place": _place(response, option["id"]),
                "chosen_target": _target(response, option["id"]),
            }
            for letter, option in zip(LETTERS, told["options"], strict=False)
        ],
    }


def _select_word(question: AttemptQuestion, stem_html: str) -> str:
    """How many to select, where the stem does not say so itself."""
    if question.kind != "multiple" or "(Select" in stem_html:
        return ""
    return NUMBER_WORDS.get(question.select or 0, "")


def _place(response: Any, option_id: str) -> int | None:
    is_sequence = isinstance(response, list) and option_id in response
    return response.index(option_id) + 1 if is_sequence else None


def _target(response: Any, option_id: str) -> str:
    return response.get(option_id, "") if isinstance(response, dict) else ""


def checked_row(question: AttemptQuestion) -> QuestionRow | None:
    """The reasons of an answer that was checked in practice, and of no other."""
    answer = answer_of(question)
    if answer is None or answer.checked_at is None:
        return None
    if getattr(question, "is_examined", False):
        return None
    return question_row(question, NONE, 0)


def review_page(attempt: Attempt) -> dict[str, Any]:
    """The review screen: what is answered and flagged, and what is open."""
    items = [
        {
            "position": q.position,
            "is_answered": bool((a := answer_of(q)) and a.response),
            "is_flagged": bool(a and a.is_flagged),
        }
        for q in form_questions(attempt)
    ]
    return {
        "attempt": attempt,
        "items": items,
        "unanswered": sum(not item["is_answered"] for item in items),
        "flagged": sum(bool(item["is_flagged"]) for item in items),
    }
