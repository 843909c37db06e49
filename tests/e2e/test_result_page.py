"""The result on a phone: a list that can be read, and a way through it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.device import Device

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
ONE_LINE = 48  # pixels: the height of a target for a finger, and its rule


def result_of_full_mock(phone: Device) -> Page:
    exam = phone.start("full")
    for position in (2, 5):
        exam.choose(position)
    exam.go(5)
    exam.page.get_by_label("Flag").locator("visible=true").check()
    exam.expect_saved()
    exam.hand_in()
    exam.expect_result()
    return exam.page


class ResultPageTests:
    def test_each_question_takes_one_line(self, device: Callable[..., Device]) -> None:
        page = result_of_full_mock(device(**PHONE))
        page.get_by_role("link", name="All 65").click()
        lines = page.locator(".question-line")
        expect(lines).to_have_count(65)
        heights = [box["height"] for one in lines.all() if (box := one.bounding_box())]
        assert max(heights) <= ONE_LINE
        assert page.evaluate("document.documentElement.scrollWidth") == 360

    def test_it_is_walked_through_within_a_filter(
        self, device: Callable[..., Device]
    ) -> None:
        page = result_of_full_mock(device(**PHONE))
        page.get_by_role("link", name="Flagged 1").click()
        page.get_by_role("link", name="Question 5").click()
        expect(page.get_by_text("1 of 1 flagged").first).to_be_visible()
        assert page.get_by_role("link", name="Next").count() == 0
        page.go_back()
        page.get_by_role("link", name=re.compile(r"^Wrong \d+$")).click()
        page.locator(".question-line a").first.click()
        page.get_by_role("link", name="Next").click()
        expect(page.get_by_role("navigation", name="Questions")).to_contain_text("2 of")
