"""The counted answers of a line of guides, as calibration reads them.

Plain rows: this package is imported by web processes, which never load numpy.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from analytics.selectors.lines import Line


def counted_answers(
    line: Line, since: datetime, until: datetime
) -> list[tuple[int, int, int]]:
    """(user, question, 0 or 1), the oldest first; one statement."""
    guides = [guide.pk for guide in line.guides]
    return _rows(COUNTED, [guides, since, until])


# One answer of a person to a question: a second one after 60 days would count twice.
COUNTED = """
SELECT user_id, question_id, is_correct::int FROM (
  SELECT DISTINCT ON (user_id, question_id) user_id, question_id, is_correct, at
  FROM analytics_observation
  WHERE guide_id = ANY(%s) AND at > %s AND at <= %s AND not_counted = ''
  ORDER BY user_id, question_id, at DESC
) newest ORDER BY at, user_id, question_id
"""


def median_times(since: datetime) -> dict[int, int]:
    """Question → median visible time in ms of answers that count."""
    return dict(_rows(TIMES, [since]))


TIMES = """
SELECT question_id,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY elapsed_ms)
FROM analytics_observation
WHERE at > %s AND not_counted = '' AND elapsed_ms IS NOT NULL
GROUP BY question_id HAVING count(*) >= 10
"""


def predictions(line: Line, since: datetime) -> list[tuple[float, int]]:
    """What was predicted of single answers, and what came: 0 or 1."""
    guides = [guide.pk for guide in line.guides]
    return _rows(PREDICTED, [guides, since])


PREDICTED = """
SELECT predicted, is_correct::int FROM analytics_observation
WHERE guide_id = ANY(%s) AND at > %s AND not_counted = ''
"""


def forecasts_and_results(line: Line) -> list[tuple[float, int]]:
    """The last forecast before each strict exam, and whether it was passed.

    Each exam on mostly unseen questions is a labelled case; forecasts on too little
    evidence, or out of date by then, were shown to nobody and are no case.
    """
    return _rows(PASSED, [[guide.pk for guide in line.guides]])


PASSED = """
SELECT said.probability, result.is_passed::int
FROM exams_attempt sat
JOIN exams_result result ON result.attempt_id = sat.id
JOIN LATERAL (
  SELECT probability, missing, fresh_until FROM analytics_forecast
  WHERE user_id = sat.user_id AND guide_id = sat.guide_id AND at <= sat.started_at
  ORDER BY at DESC, id DESC LIMIT 1
) said ON said.missing = 0 AND said.fresh_until > sat.started_at
WHERE sat.mode IN ('mock', 'sealed') AND sat.guide_id = ANY(%s)
  AND result.seen_share <= 0.1 AND sat.voided_at IS NULL
"""


def _rows(sql: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
