"""Without JavaScript the page is a form, and everything works."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.device import Device, held, state_of
from tests.e2e.site import Site


class PlainFormTests:
    def test_it_sits_an_exam_without_scripts(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        page = device(java_script_enabled=False).page()
        page.goto(f"{site.url}/exams/small/")
        page.get_by_role("button", name="start").click()
        page.wait_for_url("**/attempts/**")
        attempt = page.url.rstrip("/").rsplit("/", 1)[-1]
        for position in range(1, 7):
            page.locator(f"[name=q{position}]").first.check()
        page.locator("[name=f2]").check()
        page.get_by_role("button", name="Save answers").click()
        expect(page.get_by_text("answers saved")).to_be_visible()
        assert len(held(site, attempt)) == 6
        assert page.locator("[name=q3]").first.is_checked()
        page.get_by_role("button", name="Save and review").click()
        expect(page.get_by_text("1 flagged")).to_be_visible()
        page.get_by_role("button", name="Hand in now").click()
        page.wait_for_url("**/result/")
        assert state_of(site, attempt) == "graded"

    def test_it_answers_every_kind_without_scripts(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        page = device(java_script_enabled=False).page()
        page.goto(f"{site.url}/exams/practice/")
        page.get_by_role("button", name="start").click()
        page.wait_for_url("**/attempts/**")
        attempt = page.url.rstrip("/").rsplit("/", 1)[-1]
        for place, select in enumerate(page.locator("exam-ordering select").all()):
            select.select_option(str(place + 1))
        for place, select in enumerate(page.locator("exam-matching select").all()):
            select.select_option(index=place + 1)
        page.get_by_role("button", name="Save answers").click()
        expect(page.get_by_text("answers saved")).to_be_visible()
        assert sorted(len(answer) for answer in held(site, attempt).values()) == [4, 4]
