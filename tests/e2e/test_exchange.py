"""An instructor brings a file in, takes it back, and takes the bank home."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from questions.exchange import read_file
from tests.e2e import tour
from tests.e2e.test_looks import assert_fits, violations
from tests.factories import GIFT

# The worker's part; no worker runs beside this site.
RUN = """
from django.utils import timezone
from questions.models import QuestionImport
from questions.services import run_import
for batch in QuestionImport.objects.all():
    run_import(batch_id=batch.pk, now=timezone.now())
"""


@pytest.fixture(params=["desktop-light", "phone-dark"])
def ingrid(demo: tour.Tour, chromium: Browser, request) -> Iterator[tour.Walk]:
    found = tour.walk(demo, chromium, request.param, "instructor")
    yield found
    found.context.close()


def send(walk: tour.Walk, name: str) -> Page:
    page = walk.open("/bank/import/")
    file = {"name": name, "mimeType": "text/plain", "buffer": GIFT.encode()}
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/bank/import/*-*/")
    return page


def looks_right(page: Page) -> None:
    assert_fits(page)
    assert violations(page) == []


class ExchangeTests:
    def test_a_file_comes_in_as_drafts_and_is_taken_back(
        self, demo: tour.Tour, ingrid: tour.Walk
    ) -> None:
        page = send(ingrid, "queues.gift")
        expect(page.get_by_text("an essay has no key")).to_be_visible()
        looks_right(page)
        page.get_by_label("Choose Fifo").uncheck()
        page.get_by_role("button", name="Make drafts of what is chosen").click()
        expect(page.get_by_text("0 of 1 drafts are made")).to_be_visible()
        looks_right(page)
        demo.python("manage.py", "shell", "-c", RUN)
        expect(page.get_by_role("button", name="Delete 1 draft")).to_be_visible()
        looks_right(page)
        page.get_by_role("button", name="Delete 1 draft").click()
        expect(page.get_by_text("Taken back: 1 draft was")).to_be_visible()

    def test_the_bank_is_taken_home_after_a_look(
        self, ingrid: tour.Walk, tmp_path: Path
    ) -> None:
        page = ingrid.open("/bank/export/")
        page.get_by_label("Topic").select_option("sqs")
        page.get_by_label("Format").select_option("moodle-xml")
        page.get_by_role("button", name="Look first").click()
        expect(page.get_by_text("only Passline draws its numbers")).to_be_visible()
        looks_right(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
        path = tmp_path / "bank.xml"
        download.value.save_as(path)
        parsed = read_file(path.read_bytes(), path.name)
        assert parsed.exit_code == 0
        assert all("sqs" in item.own["topics"] for item in parsed.items)
