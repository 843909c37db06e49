"""The whole path of a class: roster, invitation, assignment, exam, report, PDF."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.e2e import tour
from tests.e2e.device import ExamPage
from tests.e2e.test_roster import SEND, link_for

COHORT, TITLE = "Path of a class", "First steps"
KIM = "kim-path@example.org"
ROSTER = f"""\
name,e-mail,cohort,role,accommodations
Kim Example,{KIM},{COHORT},student,1.5x
Ingrid Instructor,instructor@demo.passline.example,{COHORT},instructor,
"""
# The worker's part; no worker runs beside this site.
LEARN = """
from django.utils import timezone
from analytics import services
from accounts.models import Cohort
now = timezone.now()
services.fold_due_attempts(now=now)
services.build_reports(cohort=Cohort.objects.get(name="Path of a class"), now=now)
"""
WRITE = """
from django.utils import timezone
from analytics.services import sweep_files
sweep_files(now=timezone.now())
"""


def work(demo: tour.Tour, code: str) -> None:
    demo.python("manage.py", "shell", "-c", code)


@pytest.fixture
def ingrid(demo: tour.Tour, chromium: Browser) -> Iterator[tour.Walk]:
    found = tour.walk(demo, chromium, "desktop-light", "instructor")
    yield found
    found.context.close()


@pytest.mark.timeout(600)  # five people's work in one test
class RosterToPdfTests:
    def test_a_class_goes_all_the_way(
        self,
        demo: tour.Tour,
        chromium: Browser,
        ingrid: tour.Walk,
        tmp_path: Path,
    ) -> None:
        self.invite(demo, chromium)
        kim = self.accept(demo, chromium)
        self.assign(ingrid)
        self.sit(kim)
        work(demo, LEARN)
        words = read(self.take_along(demo, ingrid), tmp_path)
        assert f"Cohort report {COHORT} DVA-C03" in words
        assert "Kim Example" in words
        assert f"{TITLE} Opens" in words
        assert "Who needs a word" in words

    def invite(self, demo: tour.Tour, chromium: Browser) -> None:
        ada = tour.walk(demo, chromium, "desktop-light", "admin")
        page = ada.open("/cohorts/import/")
        file = {"name": "c.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
        page.get_by_label("File", exact=True).set_input_files(file)
        page.get_by_role("button", name="Read the file").click()
        page.get_by_role("button", name="Follow 2 rows").click()
        expect(page.get_by_text("Invitations leave by mail")).to_be_visible()
        ada.context.close()
        work(demo, SEND)

    def accept(self, demo: tour.Tour, chromium: Browser) -> tour.Walk:
        kim = tour.walk(demo, chromium, "desktop-light")
        page = kim.open(link_for(demo, KIM))
        page.get_by_label("Password").fill("a-long-enough-word")
        page.get_by_role("button", name="Make the account and join").click()
        expect(page.get_by_text(f"You are in {COHORT}")).to_be_visible()
        return kim

    def assign(self, ingrid: tour.Walk) -> None:
        page = ingrid.open("/assignments/new/")
        now = timezone.now()
        page.get_by_label("Exam", exact=True).select_option(
            label="DVA-C03 practice (DVA-C03, no time limit)"
        )
        page.get_by_label("Cohort", exact=True).select_option(label=COHORT)
        page.get_by_label("Title").fill(TITLE)
        page.get_by_label("Time zone").select_option(value="UTC")
        page.get_by_label("Opens", exact=True).fill(wall(now - timedelta(hours=1)))
        page.get_by_label("Closes", exact=True).fill(wall(now + timedelta(days=1)))
        page.get_by_label("The same questions for everybody").check()
        page.get_by_role("button", name="Assign it").click()
        expect(page.get_by_text("The students are told")).to_be_visible()

    def sit(self, kim: tour.Walk) -> None:
        page = kim.open("/assigned/")
        page.get_by_role("link", name="Rules and start").first.click()
        page.get_by_role("button", name="start").click()
        page.wait_for_url("**/attempts/**")
        exam = ExamPage(page).ready()
        for position in range(1, 9):
            # Practice asks every kind: what has no options to tick stays open.
            if exam.go(position).options.count():
                exam.choose(position)
        exam.expect_saved()
        exam.hand_in()
        exam.expect_result()
        kim.context.close()

    def take_along(self, demo: tour.Tour, ingrid: tour.Walk) -> Page:
        page = ingrid.open("/cohorts/")
        page.get_by_role("link", name=COHORT).click()
        page.get_by_role("link", name="Open the report").click()
        page.get_by_role("link", name="PDF, XLSX, CSV, mail").click()
        page.get_by_label("PDF, to print or hand on").check()
        page.get_by_role("button", name="Make the file").click()
        expect(page.get_by_text("Waiting for the worker")).to_be_visible()
        work(demo, WRITE)
        # The page sees it by itself.
        expect(page.get_by_role("link", name="Download")).to_be_visible()
        return page


def wall(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


def read(page: Page, folder: Path) -> str:
    """The words of the PDF that the link gives."""
    with page.expect_download() as told:
        page.get_by_role("link", name="Download").click()
    assert told.value.suggested_filename.startswith("path-of-a-class-dva-c03-")
    told.value.save_as(folder / "report.pdf")
    pages = PdfReader(folder / "report.pdf").pages
    words = " ".join(one.extract_text() for one in pages)
    return " ".join(words.replace("\u200b", "").split())
