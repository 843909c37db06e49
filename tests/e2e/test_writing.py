"""An instructor writes a question, another one reads and publishes it: in browsers."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import tour
from tests.e2e.test_looks import assert_fits, violations
from tests.lib.embedded.ground import until

STEM = "A company reads a queue in one Region and loses its order at night. What helps?"
OPTIONS = ("Use a FIFO queue.", "Raise the delay.", "Use a topic.", "Read it twice.")
WHY = "Because the queue keeps messages of one group in the order of their arrival."


@pytest.fixture
def ingrid(demo: tour.Tour, chromium: Browser) -> Iterator[tour.Walk]:
    found = tour.walk(demo, chromium, "desktop-light", "instructor")
    yield found
    found.context.close()


@pytest.fixture
def ada(demo: tour.Tour, chromium: Browser) -> Iterator[tour.Walk]:
    found = tour.walk(demo, chromium, "phone-dark", "admin")
    yield found
    found.context.close()


def begin(walk: tour.Walk, slug: str) -> Page:
    page = walk.open("/bank/new/")
    page.get_by_label("Home topic").select_option("sqs")
    page.get_by_label("Name").fill(slug)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/edit/")
    return page


def write(page: Page) -> None:
    """Everything that a question needs, typed as a person does."""
    page.get_by_label("Question", exact=True).fill(STEM)
    for index, words in enumerate(OPTIONS):
        page.locator(f"#option-{index}-text").fill(words)
        page.locator(f"#option-{index}-why").fill(WHY)
    page.get_by_label("Right answer").first.check()
    page.get_by_label("References").fill("https://docs.aws.amazon.com/sqs/")
    page.locator("summary", has_text="DVA-C03").click()
    page.get_by_label("DVA-C03, task that decides").select_option("1.1")


def is_kept(demo: tour.Tour, words: str) -> bool:
    """A draft on the server holds them: what a page sends last goes beside the next."""
    query = "SELECT 1 FROM questions_manuscript WHERE text::text LIKE %s"
    return bool(demo.sql(query, f"%{words}%"))


def saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_have_text("Saved.")


class WritingTests:
    def test_a_question_is_written_read_by_another_and_published(
        self, ingrid: tour.Walk, ada: tour.Walk
    ) -> None:
        page = begin(ingrid, "e2e-order")
        write(page)
        saved(page)
        expect(page.locator("[data-hints]")).to_contain_text("Nothing.")
        page.get_by_role("button", name="Send to review").click()
        expect(page.get_by_text("so somebody else publishes it")).to_be_visible()
        reader = ada.open("/bank/review/")
        reader.get_by_role("link", name="e2e-order").click()
        reader.get_by_label("What you checked").fill("answered blind")
        reader.get_by_role("button", name="Publish").click()
        expect(reader.get_by_text("New exams ask it in this wording")).to_be_visible()

    def test_what_is_typed_last_is_handed_over_too(self, ingrid: tour.Walk) -> None:
        page = begin(ingrid, "e2e-last-words")
        write(page)
        saved(page)
        page.get_by_label("Question", exact=True).fill(f"{STEM} The last words?")
        page.get_by_role("button", name="Send to review").click()
        page.wait_for_url("**/review/")
        expect(page.get_by_text("The last words?").first).to_be_visible()

    def test_the_preview_follows_what_is_typed(self, ingrid: tour.Walk) -> None:
        page = begin(ingrid, "e2e-preview")
        page.get_by_label("Question", exact=True).fill("It is **bold** and `code`.")
        shown = page.locator("[data-preview]")
        expect(shown.locator("strong")).to_have_text("bold")
        page.locator("#option-1-text").fill("The second answer")
        expect(shown.locator(".exam-choice__text").nth(1)).to_have_text(
            "The second answer"
        )

    def test_matches_are_told_by_the_words_of_their_targets(
        self, ingrid: tour.Walk
    ) -> None:
        page = begin(ingrid, "e2e-match")
        page.get_by_label("Kind").select_option("matching")
        page.get_by_label("Target 1", exact=True).fill("A queue")
        page.locator("#option-0-match").select_option(label="1. A queue")
        saved(page)
        shown = page.locator("[data-preview] select").first
        expect(shown.locator("option").nth(1)).to_have_text("A queue")

    def test_a_situation_is_seen_while_it_is_typed(self, ingrid: tour.Walk) -> None:
        page = ingrid.open("/bank/scenarios/")
        page.get_by_label("Situation", exact=True).fill("A **bus** sends `positions`.")
        expect(page.locator("#seen-text strong")).to_have_text("bus")

    def test_options_are_added_and_moved_by_keyboard(self, ingrid: tour.Walk) -> None:
        page = begin(ingrid, "e2e-keys")
        page.locator("#option-3-text").fill("once the last")
        page.locator("#option-3-text").press("Alt+ArrowUp")
        expect(page.locator("#option-2-text")).to_have_value("once the last")
        expect(page.locator("#option-2-text")).to_be_focused()
        page.get_by_role("button", name="Add an option").press("Enter")
        expect(page.locator("#option-4-text")).to_be_focused()

    def test_two_who_write_at_once_lose_nothing(
        self, ingrid: tour.Walk, ada: tour.Walk
    ) -> None:
        page = begin(ingrid, "e2e-two")
        other = ada.open("/bank/questions/e2e-two/edit/")
        expect(other.get_by_text("You are not alone here")).to_be_visible()
        other.locator("#option-0-text").fill("Ada's answer")
        saved(other)
        page.locator("#option-1-text").fill("Ingrid's answer")
        page.get_by_role("link", name="Compare and merge").click()
        page.get_by_role("group", name="Option B").get_by_label("Take mine").check()
        page.get_by_role("button", name="Save the merged text").click()
        expect(page.locator("#option-0-text")).to_have_value("Ada's answer")
        expect(page.locator("#option-1-text")).to_have_value("Ingrid's answer")

    def test_a_lost_connection_loses_no_word(self, ingrid: tour.Walk) -> None:
        page = begin(ingrid, "e2e-offline")
        ingrid.context.set_offline(True)
        page.get_by_label("Question", exact=True).fill("Typed without a connection.")
        expect(page.locator("[data-status]")).to_contain_text("no connection")
        ingrid.context.set_offline(False)
        expect(page.locator("[data-status]")).to_have_text("Saved.")
        again = ingrid.open("/bank/questions/e2e-offline/edit/")
        expect(again.get_by_label("Question", exact=True)).to_have_value(
            "Typed without a connection."
        )

    def test_who_comes_back_writes_on_the_newest_version(
        self, ingrid: tour.Walk, demo: tour.Tour
    ) -> None:
        page = begin(ingrid, "e2e-back")
        page.get_by_label("Question", exact=True).fill("Typed and left at once.")
        page.get_by_role("link", name="Search the AWS models").click()
        page.wait_for_url("**/claims/")
        until(lambda: is_kept(demo, "Typed and left at once."), "it was not sent")
        page.go_back()
        expect(page.get_by_label("Question", exact=True)).to_have_value(
            "Typed and left at once."
        )
        page.locator("#option-0-text").fill("Typed after coming back")
        saved(page)

    def test_it_works_without_scripts(self, demo: tour.Tour, chromium: Browser) -> None:
        found = tour.walk(demo, chromium, "desktop-light", "instructor")
        keys = found.context.storage_state()
        found.context.close()
        context = chromium.new_context(java_script_enabled=False, storage_state=keys)
        page = begin(tour.Walk(demo, context), "e2e-plain")
        page.get_by_label("Question", exact=True).fill("Typed without scripts.")
        page.get_by_role("button", name="Add an option").click()
        expect(page.locator("#option-4-text")).to_be_visible()
        expect(page.locator("[data-preview]")).to_contain_text("Typed without scripts.")
        context.close()


class WritingLooksTests:
    @pytest.mark.parametrize("look", ["desktop-light", "phone-dark"])
    def test_no_page_of_writing_has_a_violation(
        self, demo: tour.Tour, chromium: Browser, look: str
    ) -> None:
        found = tour.walk(demo, chromium, look, "instructor")
        page = begin(found, f"e2e-{look}")
        path = re.sub(r"^.*/bank/", "/bank/", page.url).removesuffix("edit/")
        for name in ("edit/", "review/", "pictures/", "alike/", "claims/?service=sqs"):
            shown = found.open(path + name)
            assert violations(shown) == [], name
            assert_fits(shown)
        found.context.close()
