"""One question with a reason for every option: the rows of results and of checks.

Call these only for what may be shown to its student.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from exams.grading import mark
from exams.models import AttemptQuestion
from exams.selectors.rulings import Correction, correction_of, ruling_column, ruling_of
from exams.selectors.sheet import answer_of, item_of
from exams.selectors.traffic import Traffic
from questions.models import QuestionTopic

LETTERS = "ABCDEFGHIJKL"


@dataclass(frozen=True)
class OptionRow:
    """One option with its reasons; `place` and `target_html` for the other kinds."""

    id: str
    letter: str
    html: str
    is_correct: bool
    is_chosen: bool
    why_html: str
    right_if_html: str
    place: int | None = None
    chosen_place: int | None = None
    target_html: str = ""
    chosen_target_html: str = ""


@dataclass(frozen=True)
class QuestionRow:
    position: int
    kind: str
    select: int | None
    domain_code: str
    domain_name: str
    topics: tuple[str, ...]
    topic_slugs: tuple[str, ...]
    is_scored: bool
    is_correct: bool
    is_answered: bool
    is_flagged: bool
    is_changed: bool
    elapsed_seconds: int
    is_slow: bool
    is_seen_before: bool
    stem_html: str
    scenario_html: str
    response: Any
    references: tuple[str, ...]
    evidence: tuple[str, ...]
    confidence: str
    revision_id: int
    question_slug: str
    asked: Any

    # Who reads all sixty-five may need neither of these.
    @cached_property
    def key(self) -> Any:
        """In this attempt's opaque ids."""
        return shown_key(self.asked)

    @property
    def correction(self) -> Correction | None:
        """What was decided about it after it was asked."""
        return correction_of(self.asked.ruled)

    @cached_property
    def options(self) -> tuple[OptionRow, ...]:
        return tuple(_option_rows(self.asked, self.response, self.key))


def with_reasons(asked: QuerySet[AttemptQuestion]) -> QuerySet[Any]:
    """Each with all that `question_row` reads, its topics among it: one statement."""
    topics = QuestionTopic.objects.filter(question=OuterRef("question")).order_by(
        "rank"
    )
    tag = JSONObject(name="topic__name", slug="topic__slug")
    return (
        asked.select_related("revision", "scenario", "answer", "question")
        .defer("revision__stem", "question__created_at", "question__updated_at")
        .annotate(tags=ArraySubquery(topics.values(tag=tag)), ruled=ruling_column())
    )


def question_row(question: Any, traffic: Traffic, usual: float) -> QuestionRow:
    """The row of one of `with_reasons`."""
    content, answer = question.content, answer_of(question)
    response = answer.response if answer else None
    is_correct = question.is_correct
    if is_correct is None:  # checked in practice, before the grade
        is_correct = mark(item_of(question, content["key"]), response)
    return QuestionRow(
        position=question.position,
        kind=question.kind,
        select=question.select,
        domain_code=question.frozen_domain["code"],
        domain_name=question.frozen_domain["name"],
        topics=tuple(tag["name"] for tag in question.tags),
        topic_slugs=tuple(tag["slug"] for tag in question.tags),
        is_scored=question.is_scored,
        is_correct=is_correct,
        is_answered=bool(response),
        is_flagged=bool(answer and answer.is_flagged),
        is_changed=traffic.is_changed,
        elapsed_seconds=traffic.elapsed_seconds,
        is_slow=traffic.is_slow(usual),
        is_seen_before=question.is_seen_before,
        stem_html=content["stem_html"],
        scenario_html=question.scenario.html if question.scenario else "",
        response=response,
        references=tuple(content.get("references") or question.revision.references),
        evidence=tuple(e["claim"] for e in question.revision.evidence),
        confidence=answer.confidence if answer else "",
        revision_id=question.revision_id,
        question_slug=question.question.slug,
        asked=question,
    )


def shown_key(question: Any) -> Any:
    """The key in this attempt's opaque ids; of several, the first."""
    key = _keys(question)[0]
    options = {own: shown for shown, own in question.options}
    targets = {own: shown for shown, own in question.targets}
    if isinstance(key, Mapping):
        return {options[o]: targets[t] for o, t in key.items()}
    return [options[own] for own in key]


def _keys(question: Any) -> tuple[Any, ...]:
    """Every key that is right, in the author's ids."""
    ruling = ruling_of(question.ruled)
    return (ruling and ruling.keys) or (question.content["key"],)


def _option_rows(question: Any, response: Any, key: Any) -> Iterable[OptionRow]:
    content = question.content
    told = {option["id"]: option for option in content["options"]}
    targets = {t["id"]: t["html"] for t in content["targets"]}
    target_html = {shown: targets[own] for shown, own in question.targets}
    for letter, (shown, own) in zip(LETTERS, question.options, strict=False):
        option = told[own]
        yield OptionRow(
            id=shown,
            letter=letter,
            html=option["html"],
            is_correct=_is_right(question, option),
            is_chosen=shown in (response or ()),
            why_html=option.get("why_html") or "",
            right_if_html=option.get("right_if_html") or "",
            **_placed(question.kind, shown, key, response, target_html),
        )


def _is_right(question: Any, option: Mapping[str, Any]) -> bool:
    """As its author marked it, or as was decided since."""
    ruling = ruling_of(question.ruled)
    if ruling is None or not ruling.keys:
        return bool(option.get("correct"))
    return any(option["id"] in key for key in ruling.keys)


def _placed(
    kind: str, shown: str, key: Any, response: Any, target_html: Mapping[str, str]
) -> dict[str, Any]:
    if kind == "ordering":
        given = response or []
        return {
            "place": key.index(shown) + 1,
            "chosen_place": given.index(shown) + 1 if shown in given else None,
        }
    if kind == "matching":
        chosen = (response or {}).get(shown)
        return {
            "target_html": target_html[key[shown]],
            "chosen_target_html": target_html.get(chosen or "", ""),
        }
    return {}


def row_body(row: QuestionRow) -> dict[str, Any]:
    """One question of the result, as DESIGN §10 writes it."""
    return {
        "position": row.position,
        "revision": row.revision_id,
        "domain": row.domain_code,
        "topics": list(row.topic_slugs),
        "scored": row.is_scored,
        "kind": row.kind,
        "response": row.response,
        "key": row.key,
        "correct": row.is_correct,
        "stem_html": row.stem_html,
        "options": [
            {
                "id": option.id,
                "html": option.html,
                "correct": option.is_correct,
                "why_html": option.why_html,
                "right_if_html": option.right_if_html,
                "chosen": option.is_chosen,
            }
            for option in row.options
        ],
        "references": list(row.references),
    }
