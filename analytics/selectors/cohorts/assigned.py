"""How a cohort did in each of its assignments; question by question on common forms."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Count, Q, QuerySet

from accounts.models import Cohort, Membership
from analytics import items
from analytics.cohorts.figures import scores_of
from analytics.cohorts.report import AssignedFigures, AssignedQuestion, Sat
from analytics.flags import SHARE_ANSWERS
from analytics.selectors.figures import figures_of_revisions
from exams.models import Assignment, Attempt, AttemptState, FormRule
from exams.scoring import wilson
from questions.markdown import plain
from questions.models import QuestionRevision

ASSIGNMENTS_SHOWN = 12
STEM_LENGTH = 160


def assignments(
    cohort: Cohort, line: Sequence[int], pass_mark: int, now: datetime
) -> list[AssignedFigures]:
    """Those of this line of guides that have opened, the newest first."""
    rows = Assignment.objects.current().filter(
        cohort=cohort, exam__guide__in=line, opens_at__lte=now
    )
    shown = list(rows.order_by("-opens_at", "-pk")[:ASSIGNMENTS_SHOWN])
    return [_figures(assignment, pass_mark) for assignment in shown]


def _figures(assignment: Assignment, pass_mark: int) -> AssignedFigures:
    students = (
        Membership.objects.current().students().filter(cohort=assignment.cohort_id)
    )
    excused = assignment.overrides.filter(is_excused=True).values("user")
    asked = students.exclude(user__in=excused)
    counting = Attempt.objects.filter(
        assignment=assignment, voided_at=None, user__in=asked.values("user")
    )
    came = counting.aggregate(
        begun=Count("user", distinct=True),
        finished=Count("user", distinct=True, filter=~Q(state=AttemptState.RUNNING)),
    )
    graded = _newest(counting)
    sat = [Sat(*told) for told in graded.values_list(*SAT)]
    is_common = assignment.form_rule == FormRule.COMMON
    attempts = list(graded.values_list("pk", flat=True)) if is_common else []
    return AssignedFigures(
        id=assignment.pk,
        title=assignment.title,
        opens_at=assignment.opens_at,
        closes_at=assignment.closes_at,
        is_common=is_common,
        people=asked.count(),
        begun=came["begun"],
        finished=came["finished"],
        scores=scores_of(sat, pass_mark),
        reliability=_reliability(attempts),
        questions=tuple(_questions(attempts)) if attempts else (),
    )


SAT = (
    "result__scaled",
    "result__band_low",
    "result__band_high",
    "result__is_passed",
    "finished_at",
)


def _newest(counting: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Of each person the newest that is graded."""
    graded = counting.filter(state=AttemptState.GRADED)
    return graded.order_by("user_id", "-finished_at", "pk").distinct("user_id")


def _reliability(attempts: Sequence[UUID]) -> float | None:
    """KR-20 over the scored questions; None below 30 sittings."""
    if len(attempts) < SHARE_ANSWERS:
        return None
    marks = [row for (row,) in _rows(MARKS, attempts)]
    if len({len(row) for row in marks}) != 1:
        return None
    return items.kr20(np.array(marks, dtype=float))


MARKS = """
SELECT array_agg(coalesce(is_correct, false)::int ORDER BY question_id)
FROM exams_attemptquestion WHERE attempt_id = ANY(%(attempts)s) AND is_scored
GROUP BY attempt_id
"""


def _questions(attempts: Sequence[UUID]) -> Iterable[AssignedQuestion]:
    """In the order of the form; four statements."""
    asked = list(_rows(ASKED, attempts))
    wrong = {revision: told for revision, *told in _rows(WRONG, attempts)}
    revisions = [row[1] for row in asked]
    flags = {pk: found.flags for pk, found in figures_of_revisions(revisions).items()}
    texts = QuestionRevision.objects.select_related("question").in_bulk(revisions)
    for row in asked:
        text = texts[row[1]]
        yield _question(row, text, wrong.get(text.pk), flags.get(text.pk, []))


def _question(
    row: Sequence[Any],
    text: QuestionRevision,
    wrong: Sequence[Any] | None,
    flags: Sequence[str],
) -> AssignedQuestion:
    number, _, domain, is_scored, asked, right, blank, seconds = row
    low, high = wilson(right, asked)
    option, chosen = wrong or ("", 0)
    return AssignedQuestion(
        number=number,
        question=text.question.slug,
        revision=text.number,
        # Of a generated question the text is drawn, too.
        stem=_short(text) or f"Generated: {text.question.slug}",
        domain=domain,
        is_scored=is_scored,
        asked=asked,
        right=100 * right / asked,
        low=100 * low,
        high=100 * high,
        blank=100 * blank / asked,
        seconds=seconds,
        wrong=option.upper(),
        wrong_text=_option_text(text.content, option),
        wrong_share=100 * chosen / asked if chosen else None,
        flags=tuple(flags),
    )


def _short(text: QuestionRevision) -> str:
    """The beginning of a stem as one line of words."""
    rendered = text.content.get("stem_html")
    words = " ".join((plain(rendered) if rendered else text.stem).split())
    return words if len(words) <= STEM_LENGTH else f"{words[: STEM_LENGTH - 1]}…"


def _option_text(content: Mapping[str, Any], option: str) -> str:
    """Of a generated question the options are drawn: it has no text here."""
    options = content.get("options", [])
    return next((one.get("text", "") for one in options if one["id"] == option), "")


def _rows(statement: str, attempts: Sequence[UUID]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"attempts": list(attempts)})
        yield from cursor.fetchall()


ASKED = """
SELECT min(asked.position) AS number, asked.revision_id, domain.code, asked.is_scored,
       count(*), count(*) FILTER (WHERE asked.is_correct),
       count(*) FILTER (WHERE coalesce(answer.response, 'null') IN
         ('null', '[]', '{}')),
       percentile_cont(.5) WITHIN GROUP (ORDER BY seen.elapsed_ms) / 1000
FROM exams_attemptquestion asked
JOIN questions_domain domain ON domain.id = asked.domain_id
LEFT JOIN exams_answer answer ON answer.asked_id = asked.id
LEFT JOIN analytics_observation seen
  ON seen.attempt_id = asked.attempt_id AND seen.position = asked.position
WHERE asked.attempt_id = ANY(%(attempts)s)
GROUP BY asked.revision_id, domain.code, asked.is_scored
ORDER BY number, asked.revision_id
"""

# The wrong option that most people chose, by the author's name of it.
WRONG = """
SELECT DISTINCT ON (revision_id) revision_id, option, count
FROM (
  SELECT asked.revision_id, shown.pair->>1 AS option, count(*)
  FROM exams_attemptquestion asked
  JOIN exams_answer answer ON answer.asked_id = asked.id
  CROSS JOIN LATERAL jsonb_array_elements(asked.options) shown(pair)
  JOIN questions_questionrevision wording ON wording.id = asked.revision_id
  WHERE asked.attempt_id = ANY(%(attempts)s) AND NOT asked.is_correct
    AND asked.kind IN ('single', 'multiple')
    AND jsonb_typeof(answer.response) = 'array' AND answer.response ? (shown.pair->>0)
    AND NOT coalesce(asked.variant, wording.content)->'key' ? (shown.pair->>1)
  GROUP BY 1, 2
) chosen
ORDER BY revision_id, count DESC, option
"""
