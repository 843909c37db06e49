"""The editor in a browser that may have no JavaScript, and what its saves answer."""

import re

import pytest

from questions.models import Manuscript, ManuscriptVersion, Question
from tests import cast
from tests.factories import make_draft, make_new, make_question

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def posted(question, **over):
    """The form as the editor sends it."""
    draft = Manuscript.objects.get(revision__drafted=question)
    data = {"kind": draft.text["kind"], "stem": draft.text["stem"], "version": 1}
    for index, option in enumerate(draft.text["options"]):
        data |= {f"option-{index}-{name}": option[name] for name in ("text", "why")}
        data |= {f"option-{index}-correct": "on"} if option["is_correct"] else {}
    return data | {"topic": draft.tags["topics"]} | over


def path(question, name="save"):
    return f"/bank/questions/{question.slug}/{name}/"


def text(question):
    return Manuscript.objects.get(revision__drafted=question).text


class BeginTests:
    def test_a_question_begins_with_its_kind_and_home(self, ivans, task):
        make_question(task, "other")
        data = {"kind": "matching", "topic": "sqs", "slug": "new-one"}
        response = ivans.post("/bank/new/", data)
        assert response.url == "/bank/questions/new-one/edit/"
        draft = Question.objects.get(slug="new-one").draft
        assert draft.kind == "matching"
        assert len(draft.manuscript.text["targets"]) == 4

    def test_a_name_in_use_is_said_at_its_field(self, ivans, task):
        make_question(task, "taken")
        response = ivans.post("/bank/new/", {"kind": "single", "slug": "taken"})
        assert "There is a question of that name" in response.text

    def test_a_correction_begins_at_the_question(self, ivans, task):
        question = make_question(task, "q")
        assert ivans.post(path(question, "begin")).url == path(question, "edit")
        assert "Stem of q?" in ivans.get(path(question, "edit")).text

    def test_nothing_of_it_is_there_for_students(self, browser_of, ivan, task):
        question = make_new(ivan, task)
        alice = browser_of(cast.alice())
        for name in ("edit", "alike", "claims", "pictures", "review", "merge"):
            assert alice.get(path(question, name)).status_code == 404
        assert alice.post(path(question), {"stem": "x"}).status_code == 404


class PlainFormTests:
    def test_it_saves_and_comes_back(self, ivans, ivan, task):
        question = make_new(ivan, task)
        response = ivans.post(path(question), posted(question, stem="Another stem."))
        assert response.url.startswith(path(question, "edit"))
        assert text(question)["stem"] == "Another stem."

    def test_a_button_adds_an_option_and_keeps_what_was_typed(self, ivans, ivan, task):
        question = make_new(ivan, task)
        data = posted(question, stem="Typed before.", action="add-option")
        assert ivans.post(path(question), data).url.endswith("#options")
        assert len(text(question)["options"]) == 5
        assert text(question)["stem"] == "Typed before."

    def test_a_conflict_leads_to_the_merge(self, ivans, adas, ivan, task):
        question = make_new(ivan, task)
        adas.post(path(question), posted(question, stem="Ada's stem"))
        response = ivans.post(path(question), posted(question, stem="Ivan's stem"))
        assert response.url == path(question, "merge")
        page = ivans.get(response.url).text
        assert "Ada&#x27;s stem" in page
        assert "Ivan&#x27;s stem" in page

    def test_one_takes_a_place_from_ones_own(self, ivans, adas, ivan, task):
        question = make_new(ivan, task)
        adas.post(path(question), posted(question, stem="Ada's", difficulty="easy"))
        ivans.post(path(question), posted(question, stem="Ivan's", difficulty="hard"))
        ivans.post(path(question, "merge"), {"mine": ["stem"], "version": "2"})
        draft = Manuscript.objects.get(revision__drafted=question)
        assert draft.text["stem"] == "Ivan's"
        assert draft.tags["difficulty"] == "easy"

    def test_what_only_one_of_two_changed_is_chosen_already(
        self, ivans, adas, ivan, task
    ):
        question = make_new(ivan, task)
        was = posted(question)
        adas.post(path(question), was | {"stem": "Ada's", "option-1-text": "Hers"})
        ivans.post(path(question), was | {"stem": "Ivan's", "option-0-text": "His"})
        page = ivans.get(path(question, "merge")).text
        assert page.count("Both of you changed it") == 1
        assert page.count("Only the draft has changed") == 1
        assert re.findall(r'value="([^"]+)" checked', page) == ["option.0"]

    def test_a_merge_without_what_both_began_from_says_so(
        self, ivans, adas, ivan, task
    ):
        question = make_new(ivan, task)
        adas.post(path(question), posted(question, stem="Ada's"))
        ivans.post(path(question), posted(question, stem="Ivan's"))
        ManuscriptVersion.objects.all().delete()
        page = ivans.get(path(question, "merge")).text
        assert "not known any more" in page
        assert "changed it</span>" not in page

    def test_the_second_writer_is_told_before_a_word_is_lost(self, adas, ivan, task):
        question = make_new(ivan, task)
        assert "You are not alone here" in adas.get(path(question, "edit")).text

    def test_a_draft_in_review_is_read_and_not_written(self, ivans, ivan, task):
        question = make_new(ivan, task)
        ivans.post(path(question, "submit"))
        assert ivans.get(path(question, "edit")).url == path(question, "review")


class SaveWhileTypingTests:
    def save(self, browser, question, **over):
        return browser.post(path(question), posted(question, **over), headers=JSON)

    def test_it_answers_with_preview_and_remarks(self, ivans, ivan, task):
        question = make_new(ivan, task)
        told = self.save(ivans, question, stem="A **bold** stem").json()
        assert (told["state"], told["version"]) == ("saved", 2)
        assert "<strong>bold</strong>" in told["preview"]
        assert "say the situation" in told["hints"]
        assert "fields" not in told

    def test_the_preview_is_the_exams_own_and_has_no_key_before_the_fold(
        self, ivans, ivan, task
    ):
        told = self.save(ivans, make_new(ivan, task), stem="Which one?").json()
        shown, after = told["preview"].split("After answering")
        assert 'class="exam-choice__letter"' in shown
        assert "Right answer" not in shown
        assert "Right answer" in after

    def test_a_button_is_answered_with_the_fields(self, ivans, ivan, task):
        question = make_new(ivan, task)
        told = self.save(ivans, question, action="remove-option-3").json()
        assert "option-2-text" in told["fields"]
        assert "option-3-text" not in told["fields"]

    def test_a_text_on_an_old_version_is_kept_aside(self, ivans, adas, ivan, task):
        question = make_new(ivan, task)
        self.save(adas, question, stem="Ada's")
        response = self.save(ivans, question, stem="Ivan's")
        assert response.status_code == 202
        assert response.json()["state"] == "kept-aside"
        assert response.json()["who"] == "Ada"

    @pytest.mark.parametrize(
        "over",
        [
            {"kind": "essay"},
            {"version": "x"},
            {"option-99-text": "far away"},
            {"option-0-match": "7"},
            {"stem": "\udcff".encode("utf-8", "replace").decode()},
            {"evidence-0-service": "sqs", "evidence-0-expect": "max: 1e999"},
            {"topic": "no-such-topic", "task-NONE": "9.9", "scenario": "../x"},
            {"stem": "x" * 20_000},
        ],
    )
    def test_no_form_breaks_it(self, ivans, ivan, task, over):
        response = self.save(ivans, make_new(ivan, task), **over)
        assert response.status_code in (200, 202)


class EvidenceTests:
    def test_the_models_are_searched(self, ivans, ivan, task):
        address = path(make_new(ivan, task), "claims")
        query = "?service=sqs&operation=ChangeMessageVisibility&find=12+hours"
        page = ivans.get(address + query).text
        assert "VisibilityTimeout" in page
        assert "<code>QueueUrl</code>" not in page

    @pytest.mark.parametrize("query", ["?service=nope", "?service=sqs&operation=Nope"])
    def test_it_says_what_is_not_there(self, ivans, ivan, task, query):
        assert "“" in ivans.get(path(make_new(ivan, task), "claims") + query).text

    def claim(self, **over):
        place = {"service": "sqs", "operation": "ChangeMessageVisibility"}
        return place | {"member": "VisibilityTimeout", "claim": "At most a day."} | over

    def test_a_claim_that_holds_goes_into_the_draft(self, ivans, ivan, task):
        question = make_new(ivan, task)
        ivans.post(path(question, "claims"), self.claim(expect="contains: 12 hours"))
        [entry] = text(question)["evidence"]
        assert entry["botocore"]["contains"] == "12 hours"

    def test_one_that_does_not_is_kept_out(self, ivans, ivan, task):
        question = make_new(ivan, task)
        data = self.claim(expect="contains: 13 hours")
        assert "does not say" in ivans.post(path(question, "claims"), data).text
        assert text(question)["evidence"] == []

    def test_what_was_typed_stays_where_it_was(self, ivans, ivan, task):
        place = "?service=sqs&operation=ChangeMessageVisibility"
        address = path(make_new(ivan, task), "claims") + place
        data = self.claim(claim="My words.", expect="contains: 13 hours")
        page = ivans.post(address, data).text
        assert ">My words.</textarea>" in page
        assert ">contains: 13 hours</textarea>" in page

    def test_operations_are_found_by_their_words(self, ivans, ivan, task):
        address = path(make_new(ivan, task), "claims")
        page = ivans.get(f"{address}?service=sqs&find=visibility").text
        assert "2 operations of sqs" in page
        assert "Nothing found" in ivans.get(f"{address}?service=sqs&find=zzz").text


class AlikeTests:
    def test_a_copy_is_found_beside_the_draft(self, ivans, ivan, task):
        make_new(ivan, task, "the-first")
        copy = make_new(ivan, task, "the-copy")
        page = ivans.get(path(copy, "alike")).text
        assert "the-first" in page
        assert "100 % alike" in page

    def test_both_are_read_in_whole(self, ivans, ivan, task):
        make_new(ivan, task, "the-first")
        page = ivans.get(path(make_new(ivan, task, "the-copy"), "alike")).text
        option = text(Question.objects.get(slug="the-first"))["options"][0]["text"]
        assert page.count(option) == 2

    def test_another_question_is_not(self, ivans, ivan, task):
        make_draft(make_question(task, "quite-another"), ivan)
        page = ivans.get(path(make_new(ivan, task), "alike") + "?part=1").text
        assert "No other question" in page


class SentBackTests:
    @pytest.fixture
    def returned(self, ivans, adas, ivan, task):
        question = make_new(ivan, task)
        ivans.post(path(question, "submit"))
        adas.post(path(question, "remark"), {"place": "stem", "text": "Name it."})
        adas.post(path(question, "return"), {"reason": "The stem is vague."})
        return question

    def test_the_writer_reads_why_and_what_is_open(self, ivans, returned):
        page = ivans.get(path(returned, "edit")).text
        assert "The stem is vague." in page
        assert "Name it." in page

    def test_it_is_over_when_it_was_handed_over_again(self, ivans, adas, returned):
        ivans.post(path(returned, "submit"))
        ivans.post(path(returned, "return"), {"reason": "One more word."})
        assert "The stem is vague." not in ivans.get(path(returned, "edit")).text
