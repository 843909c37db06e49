"""Watching and stepping in through the API: the same rules, the same words."""

import pytest

from exams.models import Intervention
from tests import cast
from tests.exams.api.caller import Caller, problem
from tests.exams.client import right, save_one, submit
from tests.exams.makers import again, sit, small_exam
from tests.factories import make_assignment, make_cohort, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return make_assignment(make_cohort(), small_exam())


@pytest.fixture
def caller(assignment) -> Caller:
    ivan = cast.ivan()
    make_member(assignment.cohort, ivan, role="instructor")
    return Caller(ivan)


@pytest.fixture
def attempt(assignment):
    return sit(cast.alice(), assignment)


def take(caller: Caller, assignment, step: str, **over):
    body = {"step": step, "reason": "Agreed."} | over
    return caller.post(f"assignments/{assignment.pk}/interventions/", body)


class WatchTests:
    def test_it_tells_how_everybody_stands(self, caller, assignment, attempt) -> None:
        make_member(assignment.cohort, cast.bob())
        save_one(attempt, 1, right(attempt, 1))
        told = caller.get(f"assignments/{assignment.pk}/monitor/").json()
        assert told["counts"] == {"in": 1, "waiting": 1}
        alice, bob = told["people"]
        assert (alice["person"]["name"], alice["answered"]) == ("Alice", 1)
        assert alice["saved_at"] is not None
        assert (bob["state"], bob["attempt"]) == ("waiting", None)

    def test_no_answer_is_among_it(self, caller, assignment, attempt) -> None:
        chosen = right(attempt, 1)
        save_one(attempt, 1, chosen)
        told = caller.get(f"assignments/{assignment.pk}/monitor/").content.decode()
        assert chosen[0] not in told
        assert "correct" not in told


class StepTests:
    def test_one_attempt_is_extended(self, caller, assignment, attempt) -> None:
        told = take(
            caller, assignment, "extended", minutes=5, attempts=[str(attempt.pk)]
        )
        assert told.json() == {"done": [str(attempt.pk)], "refused": []}
        assert again(attempt).deadline_at > attempt.deadline_at

    def test_without_names_it_is_everybody_who_is_in(
        self, caller, assignment, attempt
    ) -> None:
        sit(cast.bob(), assignment)
        submit(sit(cast.charlie(), assignment))
        assert len(take(caller, assignment, "paused").json()["done"]) == 2

    def test_who_cannot_take_it_is_told_of(self, caller, assignment, attempt) -> None:
        done = sit(cast.bob(), assignment)
        submit(done)
        both = [str(attempt.pk), str(done.pk)]
        told = take(caller, assignment, "paused", attempts=both).json()
        assert told["refused"][0]["attempt"] == str(done.pk)
        assert told["refused"][0]["type"] == "attempt-closed"

    def test_refusals_are_problems(self, caller, assignment, attempt) -> None:
        names = [str(attempt.pk)]
        refused = take(caller, assignment, "resumed", attempts=names)
        assert problem(refused)["type"] == "attempt-not-paused"
        refused = take(caller, assignment, "extended", attempts=names)
        assert problem(refused)["type"] == "no-minutes"
        submit(attempt)
        assert problem(take(caller, assignment, "paused"))["type"] == "nobody-in"

    @pytest.mark.parametrize(
        "wrong", [{"step": "graded"}, {"reason": ""}, {"minutes": 0}, {"score": 1}]
    )
    def test_what_makes_no_sense_is_refused(
        self, caller, assignment, attempt, wrong
    ) -> None:
        response = take(caller, assignment, **({"step": "paused"} | wrong))
        assert response.status_code == 400
        assert not Intervention.objects.exists()

    def test_others_find_nothing(self, assignment, attempt) -> None:
        other = Caller(cast.person("ines", role="instructor"))
        assert take(other, assignment, "paused").status_code == 404
        path = f"assignments/{assignment.pk}/monitor/"
        assert other.get(path).status_code == 404
        assert Caller(attempt.user).get(path).status_code == 403
