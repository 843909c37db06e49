"""What the result says, in words that stand without colour."""

import re

import pytest
from django.template.loader import render_to_string

from exams.models import Attempt, Mode, Result
from questions.models import QuestionReport
from questions.services import report_question
from tests import cast
from tests.analytics import sittings
from tests.exams import client as client_of

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
        Result.objects.filter(attempt=attempt).update(late_count=3)
        page = result(client, attempt)
        assert "counts 3 answers that arrived after time" in page


class LateMarkTests:
    """Wherever a result is listed, it says that late answers count in it."""

    WORDS = "with 2 answers that arrived after time"

    @pytest.fixture
    def marked(self, alice):
        attempt = sittings.finish(alice, right=4)
        Result.objects.filter(attempt=attempt).update(late_count=2)

    @pytest.mark.parametrize("address", ["/", "/attempts/"])
    def test_the_student_reads_it(self, client, alice, marked, address):
        assert self.WORDS in client.get(address).content.decode()

    def test_the_administrator_reads_it(self, client, marked, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        client.force_login(cast.ada())
        assert self.WORDS in client.get("/").content.decode()

    def test_of_one_it_speaks_in_the_singular(self, client, alice, marked):
        Result.objects.update(late_count=1)
        page = client.get("/attempts/").content.decode()
        assert "with 1 answer that arrived after time" in page


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


class QuestionListTests:
    """A line for each question; the filters are links and count what they show."""

    def lines(self, client, attempt, show=""):
        page = client.get(f"/attempts/{attempt.pk}/result/", {"show": show})
        address = rf"/attempts/{attempt.pk}/questions/(\d+)/"
        return [int(n) for n in re.findall(address, page.content.decode())]

    def test_it_begins_with_what_was_wrong(self, client, alice):
        attempt = sittings.finish(alice, right=9)
        wrong = attempt.questions.filter(is_correct=False)
        expected = sorted(wrong.values_list("position", flat=True))
        assert self.lines(client, attempt) == expected

    def test_it_shows_all_where_nothing_was_wrong(self, client, alice):
        attempt = sittings.finish(alice, right=13)
        assert len(self.lines(client, attempt)) == 13

    def test_a_domain_shows_its_own(self, client, alice):
        attempt = sittings.finish(alice)
        own = attempt.questions.filter(domain__code="2")
        expected = sorted(own.values_list("position", flat=True))
        assert self.lines(client, attempt, "domain-2") == expected

    def test_the_filters_count_what_they_show(self, client, alice):
        page = result(client, sittings.finish(alice, right=9))
        told = dict(re.findall(r">\s*(All|Wrong) <span[^>]*>(\d+)</span>", page))
        assert told == {"All": "13", "Wrong": "4"}

    def test_what_would_show_nothing_is_not_offered(self, client, alice):
        page = result(client, sittings.finish(alice))
        assert "?show=flagged" not in page

    def test_a_flag_is_said_in_words(self, client, alice):
        attempt = sittings.start(alice)
        client_of.save_one(attempt, 2, None, flagged=True)
        attempt = sittings.hand_in(attempt)
        assert "?show=flagged" in result(client, attempt)
        assert self.lines(client, attempt, "flagged") == [2]


class DrillTests:
    def test_it_offers_what_was_missed_with_its_number(self, client, alice):
        page = result(client, sittings.finish(alice, right=9))
        assert "Practise what you missed (4)" in " ".join(page.split())
        assert "Practise what you flagged" not in page

    def test_it_says_how_many_of_them_a_drill_asks(self, client, alice):
        page = result(client, sittings.finish(alice, right=0))
        assert "Practise what you missed (10 of 13)" in " ".join(page.split())

    def test_it_says_that_nothing_is_left(self, client, alice):
        page = result(client, sittings.finish(alice, right=13))
        assert "Nothing you missed is left to practise" in page
        assert "Practise what you missed (" not in page

    def test_the_button_leads_to_a_drill(self, client, alice):
        attempt = sittings.finish(alice, right=9)
        result(client, attempt)
        body = {"source": "missed", "guide": attempt.guide.code}
        response = client.post("/drills/", body)
        drill = Attempt.objects.get(mode=Mode.DRILL)
        assert response.url == f"/attempts/{drill.pk}/"
        assert drill.questions.count() == 4

    def test_home_sends_to_the_result_before_the_drill(self, client, alice):
        attempt = sittings.finish(alice, right=9)
        assert "Practise what you missed" not in home(client)
        result(client, attempt)
        assert "Practise what you missed (4)" in " ".join(home(client).split())


def home(client):
    return client.get("/").content.decode()


class StepsTests:
    def review(self, client, attempt, position, show):
        address = f"/attempts/{attempt.pk}/questions/{position}/"
        return client.get(address, {"show": show}).content.decode()

    def test_it_goes_on_within_the_filter(self, client, alice):
        attempt = sittings.finish(alice, right=9)
        wrong = sorted(
            attempt.questions.filter(is_correct=False).values_list(
                "position", flat=True
            )
        )
        page = self.review(client, attempt, wrong[1], "wrong")
        assert "2 of 4 wrong" in page
        steps = re.findall(r'questions/(\d+)/\?show=wrong" rel="(\w+)"', page)
        assert steps == [(str(wrong[0]), "prev"), (str(wrong[2]), "next")]

    def test_it_names_the_domain(self, client, alice):
        attempt = sittings.finish(alice)
        own = attempt.questions.filter(domain__code="2").order_by("position")
        page = self.review(client, attempt, own[0].position, "domain-2")
        assert f"1 of {own.count()} in Domain 2" in page

    @pytest.mark.parametrize("show", ["", "x", "slow", "domain-9"])
    def test_without_a_usable_filter_it_goes_through_all(self, client, alice, show):
        page = self.review(client, sittings.finish(alice), 3, show)
        assert "3 of 13 questions" in page

    def test_the_way_back_keeps_the_filter(self, client, alice):
        attempt = sittings.finish(alice)
        page = self.review(client, attempt, 1, "wrong")
        assert f"/attempts/{attempt.pk}/result/?show=wrong#questions" in page


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

    def test_it_shows_a_report_that_was_sent_and_lets_alice_add_to_it(
        self, client, alice
    ):
        attempt = sittings.finish(alice)
        address = f"/attempts/{attempt.pk}/questions/1/report?show=wrong"
        for text in ("Too short.", "And too old."):
            response = client.post(address, {"reason": "unclear", "text": text})
            assert response.url == f"/attempts/{attempt.pk}/questions/1/?show=wrong"
        page = client.get(response.url).content.decode()
        assert "already being looked at" in page
        assert page.index("Too short.") < page.index("And too old.")
        assert "Add to your report" in page

    def test_a_report_tells_in_which_order_the_options_stood(self, client, alice):
        attempt = sittings.finish(alice)
        asked = attempt.questions.get(position=1)
        address = f"/attempts/{attempt.pk}/questions/1/report"
        client.post(address, {"reason": "typo", "text": "In A."})
        told = QuestionReport.objects.get().context
        assert told["order"] == [own for _, own in asked.options]

    def test_it_shows_nobody_elses_report(self, client, alice):
        attempt = sittings.finish(alice)
        asked = attempt.questions.get(position=1)
        report_question(revision=asked.revision, reporter=cast.bob(), reason="typo")
        assert "already being looked at" not in self.review(client, attempt)

    def test_it_keeps_what_was_entered_in_a_refused_report(self, client, alice):
        attempt = sittings.finish(alice)
        address = f"/attempts/{attempt.pk}/questions/1/report"
        body = {"reason": "typo", "text": "teh", "source_url": "not an address"}
        response = client.post(address, body)
        assert response.status_code == 400
        assert ">\nteh</textarea>" in response.content.decode()
