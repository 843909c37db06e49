"""Filters that are kept, and one thing done to many questions, as pages."""

import pytest

from questions.models import BulkChange, Question, SavedFilter, State
from tests.factories import make_draft, make_new, make_question, make_topic

pytestmark = pytest.mark.django_db


class KeptFilterTests:
    def test_it_is_found_again_at_the_top(self, ivans, task):
        make_topic("kms")
        data = {"name": "My keys", "query": "topic=kms&after=x&evil=1"}
        response = ivans.post("/bank/filters/", data)
        assert response.url == "/bank/?topic=kms"
        assert "My keys" in ivans.get("/bank/").text

    def test_it_belongs_to_one_person(self, ivans, adas):
        ivans.post("/bank/filters/", {"name": "Mine", "query": "q=x"})
        saved = SavedFilter.objects.get()
        assert adas.post(f"/bank/filters/{saved.pk}/delete/").status_code == 404
        assert ivans.post(f"/bank/filters/{saved.pk}/delete/").status_code == 302


class ManyTests:
    def apply(self, browser, **over):
        data = {
            "verb": "retire",
            "slugs": "alpha beta",
            "reason": "AWS ended it",
        } | over
        return browser.post("/bank/many/apply/", data)

    @pytest.fixture(autouse=True)
    def questions(self, task):
        return [make_question(task, slug) for slug in ("alpha", "beta")]

    def test_it_asks_before_it_does(self, ivans):
        page = ivans.post("/bank/many/", {"verb": "retire", "question": ["alpha"]}).text
        assert "Retire\n            1 question" in page
        assert not Question.objects.filter(state=State.RETIRED).exists()

    def test_all_that_fit_the_filters_can_be_taken(self, ivans):
        data = {"verb": "retire", "all": "1", "query": "q=beta"}
        assert "1 question" in ivans.post("/bank/many/", data).text

    def test_it_does_it_and_takes_it_back(self, ivans):
        done = self.apply(ivans).url
        assert Question.objects.filter(state=State.RETIRED).count() == 2
        assert "Undo" in ivans.get(done).text
        ivans.post(f"{done}undo/")
        assert Question.objects.filter(state=State.PUBLISHED).count() == 2

    def test_it_names_what_it_leaves_and_why(self, ivans, adas, ivan, ada, task):
        for slug in ("alpha", "beta"):
            make_draft(Question.objects.get(slug=slug), ivan)
        make_new(ada, task, "gamma")
        over = {"verb": "assign", "slugs": "alpha beta gamma", "reviewer": ada.pk}
        page = ivans.get(self.apply(ivans, **over).url).text
        assert "2 questions" in page
        assert "Left as before: gamma: Ada wrote a part of it." in page

    @pytest.mark.parametrize(
        ("verb", "words"),
        [
            ("retire", "Say why"),
            ("tag", "Choose the topic"),
            ("assign", "Choose who shall read"),
        ],
    )
    def test_it_says_what_is_missing(self, ivans, ivan, verb, words):
        response = self.apply(ivans, verb=verb, reason="")
        assert response.status_code == 400
        assert not BulkChange.objects.exists()
        if verb != "assign":  # nobody writes these, so nobody is to be assigned
            assert words in response.text

    def test_nothing_chosen_is_said(self, ivans):
        response = ivans.post("/bank/many/", {"verb": "retire"}, follow=True)
        assert "Choose a question first" in response.text
