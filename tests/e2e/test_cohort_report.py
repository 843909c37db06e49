"""An instructor reads the report of the class; a student opens and sits its drills."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import tour
from tests.e2e.device import ExamPage
from tests.e2e.test_looks import assert_fits, violations
from tests.e2e.test_practice import go_to

# The worker's part; no worker runs beside this site.
BUILD = """
from django.utils import timezone
from analytics.services import build_due_reports
build_due_reports(now=timezone.now())
"""
MAKE_COHORT = """
from accounts.models import Cohort, Membership, User
cohort = Cohort.objects.create(name="{name}")
for role in ("instructor", "student"):
    person = User.objects.get(email=role + "@demo.passline.example")
    Membership.objects.create(cohort=cohort, user=person, role=role)
"""


@pytest.fixture(params=["desktop-light", "phone-dark"])
def ingrid(
    demo: tour.Tour, chromium: Browser, request: pytest.FixtureRequest
) -> Iterator[tour.Walk]:
    found = tour.walk(demo, chromium, request.param, "instructor")
    yield found
    found.context.close()


def report(demo: tour.Tour, ingrid: tour.Walk, query: str = "") -> Page:
    return ingrid.open(demo.class_pages()["class-report"] + query)


def looks_right(page: Page) -> None:
    assert_fits(page)
    assert violations(page) == []


class ReportTests:
    def test_the_cohort_leads_to_it(self, demo, ingrid) -> None:
        page = ingrid.open(demo.class_pages()["class"])
        page.get_by_role("link", name="Open the report").click()
        expect(page.get_by_role("heading", name="Who is ready")).to_be_visible()

    def test_everything_in_it_can_be_opened_and_read(self, demo, ingrid) -> None:
        page = report(demo, ingrid)
        for summary in page.locator("main summary:visible").all():
            summary.click()
        expect(page.get_by_role("table").first).to_be_visible()
        looks_right(page)

    def test_on_paper_it_has_what_it_tells_and_nothing_to_press(
        self, demo, ingrid
    ) -> None:
        page = report(demo, ingrid)
        page.emulate_media(media="print")
        for unwanted in ("banner", "button", "contentinfo", "search"):
            expect(page.get_by_role(unwanted)).to_have_count(0)
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"
        expect(page.get_by_role("table").first).to_be_visible()

    def test_people_are_read_group_by_group(self, demo, ingrid) -> None:
        page = report(demo, ingrid)
        people = page.get_by_role("region", name="Person by person")
        people.get_by_role("link", name=re.compile("^Not enough evidence")).click()
        page.wait_for_url("**group=unknown*")
        badges = people.get_by_role("table").locator("tbody .badge")
        expect(badges.first).to_have_text(re.compile("Not enough evidence"))
        assert {one.strip() for one in badges.all_inner_texts()} == {
            "Not enough evidence"
        }

    def test_domains_are_read_without_colour(self, demo, ingrid) -> None:
        page = report(demo, ingrid, "?show=domains")
        table = page.get_by_role("region", name="Everybody by domain")
        expect(table.get_by_text(re.compile(r"\d+ %")).first).to_be_visible()
        looks_right(page)

    def test_a_common_form_is_read_question_by_question(self, demo, ingrid) -> None:
        page = ingrid.open(demo.class_pages()["class-questions"])
        expect(page.get_by_role("heading", name="Question by question")).to_be_visible()
        looks_right(page)

    def test_another_line_is_in_force_when_the_report_is_there(
        self, demo, ingrid
    ) -> None:
        page = report(demo, ingrid)
        page.get_by_text("How this report is made").click()
        page.get_by_label("Book from a forecast of").select_option("60")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("A new report is on its way")).to_be_visible()
        looks_right(page)
        demo.python("manage.py", "shell", "-c", BUILD)
        expect(page.get_by_text("forecast of 60 % or more").first).to_be_visible()


class DrillTests:
    def test_a_drill_is_assigned_by_two_clicks_and_sat(
        self, demo, ingrid, chromium, request
    ) -> None:
        name = f"Drilled {request.node.callspec.id}"
        demo.python("manage.py", "shell", "-c", MAKE_COHORT.format(name=name))
        page = report(demo, ingrid)
        lessons = page.get_by_role("region", name="What to teach next")
        lessons.get_by_role("button", name="Assign this drill").first.click()
        self.is_ready(page)
        # Of one student, so that nobody else's pages change.
        page.get_by_label("Cohort", exact=True).select_option(label=name)
        page.get_by_label("Title").fill(name)
        page.get_by_role("button", name="Assign it").click()
        expect(page.get_by_text("The students are told")).to_be_visible()
        looks_right(page)
        sam = tour.walk(demo, chromium, "phone-light", "student")
        self.sit(sam.open("/assigned/"), name)
        sam.context.close()

    def is_ready(self, page: Page) -> None:
        """Everything is filled in, and it is said what it means."""
        for label, text in (("Exam", "Drill: "), ("Cohort", "Cloud Academy 2026")):
            chosen = page.get_by_label(label, exact=True).locator("option:checked")
            expect(chosen).to_contain_text(text)
        expect(page.get_by_label("As soon as it is graded")).to_be_checked()
        expect(page.locator("#outlook")).to_contain_text("there is no time limit")
        looks_right(page)

    def sit(self, page: Page, name: str) -> None:
        page.get_by_role("link", name=f"Rules and start of {name}").click()
        page.get_by_role("button", name="Accept the rules and start").click()
        page.wait_for_url("**/attempts/**")
        exam = go_to(ExamPage(page).ready(), ".exam-choice [type=radio]")
        exam.options.first.check()
        exam.question.get_by_role("button", name="Check answer").click()
        expect(exam.options.first).to_be_disabled()
        exam.hand_in()
        exam.expect_result()

    def test_a_student_opens_the_drill_that_was_handed_out(
        self, demo, ingrid, chromium
    ) -> None:
        page = report(demo, ingrid)
        lesson = page.get_by_role("region", name="What to teach next")
        lesson.get_by_text("A drill to hand out").first.click()
        address = lesson.get_by_role("link").first.get_attribute("href")
        student = tour.walk(demo, chromium, "phone-light", "student")
        drill = student.open(str(address))
        expect(drill.locator("[data-count]")).to_contain_text(re.compile(r"\d+"))
        expect(drill.get_by_role("button", name="Start")).to_be_enabled()
        student.context.close()
