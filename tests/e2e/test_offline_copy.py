"""The copy of a running exam is for its own person, signed in, without a connection."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.e2e.device import Device, ExamPage, Student
from tests.e2e.site import Site

KEPT = "async () => (await caches.keys()).length === 1"
GONE = "async () => (await caches.keys()).length === 0"
# The exam is over before its copy is made.
RENEW_AND_END = """async () => {
  const runner = document.querySelector("exam-runner");
  const [keep, person] = ["attempt", "person"].map((name) => runner.getAttribute(name));
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep, person, page: location.pathname, assets: [] });
  active.postMessage({ forget: keep });
}"""


def kept(exam: ExamPage) -> ExamPage:
    """An exam whose page the service worker holds, with its files."""
    exam.choose(1, 2)
    exam.expect_saved()
    exam.page.wait_for_function(
        "async () => {"
        "  const [name] = await caches.keys();"
        "  const keys = name ? await (await caches.open(name)).keys() : [];"
        "  return keys.some(({ url }) => url === location.href.split('#')[0]);"
        "}"
    )
    return exam


@contextmanager
def in_trouble(site: Site) -> Iterator[None]:
    """Every page of an attempt is answered with a 5xx."""
    site.sql("ALTER TABLE exams_attempt RENAME TO away")
    try:
        yield
    finally:
        site.sql("ALTER TABLE away RENAME TO exams_attempt")


def sign_out(site: Site, student: Student) -> None:
    site.sql("DELETE FROM django_session WHERE session_key = %s", student.session)


def caches_of(page: Page) -> list[str]:
    found: list[str] = page.evaluate("caches.keys()")
    return found


class OfflineCopyTests:
    def test_an_error_of_the_server_is_shown_as_it_is(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        exam = kept(laptop.start())
        with in_trouble(site):
            answer = exam.page.goto(exam.address)
            assert answer is not None
            assert answer.status >= 500
            assert exam.page.locator("exam-runner").count() == 0
        laptop.errors.clear()
        laptop.context.set_offline(offline=True)
        exam.page.goto(exam.address)
        assert exam.ready().chosen(1) == [2]

    def test_a_redirect_to_sign_in_ends_it(
        self, site: Site, student: Student, device: Callable[..., Device]
    ) -> None:
        exam = kept(device().start())
        sign_out(site, student)
        exam.page.reload()
        expect(exam.page.get_by_label("E-mail")).to_be_visible()
        assert caches_of(exam.page) == []

    def test_a_save_that_nobody_is_signed_in_for_ends_it(
        self, site: Site, student: Student, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        exam = kept(laptop.start())
        sign_out(site, student)
        exam.choose(2)
        expect(exam.saver).to_contain_text("Sign in again in another tab")
        exam.page.wait_for_function(GONE)
        with laptop.context.expect_page() as opened:
            exam.saver.get_by_role("link").click()
        opened.value.get_by_label("E-mail").fill(student.email)
        opened.value.get_by_label("Password", exact=True).fill(PASSWORD)
        opened.value.get_by_role("button", name="Sign in").click()
        opened.value.wait_for_url(f"{site.url}/")
        exam.expect_saved()
        exam.page.wait_for_function(KEPT)

    def test_a_copy_that_is_made_while_the_exam_ends_is_not_left(
        self, device: Callable[..., Device]
    ) -> None:
        exam = kept(device().start())
        exam.page.evaluate(RENEW_AND_END)
        exam.page.wait_for_function(GONE)

    def test_somebody_else_at_this_computer_finds_none(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        laptop = device()
        exam = kept(laptop.start())
        other = next(site.students)
        cookies = laptop.context.cookies()
        mine = next(cookie for cookie in cookies if cookie["name"] == "sessionid")
        laptop.context.add_cookies([mine | {"value": other["session"]}])  # type: ignore[list-item]  # REASON: a cookie as it was read
        exam.page.goto(site.url)
        exam.page.wait_for_function(GONE)

    def test_other_pages_of_its_person_leave_it(
        self, site: Site, device: Callable[..., Device]
    ) -> None:
        exam = kept(device().start())
        exam.page.goto(site.url)
        exam.page.wait_for_load_state("networkidle")
        assert len(caches_of(exam.page)) == 1
