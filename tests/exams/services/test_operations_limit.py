"""No throttle on saves, but an end that only a program can reach."""

import uuid

import pytest

from exams.models import Operation
from exams.services import save as saving
from exams.services.save import Received
from lib.problems import Problem
from tests import cast
from tests.exams.api.caller import Caller, op
from tests.exams.client import right, save, save_one
from tests.exams.makers import start

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(monkeypatch):
    """An attempt that takes no more than the two operations that it holds."""
    monkeypatch.setattr(saving, "RARELY", 1)
    monkeypatch.setattr(saving, "OPERATIONS_MAX", 2)
    attempt = start(cast.alice())
    for seq in (1, 2):
        save_one(attempt, 1, right(attempt, 1), seq=seq)
    return attempt


class OperationsLimitTests:
    def test_it_is_far_above_what_a_person_needs(self) -> None:
        assert saving.OPERATIONS_MAX == 20_000

    def test_it_takes_the_last_one_below(self, monkeypatch) -> None:
        monkeypatch.setattr(saving, "RARELY", 1)
        monkeypatch.setattr(saving, "OPERATIONS_MAX", 1)
        attempt = start(cast.alice())
        assert save_one(attempt, 1, right(attempt, 1)).verdict == "accepted"

    def test_it_refuses_one_too_many_and_writes_nothing(self, full) -> None:
        with pytest.raises(Problem, match="Hand it in"):
            save_one(full, 2, right(full, 2), seq=3)
        assert Operation.objects.filter(attempt=full).count() == 2

    def test_it_ends_a_flood_though_it_rarely_counts(self, monkeypatch) -> None:
        monkeypatch.setattr(saving, "OPERATIONS_MAX", 2)
        attempt = start(cast.alice())
        with pytest.raises(Problem):
            for seq in range(1, 40 * saving.RARELY):
                save_one(attempt, 1, right(attempt, 1), seq=seq)

    def test_it_refuses_malformed_ones_too(self, full) -> None:
        broken = Received(uuid.uuid4(), {}, fault="position is missing")
        with pytest.raises(Problem):
            save(full, broken)

    def test_it_still_repeats_a_verdict_that_was_given(self, full) -> None:
        first = Operation.objects.filter(attempt=full).first()
        again = save(full, Received(first.op_id, first.body))
        assert again.rows[0].verdict == "accepted"

    def test_it_answers_a_program_with_429(self, full) -> None:
        answer = Caller(full.user).save(full, op(2, seq=9))
        assert answer.status_code == 429
        assert answer.json()["type"] == "too-many-operations"
