"""Requests that cannot be read: a clear 400 or 413, and one line in the log."""

import logging
from urllib.parse import urlencode

import pytest
from django.test.client import MULTIPART_CONTENT

from config.logs import ClientMistakeFilter

pytestmark = pytest.mark.django_db
TOKENS = "/api/v1/tokens/"
SIGN_IN = "/account/login/"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def small(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.ALLOWED_HOSTS = ["testserver"]


def type_of(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()["type"]


class WrongHostTests:
    @pytest.mark.parametrize("host", ["evil.example", "a b/c", "testserver:port"])
    def test_it_says_where_the_site_is(self, client, settings, host):
        answer = client.get("/", HTTP_HOST=host)
        assert answer.status_code == 400
        assert settings.BASE_URL in answer.content.decode()

    def test_it_answers_programs_with_a_problem(self, client):
        answer = client.get("/api/v1/exams/", HTTP_HOST="evil.example")
        assert (answer.status_code, type_of(answer)) == (400, "unknown-host")


class TooLargeTests:
    @pytest.mark.parametrize("kind", [MULTIPART_CONTENT, FORM])
    def test_it_refuses_large_forms(self, client, kind):
        form = {"login": "x" * 5000}
        body = urlencode(form) if kind == FORM else form
        assert client.post(SIGN_IN, body, content_type=kind).status_code == 413

    def test_it_refuses_many_fields(self, client):
        fields = {str(n): "x" for n in range(2000)}
        assert client.post(SIGN_IN, fields).status_code == 413

    def test_it_refuses_large_json(self, client):
        body = '{"email": "' + "x" * 5000 + '"}'
        answer = client.post(TOKENS, body, content_type="application/json")
        assert (answer.status_code, type_of(answer)) == (413, "too-large")


class LogTests:
    def record(self, status):
        error = (ValueError, ValueError("no"), None)
        record = logging.LogRecord("django", logging.ERROR, "", 0, "bad", (), error)
        record.status_code = status
        assert ClientMistakeFilter().filter(record)
        return record

    @pytest.mark.parametrize("status", [400, 413])
    def test_it_takes_one_line(self, status):
        record = self.record(status)
        assert (record.levelname, record.exc_info) == ("WARNING", None)

    def test_it_keeps_the_traceback_of_our_own_mistakes(self):
        record = self.record(500)
        assert record.levelname == "ERROR"
        assert record.exc_info

    def test_it_is_at_work(self, client, caplog):
        client.get("/", HTTP_HOST="evil.example")
        (record,) = (r for r in caplog.records if "evil.example" in r.message)
        (handler,) = (h for h in logging.getLogger().handlers if h.filters)
        assert handler.filter(record)
        assert record.exc_info is None
