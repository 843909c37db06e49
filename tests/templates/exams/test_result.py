"""What the result says, in words that stand without colour."""

import pytest
from django.template.loader import render_to_string

from exams.models import Attempt, Mode
from tests import cast
from tests.analytics import sittings

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    sittings.guide_with_exams()
    alice = cast.alice()
    client.force_login(alice)
    return alice


def result(client, attempt):
    response = client.get(f"/attempts/{attempt.pk}/result/")
    assert response.status_code == 200
    return response.content.decode()


class MockResultTests:
    def test_it_says_passed_in_words(self, client, alice):
        page = result(client, sittings.finish(alice, right=13))
        assert "<span>Passed</span>" in page

    def test_it_says_not_passed_in_words(self, client, alice):
        page = result(client, sittings.finish(alice, right=1))
        assert "<span>Not passed</span>" in page

    def test_it_draws_score_range_and_pass_line_with_words(self, client, alice):
        attempt = sittings.finish(alice, right=7)
        found = attempt.result
        words = (
            f"Score {found.scaled} on a scale from 100 to 1000. Pass line 720. "
            f"Likely range {found.band_low} to {found.band_high}."
        )
        assert words in result(client, attempt)

    def test_it_keeps_a_table_behind_the_drawing(self, client, alice):
        page = result(client, sittings.finish(alice, right=7))
        assert "Likely range, low end" in page

    def test_it_says_when_the_pass_line_lies_in_the_range(self, client, alice):
        page = result(client, sittings.finish(alice, right=8))
        assert "The pass line lies inside your likely range" in page

    def test_it_says_that_a_domain_has_no_pass_line(self, client, alice):
        page = result(client, sittings.finish(alice))
        assert "A domain has no pass line of its own" in page

    def test_it_marks_a_result_that_counts_late_answers(self, client, alice):
        attempt = sittings.finish(alice)
        Attempt.objects.filter(pk=attempt.pk).update(is_late_counted=True)
        assert "counts answers that arrived after time" in result(client, attempt)


class LateNoteTests:
    """The note alone: how late answers come about is the engine's matter."""

    def note(self, count):
        attempt = Attempt(mode=Mode.MOCK, is_late_counted=False)
        late = {"count": count, "scaled": 740}
        page = {"attempt": attempt, "late": late, "seen_share_percent": 0}
        text = render_to_string("exams/result_notes.html", {"page": page})
        return " ".join(text.split())

    def test_it_says_what_the_late_answers_would_make(self):
        assert "3 answers arrived after time. With them: 740." in self.note(3)

    def test_it_speaks_of_one_answer_in_the_singular(self):
        assert "1 answer arrived after time. With it: 740." in self.note(1)

    def test_it_lets_the_student_decide(self):
        assert "Count them</button>" in self.note(3)


class PracticeResultTests:
    @pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.DIAGNOSTIC])
    def test_it_counts_and_gives_no_verdict(self, client, alice, mode):
        page = result(client, sittings.finish(alice, mode, right=4))
        assert "Pass line" not in page
        assert "Meets Competencies" not in page

    def test_the_diagnostic_leads_to_the_plan(self, client, alice):
        attempt = sittings.finish(alice, Mode.DIAGNOSTIC)
        assert f"/plan/{attempt.pk}/" in result(client, attempt)


class GuestResultTests:
    def test_it_asks_a_guest_to_sign_up(self, client):
        sittings.guide_with_exams()
        client.post("/diagnostic/")
        attempt = Attempt.objects.get()
        Attempt.objects.filter(pk=attempt.pk).update(
            state="submitted", finished_at=attempt.started_at, finish_reason="submitted"
        )
        assert "Sign up and keep them" in result(client, attempt)


class QuestionReviewTests:
    def review(self, client, attempt, position=1):
        address = f"/attempts/{attempt.pk}/questions/{position}/"
        return client.get(address).content.decode()

    def test_it_gives_a_reason_for_every_option(self, client, alice):
        attempt = sittings.finish(alice)
        page = self.review(client, attempt)
        shown = attempt.questions.get(position=1).options
        assert page.count("why-canary") == len(shown)
        assert page.count("It would be right if:") == len(shown)

    def test_it_names_the_key_and_the_answer_in_words(self, client, alice):
        page = self.review(client, sittings.finish(alice, right=1))
        assert "Right, and your answer" in page

    def test_it_says_that_nothing_was_answered(self, client, alice):
        page = self.review(client, sittings.finish(alice))
        assert "You left this question empty" in page

    def test_it_takes_a_report(self, client, alice):
        page = self.review(client, sittings.finish(alice))
        assert "Report this question" in page

    def test_it_keeps_what_was_entered_in_a_refused_report(self, client, alice):
        attempt = sittings.finish(alice)
        address = f"/attempts/{attempt.pk}/questions/1/report"
        body = {"reason": "typo", "text": "teh", "source_url": "not an address"}
        response = client.post(address, body)
        assert response.status_code == 400
        assert ">\nteh</textarea>" in response.content.decode()
