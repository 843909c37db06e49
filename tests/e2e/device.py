"""A browser of a student, and what a person does with an exam in it."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.site import PATIENCE, Site

SAVED = re.compile("^All answers saved")
WAITING = re.compile("^Not saved")
# Colours are what they are, not on their way to it.
STEADY: dict[str, Any] = {"reduced_motion": "reduce"}
# What the browser itself says about a connection that is away on purpose.
EXPECTED = re.compile("Failed to load resource|net::ERR_|fetching the script")


@dataclass
class Student:
    email: str
    session: str


class Device:
    """One browser: its own cookies, storage and tabs."""

    def __init__(
        self, site: Site, chromium: Browser, student: Student, **options: Any
    ) -> None:
        self.site = site
        self.errors: list[str] = []
        self.context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 800}, **STEADY, **options}
        )
        self.context.set_default_timeout(PATIENCE * 1000)
        self.context.add_cookies(
            [{"name": "sessionid", "value": student.session, "url": site.url}]
        )

    def page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._heard)
        return page

    def _heard(self, message: Any) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.errors.append(message.text)

    def start(self, slug: str = "small") -> "ExamPage":
        """Starts that exam, or goes on with it."""
        return self.start_in(self.page(), slug)

    def start_in(self, page: Page, slug: str) -> "ExamPage":
        page.goto(f"{self.site.url}/exams/{slug}/")
        begin = page.get_by_role("button", name="start")
        if begin.count() == 0:
            begin = page.get_by_role("link", name="Continue")
        begin.click()
        page.wait_for_url("**/attempts/**")
        return ExamPage(page).ready()

    def open(self, address: str) -> "ExamPage":
        page = self.page()
        page.goto(address)
        return ExamPage(page).ready()


class ExamPage:
    """The exam in one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def address(self) -> str:
        return self.page.url.split("#")[0]

    @property
    def attempt(self) -> str:
        return self.address.split("/attempts/")[1].split("/")[0]

    @property
    def question(self) -> Locator:
        return self.page.locator("exam-question:not([hidden])")

    @property
    def options(self) -> Locator:
        return self.question.locator(".exam-choice input")

    @property
    def saver(self) -> Locator:
        return self.page.locator(".exam-saver__text")

    def ready(self) -> "ExamPage":
        self.page.wait_for_selector("exam-runner[data-ready]", state="attached")
        return self

    def go(self, position: int) -> "ExamPage":
        self.page.evaluate("p => document.querySelector('exam-runner').go(p)", position)
        expect(self.page.locator(f"#q{position}")).to_be_visible()
        return self

    def choose(self, position: int, option: int = 0) -> None:
        self.go(position)
        self.options.nth(option).check()

    def chosen(self, position: int) -> list[int]:
        self.go(position)
        boxes = self.options
        return [n for n in range(boxes.count()) if boxes.nth(n).is_checked()]

    def expect_saved(self) -> None:
        expect(self.saver).to_have_text(SAVED)

    def expect_waiting(self) -> None:
        expect(self.saver).to_have_text(WAITING)

    def continue_here(self) -> None:
        button = self.page.get_by_role("button", name="Continue here")
        button.click()
        expect(button).to_be_hidden()

    def hand_in(self) -> None:
        """Both steps, up to the result."""
        self.page.get_by_role("button", name="Review", exact=True).click()
        self.page.get_by_role("button", name="Hand in…").click()
        self.page.get_by_role("button", name="Hand in now").click()

    def expect_result(self) -> None:
        self.page.wait_for_url("**/result/")


def held(site: Site, attempt: str) -> dict[int, Any]:
    """The answers the server holds: position → response."""
    rows = site.sql(
        "SELECT q.position, a.response FROM exams_answer a"
        " JOIN exams_attemptquestion q ON q.id = a.asked_id"
        " WHERE q.attempt_id = %s AND a.response <> 'null'",
        attempt,
    )
    return dict(rows)


def state_of(site: Site, attempt: str) -> str:
    [(state,)] = site.sql("SELECT state FROM exams_attempt WHERE id = %s", attempt)
    return str(state)
