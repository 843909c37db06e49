"""A visitor without an account sits the diagnostic in the same page."""

from collections.abc import Callable

from tests.e2e.device import Device, ExamPage, held
from tests.e2e.site import Site


class GuestTests:
    def test_it_sits_the_diagnostic_without_an_account(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        visitor = device()
        visitor.context.clear_cookies()
        page = visitor.page()
        page.goto(f"{site.url}/diagnostic/")
        page.get_by_role("button", name="Start the diagnostic").click()
        page.wait_for_url("**/attempts/**")
        exam = ExamPage(page).ready()
        for position in range(1, 6):
            exam.choose(position)
        exam.expect_saved()
        assert len(held(site, exam.attempt)) == 5
        exam.hand_in()
        exam.expect_result()
