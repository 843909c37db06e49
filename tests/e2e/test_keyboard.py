"""The whole exam with the keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.device import Device, held
from tests.e2e.site import Site

TOTAL = 65


def active(page: Page) -> str:
    words: str = page.evaluate("document.activeElement.textContent.trim()")
    return words


class KeyboardTests:
    def test_it_sits_a_whole_exam_by_keys(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = device().start("full")
        keys = exam.page.keyboard
        for position in range(1, TOTAL + 1):
            expect(exam.page.locator(f"#q{position}")).to_be_visible()
            keys.press("a" if position % 2 else "2")
            if exam.question.get_attribute("select"):
                keys.press("c")
            keys.press("ArrowRight")
        expect(exam.page.get_by_text("All 65 answered")).to_be_visible()
        exam.expect_saved()
        assert len(held(site, exam.attempt)) == TOTAL
        while active(exam.page) != "Hand in…":
            keys.press("Tab")
        keys.press("Enter")
        keys.press("Shift+Tab")
        keys.press("Enter")
        exam.expect_result()

    def test_it_flags_reviews_and_comes_back(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = device().start()
        keys = exam.page.keyboard
        keys.press("f")
        keys.press("ArrowRight")
        keys.press("r")
        expect(exam.page.get_by_text("1 flagged.").first).to_be_visible()
        keys.press("ArrowLeft")
        expect(exam.page.locator("#q2 h2")).to_be_focused()

    def test_escape_closes_what_was_opened(self, device: Callable[..., Device]) -> None:
        exam = device().start()
        for name in ("Keys", "Questions"):
            summary = exam.page.locator("summary", has_text=name)
            summary.press("Enter")
            expect(summary.locator("..")).to_have_attribute("open", "")
            exam.page.keyboard.press("Escape")
            expect(summary.locator("..")).not_to_have_attribute("open", "")
            expect(summary).to_be_focused()

    def test_it_leaves_keys_alone_when_they_are_switched_off(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = device().start()
        exam.page.get_by_text("Keys", exact=True).first.click()
        exam.page.get_by_label("Use these keys").uncheck()
        exam.page.locator("body").press("b")
        assert exam.chosen(1) == []

    def test_it_refuses_more_options_than_the_question_asks_for(
        self, device: Callable[..., Device]
    ) -> None:
        exam = device().start("full")
        select = exam.page.locator("exam-question[select]").first
        exam.go(int(select.get_attribute("position") or 0))
        for key in "abc":
            exam.page.keyboard.press(key)
        assert exam.question.locator("input:checked").count() == 2
        expect(exam.question.get_by_text("Only TWO can be chosen")).to_be_visible()
