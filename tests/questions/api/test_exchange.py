"""Files of questions through the API: nothing unconfirmed, and all of it back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lib.models import AuditEvent
from questions import services
from questions.exchange import read_file
from questions.models import CategoryTopic, Question, QuestionImport
from tests import cast
from tests.exams.api.caller import Caller, problem
from tests.factories import GIFT, make_import, make_question, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def ivans(ivan):
    return Caller(ivan)


def send(caller, text=GIFT, name="queues.gift", **over):
    file = SimpleUploadedFile(name, text.encode())
    return caller.client.post("/api/v1/imports/", {"file": file} | over)


class ImportTests:
    def test_a_file_is_read_and_nothing_is_written(self, ivans):
        response = send(ivans)
        assert response.status_code == 201
        body = response.json()
        assert [row["item"]["ref"] for row in body["questions"]] == ["Poll", "Fifo"]
        assert body["faults"]["skipped"][0]["kind"] == "essay"
        assert not Question.objects.exists()

    def test_a_file_that_is_missing_is_named(self, ivans):
        told = problem(ivans.client.post("/api/v1/imports/", {}))
        assert "file" in told["errors"]

    def test_what_is_chosen_becomes_drafts_with_their_topics(self, ivan, ivans):
        make_topic("sqs")
        path = f"imports/{make_import(ivan).pk}/"
        told = {"chosen": [2], "topics": {"AWS/SQS": "sqs"}}
        assert ivans.post(f"{path}confirm/", told).status_code == 202
        batch = QuestionImport.objects.get()
        services.run_import(batch_id=batch.pk, now=timezone.now())
        body = ivans.get(path).json()
        assert (body["state"], body["made"]) == ("done", 1)
        assert [bool(row["slug"]) for row in body["questions"]] == [False, True]
        assert CategoryTopic.objects.get().topic.slug == "sqs"

    def test_an_unknown_topic_changes_nothing(self, ivan, ivans):
        batch = make_import(ivan)
        told = {"chosen": [], "topics": {"AWS/SQS": "nothing"}}
        response = ivans.post(f"imports/{batch.pk}/confirm/", told)
        assert "nothing" in str(problem(response)["errors"])
        assert batch.rows.filter(is_chosen=True).count() == 2

    def test_it_is_taken_back_as_a_whole(self, ivan, ivans):
        batch = make_import(ivan)
        ivans.post(f"imports/{batch.pk}/confirm/", {})
        services.run_import(batch_id=batch.pk, now=timezone.now())
        response = ivans.post(f"imports/{batch.pk}/undo/")
        assert response.json() == {"deleted": 2}
        assert not Question.objects.exists()

    def test_what_was_only_read_is_forgotten(self, ivan, ivans):
        batch = make_import(ivan)
        response = ivans.client.delete(f"/api/v1/imports/{batch.pk}/")
        assert response.status_code == 204
        assert ivans.get("imports/").json()["results"] == []

    def test_another_instructors_file_is_not_there(self, ivans):
        batch = make_import(cast.person("ines", role="instructor"))
        assert ivans.get(f"imports/{batch.pk}/").status_code == 404


class ExportTests:
    def test_it_says_what_a_format_would_lose(self, ivans, task):
        make_question(task, "one")
        make_question(task, "two", kind="ordering")
        body = ivans.get("exports/questions/?format=gift").json()
        assert body["questions"] == 1
        assert body["left_out"][0]["ref"] == "two"
        assert {"what": "difficulty", "questions": 1} in body["lost"]

    def test_the_file_holds_what_the_filters_say_and_is_audited(self, ivans, task):
        make_question(task, "one", topic=make_topic("kms"))
        make_question(task, "two")
        told = {"format": "yaml", "filters": {"topic": "kms"}}
        response = ivans.post("exports/questions/", told)
        assert response["Content-Disposition"] == 'attachment; filename="kms.yaml"'
        [item] = read_file(response.content, "kms.yaml").items
        assert item.ref == "one"
        assert AuditEvent.objects.get().action == "questions taken out"

    @pytest.mark.parametrize("filters", [{"colour": "red"}, {"kind": "essay"}])
    def test_a_filter_that_is_not_known_is_never_passed_over(
        self, ivans, task, filters
    ):
        make_question(task, "one")
        response = ivans.post(
            "exports/questions/", {"format": "yaml", "filters": filters}
        )
        assert problem(response)["status"] == 422
        assert next(iter(filters)) in response.json()["detail"]
