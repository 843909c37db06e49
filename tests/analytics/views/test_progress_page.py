"""The way so far, and everything to take along."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from analytics import selectors
from analytics.models import Calibration, FormStatistics, Observation
from tests import cast
from tests.analytics.makers import (
    fold,
    graded,
    graded_days_ago,
    read,
    shown_forecast,
)
from tests.exams.makers import small_exam, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return cast.alice()


@pytest.fixture
def attempt(alice):
    found = read(graded(alice))
    fold(found)
    return found


def page(client, user, path):
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def table(client, user, name):
    text = page(client, user, f"/progress/{name}.csv")
    return list(csv.DictReader(io.StringIO(text)))


class ProgressTests:
    def test_it_shows_each_mock_with_its_range(self, client, alice, attempt):
        result = attempt.result
        told = page(client, alice, f"/progress/?guide={attempt.guide.code}")
        assert f"{result.band_low}–{result.band_high}" in told

    def test_it_is_about_what_was_sat_last_when_no_aim_is_known(
        self, client, alice, attempt
    ):
        later = read(graded(alice))
        client.force_login(alice)
        assert client.get("/progress/").context["page"].guide == later.guide

    def test_it_draws_what_was_forecast(self, client, alice, attempt):
        shown_forecast(alice)
        told = page(client, alice, f"/progress/?guide={attempt.guide.code}")
        assert "<title" in told
        assert "690–770" in told

    def test_it_says_what_to_do_when_there_is_nothing(self, client, alice):
        small_exam()
        assert "Nothing to draw yet" in page(client, alice, "/progress/")

    def test_bob_sees_nothing_of_alice(self, client, attempt):
        bob = cast.bob()
        told = page(client, bob, f"/progress/?guide={attempt.guide.code}")
        assert str(attempt.pk) not in told


class JudgedTests:
    """An exam judges the forecast that was shown before it, and no other."""

    def sat_after_a_forecast(self, alice, **over):
        exam = small_exam(per_domain=8)
        fold(read(graded_days_ago(40, alice, exam)))
        shown_forecast(alice, **over)
        read(graded(alice, exam))
        line = selectors.line_under(Calibration.objects.get(guide=exam.guide))
        sat = selectors.progress_of(alice, exam.guide, timezone.now()).sat[-1]
        return sat.said, selectors.forecasts_and_results(line)

    def test_it_judges_what_was_shown(self, alice):
        said, cases = self.sat_after_a_forecast(alice)
        assert said is not None
        assert len(cases) == 1

    def test_one_that_was_out_of_date_was_not_shown(self, alice):
        gone = timezone.now() - timedelta(days=10)
        said, cases = self.sat_after_a_forecast(alice, fresh_until=gone)
        assert said is None
        assert cases == []


class ExpectedTests:
    def test_it_is_of_the_questions_that_made_the_score(self, alice, attempt):
        Observation.objects.update(predicted=0.4)
        unscored = attempt.questions.get(is_scored=False).position
        Observation.objects.filter(position=unscored).update(predicted=0.9)
        [sat] = selectors.progress_of(alice, attempt.guide, timezone.now()).sat
        assert sat.expected_percent == 40


class FormTests:
    def test_it_says_how_everybodys_mocks_went(self, client, alice, attempt):
        FormStatistics.objects.create(
            guide=attempt.guide,
            sittings=640,
            mean_share=0.63,
            sd_share=0.12,
            reliability=0.86,
            kind="marginal",
            computed_at=timezone.now(),
        )
        told = " ".join(page(client, alice, "/progress/").split())
        assert "640 mocks of" in told
        assert "63 % right on average, most of them between 51 and 75 %" in told


class ExportTests:
    def test_it_holds_attempts_answers_results_and_forecasts(
        self, client, alice, attempt
    ):
        told = json.loads(page(client, alice, "/progress/export.json"))
        assert [row["id"] for row in told["attempts"]] == [str(attempt.pk)]
        assert len(told["answers"]) == attempt.questions.count()
        assert told["results"][0]["scaled"] == attempt.result.scaled
        assert len(told["observations"]) == Observation.objects.count()
        assert told["forecasts"]
        assert told["cards"]

    def test_it_holds_nothing_of_anybody_else(self, client, attempt):
        told = json.loads(page(client, cast.bob(), "/progress/export.json"))
        assert set(map(len, told.values())) == {0}

    def test_a_table_opens_in_a_spreadsheet(self, client, alice, attempt):
        rows = table(client, alice, "answers")
        assert len(rows) == attempt.questions.count()
        assert {row["is_correct"] for row in rows} == {"True", "False"}

    def test_no_cell_is_a_formula(self, client, alice, attempt):
        attempt.title = "=HYPERLINK(1)"
        attempt.save(update_fields=["title"])
        assert table(client, alice, "attempts")[0]["title"] == "'=HYPERLINK(1)"

    def test_marks_wait_until_the_result_was_opened(self, client, alice):
        fold(graded(alice))
        assert {r["is_correct"] for r in table(client, alice, "answers")} == {""}
        assert table(client, alice, "results") == []
        assert table(client, alice, "observations") == []

    def test_no_mark_of_a_question_that_is_being_examined(self, client, alice):
        exam = small_exam(per_domain=2)
        fold(read(graded(alice, exam)))
        running = start(alice, exam)
        examined = set(running.questions.values_list("question__slug", flat=True))
        rows = table(client, alice, "answers")
        told = {row["question"] for row in rows if row["is_correct"]}
        assert told
        assert not told & examined

    def test_i29_it_does_not_name_the_questions_of_a_running_exam(self, client, alice):
        running = start(alice, small_exam(per_domain=2))
        rows = table(client, alice, "answers")
        assert len(rows) == running.questions.count()
        hidden = ("question", "revision", "is_scored")
        assert {row[name] for row in rows for name in hidden} == {""}

    def test_it_does_not_say_which_option_of_the_author_is_which(
        self, client, alice, attempt
    ):
        asked = attempt.questions.get(position=1)
        row = table(client, alice, "answers")[0]
        assert json.loads(row["options"]) == [shown for shown, _ in asked.options]

    def test_an_unknown_table_is_not_there(self, client, alice):
        client.force_login(alice)
        assert client.get("/progress/passwords.csv").status_code == 404
