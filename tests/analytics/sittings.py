"""Finished and running attempts, through the services, for the pages of the tests."""

from typing import Any

from exams import services
from exams.models import Attempt, Exam, Mode
from questions.models import Guide
from tests import factories
from tests.exams import client

DIAGNOSTIC = {"mode": Mode.DIAGNOSTIC, "minutes": None, "unscored_count": 0}
PRACTICE = {"mode": Mode.PRACTICE, "minutes": None, "unscored_count": 0}


def guide_with_exams(code: str = "TST-C01", **over: Any) -> Guide:
    """A guide with questions, a mock, a practice exam and a diagnostic."""
    guide = factories.make_guide(code, **over)
    factories.make_bank(guide, prefix=code.lower())
    factories.make_exam(guide, title="Test mock")
    factories.make_exam(guide, title="Test practice", **PRACTICE)
    factories.make_exam(guide, title="Test diagnostic", **DIAGNOSTIC)
    return guide


def start(user: Any, mode: str = Mode.MOCK) -> Attempt:
    exam = Exam.objects.get(mode=mode)
    return services.start_attempt(user=user, exam=exam, writer=client.WRITER).attempt


def finish(user: Any, mode: str = Mode.MOCK, *, right: int = 0) -> Attempt:
    """A graded attempt in which the first `right` questions are right."""
    attempt = start(user, mode)
    for position in range(1, right + 1):
        client.save_one(attempt, position, client.right(attempt, position))
    return hand_in(attempt)


def hand_in(attempt: Attempt) -> Attempt:
    """Submitted and graded."""
    client.submit(attempt)
    services.grade_attempt(attempt_id=attempt.pk)
    return Attempt.objects.get(pk=attempt.pk)
