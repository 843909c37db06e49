"""Small screens, zoom, light and dark, and what assistive technology needs."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.device import Device, ExamPage

SCREENS = ("questions", "review", "hand in")
# 400 % zoom of a 1280 × 1024 window is a window of 320 × 256.
SIZES = {"desk": (1280, 800), "phone": (320, 640), "zoom": (320, 256)}


def show(exam: ExamPage, screen: str) -> Page:
    page = exam.page
    if screen == "questions":
        page.locator("exam-navigator summary").click()
    elif screen == "review":
        page.get_by_role("button", name="Review", exact=True).click()
    else:
        page.get_by_role("button", name="Hand in…").click()
    return page


def violations(page: Page) -> list[str]:
    """What axe finds, once whatever was clicked has brought its page."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:150]}" for v in found]


class LooksTests:
    @pytest.mark.parametrize(
        ("slug", "scheme"),
        [("small", "light"), ("practice", "light"), ("practice", "dark")],
    )
    def test_it_has_no_violation_that_axe_can_find(
        self, device: Callable[..., Device], slug: str, scheme: str
    ) -> None:
        exam = device(color_scheme=scheme, bypass_csp=True).start(slug)
        for position in range(1, exam.page.locator("exam-question").count() + 1):
            exam.go(position)
            assert violations(exam.page) == []
        for screen in SCREENS:
            page = show(exam, screen)
            assert violations(page) == []
            page.keyboard.press("Escape")

    @pytest.mark.parametrize("size", SIZES)
    def test_it_never_scrolls_sideways(
        self, device: Callable[..., Device], size: str
    ) -> None:
        width, height = SIZES[size]
        exam = device(viewport={"width": width, "height": height}).start("practice")
        for position in range(1, exam.page.locator("exam-question").count() + 1):
            exam.go(position)
            assert_fits(exam.page)
        for screen in SCREENS:
            assert_fits(show(exam, screen))
            exam.page.keyboard.press("Escape")

    def test_it_leaves_most_of_a_zoomed_window_to_the_question(
        self, device: Callable[..., Device]
    ) -> None:
        exam = device(viewport={"width": 320, "height": 256}).start()
        stuck = exam.page.evaluate(
            "[...document.querySelectorAll('.exam-bar, .exam-steps')]"
            ".filter(e => getComputedStyle(e).position === 'sticky').length"
        )
        assert stuck == 0

    def test_it_moves_the_focus_to_the_question(
        self, device: Callable[..., Device]
    ) -> None:
        exam = device().start()
        exam.page.get_by_role("button", name="Next").click()
        heading = exam.page.get_by_role("heading", name="Question 2")
        expect(heading).to_be_focused()

    def test_it_prints_no_question(self, device: Callable[..., Device]) -> None:
        exam = device().start()
        exam.page.emulate_media(media="print")
        assert not exam.page.get_by_text("Stem of").first.is_visible()


def assert_fits(page: Page) -> None:
    page.wait_for_function("document.body !== null")
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
