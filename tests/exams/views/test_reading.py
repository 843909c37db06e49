"""Reading: history, result, and what is told when the database is away."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from exams.models import Attempt
from tests import cast
from tests.exams.client import answer_all, submit
from tests.exams.makers import settle, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def graded(client) -> Attempt:
    attempt = start(cast.alice())
    answer_all(attempt, right_count=3)
    submit(attempt)
    client.force_login(attempt.user)
    return settle(attempt)


class HistoryTests:
    @pytest.mark.parametrize(
        "before",
        [
            "",
            "x",
            "2026-11-21",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "2026-11-21T09:00:00+23:59",
            "2026-11-21T09:00:00+00:00_x",
            "_00000000-0000-0000-0000-000000000000",
        ],
    )
    def test_any_place_to_continue_from_is_a_page(self, client, graded, before) -> None:
        assert client.get("/attempts/", {"before": before}).status_code == 200

    def test_it_goes_on_where_the_page_ended(self, client, graded) -> None:
        later = {"before": f"{graded.started_at.isoformat()}_{graded.pk}"}
        assert graded.title in client.get("/attempts/").content.decode()
        assert f"/attempts/{graded.pk}/" not in (
            client.get("/attempts/", later).content.decode()
        )


class ResultTests:
    @pytest.mark.parametrize("show", ["", "wrong", "flagged", "x", "<b>"])
    def test_every_filter_is_a_page(self, client, graded, show) -> None:
        page = client.get(f"/attempts/{graded.pk}/result/", {"show": show})
        assert page.status_code == 200
        assert b"<b>" not in page.content

    @pytest.mark.parametrize("position", [0, 6, 9_999_999, 10**30])
    def test_a_question_that_is_not_there_is_404(
        self, client, graded, position
    ) -> None:
        path = f"/attempts/{graded.pk}/questions/{position}/"
        assert client.get(path).status_code == 404
        assert client.post(f"{path}report", {}).status_code == 404


class AwayTests:
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("path", ["/", "/exams/", "/attempts/", "/account/"])
    def test_i39_a_page_says_that_the_server_is_busy(self, path, monkeypatch) -> None:
        client = Client(raise_request_exception=False)
        client.force_login(cast.alice())

        def refuse(*args):
            raise OperationalError("connection refused")

        connection.close()
        with monkeypatch.context() as patched:
            patched.setattr(connection, "get_new_connection", refuse)
            response = client.get(path)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert b"answers are kept" in response.content
