"""How questions did: counted answers of each revision, ready to be judged."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

STRICT = ("mock", "sealed")
# Enough for every figure; the newest are read when there are more.
ANSWERS_PER_REVISION = 5000
FORMS = 200


@dataclass(frozen=True)
class Answered:
    """A counted answer. `rest` is what it is set against: the share of the other
    answers of its exam, or in practice the ability believed before it."""

    is_correct: bool
    rest: float | None
    chosen: tuple[str, ...]  # the author's option ids
    elapsed_ms: int | None


@dataclass(frozen=True)
class Performance:
    """One revision in exams or in practice."""

    revision: int
    question: int
    is_strict: bool
    answers: list[Answered]


def performances(since: datetime) -> Iterator[Performance]:
    """Revision by revision, by a server-side cursor: memory holds one at a time."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(ANSWERED, [list(STRICT), since, ANSWERS_PER_REVISION])
        for (revision, question, strict), rows in groupby(
            iter(cursor.fetchone, None), key=itemgetter(0, 1, 2)
        ):
            answers = [_answered(row) for row in rows]
            yield Performance(revision, question, strict, answers)


def _answered(row: tuple[Any, ...]) -> Answered:
    *_, is_correct, rest, response, options, elapsed = row
    # A raw cursor leaves JSON as text.
    told, said = dict(json.loads(options)), json.loads(response or "null")
    chosen = said if isinstance(said, list) else ()
    return Answered(
        is_correct, rest, tuple(told[o] for o in chosen if o in told), elapsed
    )


ANSWERED = """
WITH counted AS (
  SELECT *, mode = ANY(%s) AS is_strict
  FROM analytics_observation WHERE not_counted = '' AND at > %s
), exam AS (
  SELECT attempt_id, sum(is_correct::int) AS sum_right, count(*) AS asked
  FROM exams_attemptquestion
  WHERE attempt_id IN (SELECT attempt_id FROM counted WHERE is_strict)
  GROUP BY attempt_id
), ranked AS (
  SELECT counted.*, row_number() OVER (
    PARTITION BY revision_id, is_strict ORDER BY at DESC) AS place FROM counted
)
SELECT ranked.revision_id, ranked.question_id, ranked.is_strict, ranked.is_correct,
  CASE WHEN ranked.is_strict
    THEN (exam.sum_right - ranked.is_correct::int) / nullif(exam.asked - 1, 0)::float
    ELSE ranked.ability_before END,
  answer.response, asked.options, ranked.elapsed_ms
FROM ranked
JOIN exams_attemptquestion asked
  ON asked.attempt_id = ranked.attempt_id AND asked.position = ranked.position
LEFT JOIN exams_answer answer ON answer.asked_id = asked.id
LEFT JOIN exam ON exam.attempt_id = ranked.attempt_id
WHERE ranked.place <= %s
ORDER BY ranked.revision_id, ranked.is_strict
"""


def changed_shares(since: datetime) -> dict[tuple[int, bool], float]:
    """(revision, strict) → share of answers that were another one first."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"since": since, "strict": list(STRICT)})
        return {(revision, strict): share for revision, strict, share in cursor}


CHANGED = """
SELECT asked.revision_id, sat.mode = ANY(%(strict)s), avg((said.count > 1)::int)::float
FROM (
  SELECT attempt_id, position, count(DISTINCT body->'response') AS count
  FROM exams_operation
  WHERE received_at > %(since)s AND verdict IN ('accepted', 'superseded')
    AND body->'response' <> 'null'::jsonb
  GROUP BY attempt_id, position
) said
JOIN exams_attempt sat ON sat.id = said.attempt_id AND sat.voided_at IS NULL
JOIN exams_attemptquestion asked
  ON asked.attempt_id = said.attempt_id AND asked.position = said.position
GROUP BY 1, 2
"""


def exposures() -> dict[int, float]:
    """Question → share of its guide's last 200 strict forms that held it."""
    with connection.cursor() as cursor:
        cursor.execute(EXPOSED, {"strict": list(STRICT), "forms": FORMS})
        return dict(cursor.fetchall())


EXPOSED = """
WITH ranked AS (
  SELECT id, guide_id,
    row_number() OVER (PARTITION BY guide_id ORDER BY started_at DESC) AS place,
    count(*) OVER (PARTITION BY guide_id) AS forms
  FROM exams_attempt WHERE mode = ANY(%(strict)s)
), recent AS (
  SELECT id, guide_id, least(forms, %(forms)s) AS forms FROM ranked
  WHERE place <= %(forms)s
)
SELECT question_id, max(share)::float FROM (
  SELECT asked.question_id, recent.guide_id, count(*)::float / max(forms) AS share
  FROM recent JOIN exams_attemptquestion asked ON asked.attempt_id = recent.id
  GROUP BY 1, 2
) by_guide GROUP BY question_id
"""
