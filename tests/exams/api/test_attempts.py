"""POST and GET attempts/, GET exams/: DESIGN §10 to the letter."""

import uuid
from datetime import datetime, timedelta

import pytest

from exams.models import Attempt
from tests import cast
from tests.exams.api.caller import Caller, op, problem
from tests.exams.client import OTHER, WRITER, right, save_one
from tests.exams.clock import to_deadline
from tests.exams.makers import every_kind_exam, settle, small_exam, start
from tests.exams.services.test_start_drill import sat

pytestmark = pytest.mark.django_db
BODY = {
    "id",
    "exam",
    "mode",
    "state",
    "started_at",
    "deadline",
    "server_now",
    "remaining_ms",
    "epoch",
    "scenarios",
    "questions",
    "answers",
}
QUESTION = {"position", "kind", "scenario", "stem_html", "select", "options", "targets"}


def instant(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    assert found.utcoffset() == timedelta(0)
    return found


class ExamsTests:
    def test_it_lists_what_can_be_sat(self) -> None:
        exam = small_exam()
        body = Caller(cast.alice()).get("exams/").json()
        assert set(body) >= {"results"}
        assert body["results"] == [
            {
                "id": exam.pk,
                "code": exam.slug,
                "title": "Test mock",
                "guide": exam.guide.code,
                "mode": "mock",
                "minutes": 26,
                "question_count": 5,
                "available": True,
            }
        ]

    def test_what_the_bank_cannot_fill_is_not_available(self) -> None:
        small_exam(per_domain=1)
        (row,) = Caller(cast.alice()).get("exams/").json()["results"]
        assert row["available"] is False

    def test_untimed_exams_have_no_minutes(self) -> None:
        small_exam(mode="practice", minutes=None)
        (row,) = Caller(cast.alice()).get("exams/").json()["results"]
        assert (row["mode"], row["minutes"]) == ("practice", None)

    def test_closed_ones_and_the_diagnostic_are_not_listed(self) -> None:
        small_exam(is_open=False)
        small_exam(mode="diagnostic", minutes=None)
        assert Caller(cast.alice()).get("exams/").json()["results"] == []


class StartTests:
    @pytest.mark.parametrize("by", ["session", "token"])
    def test_a_start_is_created_with_the_whole_form(self, by) -> None:
        exam = small_exam()
        response = Caller(cast.alice(), by=by).start(exam)
        body = response.json()
        assert response.status_code == 201
        assert set(body) == BODY
        assert (body["exam"], body["mode"], body["state"]) == (
            exam.pk,
            "mock",
            "running",
        )
        assert uuid.UUID(body["id"])
        assert (body["epoch"], body["answers"], body["scenarios"]) == (1, [], [])

    def test_times_are_utc_and_the_countdown_fits(self) -> None:
        body = Caller(cast.alice(time_zone="Asia/Kolkata")).start(small_exam()).json()
        started, end, now = (
            instant(body[name]) for name in ("started_at", "deadline", "server_now")
        )
        assert end - started == timedelta(minutes=26)
        left = (end - now) / timedelta(milliseconds=1)
        assert abs(left - body["remaining_ms"]) <= 1

    def test_questions_have_exactly_the_fields_of_the_contract(self) -> None:
        body = Caller(cast.alice()).start(every_kind_exam()).json()
        kinds = {}
        assert [q["position"] for q in body["questions"]] == [1, 2, 3, 4]
        for question in body["questions"]:
            assert set(question) == QUESTION
            assert all(set(o) == {"id", "html"} for o in question["options"])
            kinds[question["kind"]] = question
        assert kinds["multiple"]["select"] == 2
        assert kinds["single"]["select"] is None
        assert len(kinds["matching"]["targets"]) == 4
        assert kinds["ordering"]["targets"] is None

    def test_untimed_attempts_have_no_deadline(self) -> None:
        exam = small_exam(mode="practice", minutes=None)
        body = Caller(cast.alice()).start(exam).json()
        assert (body["deadline"], body["remaining_ms"]) == (None, None)

    def test_the_running_one_comes_back_with_200_whatever_the_key(self) -> None:
        caller, exam = Caller(cast.alice()), small_exam()
        first = caller.start(exam, Idempotency_Key="one")
        again = caller.start(exam, Idempotency_Key="two")
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        assert set(again.json()) == BODY

    def test_i4_a_retry_after_submit_returns_that_attempt(self) -> None:
        caller, exam = Caller(cast.alice()), small_exam()
        first = caller.start(exam, Idempotency_Key="k").json()
        caller.submit(first["id"])
        again = caller.start(exam, Idempotency_Key="k")
        assert again.status_code == 200
        assert again.json()["id"] == first["id"]
        assert again.json()["state"] == "submitted"

    def test_the_key_is_unique_per_student_only(self) -> None:
        exam = small_exam()
        ids = {
            Caller(person).start(exam, Idempotency_Key="k").json()["id"]
            for person in (cast.alice(), cast.bob())
        }
        assert len(ids) == 2

    @pytest.mark.parametrize("key", ["k" * 101, "é", "a\tb"])
    def test_a_key_that_cannot_be_kept_is_refused(self, key) -> None:
        response = Caller(cast.alice()).start(small_exam(), Idempotency_Key=key)
        assert problem(response)["type"] == "bad-idempotency-key"

    def test_a_drill_starts_from_a_description(self) -> None:
        alice = cast.alice()
        sat(alice, right_count=3)
        drill = {"source": "missed", "topics": [], "count": 5}
        body = {"drill": drill, "writer": str(WRITER)}
        response = Caller(alice).post("attempts/", body)
        assert response.status_code == 201
        assert (response.json()["mode"], response.json()["exam"]) == ("drill", None)

    def test_nothing_to_drill_is_told(self) -> None:
        small_exam()
        body = {"drill": {"source": "missed"}, "writer": str(WRITER)}
        response = Caller(cast.alice()).post("attempts/", body)
        assert response.status_code == 409
        assert problem(response)["type"] == "nothing-to-drill"

    def test_a_bank_that_is_too_small_is_told(self) -> None:
        response = Caller(cast.alice()).start(small_exam(per_domain=1))
        assert response.status_code == 409
        found = problem(response)
        assert found["type"] == "pool-too-small"
        assert found["shortfalls"]

    def test_an_exam_that_is_not_there_or_closed_is_404(self) -> None:
        caller, exam = Caller(cast.alice()), small_exam(is_open=False)
        assert caller.start(exam).status_code == 404
        body = {"exam": 2**31 - 1, "writer": str(WRITER)}
        assert caller.post("attempts/", body).status_code == 404

    @pytest.mark.parametrize(
        "body",
        [
            None,
            [],
            "x",
            5,
            {},
            {"exam": 1},
            {"writer": str(WRITER)},
            {"exam": "x", "writer": str(WRITER)},
            {"exam": 0, "writer": str(WRITER)},
            {"exam": 2**40, "writer": str(WRITER)},
            {"exam": None, "writer": str(WRITER)},
            {"exam": 1, "writer": "x"},
            {"exam": 1, "writer": None},
            {"exam": 1, "writer": []},
            {"exam": 1, "drill": {"source": "weak"}, "writer": str(WRITER)},
            {"drill": {"source": "all"}, "writer": str(WRITER)},
            {"drill": {"source": "\ud800"}, "writer": str(WRITER)},
            {"drill": {"source": ["weak"]}, "writer": str(WRITER)},
            {"drill": {"source": "weak", "count": 66}, "writer": str(WRITER)},
            {"drill": {"source": "weak", "count": 0}, "writer": str(WRITER)},
            {"drill": {"source": "topics", "topics": "sqs"}, "writer": str(WRITER)},
            {"drill": {"source": "topics", "topics": ["\x00"]}, "writer": str(WRITER)},
            {"drill": "weak", "writer": str(WRITER)},
            {"drill": {"source": "weak", "guide": 1}, "writer": str(WRITER)},
        ],
    )
    def test_a_body_that_cannot_be_used_is_400(self, body) -> None:
        response = Caller(cast.alice()).post("attempts/", body)
        assert response.status_code == 400
        assert problem(response)["type"] == "invalid-request"

    @pytest.mark.parametrize(
        "field",
        ["score", "state", "deadline", "user", "role", "mode", "\ud800", "\x00"],
    )
    def test_i33_fields_that_are_not_a_clients_to_set_are_refused(self, field) -> None:
        exam = small_exam()
        body = {"exam": exam.pk, "writer": str(WRITER), field: 1}
        assert Caller(cast.alice()).post("attempts/", body).status_code == 400
        assert not Attempt.objects.exists()


class ReadTests:
    def test_it_is_the_same_form_with_the_answers(self) -> None:
        caller = Caller(cast.alice())
        first = caller.start(small_exam()).json()
        chosen = [first["questions"][0]["options"][0]["id"]]
        caller.save(first["id"], op(1, chosen, flagged=True, confidence="sure", seq=4))
        body = caller.get(f"attempts/{first['id']}/").json()
        assert set(body) == BODY
        assert body["questions"] == first["questions"]
        assert body["answers"] == [
            {
                "position": 1,
                "response": chosen,
                "flagged": True,
                "struck": [],
                "confidence": "sure",
                "epoch": 1,
                "seq": 4,
            }
        ]

    def test_the_state_is_that_of_the_clock(self) -> None:
        attempt = start(cast.alice())
        caller = Caller(attempt.user)
        to_deadline(attempt.pk, seconds=16)
        body = caller.get(f"attempts/{attempt.pk}/").json()
        assert (body["state"], body["remaining_ms"]) == ("submitted", 0)
        settle(attempt)
        assert caller.get(f"attempts/{attempt.pk}/").json()["state"] == "graded"

    def test_the_countdown_does_not_show_the_grace(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, seconds=5)
        body = Caller(attempt.user).get(f"attempts/{attempt.pk}/").json()
        assert (body["state"], body["remaining_ms"]) == ("running", 0)

    def test_a_guest_reads_an_attempt_of_their_own(self) -> None:
        visitor = cast.person("guest", is_guest=True)
        attempt = start(visitor)
        caller = Caller()
        session = caller.client.session
        session["guest"] = visitor.pk
        session.save()
        assert caller.get(f"attempts/{attempt.pk}/").status_code == 200
        assert caller.get("exams/").status_code in (401, 403)


class TakeOverTests:
    def test_it_gives_the_epoch_and_the_answers(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        path = f"attempts/{attempt.pk}/takeover/"
        response = Caller(attempt.user).post(path, {"writer": str(OTHER)})
        assert response.status_code == 200
        assert response.json()["epoch"] == 2
        assert [a["position"] for a in response.json()["answers"]] == [1]

    def test_after_the_end_it_is_409_with_the_state(self) -> None:
        attempt = start(cast.alice())
        caller = Caller(attempt.user)
        caller.submit(attempt)
        path = f"attempts/{attempt.pk}/takeover/"
        response = caller.post(path, {"writer": str(OTHER)})
        assert response.status_code == 409
        assert problem(response)["state"] == "submitted"

    @pytest.mark.parametrize("body", [None, {}, {"writer": 1.5}, {"writer": "x"}])
    def test_without_a_writer_it_is_400(self, body) -> None:
        attempt = start(cast.alice())
        response = Caller(attempt.user).post(f"attempts/{attempt.pk}/takeover/", body)
        assert response.status_code == 400
        problem(response)
