"""A runner says that it is there, and hears what staff have done."""

import pytest
from django.core.cache import cache

from exams import selectors
from exams.selectors.contact import contact_key
from tests import cast
from tests.exams.api.caller import Caller, op
from tests.exams.clock import age
from tests.exams.makers import again, sit
from tests.exams.steps import extend, force, pause, resume

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    return sit(cast.alice())


@pytest.fixture
def ivan():
    return cast.ivan()


@pytest.fixture
def caller(attempt) -> Caller:
    return Caller(attempt.user)


def contact(caller: Caller, attempt) -> dict:
    response = caller.post(f"attempts/{attempt.pk}/contact/")
    assert response.status_code == 200, response.content
    return response.json()


class StandingTests:
    def test_it_tells_how_the_attempt_stands(self, caller, attempt) -> None:
        told = contact(caller, attempt)
        assert told["state"] == "running"
        assert told["paused"] is None
        assert told["steps"] == []
        assert 0 < told["remaining_ms"] <= 26 * 60_000

    def test_it_tells_of_more_time_and_why(self, caller, attempt, ivan) -> None:
        before = contact(caller, attempt)
        extend(attempt, ivan, minutes=10, reason="The fire alarm.")
        told = contact(caller, attempt)
        assert told["remaining_ms"] - before["remaining_ms"] > 9 * 60_000
        [step] = told["steps"]
        assert (step["words"], step["reason"]) == ("10 more minutes", "The fire alarm.")

    def test_in_a_pause_the_time_stands_still(self, caller, attempt, ivan) -> None:
        pause(attempt, ivan, reason="Please wait outside.")
        first, second = contact(caller, attempt), contact(caller, attempt)
        assert first["paused"]["reason"] == "Please wait outside."
        assert first["deadline"] is None
        assert first["remaining_ms"] == second["remaining_ms"] > 0
        resume(attempt, ivan)
        assert contact(caller, attempt)["paused"] is None

    def test_a_saved_answer_hears_of_the_pause_too(self, caller, attempt, ivan) -> None:
        pause(attempt, ivan, reason="Please wait outside.")
        told = caller.save(attempt, op(1)).json()
        assert told["paused"]["reason"] == "Please wait outside."
        assert told["results"][0]["verdict"] == "accepted"

    def test_in_a_pause_the_form_is_not_told(self, caller, attempt, ivan) -> None:
        pause(attempt, ivan, reason="Please wait outside.")
        told = caller.get(f"attempts/{attempt.pk}/").json()
        assert (told["questions"], told["scenarios"]) == ([], [])
        assert told["paused"]["reason"] == "Please wait outside."
        resume(attempt, ivan)
        assert caller.get(f"attempts/{attempt.pk}/").json()["questions"]

    def test_an_answer_given_in_a_pause_is_not_saved(
        self, caller, attempt, ivan
    ) -> None:
        pause(attempt, ivan)
        age(attempt.pk, seconds=31)
        told = caller.save(attempt, op(1)).json()
        assert told["results"][0]["verdict"] == "late"

    def test_a_forced_end_leaves_no_time(self, caller, attempt, ivan) -> None:
        force(attempt, ivan)
        assert contact(caller, attempt)["remaining_ms"] == 0

    def test_a_stranger_hears_nothing(self, attempt) -> None:
        response = Caller(cast.bob()).post(f"attempts/{attempt.pk}/contact/")
        assert response.status_code == 404


class PresenceTests:
    def test_it_is_kept_who_is_there(self, caller, attempt) -> None:
        contact(caller, attempt)
        heard = selectors.contacts_of([attempt.pk])[attempt.pk]
        assert abs((heard - again(attempt).clock).total_seconds()) < 60

    def test_without_redis_nothing_but_that_is_lost(self, caller, attempt) -> None:
        contact(caller, attempt)
        cache.delete(contact_key(attempt.pk))
        assert selectors.contacts_of([attempt.pk]) == {}
        assert contact(caller, attempt)["state"] == "running"
