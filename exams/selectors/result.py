"""The result with a reason for every option: one set of rows for page and API.

Call these only for an attempt whose result is released.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    IntegerField,
    OuterRef,
    QuerySet,
    UUIDField,
)
from django.db.models.functions import JSONObject
from django.http import Http404

from exams.grading import grade, mark
from exams.models import Attempt, AttemptQuestion, RegradeLine, Result
from exams.selectors.lines import (
    Line,
    Narrowed,
    Steps,
    bare_lines,
    listed,
    narrowed,
    steps_at,
)
from exams.selectors.pool import under_exam
from exams.selectors.regrades import corrections_of
from exams.selectors.rulings import Correction, correction_of, ruling_column, ruling_of
from exams.selectors.sheet import answer_of, item_of, sheet_for
from exams.selectors.traffic import NONE, Traffic, traffic_of, usual_ms
from lib.composed import composed
from questions.models import QuestionTopic

LETTERS = "ABCDEFGHIJKL"
MAX_POSITION = 32_767  # of a smallint


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


@dataclass(frozen=True)
class DomainRow:
    code: str
    name: str
    weight: int
    correct: int
    asked: int
    word: str

    @property
    def percent(self) -> int:
        return round(100 * self.correct / self.asked) if self.asked else 0


@dataclass(frozen=True)
class Late:
    """What arrived after time: how many answers, and the score with them."""

    count: int
    scaled: int


@dataclass(frozen=True)
class ResultPage:
    attempt: Attempt
    result: Result
    domains: tuple[DomainRow, ...]
    traffic: Mapping[int, Traffic]
    late: Late | None
    minutes_used: int
    examined: Set[int]  # questions that this person is being examined on

    # The page lists the questions in a line each, the API gives them whole. Neither
    # has those of an exam that this person is sitting now.
    @property
    def lines(self) -> list[Line]:
        return self._listed[0]

    @property
    def withheld(self) -> int:
        """How many questions are not shown, because they are being examined."""
        return self._listed[1]

    @cached_property
    def _listed(self) -> tuple[list[Line], int]:
        return listed(self.attempt, self.traffic, self.examined)

    @cached_property
    def rows(self) -> tuple[QuestionRow, ...]:
        return tuple(_rows(self.attempt, self.traffic, self.examined))

    @cached_property
    def corrections(self) -> list[RegradeLine]:
        """What was corrected after it was graded, and what that changed."""
        return corrections_of(self.attempt)

    @property
    def shortfalls(self) -> list[dict[str, str]]:
        """What is to be said of the form. That a drill over what was missed or flagged
        asks nothing new is its purpose."""
        source = (self.attempt.drill or {}).get("source")
        told: list[dict[str, str]] = self.attempt.shortfalls
        is_again = source in ("missed", "flagged")
        return [one for one in told if not (is_again and one["rule"] == "unseen")]

    def narrowed(self, show: str) -> Narrowed:
        """The lines that the filter of this name shows, and the filters to choose."""
        return narrowed(self.lines, show)

    @property
    def seen_share_percent(self) -> int:
        return round(100 * self.result.seen_share)


def result_page(attempt: Attempt) -> ResultPage:
    result, traffic = attempt.result, traffic_of(attempt)
    used = (attempt.finished_at or attempt.started_at) - attempt.started_at
    return ResultPage(
        attempt=attempt,
        result=result,
        domains=tuple(DomainRow(**domain) for domain in result.domains),
        traffic=traffic,
        late=_late(attempt) if any(t.late for t in traffic.values()) else None,
        minutes_used=round(used.total_seconds() / 60),
        examined=under_exam(attempt.user_id),
    )


def _late(attempt: Attempt) -> Late | None:
    """The late answers that do not count yet, or do by decision."""
    sheet = sheet_for(attempt)
    if not sheet.late:
        return None
    with_them = grade(sheet.items, {**sheet.responses, **sheet.late}, sheet.scale)
    return Late(len(sheet.late), with_them.score.scaled)


def result_rows(
    attempt: Attempt, positions: Sequence[int] | None = None
) -> list[QuestionRow]:
    """Rows of the whole form, or of some positions; three statements either way."""
    examined = under_exam(attempt.user_id)
    return _rows(attempt, traffic_of(attempt), examined, positions)


def _rows(
    attempt: Attempt,
    traffic: Mapping[int, Traffic],
    examined: Set[int],
    positions: Sequence[int] | None = None,
) -> list[QuestionRow]:
    low, high = (positions[0], positions[-1]) if positions else (1, MAX_POSITION)
    asked = _explained(attempt=attempt.pk, low=low, high=high)
    # Nothing of an exam that this person is sitting: its keys stay where they are.
    shown = [question for question in asked if question.question_id not in examined]
    for question in shown:
        question.attempt = attempt
    usual = usual_ms(traffic.values())
    return [question_row(q, traffic.get(q.position, NONE), usual) for q in shown]


@composed(attempt=UUIDField(), low=IntegerField(), high=IntegerField())
def _explained(attempt: Any, low: Any, high: Any) -> QuerySet[Any]:
    form = AttemptQuestion.objects.filter(attempt=attempt).order_by("position")
    return with_reasons(form.filter(position__gte=low, position__lte=high))


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


def result_body(page: ResultPage) -> dict[str, Any]:
    """The body of GET attempts/{id}/result/."""
    result = page.result
    return {
        "state": page.attempt.state,
        "raw": result.raw,
        "scored_count": result.scored_count,
        "scaled": result.scaled,
        "pass_mark": result.pass_mark,
        "passed": result.is_passed,
        "band": [result.band_low, result.band_high],
        "seen_share": result.seen_share,
        "late": page.late and {"count": page.late.count, "scaled": page.late.scaled},
        "domains": result.domains,
        "questions": [row_body(row) for row in page.rows],
    }


@dataclass(frozen=True)
class QuestionPage:
    """One question in review, between its neighbours in the filter that was chosen."""

    attempt: Attempt
    row: QuestionRow
    steps: Steps


def question_page(
    attempt: Attempt, position: int, show: str, examined: Set[int]
) -> QuestionPage | None:
    """One question of a released attempt; None when this person is `examined` on it.
    Raises Http404 when it is not there."""
    traffic = traffic_of(attempt)
    lines, places = bare_lines(attempt, traffic, examined)
    if position not in places:
        raise Http404
    rows = _rows(attempt, traffic, examined, [position])
    if not rows:
        return None
    return QuestionPage(attempt, rows[0], steps_at(lines, position, show))
