"""What a student says of a question through the API, and when the answer is there."""

import pytest
from django.utils import timezone

from questions.models import QuestionReport
from questions.services import answer_report
from tests import cast
from tests.exams.api.caller import Caller, problem
from tests.exams.services.test_regrade import graded, scored

pytestmark = pytest.mark.django_db
SAID = {"reason": "outdated", "text": "It is 15 minutes now."}


@pytest.fixture
def attempt():
    return graded(cast.alice())


@pytest.fixture
def alice(attempt):
    return Caller(attempt.user)


def place(attempt):
    position = scored(attempt).position
    return f"attempts/{attempt.pk}/questions/{position}/report/"


class ReportTests:
    def test_it_is_sent_and_its_answer_is_read(self, alice, attempt) -> None:
        assert alice.post(place(attempt), SAID).status_code == 204
        told = {"answer": "Mended.", "resolution": "unchanged", "now": timezone.now()}
        answer_report(report=QuestionReport.objects.get(), by=cast.ivan(), **told)
        [row] = alice.get("own-reports/").json()["results"]
        assert (row["answer"], row["attempt"]) == ("Mended.", str(attempt.pk))

    def test_another_persons_question_is_not_there(self, attempt) -> None:
        assert Caller(cast.bob()).post(place(attempt), SAID).status_code == 404

    def test_a_source_is_a_page(self, alice, attempt) -> None:
        said = SAID | {"source_url": "javascript:alert(1)"}
        assert "source_url" in problem(alice.post(place(attempt), said))["errors"]
        assert not QuestionReport.objects.exists()
