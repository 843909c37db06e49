"""One tab writes; the others say that they only show, and why."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.device import Device, held
from tests.e2e.site import Site


class OneWriterTests:
    def test_it_makes_the_device_that_was_left_read_only(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        laptop = device().start()
        laptop.choose(1, 1)
        laptop.expect_saved()
        phone = device().open(laptop.address)
        expect(phone.page.get_by_role("alert")).to_contain_text("another device")
        expect(phone.options.first).to_be_disabled()
        phone.continue_here()
        assert phone.chosen(1) == [1]
        phone.choose(2, 0)
        phone.expect_saved()
        laptop.choose(3, 0)
        expect(laptop.page.get_by_role("alert")).to_contain_text("another device")
        expect(laptop.options.first).to_be_disabled()
        assert set(held(site, laptop.attempt)) == {1, 2}

    def test_it_offers_the_answers_that_another_device_overtook(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        laptop_device = device()
        laptop = laptop_device.start()
        laptop_device.context.set_offline(offline=True)
        laptop.choose(1, 1)
        laptop.expect_waiting()
        phone = device().open(laptop.address)
        phone.continue_here()
        phone.choose(1, 2)
        phone.expect_saved()
        laptop_device.context.set_offline(offline=False)
        laptop.continue_here()
        assert laptop.chosen(1) == [2]
        laptop.page.get_by_role("button", name="Use the answers from here").click()
        laptop.expect_saved()
        assert laptop.chosen(1) == [1]

    def test_it_lets_one_tab_of_a_browser_write(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        first = laptop.start()
        first.choose(1, 1)
        second = laptop.open(first.address)
        expect(second.page.get_by_role("alert")).to_contain_text("another tab")
        second.continue_here()
        expect(first.page.get_by_role("alert")).to_contain_text("another tab")
        second.choose(2, 0)
        second.expect_saved()
        expect(first.options.first).to_be_disabled()
        assert set(held(site, first.attempt)) == {1, 2}

    def test_it_frees_a_tab_when_the_other_is_closed(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        first = laptop.start()
        first.choose(1, 1)
        first.expect_saved()
        first.page.close()
        second = laptop.open(first.address)
        expect(second.page.get_by_role("alert")).to_have_count(0)
        second.choose(2, 0)
        second.expect_saved()
