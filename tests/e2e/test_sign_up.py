"""Signing up in a browser: it knows its time zone; without scripts the person does."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.device import Device
from tests.e2e.site import Site


@pytest.fixture
def form(site: Site, device: Callable[..., Device]) -> Callable[..., Page]:
    def open_form(**options: object) -> Page:
        visitor = device(**options)
        visitor.context.clear_cookies()
        page = visitor.page()
        page.goto(f"{site.url}/account/signup/")
        return page

    return open_form


class TimeZoneTests:
    @pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Sao_Paulo", "UTC"])
    def test_it_chooses_the_zone_of_the_device(self, form, zone) -> None:
        page = form(timezone_id=zone)
        expect(page.get_by_label("Time zone")).to_have_value(zone)

    def test_it_keeps_what_somebody_chose(self, form) -> None:
        page = form(timezone_id="Europe/Berlin")
        page.get_by_label("Time zone").select_option("UTC")
        page.get_by_label("E-mail").fill("no address")
        page.get_by_role("button", name="Sign up").click()
        expect(page.locator(".field__error")).not_to_have_count(0)
        expect(page.get_by_label("Time zone")).to_have_value("UTC")

    def test_it_lets_the_person_choose_without_scripts(self, form) -> None:
        page = form(timezone_id="Europe/Berlin", java_script_enabled=False)
        expect(page.get_by_label("Time zone")).to_have_value("UTC")
        page.get_by_label("Time zone").select_option("Europe/Berlin")
