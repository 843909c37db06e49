"""Nobody reads the key of a common form while somebody still sits it."""

from datetime import datetime

from django.db import connection, transaction

from exams.models import Assignment, Attempt, AttemptState, FormRule
from exams.selectors.ends import class_end

# In the order in which everybody takes these locks. What is released stays released.
HOLD = """
UPDATE exams_attempt SET hidden_until = %(until)s
 WHERE id IN (SELECT id FROM exams_attempt
               WHERE assignment_id = %(assignment)s AND hidden_until < %(until)s
                 AND hidden_until > statement_timestamp()
               ORDER BY id FOR UPDATE)
"""


def hold_common(assignment: Assignment) -> bool:
    """The row under its lock, before those of attempts, where its form is common."""
    if assignment.form_rule != FormRule.COMMON:
        return False
    rows = Assignment.objects.select_for_update(no_key=True).filter(pk=assignment.pk)
    return rows.values_list("pk", flat=True).first() is not None


def hold_back(assignment: Assignment) -> None:
    """Move the release of a common form to the end of the last who sits it; the row
    is held, and what was decided about attempts is written."""
    until = class_end(assignment)
    if until is not None:
        hold_back_until(assignment.pk, until)


def hold_back_until(assignment: int, until: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"assignment": assignment, "until": until})


def hold_back_paused() -> None:
    """Move the releases of common forms along with the pauses of who still sits them;
    by the sweep."""
    paused = Attempt.objects.filter(
        state=AttemptState.RUNNING,
        paused_at__isnull=False,
        assignment__form_rule=FormRule.COMMON,
    )
    resting = Assignment.objects.filter(pk__in=paused.values("assignment"))
    for assignment in resting.select_related("exam").defer("form").order_by("pk"):
        with transaction.atomic():
            if hold_common(assignment):
                hold_back(assignment)
