"""What a search finds: words, beginnings, drafts, and what was meant."""

import pytest

from questions.selectors import browsing
from questions.services.desk import learn_words
from tests import cast
from tests.factories import make_draft, make_question, make_topic
from tests.questions.views.test_bank_list import slugs

pytestmark = pytest.mark.django_db


def about(task, slug, stem, **over):
    question = make_question(task, slug, stem=stem, **over)
    learn_words([question.current_id])
    return question


@pytest.fixture(autouse=True)
def bank(task):
    about(task, "one", "The visibility timeout of a queue is too short.")
    about(task, "two", "A table throttles writes to one partition.")


class SearchTests:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("timeouts", ["one"]),  # another form of the word
            ("visib", ["one"]),  # its beginning
            ("queue short", ["one"]),  # both, wherever they stand
            ('"short queue"', []),  # in this order
            ("table -partition", []),
            ("partition", ["two"]),
            ("TWO", ["two"]),  # the name of the question
        ],
    )
    def test_it_finds_words(self, ivans, text, found):
        assert slugs(ivans.get("/bank/", {"q": text})) == found

    def test_a_mistyped_word_finds_what_was_meant_and_says_so(self, ivans):
        response = ivans.get("/bank/?q=partiton")
        assert slugs(response) == ["two"]
        assert "<strong>partition</strong>" in response.text

    def test_the_best_fit_comes_first(self, ivans, task):
        about(task, "a-weak-fit", "One queue among a hundred words. " * 9)
        about(task, "queue", "Nothing of it.")
        assert slugs(ivans.get("/bank/?q=queue"))[0] == "queue"

    def test_a_draft_is_found_by_its_own_words(self, ivans, ivan, task):
        question = make_question(task, "three")
        draft = make_draft(question, ivan)
        revision = draft.revision
        revision.stem = "Something about hedgehogs"
        revision.save()
        assert slugs(ivans.get("/bank/?q=hedgehogs")) == ["three"]

    def test_words_and_filters_narrow_each_other(self, ivans, task):
        about(task, "four", "Another queue.", topic=make_topic("kms"))
        assert slugs(ivans.get("/bank/?q=queue&topic=kms")) == ["four"]

    @pytest.mark.parametrize("sort", ["newest", "oldest", "name"])
    def test_a_chosen_order_holds_in_a_search_too(self, ivans, sort):
        assert slugs(ivans.get(f"/bank/?q=queue&sort={sort}")) == ["one"]

    @pytest.mark.parametrize("sort", ["newest", "oldest", "name"])
    def test_a_frequent_word_is_found_in_order_too(
        self, ivans, task, monkeypatch, sort
    ):
        monkeypatch.setattr(browsing, "COUNTED", 1)  # two are many
        about(task, "three", "One more queue.")
        draft = make_draft(make_question(task, "four"), cast.ada())
        draft.revision.stem = "A queue of a draft"
        draft.revision.save()
        found = slugs(ivans.get(f"/bank/?q=queue&sort={sort}"))
        assert sorted(found) == ["four", "one", "three"]
        assert found != sorted(found) or sort != "newest"

    @pytest.mark.parametrize("text", ["&|!()", "'", "\\", ":*", "<->", "a" * 100, "é"])
    def test_no_search_breaks_it(self, ivans, text):
        assert ivans.get("/bank/", {"q": text}).status_code == 200
