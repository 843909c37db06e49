"""I29: before release no byte of key, reason or correctness reaches a student.

Every key and every reason of the bank carries a canary. A crawler follows every link
and every address, provokes every refusal, and must not meet one; after the release
every canary of the form is there.
"""

import json
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from exams.models import Attempt, AttemptQuestion, Result
from questions.models import Scenario
from tests import cast
from tests.analytics.makers import fold
from tests.architecture.crawler import CANARY, Crawler, InTheGap, addresses
from tests.exams.api.caller import Caller, op
from tests.exams.client import OTHER, WRITER, answer_all, right, save_one, submit, wrong
from tests.exams.makers import (
    add_question,
    again,
    assign,
    begin,
    every_kind_exam,
    settle,
    small_exam,
    start,
)

pytestmark = pytest.mark.django_db
# Names under which a key would be told.
TELLING = ("correct", "key", "why_html", "right_if_html", "scored", "is_scored")


@pytest.fixture
def mock() -> Attempt:
    """A running mock with a scenario, some answers right and some wrong."""
    exam = small_exam()
    scenario = Scenario.objects.create(
        slug="shop", number=1, title="Shop", text="A shop.", html="<p>A shop.</p>"
    )
    for n in range(3):
        add_question(exam.guide, f"{exam.slug}-s{n}", scenario=scenario)
    attempt = start(cast.alice(), exam)
    for position in (1, 2):
        save_one(attempt, position, right(attempt, position), flagged=True)
    save_one(attempt, 3, wrong(attempt, 3), struck=right(attempt, 3))
    return attempt


@pytest.fixture
def crawler(mock) -> Crawler:
    client = Client()
    client.force_login(mock.user)
    return Crawler(client)


class RunningTests:
    def test_i29_no_page_no_answer_no_header_tells(self, mock, crawler) -> None:
        crawler.crawl("/", *addresses(mock))
        assert len(crawler.seen) > 30
        assert f"/attempts/{mock.pk}/" in crawler.seen
        assert crawler.leaks() == []

    def test_i29_neither_does_what_a_stranger_or_a_visitor_sees(self, mock) -> None:
        for user in (None, cast.bob()):
            client = Client()
            if user is not None:
                client.force_login(user)
            crawler = Crawler(client)
            crawler.crawl("/", *addresses(mock))
            assert crawler.leaks() == []

    def test_i29_no_refusal_of_the_api_tells(self, mock) -> None:
        caller = Caller(mock.user)
        told = [
            response.content + str(response.headers).encode()
            for response in provoked(caller, mock)
        ]
        assert len(told) > 10
        assert not [text for text in told if CANARY in text.lower()]

    def test_i29_the_form_has_no_telling_name_and_no_id_of_the_author(
        self, mock
    ) -> None:
        body = Caller(mock.user).get(f"attempts/{mock.pk}/").json()
        names, ids = set(names_in(body)), set()
        assert not names & set(TELLING)
        for question in body["questions"]:
            ids |= {o["id"] for o in question["options"]}
        assert all(re.fullmatch(r"[0-9a-f]{8}", i) for i in ids)

    def test_i29_nothing_tells_the_unscored_from_the_scored(self, mock) -> None:
        body = Caller(mock.user).get(f"attempts/{mock.pk}/").json()
        shapes = {}
        for asked in mock.questions.all():
            told = body["questions"][asked.position - 1]
            shape = json.dumps(sorted((k, type(v).__name__) for k, v in told.items()))
            shapes.setdefault(asked.is_scored, set()).add(shape)
        kinds = {True: set(), False: set()}
        for scored, found in shapes.items():
            kinds[scored] = {re.sub("NoneType|str|int|list", "", s) for s in found}
        assert kinds[True] == kinds[False]

    def test_i29_the_page_shows_both_kinds_of_questions_alike(self, mock) -> None:
        client = Client()
        client.force_login(mock.user)
        AttemptQuestion.objects.filter(attempt=mock).update(is_scored=True)
        one = veiled(client.get(f"/attempts/{mock.pk}/").content)
        AttemptQuestion.objects.filter(attempt=mock).update(is_scored=False)
        assert one == veiled(client.get(f"/attempts/{mock.pk}/").content)

    def test_i29_the_key_changes_no_byte_of_the_form(self, mock) -> None:
        """The page is the same whichever option is right."""
        caller = Caller(mock.user)
        texts = [stripped(caller, mock)]
        for row in mock.questions.all():
            row.variant = dict(row.content) | {
                "key": ["c"],
                "options": [
                    option | {"correct": option["id"] == "c"}
                    for option in row.content["options"]
                ],
            }
            row.save()
        texts.append(stripped(caller, mock))
        assert texts[0] == texts[1]

    def test_i29_time_over_but_not_closed_tells_nothing(self, mock) -> None:
        client = Client()
        client.force_login(mock.user)
        crawler = InTheGap(client, mock)
        crawler.crawl("/", *addresses(mock))
        assert crawler.leaks() == []

    def test_i29_an_attempt_that_cannot_be_graded_tells_nothing(
        self, mock, crawler
    ) -> None:
        submit(mock)
        mock.questions.get(position=1).answer.__class__.objects.update(
            response=["gone"]
        )
        crawler.crawl("/", *addresses(mock))
        assert crawler.leaks() == []


class PracticeTests:
    def test_i29_a_check_tells_of_its_own_question_only(self) -> None:
        attempt = start(cast.alice(), every_kind_exam())
        answer_all(attempt, right_count=4)
        caller = Caller(attempt.user)
        body = {"writer": str(WRITER), "epoch": 1, "position": 2, "seq": 1}
        caller.post(f"attempts/{attempt.pk}/check/", body)
        checked = attempt.questions.select_related("question").get(position=2)
        crawler = Crawler(caller.client)
        crawler.crawl("/", *addresses(attempt))
        slugs = set()
        for told in crawler.seen.values():
            slugs |= set(re.findall(rb"canary-([a-z0-9-]+)-[a-f]\b", told))
        assert slugs <= {checked.question.slug.encode()}


class UnreleasedTests:
    """Assigned, handed in, graded, taken in; its result waits for the window's end."""

    SCORES = {"scaled": 937, "band_low": 931, "band_high": 943, "is_passed": True}

    @pytest.fixture
    def waiting(self) -> Attempt:
        alice, exam = cast.alice(), small_exam(per_domain=8)
        earlier = start(alice, exam)  # its result is open, and asks some of the same
        answer_all(earlier, right_count=2)
        submit(earlier)
        settle(earlier)
        attempt = begin(alice, assign(alice, exam=exam, access_code="sesame"), "sesame")
        answer_all(attempt, right_count=3)
        submit(attempt)
        fold(settle(attempt))
        Result.objects.filter(attempt=attempt).update(**self.SCORES)
        Attempt.objects.update(revealed_at=timezone.now())
        return again(attempt)

    def told(self, waiting: Attempt) -> Crawler:
        client = Client()
        client.force_login(waiting.user)
        crawler = Crawler(client)
        crawler.crawl("/", *addresses(waiting))
        assert f"/attempts/{waiting.pk}/result/" in crawler.seen
        assert f"/assigned/{waiting.assignment_id}/" in crawler.seen
        return crawler

    def test_i29_no_page_tells_a_key_or_a_reason_of_it(self, waiting) -> None:
        told = b"".join(self.told(waiting).seen.values())
        for slug in waiting.questions.values_list("question__slug", flat=True):
            assert f"canary-{slug}-".encode() not in told

    def test_i29_no_page_tells_its_score(self, waiting) -> None:
        scores = re.compile(rb"\b(931|937|943)\b")
        seen = self.told(waiting).seen.items()
        assert [path for path, told in seen if scores.search(told)] == []

    def test_i29_no_answer_of_the_api_tells(self, waiting) -> None:
        caller = Caller(waiting.user)
        response = caller.result(waiting)
        assert response.status_code == 403
        assert set(response.json()) == {
            *("type", "title", "status", "detail"),
            *("finished_at", "answered", "released_at"),
        }
        told = [r.content + str(r.headers).encode() for r in provoked(caller, waiting)]
        slugs = waiting.questions.values_list("question__slug", flat=True)
        assert not [t for t in told for s in slugs if f"canary-{s}-".encode() in t]

    def test_i29_nobody_is_told_the_access_code(self, waiting) -> None:
        seen = self.told(waiting).seen.items()
        assert [path for path, told in seen if b"sesame" in told] == []

    def test_its_reasons_are_there_with_the_release(self, waiting) -> None:
        then = timezone.now() - timedelta(minutes=1)
        Attempt.objects.filter(pk=waiting.pk).update(hidden_until=then)
        told = Caller(waiting.user).result(waiting).content.decode()
        for slug in waiting.questions.values_list("question__slug", flat=True):
            assert f"why-canary-{slug}-a" in told


class ReleasedTests:
    def test_after_the_grade_every_reason_is_there(self, mock, crawler) -> None:
        submit(mock)
        settle(mock)
        told = Caller(mock.user).result(mock).content.decode()
        for asked in mock.questions.select_related("question"):
            for letter in "abcd":
                assert f"why-canary-{asked.question.slug}-{letter}" in told
                assert f"if-canary-{asked.question.slug}-{letter}" in told

    def test_the_pages_show_them_too(self, mock, crawler) -> None:
        submit(mock)
        settle(mock)
        for asked in mock.questions.select_related("question"):
            path = f"/attempts/{mock.pk}/questions/{asked.position}/"
            crawler.look(path).__next__()
            assert f"why-canary-{asked.question.slug}-a".encode() in crawler.seen[path]

    def test_i29_to_nobody_else(self, mock) -> None:
        submit(mock)
        settle(mock)
        client = Client()
        client.force_login(cast.bob())
        crawler = Crawler(client)
        crawler.crawl("/", *addresses(mock))
        assert crawler.leaks() == []

    def test_i29_a_graded_mock_tells_nothing_of_the_one_that_runs(self, mock) -> None:
        submit(mock)
        settle(mock)
        running = start(mock.user, mock.exam)
        client = Client()
        client.force_login(mock.user)
        crawler = Crawler(client)
        crawler.crawl("/", *addresses(running))
        asked = running.questions.filter(is_seen_before=False)
        told = b"".join(crawler.seen.values())
        for slug in asked.values_list("question__slug", flat=True):
            assert f"canary-{slug}-".encode() not in told


def provoked(caller: Caller, attempt: Attempt) -> Iterator:
    """Every refusal and every oddity that a client can ask for."""
    path = f"attempts/{attempt.pk}/"
    held = {"writer": str(WRITER), "epoch": 1}
    yield caller.result(attempt)
    yield caller.post(f"{path}check/", held | {"position": 1, "seq": 1})
    yield caller.submit(attempt, (1, 9, 9), (4, 1, 1))
    yield caller.submit(attempt, writer=str(OTHER))
    yield caller.save(attempt, op(1, ["ffffffff"]), op(2, ["a"]), op(3, {"a": "t1"}))
    yield caller.save(attempt, op(1, right(attempt, 1), struck=["a"], seq=5))
    yield caller.save(attempt, op(1, right(attempt, 1)), writer=str(OTHER))
    yield caller.save(attempt, {"op_id": str(uuid.uuid4()), "key": True})
    yield caller.send(f"{path}operations/", "{")
    yield caller.get(f"{path}?expand=key,revision")
    yield caller.get(f"{path}?format=api")
    yield caller.client.options(f"/api/v1/{path}")
    yield caller.client.options(f"/api/v1/{path}result/")
    yield caller.client.head(f"/api/v1/{path}")
    yield caller.start(attempt.exam)
    yield caller.post("attempts/", {"exam": attempt.exam_id})
    yield caller.get("schema/")
    yield caller.get("exams/")
    yield caller.post(f"{path}takeover/", {"writer": str(OTHER)})


def names_in(body) -> Iterator[str]:
    if isinstance(body, dict):
        for name, value in body.items():
            yield name
            yield from names_in(value)
    if isinstance(body, list):
        for value in body:
            yield from names_in(value)


def stripped(caller: Caller, attempt: Attempt) -> tuple[str, bytes]:
    """Form and page without what changes from one moment to the next."""
    body = caller.get(f"attempts/{attempt.pk}/").json()
    for name in ("server_now", "remaining_ms"):
        del body[name]
    page = caller.client.get(f"/attempts/{attempt.pk}/").content
    return json.dumps(body, sort_keys=True), veiled(page)


def veiled(page: bytes) -> bytes:
    page = re.sub(rb'(nonce|remaining|now)="[^"]*"', b"", page)
    page = re.sub(rb'(name="csrfmiddlewaretoken" value=|csrf[^ ]*=)"[^"]*"', b"", page)
    page = re.sub(rb'"X-CSRFToken": "[^"]*"', b"", page)
    page = re.sub(
        rb"\d\d:\d\d(:\d\d)?|\d+ (minutes|seconds)|remaining_ms[^,]*", b"", page
    )
    page = re.sub(rb'server_now"?: ?"[^"]*"', b"", page)
    return re.sub(rb'(content|value|data-[a-z-]+)="[^"]{40,}"', b"", page)
