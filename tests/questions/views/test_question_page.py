"""One question of the bank in whole: key, reasons, evidence, history, reports."""

import pytest

from questions.models import Question
from questions.services import load_bank, report_question
from tests import cast
from tests.questions.files import LINK, matching, question, write_bank

pytestmark = pytest.mark.django_db
CLAIM = "A message can be sent."
EVIDENCE = [
    {
        "claim": CLAIM,
        "botocore": {"service": "sqs", "operation": "SendMessage", "exists": True},
    }
]


def load(folder, *questions):
    load_bank(path=write_bank(folder, *questions), include_unreviewed=True)


class QuestionPageTests:
    def test_it_shows_key_reasons_and_references(self, ivans, tmp_path):
        load(tmp_path, question("q-one"))
        text = ivans.get("/bank/questions/q-one/").text
        assert "Right answer" in text
        assert "This reason names the mechanism" in text
        assert "Nobody needed the queue." in text
        assert LINK in text

    def test_it_is_not_there_for_students(self, browser_of, tmp_path):
        load(tmp_path, question("q-one"))
        alices = browser_of(cast.alice())
        assert alices.get("/bank/questions/q-one/").status_code == 404

    def test_it_is_not_there_when_no_such_question_is(self, ivans):
        assert ivans.get("/bank/questions/nobody/").status_code == 404

    def test_it_says_that_the_evidence_was_executed(self, ivans, tmp_path):
        load(tmp_path, question("q-one", evidence=EVIDENCE))
        text = ivans.get("/bank/questions/q-one/").text
        assert CLAIM in text
        assert "every claim held" in text

    def test_it_says_when_no_model_can_show_it(self, ivans, tmp_path):
        load(tmp_path, question("q-one"))
        page = ivans.get("/bank/questions/q-one/").text
        assert "No claim about the AWS models" in page

    def test_it_shows_older_wordings(self, ivans, tmp_path):
        load(tmp_path, question("q-one"))
        load(tmp_path, question("q-one", stem="What now?"))
        old = ivans.get("/bank/questions/q-one/?revision=1").text
        assert "not the current wording" in old
        assert "What now?" not in old
        assert ivans.get("/bank/questions/q-one/?revision=9").status_code == 404

    def test_it_shows_matches_beside_the_options(self, ivans, tmp_path):
        load(tmp_path, matching("q-one"))
        text = ivans.get("/bank/questions/q-one/").text
        assert "Right match" in text
        assert "Service 9" in text

    def test_it_draws_variants_of_a_generated_question(self, ivans, tmp_path):
        made = {"generator": "dynamodb-capacity", "stem": None, "options": None}
        load(tmp_path, question("q-one", **made))
        first = ivans.get("/bank/questions/q-one/?seed=1")
        second = ivans.get("/bank/questions/q-one/?seed=2")
        assert "Amazon DynamoDB table" in first.text
        assert first.context["page"].content != second.context["page"].content

    def test_it_shows_what_students_say(self, ivans, tmp_path):
        load(tmp_path, question("q-one"))
        report_question(
            revision=Question.objects.get(slug="q-one").current,
            reporter=cast.alice(),
            reason="wrong_key",
            text="<b>B</b> is right.",
        )
        text = ivans.get("/bank/questions/q-one/").text
        assert "The marked answer is wrong" in text
        assert "&lt;b&gt;B&lt;/b&gt; is right." in text
