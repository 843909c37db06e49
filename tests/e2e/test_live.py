"""An exam is sat and watched: what staff do, the student's page follows.

With PASSLINE_SCREENSHOTS it takes pictures on its way, in four looks.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e import tour
from tests.e2e.device import ExamPage
from tests.e2e.test_every_page import FOLDER, LOOKS
from tests.e2e.test_looks import assert_fits, violations

# A class of two with its instructor; one of them has begun.
BEGIN = """
import json, uuid
from django.test import Client
from exams.models import Exam
from questions.models import Guide
from tests import cast
from tests.exams.makers import sit
from tests.factories import make_assignment, make_cohort, make_exam, make_member
mark = uuid.uuid4().hex[:8]
alice = cast.person(f"alice-{mark}", time_zone="Europe/Berlin")
ivan = cast.person(f"ivan-{mark}", role="instructor")
alice.name = "Alice Adler"
alice.save()
cohort = make_cohort(f"Class {mark}")
make_member(cohort, ivan, role="instructor")
make_member(cohort, cast.person(f"bob-{mark}"))
exam = make_exam(
    Guide.objects.get(code="DVA-C02"), slug=f"live-{mark}", title="Mid-course mock",
    minutes=60, scored_count=8, unscored_count=0,
)
attempt = sit(alice, make_assignment(cohort, exam), writer=None)
keys = []
for user in (alice, ivan):
    client = Client()
    client.force_login(user)
    keys.append(client.cookies["sessionid"].value)
print(json.dumps([attempt.assignment_id, str(attempt.pk), *keys]))
"""


@dataclass
class Room:
    """A student at the exam, and the instructor's live page of it."""

    exam: ExamPage
    live: Page
    attempt: str

    @property
    def news(self) -> Locator:
        return self.exam.page.locator("exam-news")

    @property
    def pause(self) -> Locator:
        return self.exam.page.locator("exam-pause")

    def help(self, step: str, reason: str, minutes: str = "") -> None:
        """By the instructor, for who is ticked; both answers where it asks twice."""
        self.live.get_by_label("Alice Adler").check()
        self.live.get_by_label("What to do").select_option(label=step)
        self.live.get_by_label("Minutes").fill(minutes)
        self.live.get_by_label("Reason").fill(reason)
        self.live.get_by_role("button", name="Do it").click()

    @property
    def seconds_left(self) -> int:
        face = self.exam.page.locator("exam-countdown").inner_text()
        parts = [int(part) for part in face.split(":")]
        return sum(part * 60**n for n, part in enumerate(reversed(parts)))

    @contextmanager
    def before_the_news(self) -> Iterator[None]:
        """The page of the exam does not ask meanwhile: it learns of it by its save."""
        self.exam.page.route("**/contact/", lambda route: route.abort())
        yield
        self.exam.page.unroute("**/contact/")

    def expect_done(self, words: str) -> None:
        expect(self.live.get_by_role("status").filter(has_text=words)).to_be_visible()


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def room(demo: tour.Tour, chromium: Browser, look: str) -> Iterator[Room]:
    told = demo.python("-W", "ignore", "manage.py", "shell", "-v", "0", "-c", BEGIN)
    assignment, attempt, alice, ivan = json.loads(told.strip().splitlines()[-1])
    contexts = [signed_in(demo, chromium, look, key) for key in (alice, ivan)]
    exam, live = (context.new_page() for context in contexts)
    exam.goto(f"{demo.url}/attempts/{attempt}/")
    live.goto(f"{demo.url}/assignments/{assignment}/monitor/")
    yield Room(ExamPage(exam).ready(), live, attempt)
    for context in contexts:
        context.close()


def signed_in(
    demo: tour.Tour, chromium: Browser, look: str, key: str
) -> BrowserContext:
    context = tour.walk(demo, chromium, look).context
    context.add_cookies([{"name": "sessionid", "value": key, "url": demo.url}])
    return context


def verdicts(demo: tour.Tour, room: Room) -> set[str]:
    """What the server has said to the answers of this attempt."""
    rows = demo.sql(
        "SELECT DISTINCT verdict FROM exams_operation WHERE attempt_id = %s",
        room.attempt,
    )
    return {verdict for (verdict,) in rows}


def looks_right(page: Page, name: str, look: str) -> None:
    tour.keep(page, FOLDER, f"{name}-{look}")
    assert_fits(page)
    assert violations(page) == [], name


class LiveTests:
    def test_more_time_arrives_with_its_reason(self, room: Room, look: str) -> None:
        room.help("Give more time", "The fire alarm rang.", minutes="10")
        room.expect_done("Give more time: 1 person.")
        room.exam.choose(1)
        expect(room.news).to_contain_text("10 more minutes")
        expect(room.news).to_contain_text("The fire alarm rang.")
        expect(room.exam.page.locator("exam-countdown")).to_contain_text("1:0")
        looks_right(room.exam.page, "runner-news", look)
        room.news.get_by_role("button", name="Put away").click()
        expect(room.news).to_be_hidden()

    def test_a_pause_covers_the_questions_until_it_goes_on(
        self, room: Room, look: str
    ) -> None:
        with room.before_the_news():
            room.help("Pause", "Please wait outside.")
            room.exam.choose(1)
        expect(room.pause).to_contain_text("Please wait outside.")
        expect(room.exam.question).to_be_hidden()
        expect(room.pause.get_by_role("heading")).to_be_focused()
        looks_right(room.exam.page, "runner-paused", look)
        left = room.seconds_left
        room.help("Let go on", "It was a drill.")
        expect(room.exam.question).to_be_visible()
        assert left - room.seconds_left < 60
        room.exam.choose(2)
        room.exam.expect_saved()

    def test_what_is_chosen_before_the_news_of_a_pause_is_not_lost(
        self, room: Room, demo: tour.Tour, look: str
    ) -> None:
        with room.before_the_news():
            room.help("Pause", "Please wait outside.")
            room.expect_done("Pause: 1 person.")
            demo.sql(
                "UPDATE exams_attempt SET paused_at = paused_at - interval '1 minute'"
                " WHERE id = %s",
                room.attempt,
            )
            room.exam.choose(1)
        expect(room.pause).to_contain_text("Please wait outside.")
        assert verdicts(demo, room) == {"late"}
        room.help("Let go on", "It was a drill.")
        expect(room.exam.question).to_be_visible()
        room.exam.expect_saved()
        assert verdicts(demo, room) == {"late", "accepted"}

    def test_a_page_opened_in_a_pause_waits_for_its_end(
        self, room: Room, look: str
    ) -> None:
        room.help("Pause", "Please wait outside.")
        room.expect_done("Pause: 1 person.")
        page = room.exam.page
        page.goto(page.url.split("#")[0])
        expect(page.get_by_role("heading", name="Paused")).to_be_visible()
        expect(page.locator("exam-question")).to_have_count(0)
        looks_right(page, "paused", look)
        room.help("Let go on", "It was a drill.")
        expect(page.locator("exam-question").first).to_be_visible()

    def test_a_forced_end_hands_in_what_was_answered(
        self, room: Room, demo: tour.Tour, look: str
    ) -> None:
        room.exam.choose(1)
        room.exam.expect_saved()
        room.help("Hand in now", "The room is closed.")
        expect(room.live.get_by_role("heading", name="Are you sure?")).to_be_visible()
        looks_right(room.live, "live-sure", look)
        with room.before_the_news():
            room.live.get_by_role("button", name="Hand in now").click()
            room.exam.choose(2)
            room.expect_done("Hand in now: 1 person.")
        room.exam.expect_result()
        [(reason, count)] = demo.sql(
            "SELECT t.finish_reason, count(a) FROM exams_attempt t"
            " JOIN exams_attemptquestion q ON q.attempt_id = t.id"
            " JOIN exams_answer a ON a.asked_id = q.id WHERE t.id = %s GROUP BY 1",
            room.attempt,
        )
        assert (reason, count) == ("forced", 2)


class WatchTests:
    def test_the_list_renews_itself_and_what_is_typed_stays(
        self, room: Room, look: str
    ) -> None:
        live = room.live
        line = live.locator(".rows__row", has_text="Alice Adler")
        expect(line).to_contain_text("0 of 8 answered")
        line.get_by_role("checkbox").check()
        live.get_by_label("Reason").fill("The fire al")
        room.exam.choose(1)
        expect(line).to_contain_text("1 of 8 answered")
        expect(line.get_by_role("checkbox")).to_be_checked()
        expect(live.get_by_label("Reason")).to_be_focused()
        live.keyboard.type("arm")
        expect(live.get_by_label("Reason")).to_have_value("The fire alarm")
        looks_right(live, "live", look)

    def test_the_box_that_is_focused_stays_focused(self, room: Room, look: str) -> None:
        box = room.live.get_by_label("Alice Adler")
        box.focus()
        room.exam.choose(1)
        line = room.live.locator(".rows__row", has_text="Alice Adler")
        expect(line).to_contain_text("1 of 8 answered")
        expect(box).to_be_focused()

    def test_each_person_has_a_page_with_what_was_done(
        self, room: Room, look: str
    ) -> None:
        room.help("Give more time", "The fire alarm rang.", minutes="10")
        room.live.get_by_role("link", name="Alice Adler").click()
        expect(room.live.get_by_text("The fire alarm rang.")).to_be_visible()
        looks_right(room.live, "live-one", look)
