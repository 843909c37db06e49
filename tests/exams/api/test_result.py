"""check/, submit/ and result/: what ends an attempt and what may be read of it."""

import uuid

import pytest

from exams.models import Answer, Attempt, Result
from tests import cast
from tests.exams.api.caller import Caller, op, problem
from tests.exams.client import OTHER, WRITER, answer_all, right, save_one, wrong
from tests.exams.clock import age, to_deadline
from tests.exams.makers import (
    every_kind_exam,
    settle,
    start,
    start_practice,
)

pytestmark = pytest.mark.django_db
RESULT = {
    "state",
    "raw",
    "scored_count",
    "scaled",
    "pass_mark",
    "passed",
    "band",
    "seen_share",
    "late",
    "domains",
    "questions",
}
ROW = {
    "position",
    "revision",
    "domain",
    "topics",
    "scored",
    "kind",
    "response",
    "key",
    "correct",
    "stem_html",
    "options",
    "references",
}
OPTION = {"id", "html", "correct", "why_html", "right_if_html", "chosen"}


@pytest.fixture
def attempt() -> Attempt:
    return start(cast.alice())


@pytest.fixture
def caller(attempt) -> Caller:
    return Caller(attempt.user)


class SubmitTests:
    def test_it_says_state_instant_and_that_nothing_is_missing(
        self, caller, attempt
    ) -> None:
        response = caller.submit(attempt)
        assert response.status_code == 200
        body = response.json()
        assert set(body) == {"state", "finished_at", "missing"}
        assert (body["state"], body["missing"]) == ("submitted", [])
        assert body["finished_at"] is not None

    def test_i18_again_is_200_with_the_same_instant(self, caller, attempt) -> None:
        first = caller.submit(attempt).json()
        settle(attempt)
        again = caller.submit(attempt, (1, 5, 5), writer=str(OTHER), epoch=3)
        assert again.status_code == 200
        assert again.json()["finished_at"] == first["finished_at"]
        assert again.json()["state"] == "graded"

    def test_i21_what_is_not_held_is_409_with_the_positions(
        self, caller, attempt
    ) -> None:
        caller.save(attempt, op(1, right(attempt, 1)))
        response = caller.submit(attempt, (1, 1, 1), (2, 1, 1), (3, 1, 9))
        assert response.status_code == 409
        assert problem(response)["differing"] == [2, 3]
        assert Attempt.objects.get().is_running

    def test_i22_another_writer_is_409(self, caller, attempt) -> None:
        response = caller.submit(attempt, writer=str(OTHER))
        assert (response.status_code, problem(response)["type"]) == (409, "taken-over")

    def test_between_grace_and_closing_it_is_503_and_then_200(
        self, caller, attempt
    ) -> None:
        to_deadline(attempt.pk, seconds=11)
        response = caller.submit(attempt)
        assert response.status_code == 503
        assert problem(response)["type"] == "attempt-closing"
        to_deadline(attempt.pk, seconds=15.5)
        assert caller.submit(attempt).status_code == 200

    @pytest.mark.parametrize(
        "over",
        [
            {"writer": "x"},
            {"epoch": "x"},
            {"epoch": -1},
            {"epoch": 2**60},
            {"epoch": None},
            {"manifest": None},
            {"manifest": {}},
            {"manifest": [1]},
            {"manifest": [{"position": 1, "epoch": 1}]},
            {"manifest": [{"position": 0, "epoch": 1, "seq": 1}]},
            {"manifest": [{"position": 1, "epoch": 1, "seq": 1, "score": 5}]},
            {"manifest": [{"position": 1, "epoch": 1, "seq": 1}] * 501},
            {"score": 1000},
            {"state": "graded"},
            {"finished_at": "2026-01-01T00:00:00Z"},
        ],
    )
    def test_i33_a_body_that_cannot_be_used_is_400_and_closes_nothing(
        self, caller, attempt, over
    ) -> None:
        response = caller.submit(attempt, **over)
        assert response.status_code == 400
        problem(response)
        assert Attempt.objects.get().is_running


class ResultTests:
    def test_it_has_the_fields_of_the_contract(self, caller, attempt) -> None:
        answer_all(attempt, right_count=3)
        caller.submit(attempt)
        response = caller.result(attempt)
        body = response.json()
        assert response.status_code == 200
        assert set(body) == RESULT
        assert (body["state"], body["raw"], body["scored_count"]) == ("graded", 3, 4)
        assert (body["scaled"], body["pass_mark"], body["passed"]) == (750, 720, True)
        low, high = body["band"]
        assert low <= 750 <= high
        assert (body["seen_share"], body["late"]) == (0.0, None)
        assert {frozenset(d) for d in body["domains"]} == {
            frozenset({"code", "name", "weight", "correct", "asked", "word"})
        }

    def test_i28_its_parts_sum_to_its_totals(self, caller, attempt) -> None:
        answer_all(attempt, right_count=2)
        caller.submit(attempt)
        body = caller.result(attempt).json()
        scored = [q for q in body["questions"] if q["scored"]]
        assert sum(q["correct"] for q in scored) == body["raw"]
        assert len(scored) == body["scored_count"]
        assert sum(d["correct"] for d in body["domains"]) == body["raw"]
        assert sum(d["asked"] for d in body["domains"]) == body["scored_count"]

    def test_every_option_has_its_reasons(self, caller, attempt) -> None:
        caller.save(attempt, op(1, wrong(attempt, 1)))
        caller.submit(attempt)
        rows = caller.result(attempt).json()["questions"]
        assert [row["position"] for row in rows] == [1, 2, 3, 4, 5]
        assert all(set(row) == ROW for row in rows)
        options = rows[0]["options"]
        assert all(set(option) == OPTION for option in options)
        assert [o["id"] for o in options if o["correct"]] == rows[0]["key"]
        assert [o["id"] for o in options if o["chosen"]] == wrong(attempt, 1)
        assert all("why-canary" in option["why_html"] for option in options)

    def test_keys_of_every_kind_are_in_the_attempts_own_ids(self) -> None:
        attempt = start(cast.alice(), every_kind_exam())
        answer_all(attempt, right_count=4)
        caller = Caller(attempt.user)
        caller.submit(attempt)
        for row in caller.result(attempt).json()["questions"]:
            assert row["correct"]
            if row["kind"] in ("single", "multiple"):
                assert set(row["response"]) == set(row["key"])
            else:
                assert row["response"] == row["key"]

    def test_it_is_graded_by_the_read_itself(self, caller, attempt) -> None:
        caller.submit(attempt)
        assert not Result.objects.exists()
        assert caller.result(attempt).status_code == 200

    def test_i20_the_read_closes_and_grades_what_the_clock_has_ended(
        self, caller, attempt
    ) -> None:
        to_deadline(attempt.pk, seconds=16)
        assert caller.result(attempt).json()["state"] == "graded"

    def test_while_it_runs_it_is_409(self, caller, attempt) -> None:
        response = caller.result(attempt)
        assert response.status_code == 409
        assert problem(response)["type"] == "attempt-running"
        to_deadline(attempt.pk, seconds=13)
        assert caller.result(attempt).status_code == 409

    def test_while_it_cannot_be_graded_it_is_202(self, caller, attempt) -> None:
        caller.save(attempt, op(1, right(attempt, 1)))
        caller.submit(attempt)
        Answer.objects.update(response=["gone"])
        response = caller.result(attempt)
        assert response.status_code == 202
        assert int(response.headers["Retry-After"]) > 0
        assert response.json() == {"state": "submitted"}

    def test_late_answers_are_told_with_what_they_would_make(
        self, caller, attempt
    ) -> None:
        save_one(attempt, 1, right(attempt, 1))
        to_deadline(attempt.pk, seconds=16)
        settle(attempt)
        scored = attempt.questions.filter(is_scored=True).exclude(position=1).first()
        save_one(attempt, scored.position, right(attempt, scored.position))
        body = caller.result(attempt).json()
        assert body["late"]["count"] == 1
        assert body["late"]["scaled"] > body["scaled"]

    def test_what_arrives_after_the_first_look_is_not_late_but_lost_to_the_count(
        self, caller, attempt
    ) -> None:
        to_deadline(attempt.pk, seconds=16)
        caller.result(attempt)
        age(attempt.pk, seconds=1)
        save_one(attempt, 1, right(attempt, 1))
        assert caller.result(attempt).json()["late"] is None

    def test_i33_nothing_that_is_asked_of_it_changes_it(self, caller, attempt) -> None:
        caller.submit(attempt)
        path = f"attempts/{attempt.pk}/result/?state=graded&scaled=1000&user=1"
        assert caller.get(path).json()["scaled"] == 100
        assert caller.post(f"attempts/{attempt.pk}/result/", {}).status_code == 405


class CheckTests:
    def check(self, attempt, **over):
        body = {"writer": str(WRITER), "epoch": 1, "position": 1, "seq": 1} | over
        return Caller(attempt.user).post(f"attempts/{attempt.pk}/check/", body)

    def test_it_gives_the_questions_row_of_the_result(self) -> None:
        attempt = start_practice(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        response = self.check(attempt)
        assert response.status_code == 200
        body = response.json()
        assert set(body) == ROW
        assert (body["correct"], body["response"]) == (True, right(attempt, 1))

    def test_a_mock_reveals_nothing(self, attempt) -> None:
        save_one(attempt, 1, right(attempt, 1))
        response = self.check(attempt)
        assert response.status_code == 409
        assert b"canary" not in response.content

    def test_what_has_not_arrived_is_409(self) -> None:
        attempt = start_practice(cast.alice())
        response = self.check(attempt)
        assert response.status_code == 409
        assert problem(response)["differing"] == [1]

    def test_a_question_that_is_not_there_is_404(self) -> None:
        assert self.check(start_practice(cast.alice()), position=99).status_code == 404

    @pytest.mark.parametrize(
        "over",
        [{"position": 0}, {"seq": -1}, {"epoch": "x"}, {"writer": 5.5}, {"key": True}],
    )
    def test_a_body_that_cannot_be_used_is_400(self, over) -> None:
        attempt = start_practice(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        assert self.check(attempt, **over).status_code == 400
        assert Answer.objects.get().checked_at is None


class OthersTests:
    """I32: what belongs to others is not there, for reading and for writing."""

    CALLS = {
        "read": lambda c, a: c.get(f"attempts/{a.pk}/"),
        "save": lambda c, a: c.save(a, op(1, None)),
        "takeover": lambda c, a: c.post(
            f"attempts/{a.pk}/takeover/", {"writer": str(OTHER)}
        ),
        "check": lambda c, a: c.post(
            f"attempts/{a.pk}/check/",
            {"writer": str(WRITER), "epoch": 1, "position": 1, "seq": 1},
        ),
        "submit": lambda c, a: c.submit(a),
        "result": lambda c, a: c.result(a),
    }

    @pytest.mark.parametrize("call", sorted(CALLS))
    @pytest.mark.parametrize("who", ["bob", "ada", "ivan"])
    def test_i32_to_everybody_else_it_is_404(
        self, settings, attempt, call, who
    ) -> None:
        settings.SECOND_FACTOR_REQUIRED = False
        before = Attempt.objects.values().get()
        response = self.CALLS[call](Caller(getattr(cast, who)()), attempt)
        assert response.status_code == 404
        problem(response)
        assert Attempt.objects.values().get() == before

    @pytest.mark.parametrize("call", sorted(CALLS))
    def test_nobody_is_asked_to_sign_in(self, attempt, call) -> None:
        response = self.CALLS[call](Caller(), attempt)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"]
        problem(response)

    @pytest.mark.parametrize("call", sorted(CALLS))
    def test_what_does_not_exist_looks_the_same(self, attempt, call) -> None:
        missing = Attempt(pk=uuid.uuid4())
        told = self.CALLS[call](Caller(attempt.user), missing)
        others = self.CALLS[call](Caller(cast.bob()), attempt)
        assert told.status_code == others.status_code == 404
        assert told.json() == others.json()

    def test_a_token_that_is_made_up_is_401(self, attempt) -> None:
        caller = Caller()
        for made_up in (
            "x",
            "Bearer",
            "Bearer x y",
            "Bearer \xe9",
            "Bearer " + "a" * 64,
        ):
            caller.headers["Authorization"] = made_up
            assert caller.result(attempt).status_code == 401
