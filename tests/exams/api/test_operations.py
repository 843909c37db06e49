"""POST attempts/{id}/operations/: verdicts, and whatever nonsense a body holds."""

import json
import uuid

import pytest
from django.db import OperationalError, connection

from exams.models import Answer, Attempt, Operation
from tests import cast
from tests.exams.api.caller import Caller, op, problem
from tests.exams.client import OTHER, right, wrong
from tests.exams.clock import to_deadline
from tests.exams.makers import settle, start
from tests.exams.threads import at_once, locked

pytestmark = pytest.mark.django_db
RESULT = {"op_id", "verdict", "position", "epoch", "seq", "detail"}


def verdicts(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["verdict"] for row in response.json()["results"]]


@pytest.fixture
def attempt() -> Attempt:
    return start(cast.alice())


@pytest.fixture
def caller(attempt) -> Caller:
    return Caller(attempt.user)


class SaveTests:
    def test_the_reply_has_the_fields_of_the_contract(self, caller, attempt) -> None:
        sent = op(1, right(attempt, 1))
        body = caller.save(attempt, sent).json()
        assert set(body) == {
            "server_now",
            "deadline",
            "remaining_ms",
            "state",
            "epoch",
            "results",
        }
        (row,) = body["results"]
        assert set(row) == RESULT
        assert (row["op_id"], row["verdict"]) == (sent["op_id"], "accepted")
        assert (row["position"], row["epoch"], row["seq"]) == (1, 1, 1)
        assert (body["state"], body["epoch"]) == ("running", 1)

    @pytest.mark.parametrize("by", ["session", "token"])
    def test_each_verdict(self, attempt, by) -> None:
        caller = Caller(attempt.user, by=by)
        one, two = right(attempt, 1), wrong(attempt, 1)
        assert verdicts(
            caller.save(
                attempt, op(1, one, seq=2), op(1, two), op(1, ["x"]), op(9, None)
            )
        ) == ["accepted", "superseded", "invalid", "invalid"]
        assert verdicts(caller.save(attempt, op(1, one), writer=str(OTHER))) == [
            "fenced"
        ]
        to_deadline(attempt.pk, seconds=11)
        assert verdicts(caller.save(attempt, op(2, right(attempt, 2)))) == ["late"]
        to_deadline(attempt.pk, minutes=-5)
        caller.submit(attempt)
        assert verdicts(caller.save(attempt, op(1, one, seq=3))) == ["closed"]

    def test_the_state_of_a_late_reply_is_that_of_the_clock(
        self, caller, attempt
    ) -> None:
        to_deadline(attempt.pk, seconds=16)
        body = caller.save(attempt, op(1, right(attempt, 1))).json()
        assert (body["state"], body["remaining_ms"]) == ("submitted", 0)

    def test_i4_a_repeated_op_id_has_its_first_verdict(self, caller, attempt) -> None:
        one = op(1, right(attempt, 1))
        first, again = caller.save(attempt, one), caller.save(attempt, one)
        assert verdicts(first) == verdicts(again) == ["accepted"]
        assert verdicts(caller.save(attempt, one | {"seq": 2})) == ["invalid"]

    def test_optional_fields_may_be_left_out(self, caller, attempt) -> None:
        sent = op(1, right(attempt, 1))
        assert set(sent) == {"op_id", "position", "epoch", "seq", "response"}
        assert verdicts(caller.save(attempt, sent)) == ["accepted"]

    def test_500_go_through_and_501_do_not(self, caller, attempt) -> None:
        many = [op(1, None, seq=n) for n in range(501)]
        assert problem(caller.save(attempt, *many))["type"] == "invalid-request"
        assert not Operation.objects.exists()
        assert set(verdicts(caller.save(attempt, *many[:500]))) == {"accepted"}

    @pytest.mark.parametrize("name", ["score", "state", "deadline", "user", "role"])
    def test_i33_what_a_client_may_not_say_is_invalid_and_without_effect(
        self, caller, attempt, name
    ) -> None:
        sent = op(1, right(attempt, 1), **{name: "graded"})
        assert verdicts(caller.save(attempt, sent)) == ["invalid"]
        assert not Answer.objects.exists()


class NonsenseTests:
    """One bad operation never fails the others, and nothing is ever a 500."""

    @pytest.mark.parametrize(
        "bad",
        [
            None,
            7,
            "x",
            [],
            [[]],
            {},
            op(op_id="x"),
            op(op_id=None),
            op(op_id="\ud800"),
            op(op_id="\x00"),
            op(op_id={"a": [1]}),
            op(position="1"),
            op(position=10**30),
            op(position=-1),
            op(position=1.5),
            op(position=None),
            op(epoch=10**30),
            op(seq=-1),
            op(seq=10**4000),
            op(response="x"),
            op(response=["\x00"]),
            op(response=["\ud800"]),
            op(response=["x" * 5000]),
            op(response=[["x"]]),
            op(response={"a": {"b": []}}),
            op(flagged="yes"),
            op(elapsed_ms=10**12),
            op(elapsed_ms=-5),
            op(confidence="very"),
            op(confidence=["sure"]),
            op(struck=["\ud800"]),
            op(struck={"a": 1}),
            op(client_at="2026-11-21\x0009:00:00"),
            op(client_at="2026-11-21\ud80009:00:00"),
            op(client_at="x" * 100),
            op(**{"\ud800": 1}),
            op(**{"\x00": 1}),
            op(**{f"unknown-{n}": n for n in range(40)}),
            op(**{"\U0001f600" * 30: 1, "\U0001f601" * 30: 2}),
        ],
    )
    def test_it_is_invalid_while_its_neighbour_is_accepted(
        self, caller, attempt, bad
    ) -> None:
        good = op(1, right(attempt, 1))
        response = caller.save(attempt, bad, good)
        assert verdicts(response) == ["invalid", "accepted"]
        assert response.json()["results"][0]["detail"]
        assert Operation.objects.count() == 2

    @pytest.mark.parametrize(
        "text", ["1e400", "-1e400", "[1e400]", '{"a": 1e400}', "1" * 4000]
    )
    @pytest.mark.parametrize("name", ["op_id", "position", "epoch", "seq", "response"])
    def test_numbers_beyond_all_measure_are_invalid(
        self, caller, attempt, name, text
    ) -> None:
        raw = json.dumps(op(1, None) | {name: "@"}).replace('"@"', text)
        body = f'{{"writer": "{uuid.UUID(int=1)}", "operations": [{raw}]}}'
        response = caller.send(f"attempts/{attempt.pk}/operations/", body)
        assert verdicts(response) == ["invalid"]
        json.loads(response.content, parse_constant=pytest.fail)

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{",
            b"\x00",
            b"\xff\xfe",
            b'{"writer": NaN}',
            b"nul",
            b'"' + b"\xc3\x28" + b'"',
            b"[" * 100_000,
            b'{"a":' * 100_000,
            b"[" * 900 + b"]" * 900,
            b"1" * 5000,
        ],
    )
    def test_what_is_not_json_or_not_the_envelope_is_400(
        self, caller, attempt, raw
    ) -> None:
        response = caller.send(f"attempts/{attempt.pk}/operations/", raw)
        assert response.status_code == 400
        problem(response)

    @pytest.mark.parametrize("depth", [50, 400, 700, 900, 950, 980, 20_000])
    def test_a_response_nested_deeply_is_refused(self, caller, attempt, depth) -> None:
        nest = "[" * depth + "]" * depth
        raw = json.dumps(op(1, "@")).replace('"@"', nest)
        body = f'{{"writer": "{uuid.UUID(int=1)}", "operations": [{raw}]}}'
        response = caller.send(f"attempts/{attempt.pk}/operations/", body)
        if response.status_code == 200:
            assert verdicts(response) == ["invalid"]
        else:
            assert response.status_code == 400
            problem(response)

    @pytest.mark.parametrize("by", ["session", "token"])
    def test_a_huge_body_is_413(self, attempt, by) -> None:
        caller = Caller(attempt.user, by=by)
        body = b'{"writer": "' + b"x" * 3_000_000 + b'"}'
        response = caller.send(f"attempts/{attempt.pk}/operations/", body)
        assert response.status_code == 413
        problem(response)

    @pytest.mark.parametrize(
        "kind",
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"],
    )
    def test_another_media_type_is_415(self, caller, attempt, kind) -> None:
        path = f"attempts/{attempt.pk}/operations/"
        response = caller.send(path, b"x", Content_Type=kind)
        assert response.status_code == 415
        problem(response)

    @pytest.mark.parametrize(
        "path",
        [
            "attempts/x/operations/",
            f"attempts/{uuid.UUID(int=0)}/operations/",
            "attempts/0/operations/",
            "attempts/%00/operations/",
        ],
    )
    def test_an_attempt_that_does_not_exist_is_404(self, caller, path) -> None:
        body = {"writer": str(uuid.UUID(int=1)), "operations": [op(1, None)]}
        response = caller.post(path, body)
        assert response.status_code == 404
        problem(response)

    @pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
    def test_another_method_is_405(self, caller, attempt, method) -> None:
        call = getattr(caller.client, method)
        response = call(f"/api/v1/attempts/{attempt.pk}/operations/")
        assert response.status_code == 405
        problem(response)


class CsrfTests:
    def test_a_session_needs_the_token_of_the_page(self, attempt) -> None:
        caller = Caller(attempt.user, enforce_csrf_checks=True)
        response = caller.save(attempt, op(1, right(attempt, 1)))
        assert response.status_code == 403
        problem(response)
        assert not Operation.objects.exists()

    def test_with_it_the_save_is_taken(self, attempt) -> None:
        caller = Caller(attempt.user, enforce_csrf_checks=True)
        caller.client.cookies["csrftoken"] = "a" * 32
        caller.headers["X-CSRFToken"] = "a" * 32
        assert verdicts(caller.save(attempt, op(1, right(attempt, 1)))) == ["accepted"]

    def test_a_bearer_token_needs_none(self, attempt) -> None:
        caller = Caller(attempt.user, by="token", enforce_csrf_checks=True)
        assert verdicts(caller.save(attempt, op(1, right(attempt, 1)))) == ["accepted"]


class AwayTests:
    """I39: with the database away a save gets 503 and when to try again."""

    def away(self, response) -> None:
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert problem(response)["type"] == "unavailable"

    @pytest.mark.django_db(transaction=True)
    def test_i39_a_lock_that_does_not_come(self, attempt) -> None:
        caller = Caller(attempt.user, by="token")
        one = op(1, right(attempt, 1))
        with locked(attempt):
            (response,) = at_once(lambda: caller.save(attempt, one), patience=0.1)
        self.away(response)
        assert not Operation.objects.exists()
        assert verdicts(caller.save(attempt, one)) == ["accepted"]

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("by", ["session", "token"])
    def test_i39_no_connection_at_all(self, attempt, by, monkeypatch) -> None:
        caller = Caller(attempt.user, by=by, raise_request_exception=False)
        one = op(1, right(attempt, 1))

        def refuse(*args):
            raise OperationalError("connection refused")

        connection.close()
        with monkeypatch.context() as patched:
            patched.setattr(connection, "get_new_connection", refuse)
            response = caller.save(attempt, one)
        self.away(response)
        assert verdicts(caller.save(attempt, one)) == ["accepted"]

    @pytest.mark.django_db(transaction=True)
    def test_i2_a_commit_that_fails_is_no_acknowledgement(
        self, attempt, monkeypatch
    ) -> None:
        caller = Caller(attempt.user, by="token")

        def fail():
            raise OperationalError("server closed the connection")

        with monkeypatch.context() as patched:
            patched.setattr(connection, "_commit", fail)
            response = caller.save(attempt, op(1, right(attempt, 1)))
        self.away(response)
        assert not Operation.objects.exists()

    def test_i40_two_hundred_saves_are_not_throttled(self, caller, attempt) -> None:
        told = {
            caller.save(attempt, op(1, None, seq=n)).status_code for n in range(200)
        }
        assert told == {200}


class RevocationTests:
    """I34: revocation acts on the next request."""

    def test_i34_a_revoked_session_is_out(self, caller, attempt) -> None:
        assert verdicts(caller.save(attempt, op(1, None))) == ["accepted"]
        caller.client.session.flush()
        response = caller.save(attempt, op(1, None, seq=2))
        assert response.status_code == 401
        assert problem(response)

    @pytest.mark.parametrize("by", ["session", "token"])
    def test_i34_a_deactivated_user_is_out(self, attempt, by) -> None:
        caller = Caller(attempt.user, by=by)
        assert verdicts(caller.save(attempt, op(1, None))) == ["accepted"]
        attempt.user.is_active = False
        attempt.user.save()
        response = caller.save(attempt, op(1, right(attempt, 1), seq=2))
        assert response.status_code == 401
        assert Answer.objects.get().response is None

    def test_i34_a_revoked_token_is_out(self, attempt) -> None:
        caller = Caller(attempt.user, by="token")
        assert (
            caller.client.delete(
                "/api/v1/tokens/current/", headers=caller.headers
            ).status_code
            == 204
        )
        assert caller.save(attempt, op(1, None)).status_code == 401

    def test_what_was_saved_before_is_graded(self, attempt) -> None:
        caller = Caller(attempt.user)
        caller.save(attempt, op(1, right(attempt, 1)))
        attempt.user.is_active = False
        attempt.user.save()
        to_deadline(attempt.pk, seconds=16)
        assert settle(attempt).questions.get(position=1).is_correct
