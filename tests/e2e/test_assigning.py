"""Assigning a mock: a doubtful hour, one person otherwise, another window, withdrawn.

With PASSLINE_SCREENSHOTS it takes pictures on its way, in four looks.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import tour
from tests.e2e.test_every_page import FOLDER, LOOKS
from tests.e2e.test_looks import assert_fits, violations
from tests.exams.nights import BACK

MAKE_COHORT = """
from accounts.models import Cohort, Membership, User
cohort = Cohort.objects.create(name="Class of {look}")
for role in ("instructor", "student"):
    person = User.objects.get(email=role + "@demo.passline.example")
    Membership.objects.create(cohort=cohort, user=person, role=role)
"""
SEND = """
from django.utils import timezone
from exams.services import send_reminders
send_reminders(now=timezone.now())
"""


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ingrid(demo: tour.Tour, chromium: Browser, look: str) -> Iterator[tour.Walk]:
    """The instructor of the demo, with a cohort of one student."""
    demo.python("manage.py", "shell", "-c", MAKE_COHORT.format(look=look))
    found = tour.walk(demo, chromium, look, "instructor")
    yield found
    found.context.close()


def looks_right(page: Page, name: str, look: str) -> None:
    tour.keep(page, FOLDER, f"{name}-{look}")
    assert_fits(page)
    assert violations(page) == [], name


class AssigningTests:
    def test_an_instructor_assigns_a_mock(
        self, demo: tour.Tour, chromium: Browser, ingrid: tour.Walk, look: str
    ) -> None:
        page = ingrid.open("/assignments/new/")
        self.fill(page, look)
        looks_right(page, "assignment-new", look)
        page.get_by_role("button", name="Assign it").click()
        expect(page.get_by_text("The students are told")).to_be_visible()
        looks_right(page, "assignment", look)
        address = page.url
        self.override(page, look)
        self.change(page, address, look)
        demo.python("manage.py", "shell", "-c", SEND)
        self.is_told(demo, chromium, look)
        self.withdraw(page, address, look)
        looks_right(ingrid.open("/assignments/"), "assignments", look)

    def fill(self, page: Page, look: str) -> None:
        """The hour comes twice: the page asks at once, and says what it means."""
        page.get_by_label("Exam", exact=True).select_option(
            label="DVA-C03 mock exam (DVA-C03, 130 minutes)"
        )
        page.get_by_label("Cohort", exact=True).select_option(label=f"Class of {look}")
        page.get_by_label("Title").fill("Mid-term mock")
        page.get_by_label("Time zone").select_option(value="Europe/Berlin")
        page.get_by_label("Closes", exact=True).fill(
            f"{BACK + timedelta(days=5)}T18:00"
        )
        page.get_by_label("Opens", exact=True).fill(f"{BACK}T02:30")
        page.get_by_label("Title").focus()
        expect(page.get_by_text("Opens: which one?")).to_be_visible()
        page.get_by_label("02:30 CET (01:30 UTC)").check()
        outlook = page.locator("#outlook")
        expect(outlook).to_contain_text("1 student may begin between")
        expect(outlook).to_contain_text("02:30 CET")
        expect(outlook).to_contain_text("each has 130 minutes")

    def override(self, page: Page, look: str) -> None:
        page.get_by_role("link", name="1 student").click()
        expect(page.get_by_role("heading", name="Students", level=1)).to_be_visible()
        looks_right(page, "assignment-people", look)
        page.get_by_role("link", name="Override for Sam Student").click()
        page.get_by_label("Extra minutes").fill("20")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("This field is required")).to_be_visible()
        looks_right(page, "assignment-override", look)
        page.get_by_label("Reason").fill("Agreed with the school.")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("20 extra minutes")).to_be_visible()

    def change(self, page: Page, address: str, look: str) -> None:
        page.goto(address)
        page.get_by_role("link", name="Change it").click()
        # The reading that was chosen is still chosen.
        expect(page.get_by_label("02:30 CET (01:30 UTC)")).to_be_checked()
        page.get_by_label("Closes", exact=True).fill(f"{BACK}T04:00")
        page.get_by_label("Attempts that still run are handed in").check()
        expect(page.locator("#outlook")).to_contain_text(
            "Nobody can use the whole time"
        )
        looks_right(page, "assignment-change", look)
        page.get_by_label("I mean it so").check()
        expect(page.locator("#outlook")).to_contain_text("are handed in")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()

    def is_told(self, demo: tour.Tour, chromium: Browser, look: str) -> None:
        """In the student's calendar, at an address that is shown once."""
        sam = tour.walk(demo, chromium, look, "student")
        page = sam.open("/account/reminders/")
        looks_right(page, "reminders", look)
        page.get_by_role("button", name="address").click()
        address = page.get_by_label("Address for your calendar").input_value()
        looks_right(page, "reminders-address", look)
        told = page.request.get(address).text()
        assert "SUMMARY:Mid-term mock" in told
        sam.context.close()

    def withdraw(self, page: Page, address: str, look: str) -> None:
        page.goto(address)
        page.get_by_text("Withdraw it").first.click()
        page.get_by_label("Reason").fill("It was the wrong exam.")
        page.get_by_role("button", name="Withdraw it").click()
        expect(page.get_by_text("Nobody can begin it any more")).to_be_visible()
        looks_right(page, "assignment-withdrawn", look)

    def test_it_works_without_scripts(
        self, demo: tour.Tour, chromium: Browser, look: str
    ) -> None:
        """The save asks what the typing would have asked; nothing typed is lost."""
        demo.python(
            "manage.py", "shell", "-c", MAKE_COHORT.format(look=f"plain {look}")
        )
        found = tour.walk(demo, chromium, look, "instructor")
        cookies = found.context.cookies()
        plain = chromium.new_context(java_script_enabled=False)
        plain.add_cookies(cookies)  # type: ignore[arg-type]  # REASON: what it gave
        page = plain.new_page()
        page.goto(f"{demo.url}/assignments/new/")
        page.locator("[name=exam]").select_option(
            label="DVA-C03 mock exam (DVA-C03, 130 minutes)"
        )
        page.locator("[name=cohort]").select_option(label=f"Class of plain {look}")
        page.locator("[name=zone_name]").select_option(value="Europe/Berlin")
        page.locator("[name=opens]").fill(f"{BACK}T02:30")
        page.locator("[name=closes]").fill(f"{BACK + timedelta(days=5)}T18:00")
        page.get_by_role("button", name="Assign it").click()
        page.get_by_label("02:30 CEST (00:30 UTC)").check()
        page.get_by_role("button", name="Assign it").click()
        expect(page.get_by_text("The students are told")).to_be_visible()
        plain.close()
        found.context.close()
