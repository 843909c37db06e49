"""Reviews, remarks and reports of students through the API."""

import pytest

from questions.services import report_question
from tests import cast
from tests.exams.api.caller import Caller, problem
from tests.factories import make_draft, make_new, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def ivans(ivan):
    return Caller(ivan)


class ReviewTests:
    def test_the_queue_says_what_waits_and_what_is_written(self, ivan, ivans, task):
        make_draft(make_question(task, "one"), ivan)
        waiting = make_new(ivan, task, "two")
        ivans.post(f"questions/{waiting.slug}/steps/submit/", {"reason": "Done."})
        body = ivans.get("reviews/").json()
        assert [row["slug"] for row in body["waiting"]] == ["two"]
        assert [row["slug"] for row in body["writing"]] == ["one"]

    def test_somebody_else_is_asked_to_read(self, ivan, ivans, ada, task):
        make_new(ivan, task, "one")
        path = "/api/v1/questions/one/reviewer/"
        told = {"content_type": "application/json"}
        assert ivans.client.put(path, {"reviewer": ada.pk}, **told).status_code == 204
        [row] = ivans.get("reviews/").json()["writing"]
        assert row["reviewer"] == str(ada)
        own = ivans.client.put(path, {"reviewer": ivan.pk}, **told)
        assert problem(own)["status"] == 409

    def test_a_remark_is_made_and_settled(self, ivan, ivans, task):
        make_new(ivan, task, "one")
        told = {"place": "stem", "text": "Which Region?"}
        made = ivans.post("questions/one/remarks/", told).json()
        assert made["quote"].startswith("A company keeps")
        settled = ivans.post(f"remarks/{made['id']}/settle/").json()
        assert settled["settled_at"]
        [row] = ivans.get("questions/one/remarks/").json()["results"]
        assert row == settled


class ReportTests:
    @pytest.fixture
    def report(self, task):
        revision = make_question(task, "one").current
        return report_question(revision=revision, reporter=cast.alice(), reason="typo")

    def test_an_answer_settles_it(self, ivans, report):
        [row] = ivans.get("reports/").json()["results"]
        assert (row["question"], row["reason"]) == ("one", "typo")
        told = {"answer": "Thank you.", "resolution": "unchanged"}
        body = ivans.post(f"reports/{report.pk}/", told).json()
        assert (body["answer"], body["resolution"]) == ("Thank you.", "unchanged")
        assert ivans.get("reports/").json()["results"] == []

    def test_settled_is_settled(self, ivans, report):
        told = {"answer": "Thank you.", "resolution": "unchanged"}
        ivans.post(f"reports/{report.pk}/", told)
        assert problem(ivans.post(f"reports/{report.pk}/", told))["status"] == 409
