"""Answers survive whatever happens to the connection, the tab and the server."""

import re
import signal
from collections.abc import Callable

from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.e2e.device import Device, Student, held
from tests.e2e.site import Site


class ConnectionTests:
    def test_it_answers_five_questions_offline_and_sends_them_later(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        phone = device()
        exam = phone.start()
        phone.context.set_offline(offline=True)
        for position in range(1, 6):
            exam.choose(position)
        expect(exam.saver).to_contain_text("Not saved: 5 answers wait in this browser")
        expect(exam.saver).to_contain_text("Reconnect by ")
        assert held(site, exam.attempt) == {}
        phone.context.set_offline(offline=False)
        exam.expect_saved()
        assert set(held(site, exam.attempt)) == {1, 2, 3, 4, 5}

    def test_it_sends_what_a_killed_tab_had_kept(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        exam = laptop.start()
        laptop.context.set_offline(offline=True)
        exam.choose(2, 1)
        exam.expect_waiting()
        address = exam.address
        exam.page.close(run_before_unload=False)
        laptop.context.set_offline(offline=False)
        again = laptop.open(address)
        again.expect_saved()
        assert again.chosen(2) == [1]
        assert set(held(site, again.attempt)) == {2}

    def test_it_opens_again_without_a_connection(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        exam = laptop.start()
        exam.choose(1, 2)
        exam.expect_saved()
        exam.page.wait_for_function(
            "async () => {"
            "  const [name] = await caches.keys();"
            "  return name && (await (await caches.open(name)).keys()).length > 40;"
            "}"
        )
        laptop.context.set_offline(offline=True)
        exam.choose(3, 0)
        exam.expect_waiting()
        exam.page.reload()
        exam.ready()
        assert exam.chosen(1) == [2]
        assert exam.chosen(3) == [0]
        expect(exam.page.locator("exam-countdown")).to_have_text(re.compile("^[89]:"))
        laptop.context.set_offline(offline=False)
        exam.expect_saved()
        assert set(held(site, exam.attempt)) == {1, 3}

    def test_it_waits_for_a_server_that_restarts(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = device().start()
        site.stop(signal.SIGKILL)
        try:
            exam.choose(1)
            exam.expect_waiting()
        finally:
            site.start()
        exam.expect_saved()
        assert set(held(site, exam.attempt)) == {1}

    def test_it_goes_on_after_signing_in_again_in_another_tab(
        self, site: Site, student: Student, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        exam = laptop.start()
        site.sql("DELETE FROM django_session WHERE session_key = %s", student.session)
        exam.choose(1)
        expect(exam.saver).to_contain_text("Sign in again in another tab")
        with laptop.context.expect_page() as opened:
            exam.saver.get_by_role("link").click()
        opened.value.get_by_label("E-mail").fill(student.email)
        opened.value.get_by_label("Password", exact=True).fill(PASSWORD)
        opened.value.get_by_role("button", name="Sign in").click()
        opened.value.wait_for_url(f"{site.url}/")
        exam.expect_saved()
        assert set(held(site, exam.attempt)) == {1}

    def test_it_says_when_this_browser_keeps_nothing(
        self, device: Callable[..., Device]
    ) -> None:
        private = device()
        private.context.add_init_script(
            "Object.defineProperty(window, 'indexedDB', { value: undefined })"
        )
        exam = private.start()
        private.context.set_offline(offline=True)
        exam.choose(1)
        expect(exam.saver).to_contain_text("Keep this page open")
        private.context.set_offline(offline=False)
        exam.expect_saved()

    def test_it_hands_in_once_the_connection_is_back(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        phone = device()
        exam = phone.start()
        phone.context.set_offline(offline=True)
        exam.choose(1)
        exam.hand_in()
        expect(exam.page.get_by_text("Not handed in yet")).to_be_visible()
        phone.context.set_offline(offline=False)
        exam.expect_result()
        assert set(held(site, exam.attempt)) == {1}
