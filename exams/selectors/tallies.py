"""How far attempts are: answers, flags, and when one was last saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Tally:
    """How far an attempt is: questions, answers, flags, and when one was last saved."""

    total: int = 0
    answered: int = 0
    flagged: int = 0
    saved_at: datetime | None = None


def tallies_of(attempts: Sequence[UUID]) -> dict[UUID, Tally]:
    """By attempt; for none, no statement. An answer carries the instant of the
    operation that it came by, so the newest is when the log last had effect."""
    if not attempts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(TALLIES, {"attempts": list(attempts)})
        return {pk: Tally(*counts) for pk, *counts in cursor.fetchall()}


# Attempt by attempt: joined at once, the answers of everybody there ever was are read.
TALLIES = """
SELECT wanted.attempt, form.total, said.answered, said.flagged, said.saved_at
  FROM unnest(%(attempts)s::uuid[]) AS wanted (attempt)
 CROSS JOIN LATERAL (
   SELECT count(*) AS total, array_agg(id) AS ids
     FROM exams_attemptquestion WHERE attempt_id = wanted.attempt
 ) form
 CROSS JOIN LATERAL (
   SELECT count(*) FILTER (WHERE response IS NOT NULL
                             AND response NOT IN ('null', '[]', '{}')) AS answered,
          count(*) FILTER (WHERE is_flagged) AS flagged,
          max(answered_at) AS saved_at
     FROM exams_answer WHERE asked_id = ANY(form.ids)
 ) said
"""
