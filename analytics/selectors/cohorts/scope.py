"""Whose answers a report counts, and of how long: shared by its raw statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import connection

from analytics.selectors.confusions import CONFUSION_DAYS
from exams.models import STRICT_MODES

WEEKS_SHOWN = 12


@dataclass(frozen=True)
class Scope:
    """The present students of a cohort, in a line of guides, at an instant."""

    cohort: int
    guide: int
    line: tuple[int, ...]  # the guide with those before and after it
    now: datetime

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "cohort": self.cohort,
            "guide": self.guide,
            "line": list(self.line),
            "strict": sorted(STRICT_MODES),
            "since": self.now - CONFUSION_DAYS,
            "now": self.now,
            "monday": first_monday(self.now, WEEKS_SHOWN),
        }


def rows(
    scope: Scope, parts: Sequence[str], statement: str, **more: Any
) -> Iterator[tuple[Any, ...]]:
    """What the statement finds, given these of the parts below by name."""
    named = "WITH " + ",".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(named + statement, scope.parameters | more)
        yield from cursor.fetchall()


def first_monday(now: datetime, weeks: int) -> datetime:
    """The Monday that begins the first of so many weeks, the running one included."""
    today = now.astimezone(UTC).date()
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    return datetime.combine(monday, time.min, UTC)


# Students now: who left counts no more, who joined with all that they did.
MEMBERS = """
members AS (
  SELECT user_id FROM accounts_membership
  WHERE cohort_id = %(cohort)s AND role = 'student' AND left_at IS NULL
)"""

# Answers of the last 90 days, of exams that still count.
SEEN = """
seen AS (
  SELECT o.* FROM analytics_observation o
  JOIN members USING (user_id)
  JOIN exams_attempt a ON a.id = o.attempt_id AND a.voided_at IS NULL
  WHERE o.at > %(since)s AND o.guide_id = ANY(%(line)s)
)"""

# A question's place in the guide: its first task with the domain; and its home topic.
PLACED = """
placed AS (
  SELECT DISTINCT ON (serves.question_id) serves.question_id,
         domain.id AS domain, task.id AS task
  FROM questions_questiontask serves
  JOIN questions_task task ON task.id = serves.task_id
  JOIN questions_domain domain ON domain.id = task.domain_id
  WHERE domain.guide_id = %(guide)s
  ORDER BY serves.question_id, serves.rank, serves.id
)"""
HOMED = """
homed AS (
  SELECT DISTINCT ON (question_id) question_id, topic_id AS topic
  FROM questions_questiontopic ORDER BY question_id, rank, id
)"""
