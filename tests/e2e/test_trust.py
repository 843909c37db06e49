"""A student reports a question; it is regraded, told of, answered, and taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import tour
from tests.e2e.test_looks import assert_fits, violations

JOBS = """
from django.utils import timezone
from exams.models import Regrade
from exams.services import run_regrade
for regrade in Regrade.objects.at_work():
    run_regrade(regrade_id=regrade.pk, now=timezone.now())
"""


@pytest.fixture
def sam(demo: tour.Tour, chromium: Browser) -> Iterator[tour.Walk]:
    found = tour.walk(demo, chromium, "phone-dark", "student")
    yield found
    found.context.close()


@pytest.fixture
def ingrid(demo: tour.Tour, chromium: Browser) -> Iterator[tour.Walk]:
    found = tour.walk(demo, chromium, "desktop-light", "instructor")
    yield found
    found.context.close()


def look_at(page: Page) -> None:
    assert violations(page) == []
    assert_fits(page)


def work(walk: tour.Walk) -> None:
    """What the worker does within a moment."""
    walk.site.python("manage.py", "shell", "-c", JOBS)


def unanswered_result(walk: tour.Walk) -> str:
    """The address of a practice that was handed in empty."""
    exam = tour.sit(walk, "dva-c02-practice", answers=0)
    exam.hand_in()
    exam.expect_result()
    return exam.page.url.removeprefix(walk.site.url).partition("?")[0]


def report_first(walk: tour.Walk, result: str) -> None:
    page = walk.open(result.replace("result/", "questions/1/"))
    page.locator("summary", has_text="Report this question").click()
    page.get_by_label("What is wrong?").select_option("wrong_key")
    page.get_by_label("What did you expect?").fill("Another answer.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("An instructor will read your report")).to_be_visible()


def regrade_reported(walk: tour.Walk) -> Page:
    """From the report to a decision in force, through its preview."""
    page = walk.open("/bank/reports/")
    look_at(page)
    page.get_by_role("link", name="Answer").first.click()
    look_at(page)
    page.get_by_role("link", name="Regrade revision").click()
    page.get_by_label("Everybody gets the point").check()
    page.get_by_label("Why").fill("The question was wrong.")
    look_at(page)
    page.get_by_role("button", name="See whom it touches").click()
    work(walk)
    apply = page.get_by_role("button", name="Apply it to")
    expect(apply).to_be_visible()  # the page opens itself anew when the job is done
    look_at(page)
    apply.click()
    work(walk)
    expect(page.get_by_text("Take it back").first).to_be_visible()
    return page


def answer_first(walk: tour.Walk) -> None:
    page = walk.open("/bank/reports/")
    page.get_by_role("link", name="Answer").first.click()
    page.get_by_label("Your answer").fill("You were right.")
    page.get_by_label("Grades were corrected").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("The student reads it")).to_be_visible()


class TrustTests:
    def test_a_report_leads_to_a_regrade_that_the_student_sees_and_its_undoing(
        self, sam: tour.Walk, ingrid: tour.Walk
    ) -> None:
        result = unanswered_result(sam)
        report_first(sam, result)
        decision = regrade_reported(ingrid)
        page = sam.open(result)
        expect(page.get_by_text("Question 1 was corrected on")).to_be_visible()
        look_at(page)
        answer_first(ingrid)
        home = sam.open("/")
        home.get_by_role("link", name="Read the answer").click()
        expect(home.get_by_text("You were right.")).to_be_visible()
        look_at(home)
        decision.locator("summary", has_text="Take it back").click()
        decision.get_by_label("Why").fill("It was right after all.")
        decision.get_by_role("button", name="Take it back").click()
        work(ingrid)
        page.reload()
        expect(page.get_by_text("was taken back on")).to_be_visible()

    @pytest.mark.parametrize("look", ["desktop-light", "phone-dark"])
    def test_the_queues_have_no_violation_and_fit(
        self, demo: tour.Tour, chromium: Browser, look: str
    ) -> None:
        found = tour.walk(demo, chromium, look, "instructor")
        slug = demo.question_path()
        paths = ("regrades/", "performance/", "stale/")
        for path in (*(f"/bank/{one}" for one in paths), f"{slug}performance/"):
            look_at(found.open(path))
        found.context.close()
