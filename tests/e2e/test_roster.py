"""From a roster to a member: import, mail, invitation, cohort; and the log of it.

With PASSLINE_SCREENSHOTS it takes pictures on its way, in four looks.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import tour
from tests.e2e.test_every_page import FOLDER, LOOKS
from tests.e2e.test_looks import assert_fits, violations

# The worker's part; no worker runs beside this site.
SEND = """
from django.utils import timezone
from accounts.services import send_invitations
send_invitations(now=timezone.now())
"""


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ada(demo: tour.Tour, chromium: Browser, look: str) -> Iterator[tour.Walk]:
    found = tour.walk(demo, chromium, look, "admin")
    yield found
    found.context.close()


def looks_right(page: Page, name: str, look: str) -> None:
    tour.keep(page, FOLDER, f"{name}-{look}")
    assert_fits(page)
    assert violations(page) == [], name


def roster(look: str) -> str:
    """One stranger, somebody with an account, and a row with an error."""
    return "\n".join(
        [
            "name,e-mail,cohort,role,accommodations",
            f"Kim Example,kim-{look}@example.org,Class {look},student,1.5x",
            f"Sam Student,student@demo.passline.example,Class {look},student,",
            f"Nobody,nobody,Class {look},student,",
        ]
    )


def send(walk: tour.Walk, text: str) -> Page:
    page = walk.open("/cohorts/import/")
    file = {"name": "class.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/cohorts/import/*-*/")
    return page


def link_for(demo: tour.Tour, email: str) -> str:
    """The path of the link in the mail to this address."""
    folder = Path(demo.environment["PASSLINE_HOME"]) / "mail"
    for mail in folder.iterdir():
        text = mail.read_text()
        if f"To: {email}" in text:
            found = re.search(rf"To: {email}.*?(/invitations/\S+)", text, re.DOTALL)
            assert found is not None
            return found[1]
    raise AssertionError(f"no mail to {email}")


class RosterTests:
    def test_a_row_of_a_table_becomes_a_member(
        self, demo: tour.Tour, chromium: Browser, ada: tour.Walk, look: str
    ) -> None:
        looks_right(ada.open("/cohorts/import/"), "roster-send", look)
        page = send(ada, roster(look))
        expect(page.get_by_text("is no e-mail address")).to_be_visible()
        looks_right(page, "roster", look)
        page.get_by_role("button", name="Follow 2 rows").click()
        expect(page.get_by_text("Invitations leave by mail")).to_be_visible()
        looks_right(page, "roster-done", look)
        demo.python("manage.py", "shell", "-c", SEND)
        self.accept(demo, chromium, look)
        page = ada.open("/cohorts/")
        looks_right(page, "cohorts", look)
        page.get_by_role("link", name=f"Class {look}").click()
        expect(page.get_by_role("link", name="Kim Example")).to_be_visible()
        looks_right(page, "cohort", look)
        page = send(ada, roster(look))
        expect(page.get_by_text("What would happen")).to_have_count(0)

    def accept(self, demo: tour.Tour, chromium: Browser, look: str) -> None:
        kim = tour.walk(demo, chromium, look)
        page = kim.open(link_for(demo, f"kim-{look}@example.org"))
        looks_right(page, "invitation", look)
        page.get_by_label("Password").fill("a-long-enough-word")
        page.get_by_role("button", name="Make the account and join").click()
        expect(page.get_by_text(f"You are in Class {look}")).to_be_visible()
        page = kim.open("/account/")
        expect(page.get_by_text("You have: 1.5 × the time")).to_be_visible()
        expect(page.get_by_label("Time and a half")).to_have_count(0)
        looks_right(page, "profile-cohorts", look)
        kim.context.close()

    def test_a_class_comes_in_by_a_code(
        self, demo: tour.Tour, chromium: Browser, ada: tour.Walk, look: str
    ) -> None:
        page = ada.open("/cohorts/new/")
        page.get_by_label("Name").fill(f"By code {look}")
        looks_right(page, "cohort-new", look)
        page.get_by_role("button", name="Make the cohort").click()
        page.get_by_text("Let people in by a code").click()
        page.get_by_role("button", name="Draw a code").click()
        looks_right(page, "cohort-code", look)
        code = page.get_by_text(re.compile(r"^\w{5}-\w{5}$")).inner_text()
        sam = tour.walk(demo, chromium, look, "student")
        page = sam.open("/join/")
        page.get_by_label("Code").fill(code.lower())
        looks_right(page, "join", look)
        page.get_by_role("button", name="Go on").click()
        looks_right(page, "join-code", look)
        page.get_by_role("button", name="Join", exact=True).click()
        expect(page.get_by_text(f"You are in By code {look}")).to_be_visible()
        sam.context.close()

    def test_what_is_done_to_a_person_needs_a_reason_and_is_kept(
        self, ada: tour.Walk, look: str
    ) -> None:
        page = ada.open("/people/?q=student@demo")
        looks_right(page, "people", look)
        page.get_by_role("link", name="Sam Student").click()
        page.get_by_text("Change the time in exams").click()
        page.get_by_label("Double time").check()
        page.get_by_role("button", name="Save time").click()
        expect(page.get_by_text("This field is required")).to_be_visible()
        looks_right(page, "person-refused", look)
        page.get_by_label("Reason").locator("visible=true").last.fill(f"As in {look}")
        page.get_by_role("button", name="Save time").click()
        expect(page.get_by_text("This field is required")).to_have_count(0)
        looks_right(page, "person", look)
        page = ada.open("/audit/")
        page.get_by_role("button", name="Check the chain").click()
        expect(page.get_by_text("The chain is whole")).to_be_visible()
        looks_right(page, "audit", look)
