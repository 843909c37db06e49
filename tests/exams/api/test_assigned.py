"""What was assigned, in the API: the list, and the start."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import cast
from tests.exams.api.caller import Caller
from tests.exams.client import WRITER, submit
from tests.exams.makers import assign, begin, settle
from tests.factories import make_override

pytestmark = pytest.mark.django_db


class ListTests:
    def test_each_is_told_by_the_persons_own_terms(self) -> None:
        alice = cast.alice(extra_minutes=10)
        midterm = assign(alice, title="Midterm", access_code="sky")
        make_override(midterm, alice, attempts_allowed=2)
        body = Caller(alice).get("assigned/").json()
        (row,) = body["results"]
        assert (row["id"], row["title"], row["minutes"]) == (midterm.pk, "Midterm", 36)
        assert (row["attempts_left"], row["standing"], row["reason"]) == (
            2,
            "open",
            None,
        )
        assert row["needs_access_code"]
        assert "sky" not in str(body)

    def test_what_was_handed_in_tells_no_more_than_that(self) -> None:
        alice = cast.alice()
        attempt = begin(alice, assign(alice))
        submit(attempt)
        settle(attempt)
        (row,) = Caller(alice).get("assigned/").json()["results"]
        assert (row["standing"], row["reason"]) == ("done", "no-attempt-left")
        assert set(row["attempts"][0]) == {
            *("id", "state", "started_at", "finished_at", "is_void")
        }

    def test_it_comes_in_pages_the_newest_first(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        for _ in range(26):
            assign(cohort=midterm.cohort, exam=midterm.exam)
        caller = Caller(alice)
        first = caller.get("assigned/").json()
        ids = [row["id"] for row in first["results"]]
        assert ids == sorted(ids, reverse=True)
        assert len(ids) == 25
        rest = caller.get(f"assigned/{first['next']}").json()
        assert midterm.pk in [row["id"] for row in rest["results"]]

    def test_nobody_has_what_others_have_to_sit(self) -> None:
        assign(cast.alice())
        assert Caller(cast.bob()).get("assigned/").json()["results"] == []

    @pytest.mark.parametrize("mark", ["x", "0", "9999999999999999999999"])
    def test_a_mark_that_is_no_number_is_refused(self, mark) -> None:
        assert Caller(cast.alice()).get(f"assigned/?after={mark}").status_code == 400


class StartTests:
    def start(self, user, assignment, **over):
        body = {"assignment": assignment.pk, "writer": str(WRITER)} | over
        return Caller(user).post("attempts/", body)

    def test_it_begins_and_is_given_back(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        first, again = self.start(alice, midterm), self.start(alice, midterm)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]

    def test_it_asks_for_the_code(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, access_code="sky")
        refused = self.start(alice, midterm)
        assert (refused.status_code, refused.json()["type"]) == (
            403,
            "wrong-access-code",
        )
        assert self.start(alice, midterm, access_code="sky").status_code == 201

    def test_before_the_window_it_is_refused_in_words(self) -> None:
        alice = cast.alice()
        opens = timezone.now() + timedelta(hours=1)
        refused = self.start(alice, assign(alice, opens_at=opens))
        assert refused.status_code == 409
        assert refused.json()["type"] == "assignment-not-open"
        assert refused.json()["detail"].startswith("You may begin from")

    def test_a_strangers_assignment_is_not_there(self) -> None:
        assert self.start(cast.bob(), assign(cast.alice())).status_code == 404

    def test_one_thing_is_started_at_a_time(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        refused = self.start(alice, midterm, exam=midterm.exam_id)
        assert refused.status_code == 400


class ResultTests:
    def test_before_the_release_only_the_handing_in_is_told(self) -> None:
        alice = cast.alice()
        attempt = begin(alice, assign(alice))
        submit(attempt)
        settle(attempt)
        response = Caller(alice).result(attempt)
        body = response.json()
        assert (response.status_code, body["type"]) == (403, "not-released")
        assert body["answered"] == 0
        assert body["released_at"] is not None
        assert body["detail"].startswith("It is released on")
