"""The matrix: what is covered, what is missing, and the way to the questions."""

import pytest

from questions.models import Question
from questions.selectors import coverage
from questions.selectors.coverage import _coverage
from tests.factories import make_bank, make_guide, make_question, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget():
    """Another test's bank had the same version."""
    _coverage.cache_clear()


class CoverageTests:
    def test_it_counts_topics_in_tasks(self, ivans):
        guide = make_guide()
        task = guide.domains.all()[0].tasks.get()
        make_question(task, "a")
        make_question(task, "b", topic=make_topic("kms"))
        page = coverage(guide.code)
        cells = {r.topic.slug: r.cells[0].count for g in page.groups for r in g.rows}
        assert cells == {"sqs": 1, "kms": 1}
        assert page.total == 2

    def test_every_number_leads_to_its_questions(self, ivans):
        task = make_guide().domains.all()[0].tasks.get()
        make_question(task, "a")
        make_question(task, "draft", state="draft")
        page = coverage("TST-C01")
        [row] = page.groups[0].rows
        found = ivans.get(f"/bank/?{row.cells[0].query}")
        assert [q.slug for q in found.context["page"].questions] == ["a"]

    def test_an_expected_topic_without_a_question_is_a_gap(self):
        task = make_guide().domains.all()[0].tasks.get()
        make_topic("kms").tasks.add(task)
        [row] = coverage("TST-C01").groups[0].rows
        assert row.cells[0].is_gap
        assert (row.count, row.wanted) == (0, 2)

    def test_a_gap_leads_to_a_question_that_fills_it(self, ivans):
        task = make_guide().domains.all()[0].tasks.get()
        make_topic("kms").tasks.add(task)
        [row] = coverage("TST-C01").groups[0].rows
        address = f"/bank/new/?{row.cells[0].query}"
        assert address.replace("&", "&amp;") in ivans.get("/bank/coverage/").text
        form = ivans.get(address).context["form"]
        ivans.post("/bank/new/", {"kind": "single"} | form.initial)
        question = Question.objects.get()
        assert [topic.slug for topic in question.topics.all()] == ["kms"]
        assert question.question_tasks.get().task == task
        assert question.slug.startswith("kms-")

    def test_the_depth_is_that_of_the_poorest_domain(self):
        guide = make_guide()
        make_bank(guide, per_domain=9)
        page = coverage(guide.code)
        assert (page.domains[0].count, page.domains[0].needed) == (9, 5)
        assert page.depth == 1

    def test_an_empty_bank_says_so(self, ivans):
        assert "No exam guide" in ivans.get("/bank/coverage/").text
