"""What sitting answers is what the OpenAPI document says, field by field."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from tests import cast
from tests.exams.api.caller import Caller, op
from tests.exams.client import OTHER, right, save_one
from tests.exams.makers import (
    every_kind_exam,
    settle,
    small_exam,
    start,
    start_practice,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document, whose answers have no field but those that it names."""
    made = SchemaGenerator().get_schema(request=None, public=True)
    for schema in made["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return made


@pytest.fixture
def agrees(document):
    """Whether this answer to that operation is as described, and as expected."""

    def compare(answer: Any, path: str, method: str = "post", status: int = 200):
        assert answer.status_code == status, answer.content
        told = document["paths"][f"/api/v1/{path}"][method]["responses"][str(status)]
        schema = told["content"]["application/json"]["schema"]
        rooted = schema | {"components": document["components"]}
        faults = Draft202012Validator(rooted).iter_errors(answer.json())
        assert [f"{f.json_path}: {f.message}" for f in faults] == []

    return compare


class StartTests:
    def test_the_list_of_exams(self, agrees) -> None:
        small_exam()
        agrees(Caller(cast.alice()).get("exams/"), "exams/", "get")

    def test_a_new_attempt_and_one_that_runs(self, agrees) -> None:
        caller, exam = Caller(cast.alice()), small_exam()
        agrees(caller.start(exam), "attempts/", status=201)
        agrees(caller.start(exam), "attempts/")


class SittingTests:
    def test_questions_and_answers_of_every_kind(self, agrees) -> None:
        attempt = start(cast.alice(), every_kind_exam())
        for asked in attempt.questions.all():
            save_one(attempt, asked.position, right(attempt, asked.position))
        answer = Caller(attempt.user).get(f"attempts/{attempt.pk}/")
        agrees(answer, "attempts/{id}/", "get")

    def test_operations_usable_and_not(self, agrees) -> None:
        attempt = start(cast.alice())
        sent = [op(1, right(attempt, 1)), op(1, ["?"]), op(True), 7, {"op_id": 5}]
        answer = Caller(attempt.user).save(attempt, *sent)
        agrees(answer, "attempts/{id}/operations/")

    def test_taking_over(self, agrees) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        path = f"attempts/{attempt.pk}/takeover/"
        answer = Caller(attempt.user).post(path, {"writer": str(OTHER)})
        agrees(answer, "attempts/{id}/takeover/")

    def test_contact(self, agrees) -> None:
        attempt = start(cast.alice())
        answer = Caller(attempt.user).post(f"attempts/{attempt.pk}/contact/", {})
        agrees(answer, "attempts/{id}/contact/")


class EndTests:
    def test_a_checked_answer(self, agrees) -> None:
        attempt = start_practice(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        caller = Caller(attempt.user)
        held = {"writer": str(attempt.writer), "epoch": 1, "position": 1, "seq": 1}
        answer = caller.post(f"attempts/{attempt.pk}/check/", held)
        agrees(answer, "attempts/{id}/check/")

    def test_handing_in(self, agrees) -> None:
        attempt = start(cast.alice())
        agrees(Caller(attempt.user).submit(attempt), "attempts/{id}/submit/")

    def test_a_result_of_answers_right_and_missing(self, agrees) -> None:
        attempt = start(cast.alice(), every_kind_exam())
        for position in (1, 2):
            save_one(attempt, position, right(attempt, position))
        caller = Caller(attempt.user)
        caller.submit(attempt)
        settle(attempt)
        agrees(caller.result(attempt), "attempts/{id}/result/", "get")
