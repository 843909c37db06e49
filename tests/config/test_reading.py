"""NUL in an address or a form is refused before any door; JSON is left alone."""

from urllib.parse import urlencode

import pytest

from tests import cast
from tests.exams.makers import start
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db
STRANGE = {"guide": "\x00", "format": "pdf"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def staff(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(cast.ada())
    return client


@pytest.fixture
def student(client):
    client.force_login(cast.alice())
    return client


class NulMiddlewareTests:
    @pytest.mark.parametrize("place", ["report/files/", "report/drill"])
    def test_a_form_of_several_parts_is_refused(self, staff, place):
        path = f"/cohorts/{make_cohort().pk}/{place}"
        assert staff.post(path, STRANGE).status_code == 400

    @pytest.mark.parametrize("place", ["start", "placement"])
    def test_a_plain_form_is_refused(self, student, place):
        body = urlencode(STRANGE)
        answer = student.post(f"/study/{place}", body, content_type=FORM)
        assert answer.status_code == 400

    @pytest.mark.parametrize("query", ["guide=%00", "%00=1", "guide=a&guide=b%00"])
    def test_an_address_is_refused_with_words(self, student, query):
        answer = student.get(f"/study/?{query}")
        assert answer.status_code == 400
        assert "no text has" in answer.content.decode()

    def test_a_program_is_told_by_a_problem(self, staff):
        answer = staff.get("/api/v1/assignments/?after=%00")
        assert answer.status_code == 400
        assert answer.json()["type"] == "nul-character"

    def test_two_digits_and_a_percent_sign_are_words(self, student):
        assert student.get("/assigned/?other=100%25%2500").status_code == 200

    def test_json_keeps_what_it_was_sent(self, client):
        attempt = start(cast.alice())
        client.force_login(attempt.user)
        body = {"writer": "\x00", "operations": []}
        path = f"/api/v1/attempts/{attempt.pk}/operations/"
        answer = client.post(path, body, content_type="application/json")
        assert answer.json()["type"] != "nul-character"


class SlashMiddlewareTests:
    def test_who_forgets_the_last_slash_is_asked_to_send_the_same_again(self, student):
        answer = student.post("/api/v1/attempts", {}, content_type="application/json")
        assert (answer.status_code, answer["Location"]) == (308, "/api/v1/attempts/")

    def test_an_unknown_address_is_told_so_at_once(self, student):
        assert student.get("/api/v1/nothing").status_code == 404
