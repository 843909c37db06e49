"""Answering what a student reported, and saying what came of it."""

import pytest
from django.utils import timezone

from lib.models import AuditEvent
from lib.problems import Problem
from questions.models import QuestionReport
from questions.services import answer_report, report_question
from tests import cast
from tests.factories import make_draft, make_guide, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> QuestionReport:
    task = make_guide().domains.all()[0].tasks.get()
    revision = make_question(task, "q-one").current
    return report_question(
        revision=revision, reporter=cast.alice(), reason="wrong_key", text="It is B."
    )


def answer(report: QuestionReport, by, resolution: str = "") -> QuestionReport:
    told = {"answer": "Thank you.", "resolution": resolution, "now": timezone.now()}
    return answer_report(report=report, by=by, **told)


class AnswerTests:
    def test_it_may_be_answered_and_stay_open(self, report) -> None:
        found = answer(report, cast.ivan())
        assert (found.answer, found.resolved_at) == ("Thank you.", None)

    def test_an_end_settles_it(self, report) -> None:
        found = answer(report, cast.ivan(), "unchanged")
        assert found.resolved_at is not None
        assert found.get_resolution_display() == "It stays as it is"

    def test_it_is_settled_once(self, report) -> None:
        ivan = cast.ivan()
        answer(report, ivan, "unchanged")
        with pytest.raises(Problem, match="answered it meanwhile"):
            answer(report, ivan, "unchanged")

    def test_a_correction_has_to_have_begun(self, report) -> None:
        with pytest.raises(Problem, match="Correct the question first"):
            answer(report, cast.ivan(), "revised")

    def test_a_correction_settles_it(self, report) -> None:
        ivan = cast.ivan()
        make_draft(report.revision.question, ivan)
        assert answer(report, ivan, "revised").resolution == "revised"

    def test_it_stands_in_the_history_of_the_question(self, report) -> None:
        answer(report, cast.ivan(), "unchanged")
        event = AuditEvent.objects.get(object_id=report.revision.question_id)
        assert event.detail["outcome"] == "It stays as it is"
