"""A question with drawn numbers is written and checked: in a browser."""

import os

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import tour
from tests.e2e.test_looks import assert_fits, violations
from tests.e2e.test_writing import WHY, saved
from tests.factories import DRAWN_STEM, make_template

FOLDER = os.environ.get("PASSLINE_LOOKS", "")


def begin(walk: tour.Walk, slug: str) -> Page:
    page = walk.open("/bank/new/")
    page.get_by_label("Kind").select_option("template")
    page.get_by_label("Home topic").select_option("sqs")
    page.get_by_label("Name").fill(slug)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/edit/")
    return page


def write(page: Page) -> None:
    template = make_template()
    page.get_by_label("Question", exact=True).fill(DRAWN_STEM)
    for name in ("parameters", "values", "conditions", "unit", "unit_one", "least"):
        page.locator(f"#template-{name}").fill(getattr(template, name))
    for index, answer in enumerate(template.answers):
        page.locator(f"#answer-{index}-formula").fill(answer.formula)
        page.locator(f"#answer-{index}-why").fill(WHY)
        if index:
            page.locator(f"#answer-{index}-mistake").fill(answer.mistake)
    saved(page)


@pytest.mark.parametrize("look", ["desktop-light", "phone-dark"])
class TemplateTests:
    def test_it_is_written_checked_and_readable_for_all(
        self, demo: tour.Tour, chromium: Browser, look: str
    ) -> None:
        found = tour.walk(demo, chromium, look, "instructor")
        page = begin(found, f"e2e-drawn-{look}")
        write(page)
        expect(page.locator("[data-preview]")).to_contain_text(" calls")
        page.get_by_role("button", name="Add a mistake").click()
        expect(page.locator("#answer-4-formula")).to_be_visible()
        page.get_by_role("button", name="Remove mistake 4").click()
        expect(page.locator("#answer-4-formula")).to_have_count(0)
        page.get_by_role("link", name="Draw and check them").click()
        expect(page.locator("#variants-found")).to_contain_text("1,000 variants drawn")
        for name, path in (("edit", "edit/"), ("variants", "variants/")):
            shown = found.open(f"/bank/questions/e2e-drawn-{look}/{path}")
            tour.keep(shown, FOLDER, f"template-{name}-{look}")
            assert violations(shown) == [], name
            assert_fits(shown)
        found.context.close()
