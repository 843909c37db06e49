"""The list of questions, for people who work with the bank."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from questions.models import Doubt, QuestionReport, State
from questions.selectors import PAGE_SIZE
from tests import cast
from tests.factories import (
    make_doubt,
    make_guide,
    make_question,
    make_statistics,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def task():
    return make_guide().domains.all()[0].tasks.get()


def slugs(response):
    return [question.slug for question in response.context["page"].questions]


class BankListTests:
    def test_it_is_for_teaching_people(self, ivans, task):
        make_question(task, "q-one")
        response = ivans.get("/bank/")
        assert response.status_code == 200
        assert "q-one" in response.text

    def test_it_is_not_there_for_students(self, client, browser_of):
        assert browser_of(cast.alice()).get("/bank/").status_code == 404
        assert client.get("/bank/").status_code == 302

    def test_every_place_of_the_bank_is_one_step_away(self, ivans):
        page = ivans.get("/bank/").text
        daily = ["new/", "review/", "reports/", "performance/"]
        seldom = ["coverage/", "stale/", "regrades/", "scenarios/", "import/"]
        seldom += ["export/", "about/"]
        menu = page.split("More of the bank")[1].split("</details>")[0]
        assert [place for place in daily if f'"/bank/{place}"' not in page] == []
        assert [place for place in seldom if f'"/bank/{place}"' not in menu] == []

    def test_it_says_what_to_do_with_an_empty_bank(self, ivans):
        assert "bank load" in ivans.get("/bank/").text

    def test_it_searches_slug_and_stem(self, ivans, task):
        make_question(task, "visibility")
        make_question(task, "delay")
        assert slugs(ivans.get("/bank/?q=VISIB")) == ["visibility"]
        assert slugs(ivans.get("/bank/?q=stem+of+delay")) == ["delay"]
        assert "No question fits" in ivans.get("/bank/?q=nothing").text

    def test_it_filters_by_every_tag_together(self, ivans, task):
        make_question(task, "wanted", topic=make_topic("kms"), kind="multiple")
        make_question(task, "other-topic", kind="multiple")
        make_question(task, "other-kind", topic=make_topic("kms"))
        draft = {"topic": make_topic("kms"), "kind": "multiple", "state": State.DRAFT}
        make_question(task, "other-state", **draft)
        query = "?topic=kms&kind=multiple&state=published&guide=TST-C01"
        assert slugs(ivans.get(f"/bank/{query}")) == ["wanted"]

    @pytest.mark.parametrize(
        ("exposure", "found"),
        [
            ("never", ["never"]),
            ("seldom", ["never", "seldom"]),
            ("often", ["always", "often"]),
            ("most", ["always"]),
        ],
    )
    def test_it_filters_by_how_often_exams_asked_it(self, ivans, task, exposure, found):
        for slug, share in (("seldom", 0.05), ("often", 0.1), ("always", 0.4)):
            make_statistics(make_question(task, slug).current, exposure=share)
        make_question(task, "never")
        make_question(task, "draft", state=State.DRAFT)
        assert slugs(ivans.get(f"/bank/?exposure={exposure}")) == found

    def test_it_filters_by_doubts_about_claims_and_names(self, ivans, task):
        make_doubt(make_question(task, "stale").current)
        settled = make_doubt(make_question(task, "settled").current)
        Doubt.objects.filter(pk=settled.pk).update(settled_at=timezone.now())
        assert slugs(ivans.get("/bank/?flag=stale")) == ["stale"]

    def test_it_filters_by_what_answers_put_in_doubt(self, ivans, task):
        make_statistics(make_question(task, "doubtful").current, flags=["wrong_key"])
        make_statistics(make_question(task, "sound").current, flags=[])
        assert slugs(ivans.get("/bank/?flag=answers")) == ["doubtful"]

    def test_its_lines_are_read_without_marks(self, ivans, task):
        make_question(task, "q", stem="A `queue` with **two** readers?")
        assert "A queue with two readers?" in ivans.get("/bank/").text

    def test_it_walks_pages_forth_and_back(self, ivans, task):
        for n in range(PAGE_SIZE + 5):
            make_question(task, f"q-{n:03}")
        first = ivans.get("/bank/?kind=single")
        second = ivans.get(f"/bank/{first.context['page'].next}")
        assert slugs(second) == [f"q-{n:03}" for n in range(PAGE_SIZE, PAGE_SIZE + 5)]
        assert second.context["page"].next == ""
        back = ivans.get(f"/bank/{second.context['page'].previous}")
        assert slugs(back) == slugs(first)
        assert "kind=single" in second.context["page"].previous

    @pytest.mark.parametrize(
        "query", ["?after=%27%3B--", "?topic=nope", "?kind=essay&before=%F0"]
    )
    def test_it_lists_everything_for_a_broken_address(self, ivans, task, query):
        make_question(task, "q-one")
        response = ivans.get(f"/bank/{query}")
        assert response.status_code == 200
        assert slugs(response) == ["q-one"]

    def test_it_marks_questions_with_open_reports(self, ivans, ivan, task):
        revision = make_question(task, "q-one").current
        QuestionReport.objects.create(revision=revision, reporter=ivan, reason="typo")
        assert "1 report" in ivans.get("/bank/").text

    def test_it_asks_no_more_of_the_database_for_more_rows(self, ivans, task):
        counts = []
        for n in range(2):
            for m in range(1 + 10 * n):
                make_question(task, f"q-{n}-{m}")
            with CaptureQueriesContext(connection) as queries:
                ivans.get("/bank/")
            counts.append(len(queries))
        assert counts[0] == counts[1]
