"""The clock is the server's: whatever the tab, the computer and its owner do."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.device import Device, ExamPage, held, state_of
from tests.e2e.site import Site

AN_HOUR_LATER = "Date.now = (n => () => n() + 3_600_000)(Date.now)"
# Both clocks of the page agree, so it does not doubt them.
TIME_PASSES = (
    AN_HOUR_LATER
    + """;
performance.now = (n => () => n() + 3_600_000)(performance.now.bind(performance))"""
)


def let_remain(site: Site, exam: ExamPage, seconds: float) -> None:
    """Moves the attempt so that so much is left; the next save tells the page."""
    site.sql(
        "UPDATE exams_attempt SET"
        " deadline_at = clock_timestamp() + %s * interval '1 s',"
        " started_at = started_at - interval '1 h' WHERE id = %s",
        seconds,
        exam.attempt,
    )


class TimeTests:
    def test_it_hands_in_when_the_time_is_over(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = device().start()
        attempt = exam.attempt
        let_remain(site, exam, 4)
        exam.choose(1)
        exam.expect_result()
        assert state_of(site, attempt) == "graded"
        assert set(held(site, attempt)) == {1}

    def test_it_is_right_after_the_tab_was_frozen(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        exam = laptop.start()
        attempt = exam.attempt
        devtools = laptop.context.new_cdp_session(exam.page)
        let_remain(site, exam, 8)
        exam.choose(1)
        exam.expect_saved()
        devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
        laptop.page().wait_for_timeout(9000)
        devtools.send("Page.setWebLifecycleState", {"state": "active"})
        exam.expect_result()
        assert set(held(site, attempt)) == {1}

    def test_it_shows_the_same_time_when_the_clock_is_an_hour_wrong(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        laptop.context.add_init_script(AN_HOUR_LATER)
        exam = laptop.start()
        face = exam.page.locator("exam-countdown")
        expect(face).to_have_text(re.compile(r"^(10:00|[89]:\d\d)$"))
        exam.choose(1)
        exam.expect_saved()

    def test_it_asks_the_server_before_it_believes_a_clock_that_was_moved(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = device().start()
        exam.page.evaluate(AN_HOUR_LATER)
        exam.page.wait_for_timeout(2500)
        expect(exam.page.locator("exam-countdown")).to_have_text(re.compile(r"^[89]:"))
        assert state_of(site, exam.attempt) == "running"
        exam.choose(1)
        exam.expect_saved()

    def test_it_keeps_late_answers_when_it_was_offline_at_the_end(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        phone = device()
        exam = phone.start()
        attempt = exam.attempt
        phone.context.set_offline(offline=True)
        exam.choose(1)
        exam.page.evaluate(TIME_PASSES)
        expect(exam.page.get_by_text("Time is over, not handed in yet")).to_be_visible()
        expect(exam.page.get_by_text("1 answer kept in this browser")).to_be_visible()
        let_remain(site, exam, -30)
        phone.context.set_offline(offline=False)
        exam.expect_result()
        rows = site.sql(
            "SELECT DISTINCT verdict FROM exams_operation WHERE attempt_id = %s"
            " AND body->'response' <> 'null'",
            attempt,
        )
        assert rows == [("late",)]

    def test_it_brings_a_hidden_clock_back_at_five_minutes(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = device().start()
        exam.page.get_by_role("button", name="Hide time").click()
        expect(exam.page.locator("exam-countdown")).to_be_hidden()
        let_remain(site, exam, 302)
        exam.choose(1)
        expect(exam.page.locator("exam-countdown")).to_be_visible()
        expect(exam.page.get_by_text("5 minutes remaining")).to_be_attached()
