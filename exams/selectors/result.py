"""The result: verdict, domains, and every question; the same for page and API.

Call these only for an attempt whose result is released.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import IntegerField, QuerySet, UUIDField
from django.http import Http404

from exams.grading import grade
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
from exams.selectors.reasons import QuestionRow, question_row, row_body, with_reasons
from exams.selectors.regrades import corrections_of
from exams.selectors.sheet import sheet_for
from exams.selectors.traffic import NONE, Traffic, traffic_of, usual_ms
from lib.composed import composed

MAX_POSITION = 32_767  # of a smallint


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
