"""From a weak domain to its drill, from a result to its meaning: the demo student."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import tour
from tests.e2e.test_looks import assert_fits, violations


@pytest.fixture(params=["desktop-light", "phone-dark"])
def student(
    demo: tour.Tour, chromium: Browser, request: pytest.FixtureRequest
) -> Iterator[tour.Walk]:
    found = tour.walk(demo, chromium, request.param, "student")
    yield found
    found.context.close()


def last_mock(found: tour.Walk) -> Page:
    page = found.open("/progress/")
    page.get_by_role("region", name="Mocks compared").get_by_role("link").first.click()
    return page


class HomeTests:
    def test_a_newcomer_to_the_demo_sees_a_forecast(self, student) -> None:
        page = student.open("/")
        expect(
            page.get_by_text(re.compile(r"Likely \d+–\d+, pass 720")).first
        ).to_be_visible()
        expect(page.get_by_text(re.compile("counted answers")).first).to_be_visible()

    def test_one_click_drills_a_domain(self, student) -> None:
        page = student.open("/")
        page.get_by_role("button", name=re.compile("^Drill")).first.click()
        page.wait_for_url("**/attempts/**")
        exam = tour.ExamPage(page).ready()
        expect(page.get_by_text("How sure are you?").first).to_be_visible()
        exam.hand_in()
        exam.expect_result()


class StudyTests:
    def test_the_count_follows_what_is_chosen(self, student) -> None:
        page = student.open("/study/")
        told = page.locator("[data-count]")
        before = told.inner_text()
        page.get_by_label("Hard", exact=True).check()
        expect(told).not_to_have_text(before)
        expect(told).to_contain_text("new to you")


class MeaningTests:
    def test_its_charts_and_tables_have_no_violation(self, student) -> None:
        page = last_mock(student)
        expect(
            page.get_by_role("img", name="Questions answered over time")
        ).to_be_visible()
        for one in page.locator("details.more > summary").all():
            one.click()
        assert violations(page) == []
        assert_fits(page)

    def test_the_result_fetches_what_it_says_of_the_student(self, student) -> None:
        page = last_mock(student)
        page.get_by_role("link", name="Result", exact=True).click()
        expect(page.get_by_text("Expected of you")).to_be_visible()
        assert violations(page) == []

    def test_the_tables_behind_the_trend_have_no_violation(self, student) -> None:
        page = student.open("/progress/")
        page.get_by_text("Every forecast as a table").click()
        assert violations(page) == []
        assert_fits(page)
