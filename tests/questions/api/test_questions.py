"""The bank through the API, as a script of an instructor uses it."""

import pytest

from questions.models import Question, State
from tests import cast
from tests.exams.api.caller import Caller
from tests.factories import (
    DRAWN_STEM,
    make_new,
    make_question,
    make_tags,
    make_template,
    make_text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def ivans(ivan):
    return Caller(ivan)


@pytest.fixture
def adas(ada):
    return Caller(ada)


def body(task, **over):
    text = make_text().as_dict() | over
    text.pop("generator")
    text["options"] = [dict(option) for option in text["options"]]
    return {"text": text, "tags": make_tags(task).as_dict()}


def put(caller, path, told):
    return caller.client.put(f"/api/v1/{path}", told, content_type="application/json")


class ListTests:
    def test_it_has_the_filters_of_the_page(self, ivans, task):
        make_question(task, "a")
        make_question(task, "b", state=State.DRAFT)
        [row] = ivans.get("questions/?state=published").json()["results"]
        assert (row["slug"], row["tasks"]) == ("a", ["TST-C01 1.1"])

    def test_it_is_not_for_students(self, task):
        assert Caller(cast.alice()).get("questions/").status_code == 403
        assert Caller().get("questions/").status_code == 401


class WriteTests:
    def test_a_question_goes_from_draft_to_published(self, ivans, adas, task):
        made = ivans.post("questions/", body(task) | {"slug": "new"})
        assert made.status_code == 201
        assert made.json()["published"] is None
        assert made.json()["draft"]["hints"] == []
        ivans.post("questions/new/steps/submit/", {"reason": "new"})
        told = {"reason": "read", "version": 1}
        assert ivans.post("questions/new/steps/publish/", told).status_code == 403
        done = adas.post("questions/new/steps/publish/", told).json()
        assert done["state"] == "published"
        assert done["published"]["stem"] == make_text().stem

    def test_a_question_with_drawn_numbers_is_written(self, ivans, task):
        template = make_template().as_dict()
        told = body(task, stem=DRAWN_STEM, options=[], template=template)
        draft = ivans.post("questions/", told | {"slug": "drawn"}).json()["draft"]
        assert draft["text"]["template"]["values"] == template["values"]
        assert draft["hints"] == []

    @pytest.mark.parametrize("version", [0, 2**31, 10**30])
    def test_a_version_that_cannot_be_is_refused(self, ivans, ivan, task, version):
        make_new(ivan, task, "q")
        told = body(task) | {"version": version}
        assert put(ivans, "questions/q/draft/", told).status_code == 400

    def test_a_character_that_no_text_has_is_named_with_its_place(
        self, ivans, ivan, task
    ):
        make_new(ivan, task, "q")
        told = body(task, evidence=[{"shape": "\x00"}]) | {"version": 1}
        answer = put(ivans, "questions/q/draft/", told)
        assert answer.status_code == 400
        assert "evidence" in answer.json()["errors"]["text"]

    def test_a_text_on_an_old_version_is_a_conflict(self, ivans, adas, ivan, task):
        make_new(ivan, task, "q")
        newer = body(task, stem="Ada's words") | {"version": 1}
        assert put(adas, "questions/q/draft/", newer).json()["version"] == 2
        answer = put(ivans, "questions/q/draft/", body(task, stem="x") | {"version": 1})
        assert answer.status_code == 409
        assert answer.json()["draft"]["text"]["stem"] == "Ada's words"

    def test_a_correction_is_begun(self, ivans, task):
        make_question(task, "q")
        told = ivans.post("questions/q/draft/").json()
        assert told["draft"]["text"]["stem"] == "Stem of q?"
        assert told["state"] == "published"

    def test_what_it_does_not_know_is_refused(self, ivans, task):
        answer = ivans.post("questions/", body(task) | {"state": "published"})
        assert answer.status_code == 400
        assert not Question.objects.exists()

    def test_there_are_no_other_steps(self, ivans, task):
        make_question(task, "q")
        answer = ivans.post("questions/q/steps/delete/", {"reason": "x"})
        assert answer.status_code == 404
