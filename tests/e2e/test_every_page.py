"""Every page of the product with the real bank, as everybody, under axe.

With PASSLINE_SCREENSHOTS=docs/screenshots it also takes the pictures of the README.
"""

import os
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e import tour
from tests.e2e.test_looks import assert_fits, violations

FOLDER = os.environ.get("PASSLINE_SCREENSHOTS", "")
# Four looks for pictures; for the proof, the two that differ most.
LOOKS = list(tour.LOOKS) if FOLDER else ["desktop-light", "phone-dark"]
ROLES = {
    "": tour.VISITOR,
    "student": tour.STUDENT,
    "instructor": tour.INSTRUCTOR,
    "admin": tour.ADMIN,
}


@pytest.fixture(scope="module")
def result(demo: tour.Tour, chromium: Browser) -> str:
    """The address of a result of a whole mock: some right, some wrong, some open."""
    found = tour.walk(demo, chromium, "desktop-light", "student")
    exam = tour.sit(found, "dva-c02-mock", answers=40)
    exam.hand_in()
    exam.expect_result()
    found.context.close()
    return exam.page.url.removeprefix(demo.url)


def look_at(page: Page, name: str, look: str) -> None:
    tour.keep(page, FOLDER, f"{name}-{look}")
    assert violations(page) == [], name
    assert_fits(page)


@pytest.mark.parametrize("look", LOOKS)
class EveryPageTests:
    @pytest.mark.parametrize("role", list(ROLES))
    def test_it_has_no_violation_and_fits(
        self, demo: tour.Tour, chromium: Browser, result: str, role: str, look: str
    ) -> None:
        found = tour.walk(demo, chromium, look, role)
        pages = dict(ROLES[role])
        if role == "instructor":
            pages["bank-question"] = demo.question_path()
            pages |= demo.class_pages()
        for name, path in pages.items():
            look_at(found.open(path), name, look)
        found.context.close()

    def test_it_shows_the_result_and_its_reasons(
        self, demo: tour.Tour, chromium: Browser, result: str, look: str
    ) -> None:
        found = tour.walk(demo, chromium, look, "student")
        look_at(found.open(result), "result", look)
        for position in (1, 2, 41):
            path = result.replace("result/", f"questions/{position}/")
            name = "question" if position == 1 else f"question-{position}"
            look_at(found.open(path), name, look)
        found.context.close()

    def test_it_runs_an_exam(
        self, demo: tour.Tour, chromium: Browser, result: str, look: str
    ) -> None:
        found = tour.walk(demo, chromium, look, "student")
        exam = tour.sit(found, "dva-c03-mock", answers=0)
        exam.choose(2, 1)
        exam.expect_saved()
        look_at(exam.page, "runner", look)
        exam.page.get_by_role("button", name="Review", exact=True).click()
        look_at(exam.page, "runner-review", look)
        found.context.close()

    def test_it_plans_after_a_diagnostic_without_an_account(
        self, demo: tour.Tour, chromium: Browser, look: str
    ) -> None:
        found = tour.walk(demo, chromium, look)
        exam = visit_diagnostic(found)
        look_at(exam, "diagnostic-result", look)
        found.context.close()


def visit_diagnostic(found: tour.Walk) -> Any:
    page = found.open("/diagnostic/")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/attempts/**")
    exam = tour.ExamPage(page).ready()
    for position in range(1, 16):
        exam.go(position)
        exam.options.first.check()
    exam.hand_in()
    exam.expect_result()
    return page
