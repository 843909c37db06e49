"""The list of what students say is wrong."""

import pytest
from django.utils import timezone

from questions.models import QuestionReport
from questions.services import report_question
from tests import cast
from tests.factories import make_guide, make_question, make_statistics

pytestmark = pytest.mark.django_db
PAGE = "/bank/reports/"


@pytest.fixture
def revision():
    return make_question(make_guide().domains.all()[0].tasks.get(), "q-one").current


class ReportsPageTests:
    def test_it_lists_open_reports_with_their_question(self, ivans, revision):
        report_question(revision=revision, reporter=cast.alice(), reason="outdated")
        text = ivans.get(PAGE).text
        assert "AWS has changed this" in text
        assert "/bank/questions/q-one/?revision=1" in text

    def test_it_leaves_out_what_is_settled(self, ivans, revision):
        report_question(revision=revision, reporter=cast.alice(), reason="outdated")
        QuestionReport.objects.update(resolved_at=timezone.now())
        assert "No open reports" in ivans.get(PAGE).text

    def test_it_is_not_there_for_students(self, browser_of):
        assert browser_of(cast.alice()).get(PAGE).status_code == 404

    def test_it_shows_how_the_wording_performs(self, ivans, revision):
        report_question(revision=revision, reporter=cast.alice(), reason="outdated")
        make_statistics(revision)
        assert "An option nobody takes" in ivans.get(PAGE).text


class OneReportTests:
    @pytest.fixture
    def report(self, revision):
        reporter = cast.alice()
        return report_question(revision=revision, reporter=reporter, reason="outdated")

    def test_it_stands_beside_its_question(self, ivans, report):
        text = ivans.get(f"{PAGE}{report.pk}/").text
        assert "Stem of q-one?" in text
        assert "/bank/questions/q-one/revisions/1/regrade/" in text

    def test_options_stand_as_its_writer_saw_them(self, ivans, revision):
        told = {"reporter": cast.alice(), "reason": "two_right"}
        order = {"order": ["c", "a", "d", "b"]}
        report = report_question(revision=revision, context=order, **told)
        page = ivans.get(f"{PAGE}{report.pk}/")
        letters = [(o["letter"], o["own_letter"]) for o in page.context["options"]]
        assert letters == [("A", "C"), ("B", "A"), ("C", "D"), ("D", "B")]
        assert "In the bank: C" in page.text

    def test_answering_it_leads_back_to_the_list(self, ivans, report):
        body = {"answer": "It still holds.", "resolution": "unchanged"}
        assert ivans.post(f"{PAGE}{report.pk}/", body).url == PAGE
        report.refresh_from_db()
        assert report.answer == "It still holds."

    def test_an_answer_without_words_is_not_sent(self, ivans, report):
        response = ivans.post(f"{PAGE}{report.pk}/", {"resolution": "unchanged"})
        assert response.status_code == 400
