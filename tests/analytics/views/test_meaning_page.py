"""What one attempt said about a person, and how others answered its questions."""

import pytest

from analytics.models import FoldFailure, Forecast, ItemStatistics
from tests.analytics.makers import fold, graded, graded_days_ago
from tests.exams.client import WRITER, answer_all, right, save_one, submit, wrong
from tests.exams.makers import settle, small_exam, start

pytestmark = pytest.mark.django_db


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def meaning(client, attempt):
    return text(client.get(f"/attempts/{attempt.pk}/meaning/"))


def piece(client, attempt, asked=""):
    return text(client.get(f"/attempts/{attempt.pk}/forecast?asked={asked}"))


class WaitingTests:
    def test_the_result_asks_for_it(self, client, alice):
        attempt = graded(alice)
        page = text(client.get(f"/attempts/{attempt.pk}/result/"))
        assert f'hx-get="/attempts/{attempt.pk}/forecast"' in page

    def test_it_asks_again_until_the_answers_are_taken_in(self, client, alice):
        attempt = graded(alice)
        assert "asked=1" in piece(client, attempt)
        fold(attempt)
        assert "more counted answers until a forecast" in piece(client, attempt)

    def test_it_does_not_ask_for_ever(self, client, alice):
        assert "longer than usual" in piece(client, graded(alice), asked="30")

    def test_a_count_beyond_all_measure_begins_anew(self, client, alice):
        assert "asked=1" in piece(client, graded(alice), asked="9" * 5000)

    def test_it_says_when_they_could_not_be_taken_in(self, client, alice):
        attempt = graded(alice)
        now = attempt.finished_at
        FoldFailure.objects.create(attempt=attempt, tries=3, error="x", failed_at=now)
        assert "could not be taken in" in meaning(client, attempt)


class ChangeTests:
    def test_it_tells_the_forecast_before_and_now(self, client, alice):
        exam = small_exam(per_domain=8)
        first, second = graded_days_ago(3, alice, exam), graded(alice, exam, right=5)
        fold(first)
        alice.forecasts.update(missing=0, next_low=500, next_high=600)
        fold(second)
        alice.forecasts.filter(attempt=second).update(missing=0)
        page = meaning(client, second)
        assert "Before: likely 500–600" in page
        assert "Expected of you" in page

    def told_of_domains(self, alice, needed):
        """Before and after an exam, of 40 % and 60 % of each domain."""
        exam = small_exam(per_domain=8)
        for share, attempt in [
            (0.4, graded_days_ago(3, alice, exam)),
            (0.6, graded(alice, exam)),
        ]:
            fold(attempt)
            said = Forecast.objects.get(attempt=attempt)
            row = {"share": share, "low": 0.3, "high": 0.7, "count": 9}
            said.domains = [d | row | {"needed": needed} for d in said.domains]
            said.save()
        return attempt

    def test_little_evidence_has_no_range_here_either(self, client, alice):
        page = meaning(client, self.told_of_domains(alice, needed=3))
        assert "3 more answers until we say" in page
        assert "up 20" not in page

    def test_a_share_moves_with_its_range_and_its_evidence(self, client, alice):
        page = meaning(client, self.told_of_domains(alice, needed=0))
        assert "30–70 %, up 20, from 9" in page

    def test_a_question_seen_before_does_not_count(self, client, alice):
        exam = small_exam(per_domain=2)
        fold(graded_days_ago(5, alice, exam))
        again = graded(alice, exam)
        fold(again)
        assert "answers count: not those left empty" in meaning(client, again)


class CourseTests:
    def test_it_finds_the_answer_that_was_right_at_first(self, client, alice):
        attempt = start(alice, small_exam())
        save_one(attempt, 1, right(attempt, 1))
        save_one(attempt, 1, wrong(attempt, 1), seq=2)
        submit(attempt)
        assert "Were right at first" in meaning(client, settle(attempt))

    def test_it_plays_the_attempt_again(self, client, alice):
        attempt = start(alice, small_exam())
        answer_all(attempt, right_count=2)
        submit(attempt)
        assert "in 5 steps" in meaning(client, settle(attempt))

    def test_marks_of_a_running_exam_stay_back(self, client, alice):
        exam = small_exam(per_domain=2)
        attempt = start(alice, exam)
        for position in range(1, 6):
            save_one(attempt, position, right(attempt, position))
            save_one(attempt, position, wrong(attempt, position), seq=2)
        submit(attempt)
        attempt = settle(attempt)
        running = start(alice, exam)
        asked = set(running.questions.values_list("question", flat=True))
        hidden = attempt.questions.filter(question__in=asked).values_list("position")
        page = meaning(client, attempt).partition("Timeline")[0]
        assert hidden
        assert not [p for (p,) in hidden if f'questions/{p}/"' in page]


class OthersTests:
    def judged(self, attempt, count):
        asked = attempt.questions.select_related("revision").first()
        options = [
            {
                "id": own,
                "count": 10,
                "share": 0.25,
                "correlation": None,
                "is_key": n < 1,
            }
            for n, (_, own) in enumerate(asked.options)
        ]
        return ItemStatistics.objects.create(
            revision=asked.revision,
            is_strict=True,
            count=count,
            share=0.6,
            share_low=0.5,
            share_high=0.7,
            options=options,
            computed_at=attempt.finished_at,
        )

    def others(self, client, attempt):
        return text(client.get(f"/attempts/{attempt.pk}/questions/1/others"))

    def test_it_tells_the_shares_from_thirty_people_on(self, client, alice):
        attempt = graded(alice)
        self.judged(attempt, 30)
        page = self.others(client, attempt)
        assert "60 % of 30 answers were right" in page
        assert "25 % chose it" in page

    def test_it_says_nothing_on_less(self, client, alice):
        attempt = graded(alice)
        self.judged(attempt, 29)
        assert "Too few answers" in self.others(client, attempt)

    def test_nothing_is_told_before_the_end(self, client, alice):
        attempt = start(alice, small_exam(), writer=WRITER)
        response = client.get(f"/attempts/{attempt.pk}/questions/1/others")
        assert response.status_code == 403
