"""Reporting a question: one open report per person and wording, and no flood."""

import re

import pytest
from django.utils import timezone

from lib.problems import Problem
from questions.models import QuestionReport
from questions.services import report_question
from tests import cast
from tests.factories import make_guide, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def task():
    return make_guide().domains.all()[0].tasks.get()


@pytest.fixture
def revision(task):
    return make_question(task, "q").current


@pytest.fixture
def alice():
    return cast.alice()


class ReportQuestionTests:
    def test_it_keeps_what_alice_says(self, revision, alice):
        report = report_question(
            revision=revision,
            reporter=alice,
            reason="outdated",
            text="It is 20 now.",
            source_url="https://docs.aws.amazon.com/x",
            context={"seed": 7},
        )
        report.refresh_from_db()
        assert (report.reason, report.text) == ("outdated", "It is 20 now.")
        assert report.context == {"seed": 7}

    def test_what_she_says_later_stands_below_what_she_said_first(
        self, revision, alice
    ):
        report_question(revision=revision, reporter=alice, reason="typo", text="Teh.")
        report_question(revision=revision, reporter=alice, reason="unclear", text="Hm.")
        report = QuestionReport.objects.get()
        assert report.reason == "typo"
        assert re.fullmatch(
            r"Teh\.\n\nAdded \d{4}-\d\d-\d\d \d\d:\d\d UTC: "
            r"The question is unclear\. Hm\.",
            report.text,
        )

    def test_a_source_that_comes_later_is_kept_too(self, revision, alice):
        source = "https://docs.aws.amazon.com/y"
        report_question(revision=revision, reporter=alice, reason="typo")
        report_question(
            revision=revision, reporter=alice, reason="typo", source_url=source
        )
        assert source in QuestionReport.objects.get().text

    @pytest.mark.parametrize("text", ["", "Hm."])
    def test_sending_it_twice_says_it_once(self, revision, alice, text):
        for _ in range(3):
            report_question(revision=revision, reporter=alice, reason="typo", text=text)
        assert QuestionReport.objects.get().text == text

    def test_sending_an_addition_twice_says_it_once(self, revision, alice):
        report_question(revision=revision, reporter=alice, reason="typo")
        for _ in range(3):
            report_question(
                revision=revision, reporter=alice, reason="unclear", text="Hm: why?"
            )
        assert QuestionReport.objects.get().text.count("Hm: why?") == 1

    def test_it_ends_before_nobody_can_read_it(self, revision, alice):
        with pytest.raises(Problem, match="wait") as refused:
            for n in range(5):
                report_question(
                    revision=revision, reporter=alice, reason="typo", text=f"{n}" * 4000
                )
        assert refused.value.slug == "report-full"
        assert QuestionReport.objects.get().text.startswith("0" * 4000)

    def test_it_takes_a_new_report_after_the_first_was_settled(self, revision, alice):
        first = report_question(revision=revision, reporter=alice, reason="typo")
        first.resolved_at = timezone.now()
        first.save(update_fields=["resolved_at"])
        report_question(revision=revision, reporter=alice, reason="typo")
        assert QuestionReport.objects.count() == 2

    def test_it_keeps_reports_of_two_people_apart(self, revision, alice):
        report_question(revision=revision, reporter=alice, reason="typo")
        report_question(revision=revision, reporter=cast.bob(), reason="typo")
        assert QuestionReport.objects.count() == 2

    def test_it_refuses_the_twenty_first_of_a_day(self, task, alice):
        asked = [make_question(task, f"q{n}").current for n in range(21)]
        for revision in asked[:20]:
            report_question(revision=revision, reporter=alice, reason="typo")
        with pytest.raises(Problem, match="tomorrow") as refused:
            report_question(revision=asked[20], reporter=alice, reason="typo")
        assert refused.value.status == 429

    def test_it_still_takes_an_addition_when_the_day_is_full(self, task, alice):
        asked = [make_question(task, f"q{n}").current for n in range(20)]
        for revision in asked:
            report_question(revision=revision, reporter=alice, reason="typo")
        report_question(revision=asked[0], reporter=alice, reason="other", text="Hm.")
        assert QuestionReport.objects.filter(text__endswith="Hm.").count() == 1

    def test_it_forgets_the_flood_of_the_day_before(self, task, alice):
        asked = [make_question(task, f"q{n}").current for n in range(21)]
        for revision in asked[:20]:
            report_question(revision=revision, reporter=alice, reason="typo")
        yesterday = timezone.now() - timezone.timedelta(hours=25)
        QuestionReport.objects.update(created_at=yesterday)
        report_question(revision=asked[20], reporter=alice, reason="typo")
        assert QuestionReport.objects.count() == 21
