"""What a person reported, and what was answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from exams.models import AttemptQuestion
from exams.selectors.regrades import TOLD_FOR
from questions.models import QuestionReport

REPORTS_SIZE = 100


@dataclass(frozen=True)
class OwnReport:
    """One report; its answer waits while its question is being examined (I29)."""

    report: QuestionReport
    is_withheld: bool

    @property
    def attempt(self) -> str:
        """Where it was sent from, if that was told."""
        return str(self.report.context.get("attempt", ""))

    @property
    def position(self) -> int | None:
        found: int | None = self.report.context.get("position")
        return found


def report_place(asked: AttemptQuestion) -> dict[str, Any]:
    """Where a report was made, with what its writer saw: the drawn variant, and the
    options in their order, in the author's ids."""
    return {
        "attempt": str(asked.attempt_id),
        "position": asked.position,
        "seed": asked.variant_seed,
        "order": [own for _, own in asked.options],
    }


def own_reports(user: User) -> list[OwnReport]:
    """Everything this person reported, the newest first."""
    rows = QuestionReport.objects.filter(reporter_id=user.pk)
    return _own(user, rows.select_related("revision")[:REPORTS_SIZE])


def fresh_answers(user: User, now: datetime) -> int:
    """How many of this person's reports were answered in the last two weeks."""
    rows = QuestionReport.objects.filter(reporter_id=user.pk)
    return rows.filter(answered_at__gt=now - TOLD_FOR).count()


def _own(user: User, reports: "QuerySet[QuestionReport]") -> list[OwnReport]:
    examined = _examined(user, reports)
    return [OwnReport(one, one.revision.question_id in examined) for one in reports]


def _examined(user: User, reports: Iterable[QuestionReport]) -> set[int]:
    asked = {report.revision.question_id for report in reports}
    rows = AttemptQuestion.objects.under_exam(user.pk).filter(question__in=asked)
    return set(rows.values_list("question_id", flat=True))
