"""What was assigned, from the home page to the released result."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.device import Device, ExamPage, Student
from tests.e2e.site import Site
from tests.e2e.test_looks import assert_fits, violations
from tests.e2e.tour import LOOKS

# What the instructor did, as the service leaves it.
ASSIGN = """
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from exams.models import Exam
from tests.factories import make_assignment, make_cohort, make_member
now = timezone.now()
cohort = make_cohort("Class of {email}")
make_member(cohort, User.objects.get(email="{email}"))
assignment = make_assignment(
    cohort,
    Exam.objects.get(slug="small"),
    title="Midterm",
    instructions="The code is on the board.",
    access_code="blue sky",
    closes_at=now + timedelta(hours=2),
    zone="America/New_York",
)
print(assignment.pk)
"""
RELEASE = (
    "UPDATE exams_attempt SET hidden_until = now() - interval '1 minute' WHERE id = %s"
)


@pytest.fixture
def midterm(site: Site, student: Student) -> int:
    code = ASSIGN.format(email=student.email)
    told = site.python("-W", "ignore", "manage.py", "shell", "-v", "0", "-c", code)
    return int(json.loads(told.split()[-1]))


def looks_right(page: Page) -> None:
    assert_fits(page)
    assert violations(page) == []


@pytest.mark.parametrize("look", ["desktop-light", "phone-dark"])
class AssignedTests:
    def test_it_is_begun_with_its_code_sat_and_read_after_its_release(
        self, site: Site, device: Callable[..., Device], midterm: int, look: str
    ) -> None:
        page = device(**options_of(look)).page()
        exam = self.begin(site, page, midterm)
        for position in (1, 2):
            exam.choose(position)
        exam.expect_saved()
        exam.hand_in()
        exam.expect_result()
        expect(page.get_by_text("2 of 6 questions")).to_be_visible()
        expect(page.get_by_text("It is released on")).to_be_visible()
        looks_right(page)
        result = page.url
        page.goto(f"{site.url}/assigned/")
        expect(page.get_by_role("link", name="Handed in")).to_be_visible()
        looks_right(page)
        page.goto(f"{site.url}/attempts/")
        expect(page.get_by_text("Handed in, not released")).to_be_visible()
        site.sql(RELEASE, result.split("/")[-3])
        page.goto(result)
        expect(page.get_by_role("heading", name="Questions")).to_be_visible()
        expect(page.get_by_text("How sure is this score?")).to_be_visible()

    def begin(self, site: Site, page: Page, midterm: int) -> ExamPage:
        page.goto(site.url)
        expect(page.get_by_text("Sit what was assigned: Midterm")).to_be_visible()
        looks_right(page)
        page.get_by_role("link", name="Rules and start").first.click()
        page.wait_for_url(f"**/assigned/{midterm}/")
        expect(page.get_by_text("The code is on the board.")).to_be_visible()
        expect(page.get_by_text("By the clocks of Class")).to_be_visible()
        self.say(page, "grey sky")
        expect(page.get_by_text("This is not the access code.")).to_be_visible()
        looks_right(page)
        self.say(page, "Blue Sky")
        page.wait_for_url("**/attempts/**")
        expect(page.get_by_role("heading", name="Midterm")).to_be_visible()
        return ExamPage(page).ready()

    def say(self, page: Page, code: str) -> None:
        page.get_by_label("Access code").fill(code)
        page.get_by_role("button", name="start").click()


def options_of(look: str) -> dict[str, Any]:
    viewport, scheme = LOOKS[look]
    # Axe is injected as a script.
    return {"viewport": viewport, "color_scheme": scheme, "bypass_csp": True}
