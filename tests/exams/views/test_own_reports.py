"""What a student reads of their reports."""

import pytest
from django.utils import timezone

from questions.markdown import gist
from questions.services import answer_report, report_question
from tests import cast
from tests.exams.client import question_at
from tests.exams.makers import small_exam, start
from tests.exams.services.test_regrade import graded, scored

pytestmark = pytest.mark.django_db
PAGE = "/reports/"


@pytest.fixture
def alice(client):
    found = cast.alice()
    client.force_login(found)
    return found


def answered(attempt, reporter):
    asked = scored(attempt)
    report = report_question(
        revision=asked.revision,
        reporter=reporter,
        reason="outdated",
        context={"attempt": str(attempt.pk), "position": asked.position},
    )
    told = {"answer": "B is right by now.", "resolution": "unchanged"}
    answer_report(report=report, by=cast.ivan(), now=timezone.now(), **told)
    return asked


class OwnReportsTests:
    def test_the_answer_stands_below_what_was_said(self, client, alice) -> None:
        answered(graded(alice), alice)
        page = client.get(PAGE).content.decode()
        assert "B is right by now." in page
        assert "It stays as it is" in page

    def test_it_says_which_question_it_is_about(self, client, alice) -> None:
        asked = answered(graded(alice), alice)
        asked.revision.refresh_from_db()
        assert gist(asked.revision.stem, 24) in client.get(PAGE).content.decode()

    def test_the_start_page_tells_that_there_is_one(self, client, alice) -> None:
        answered(graded(alice), alice)
        assert "Somebody answered what you reported" in client.get("/").content.decode()

    def test_i29_the_answer_waits_while_the_question_is_examined(
        self, client, alice
    ) -> None:
        asked = answered(graded(alice), alice)
        place = question_at(start(alice, small_exam()), 1)
        place.question_id = asked.question_id
        place.save(update_fields=["question"])
        page = client.get(PAGE).content.decode()
        assert "B is right by now." not in page
        assert "when you hand it in" in page

    def test_nobody_reads_anothers(self, client, alice) -> None:
        bob = cast.bob()
        answered(graded(bob), bob)
        assert "No reports" in client.get(PAGE).content.decode()
