"""SQL statements per request, counted in this process as the tests count them."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.bank import SLUG
from benchmarks.driver import Person
from benchmarks.people import Sitter, make_people
from benchmarks.plan import Plan
from benchmarks.report import Finding, Report
from benchmarks.stage import Stage

# BEGIN and COMMIT, and what any signed-in request asks: the session and its user.
FRAME = re.compile(
    r'^(BEGIN|COMMIT|SAVEPOINT|RELEASE)|FROM "django_session"'
    r'|FROM "accounts_user" WHERE "accounts_user"."id" = \d+ LIMIT 21$'
)

# Two statements may travel in one message.
JOINED = re.compile(r";\s*SELECT")


def measure(stage: Stage, plan: Plan, report: Report) -> None:
    people = make_people(stage.address, 4)
    _client(people[0]).post(f"/exams/{SLUG}/start")  # the pool is read once
    start = _count(lambda: _client(people[1]).post(f"/exams/{SLUG}/start"))
    sitter = Sitter(people[2], SLUG)
    operation = next(sitter.saves())
    path = f"/api/v1/attempts/{sitter.attempt.pk}/operations/"
    save = _count(lambda: _post(people[2], path, operation))
    again = Sitter(people[3], SLUG)
    again.answer_all()
    submit = _count(lambda: _submit(again))
    report.findings += [
        _finding("save", save, 4),
        _finding("start (the form’s own page aside)", start, 12),
        _finding("submit, grade, result page", submit, 15),
    ]


def _submit(sitter: Sitter) -> HttpResponse:
    path = f"/api/v1/attempts/{sitter.attempt.pk}/submit/"
    _post(sitter.person, path, sitter.submission())
    return _client(sitter.person).get(f"/attempts/{sitter.attempt.pk}/result/")


def _finding(what: str, found: int, most: int) -> Finding:
    return Finding(f"{what}: statements", str(found), f"≤ {most}", is_met=found <= most)


def _client(person: Person) -> Client:
    client = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = person.session
    return client


def _post(person: Person, path: str, body: Any) -> HttpResponse:
    return _client(person).post(path, body, content_type="application/json")


def _count(act: Callable[[], HttpResponse]) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = act()
    if response.status_code >= 400:
        raise RuntimeError(response.content)
    texts = [query["sql"] for query in captured]
    return sum(len(JOINED.split(sql)) for sql in texts if not FRAME.search(sql))
