"""The product as `./run` serves it, with the real bank, and a walk through it."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.device import STEADY, ExamPage
from tests.e2e.site import PATIENCE, Site

PASSWORD = "passline-demo"
# Pictures show a whole class; for the proof a few people suffice.
CLASS_SIZE = 200 if os.environ.get("PASSLINE_SCREENSHOTS") else 12
LOOKS = {
    "desktop-light": ({"width": 1280, "height": 800}, "light"),
    "phone-dark": ({"width": 360, "height": 740}, "dark"),
    "desktop-dark": ({"width": 1280, "height": 800}, "dark"),
    "phone-light": ({"width": 360, "height": 740}, "light"),
}
VISITOR = {
    "landing": "/",
    "diagnostic": "/diagnostic/",
    "sign-in": "/account/login/",
    "sign-up": "/account/signup/",
    "reset": "/account/password/reset/",
    "about-the-bank": "/bank/about/",
    "not-found": "/no-such-page/",
}
STUDENT = {
    "home": "/",
    "catalogue": "/exams/",
    "rules": "/exams/dva-c02-mock/",
    "rules-practice": "/exams/dva-c02-practice/",
    "history": "/attempts/",
    "own-reports": "/reports/",
    "progress": "/progress/",
    "study": "/study/",
    "profile": "/account/",
    "sessions": "/account/sessions/",
    "tokens": "/account/tokens/",
    "second-factor": "/account/2fa/",
    "own-data": "/account/data/",
    "own-deletion": "/account/delete/",
}
INSTRUCTOR = {
    "instructor": "/",
    "bank": "/bank/?q=queue",
    "reports": "/bank/reports/",
    "regrades": "/bank/regrades/",
    "flagged": "/bank/performance/",
    "integrity": "/bank/integrity/",
    "stale": "/bank/stale/",
    "review": "/bank/review/",
    "coverage": "/bank/coverage/?guide=DVA-C03",
    "new-question": "/bank/new/",
    "scenarios": "/bank/scenarios/",
    "imports": "/bank/import/",
    "export": "/bank/export/?format=gift",
}
ADMIN = {
    "admin": "/",
    "admin-people": "/people/",
    "admin-audit": "/audit/",
    "admin-cohorts": "/cohorts/",
    "admin-rosters": "/cohorts/import/",
    "admin-retention": "/retention/",
    "admin-system": "/system/",
}


class Tour(Site):
    """The demo: its people, its exams, its bank."""

    def build(self) -> list[dict[str, str]]:
        self.environment |= {
            "PASSLINE_MODE": "demo",
            "PASSLINE_SECRET_KEY": "a key for one walk",
        }
        self.make_database()
        for command in (
            "bank load",
            "exams load",
            "demo people",
            "analytics demo",
            f"demo cohort --students {CLASS_SIZE}",
        ):
            self.python("manage.py", *command.split())
        return []

    def class_pages(self) -> dict[str, str]:
        """The pages about the class of the demo, by the names of their pictures."""
        [[cohort]] = self.sql(
            "SELECT id FROM accounts_cohort WHERE name = 'Cloud Academy 2026'"
        )
        [[midterm], [final]] = self.sql(
            "SELECT id FROM exams_assignment WHERE cohort_id = %s ORDER BY opens_at",
            cohort,
        )
        report = f"/cohorts/{cohort}/report/"
        return {
            "class": f"/cohorts/{cohort}/",
            "class-report": report,
            "class-questions": f"{report}assignments/{midterm}/",
            "class-files": f"{report}files/",
            "class-assignments": "/assignments/",
            "class-assignment": f"/assignments/{final}/",
            "class-monitor": f"/assignments/{final}/monitor/",
        }

    def question_path(self) -> str:
        """A question of the bank whose page has code and evidence on it."""
        [[slug]] = self.sql(
            "SELECT slug FROM questions_question ORDER BY slug DESC LIMIT 1"
        )
        return f"/bank/questions/{slug}/"


@dataclass
class Walk:
    """A person of the demo in one look."""

    site: Site
    context: BrowserContext

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(self.site.url + path)
        page.wait_for_load_state("networkidle")
        return page


def walk(site: Site, chromium: Browser, look: str, role: str = "") -> Walk:
    """A browser of that look, signed in when a role is named."""
    viewport, scheme = LOOKS[look]
    context = chromium.new_context(
        viewport=viewport,  # type: ignore[arg-type]  # REASON: a dict of ints
        color_scheme=scheme,  # type: ignore[arg-type]  # REASON: a literal
        has_touch=look.startswith("phone"),
        is_mobile=look.startswith("phone"),
        bypass_csp=True,  # axe is injected as a script
        **STEADY,
    )
    context.set_default_timeout(PATIENCE * 1000)
    if role:
        sign_in(context, f"{site.url}/account/login/", role)
    return Walk(site, context)


def sign_in(context: BrowserContext, url: str, role: str) -> None:
    """As the form does, without drawing it: other tests look at the form itself."""
    form = context.request.get(url).text()
    [token] = set(re.findall('name="csrfmiddlewaretoken" value="([^"]+)"', form))
    answer = context.request.post(
        url,
        form={
            "csrfmiddlewaretoken": token,
            "login": f"{role}@demo.passline.example",
            "password": PASSWORD,
        },
        headers={"Referer": url},
        max_redirects=0,
    )
    assert answer.status == 302, answer.text()


def sit(found: Walk, slug: str, answers: int) -> ExamPage:
    """Start an exam (or go on with it) and answer its first questions."""
    page = found.open(f"/exams/{slug}/")
    begin = page.get_by_role("button", name=re.compile("start", re.IGNORECASE))
    (begin if begin.count() else page.get_by_role("link", name="Continue")).click()
    page.wait_for_url("**/attempts/**")
    exam = ExamPage(page).ready()
    take_over = page.get_by_role("button", name="Continue here")
    if take_over.is_visible():
        exam.continue_here()
    for position in range(1, answers + 1):
        exam.go(position)
        exam.options.nth(position % 4).check()
    exam.expect_saved()
    return exam


def keep(page: Page, folder: str, name: str) -> None:
    """A picture of the page, where pictures are wanted."""
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        # The runner is a screen; 65 rows on a phone would be a ribbon.
        is_screen = "runner" in name or name.startswith("result-phone")
        page.screenshot(path=f"{folder}/{name}.png", full_page=not is_screen)
