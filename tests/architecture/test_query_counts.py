"""What each page and operation may ask of the database, written down in
tests/query_counts.json; and it never grows with questions, attempts or operations.

Not counted: session, user, token, and what opens and ends transactions.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exams import services
from tests.architecture.jobs import api_jobs, page_jobs
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db
BUDGETS: dict[str, int] = json.loads(
    Path(__file__).parents[1].joinpath("query_counts.json").read_text(encoding="utf-8")
)
UNCOUNTED = re.compile(
    r"^(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)|django_session"
    r'|"accounts_apitoken"."digest" =|FROM "accounts_user" (?!.*\bFOR\b)'
)


def counted(job: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        response = job()
    status = getattr(response, "status_code", 200)
    assert status < 400, response.content
    return [q["sql"] for q in captured if not UNCOUNTED.search(q["sql"])]


@pytest.fixture
def small(settings) -> World:
    return make_world(settings, questions=4, history=1)


@pytest.fixture
def large(settings) -> World:
    return make_world(settings, questions=10, history=2)


def warm(jobs: dict[str, Callable[[], Any]]) -> None:
    """Content types and the pool of questions are remembered by the process."""
    for job in jobs.values():
        job()


class PageBudgetTests:
    def test_no_page_asks_for_more_than_was_written_down(self, small) -> None:
        jobs = page_jobs(small)
        warm(jobs)
        told = {name: len(counted(job)) for name, job in jobs.items()}
        assert over_budget(told) == {}

    def test_no_page_asks_for_more_when_there_is_more(self, small, large) -> None:
        told = []
        for world in (small, large):
            jobs = page_jobs(world)
            warm(jobs)
            told.append({name: len(counted(job)) for name, job in jobs.items()})
        assert {n: (told[0][n], c) for n, c in told[1].items() if c > told[0][n]} == {}


class ApiBudgetTests:
    def test_no_operation_asks_for_more_than_was_written_down(self, small) -> None:
        small.caller.get("exams/")
        told = {n: len(counted(job)) for n, job in api_jobs(small).items()}
        assert over_budget(told) == {}

    def test_no_operation_asks_for_more_when_there_is_more(self, small, large) -> None:
        told = []
        for world in (small, large):
            world.caller.get("exams/")
            told.append({n: len(counted(j)) for n, j in api_jobs(world).items()})
        assert {n: (told[0][n], c) for n, c in told[1].items() if c > told[0][n]} == {}

    def test_submit_grade_and_result_together_stay_within_fifteen(self, small) -> None:
        attempt = small.running
        counts = [
            len(counted(lambda: small.caller.submit(attempt))),
            len(counted(lambda: services.grade_attempt(attempt_id=attempt.pk))),
            len(counted(lambda: small.caller.result(attempt))),
        ]
        assert sum(counts) <= BUDGETS["submit + grade + result"], counts

    def test_the_sweep_asks_once_when_nothing_is_due(self, small) -> None:
        from exams.tasks import sweep_attempts

        assert len(counted(sweep_attempts)) <= BUDGETS["sweep of nothing"]


def over_budget(told: dict[str, int]) -> dict[str, str]:
    missing = set(told) - set(BUDGETS)
    assert not missing, f"write these down: { {n: told[n] for n in missing} }"
    return {
        name: f"{count} statements, {BUDGETS[name]} allowed"
        for name, count in told.items()
        if count > BUDGETS[name]
    }
