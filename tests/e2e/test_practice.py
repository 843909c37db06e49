"""Practice: the answer after each question, every kind of question."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.device import Device, ExamPage, held
from tests.e2e.site import Site

VERDICT = re.compile(r"^(Right|Wrong)\.$")


def go_to(exam: ExamPage, tag: str) -> ExamPage:
    question = exam.page.locator(f"exam-question:has({tag})").first
    return exam.go(int(question.get_attribute("position") or 0))


class PracticeTests:
    def test_it_shows_the_reasons_and_freezes_the_answer(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = go_to(device().start("practice"), ".exam-choice [type=radio]")
        exam.options.first.check()
        exam.question.get_by_label("Unsure").check()
        exam.question.get_by_role("button", name="Check answer").click()
        expect(exam.question.get_by_text("why-canary").first).to_be_visible()
        expect(exam.options.first).to_be_disabled()
        exam.page.reload()
        exam.ready()
        expect(exam.question.get_by_text("why-canary").first).to_be_visible()

    def test_the_verdict_is_seen_at_once(self, device: Callable[..., Device]) -> None:
        phone = device(viewport={"width": 360, "height": 740})
        exam = go_to(phone.start("practice"), ".exam-choice [type=radio]")
        exam.options.first.check()
        exam.question.get_by_role("button", name="Check answer").click()
        verdict = exam.question.get_by_role("status").filter(has_text=VERDICT)
        expect(verdict).to_be_in_viewport()
        expect(verdict).to_be_focused()

    def test_it_asks_for_an_answer_before_it_checks(
        self, device: Callable[..., Device]
    ) -> None:
        exam = device().start("practice")
        exam.question.get_by_role("button", name="Check answer").click()
        expect(exam.question.get_by_text("Choose an answer first")).to_be_visible()

    def test_it_orders_steps_by_buttons(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = go_to(device().start("practice"), "exam-ordering")
        steps = exam.question.locator(".exam-order__item")
        second = steps.nth(1).get_attribute("data-option")
        steps.nth(1).get_by_role("button", name="up").press("Enter")
        exam.expect_saved()
        [order] = held(site, exam.attempt).values()
        assert order[0] == second
        assert len(order) == 4

    def test_it_moves_a_match_that_is_chosen_twice(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = go_to(device().start("practice"), "exam-matching")
        rows = exam.question.locator("exam-matching select")
        rows.nth(0).select_option(index=1)
        rows.nth(1).select_option(index=1)
        expect(rows.nth(0)).to_have_value("")
        exam.expect_saved()
        [pairs] = held(site, exam.attempt).values()
        assert len(pairs) == 1
