"""The pages of what was assigned: on the home page, in a list, with its rules."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Membership
from exams.models import Attempt, InterventionKind
from tests import cast
from tests.exams.client import submit
from tests.exams.makers import assign, begin, settle, small_exam, start
from tests.factories import make_override

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def page(user, path: str, status: int = 200) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def post(user, path: str, **fields: str):
    client = Client()
    client.force_login(user)
    return client.post(path, fields)


def window(opens: float, closes: float) -> dict:
    now = timezone.now()
    return {"opens_at": now + opens * HOUR, "closes_at": now + closes * HOUR}


class ListTests:
    def test_a_page_after_a_number_beyond_all_measure_is_the_first(self) -> None:
        alice = cast.alice()
        assign(alice, title="Midterm")
        assert "Midterm" in page(alice, f"/assigned/?after={'9' * 5000}")


class HomeTests:
    def test_what_can_be_begun_is_the_next_step(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, title="Midterm")
        told = page(alice, "/")
        assert "Sit what was assigned: Midterm" in told
        assert f"/assigned/{midterm.pk}/" in told

    def test_what_runs_comes_first(self) -> None:
        alice = cast.alice()
        attempt = begin(alice, assign(alice, title="Midterm"))
        told = page(alice, "/")
        assert "Continue: Midterm" in told
        assert f"/attempts/{attempt.pk}/" in told

    def test_what_is_to_come_tells_when_it_opens(self) -> None:
        alice = cast.alice(time_zone="Asia/Tokyo")
        assign(alice, title="Final", **window(30, 40))
        told = page(alice, "/")
        assert "Not open yet" in told
        assert "(Asia/Tokyo)" in told
        assert "Sit what was assigned" not in told

    def test_the_most_pressing_stands_first(self) -> None:
        alice = cast.alice()
        assign(alice, title="Later", **window(-1, 50))
        assign(alice, title="Sooner", **window(-1, 5))
        assign(alice, title="Coming", **window(1, 2))
        told = page(alice, "/")
        places = [
            told.rindex(words)
            for words in ("what was assigned: Sooner<", ">Later</a>", ">Coming</a>")
        ]
        assert places == sorted(places)

    def test_the_next_step_is_not_said_twice(self) -> None:
        alice = cast.alice()
        assign(alice, title="Sooner", **window(-1, 5))
        told = page(alice, "/")
        assert "Sit what was assigned: Sooner" in told
        assert "Assigned to you" not in told

    def test_what_was_over_long_ago_is_told_no_more(self) -> None:
        alice = cast.alice()
        assign(alice, title="Old", **window(-400, -300))
        assert "Assigned to you" not in page(alice, "/")
        assert "Old" in page(alice, "/assigned/")

    def test_what_was_over_before_somebody_came_was_not_for_them(self) -> None:
        alice = cast.alice()
        old = assign(alice, title="Old", **window(-400, -300))
        Membership.objects.update(joined_at=timezone.now())
        assert "Old" not in page(alice, "/assigned/")
        make_override(old, alice, closes_at=timezone.now() + timedelta(days=1))
        assert "Old" in page(alice, "/assigned/")

    def test_nobody_is_told_of_what_others_have_to_sit(self) -> None:
        assign(cast.alice(), title="Midterm")
        assert "Midterm" not in page(cast.bob(), "/")


class RulesTests:
    def test_the_window_and_the_time_limit_are_told_apart(self) -> None:
        alice = cast.alice(extra_minutes=10, time_zone="Europe/Berlin")
        midterm = assign(alice)
        told = page(alice, f"/assigned/{midterm.pk}/")
        assert "You may begin from" in told
        assert "36 minutes from your start; your extra time is included." in told
        assert "The exam does not end when the window closes" in told
        assert "are released on" in told

    def test_a_window_that_cuts_says_until_when_there_is_the_whole_time(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, is_cut_by_close=True)
        told = page(alice, f"/assigned/{midterm.pk}/")
        assert "The exam ends when the window closes" in told
        assert "to have all of it" in told

    def test_a_window_that_is_too_short_says_so(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, is_cut_by_close=True, **window(-0.1, 0.1))
        told = page(alice, f"/assigned/{midterm.pk}/")
        assert "the window is shorter than your time" in told

    def test_both_zones_are_told(self) -> None:
        alice = cast.alice(time_zone="America/New_York")
        midterm = assign(alice, **window(1, 2))
        told = page(alice, f"/assigned/{midterm.pk}/")
        assert "(America/New_York). By the clocks of Class" in told
        assert "(Europe/Berlin)." in told

    def test_an_override_is_what_this_person_reads(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, attempts_allowed=1)
        make_override(midterm, alice, attempts_allowed=3)
        assert "3 of 3" in page(alice, f"/assigned/{midterm.pk}/")

    def test_instructions_are_words_and_no_markup(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, instructions="Bring <b>ink</b>.")
        told = page(alice, f"/assigned/{midterm.pk}/")
        assert "Bring &lt;b&gt;ink&lt;/b&gt;." in told

    def test_who_runs_the_same_exam_is_led_there(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        chosen = start(alice, midterm.exam)
        told = page(alice, f"/assigned/{midterm.pk}/")
        assert "This exam runs already" in told
        assert f"/attempts/{chosen.pk}/" in told

    def test_a_stranger_finds_nothing(self) -> None:
        midterm = assign(cast.alice())
        page(cast.bob(), f"/assigned/{midterm.pk}/", status=404)

    def test_what_staff_did_is_told_with_the_reason(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        attempt = begin(alice, midterm)
        attempt.interventions.create(
            kind=InterventionKind.EXTENDED,
            minutes=10,
            reason="The fire alarm rang.",
            at=timezone.now(),
        )
        told = page(alice, f"/assigned/{midterm.pk}/")
        assert "Your instructor gave you 10 more minutes." in told
        assert "The fire alarm rang." in told
        submit(attempt)
        settle(attempt)
        assert "The fire alarm rang." in page(alice, f"/attempts/{attempt.pk}/result/")


class StartTests:
    def test_the_start_leads_into_the_exam(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, title="Midterm")
        response = post(alice, f"/assigned/{midterm.pk}/start")
        attempt = Attempt.objects.get()
        assert response.headers["Location"] == f"/attempts/{attempt.pk}/"
        assert "Midterm" in page(alice, f"/attempts/{attempt.pk}/")

    def test_a_wrong_code_is_told_beside_the_field(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, access_code="blue sky")
        response = post(alice, f"/assigned/{midterm.pk}/start", access_code="grey")
        assert response.status_code == 403
        told = response.content.decode()
        assert "This is not the access code" in told
        assert "Accept the rules and start" in told
        assert not Attempt.objects.exists()

    def test_where_a_code_is_asked_for_it_must_be_said(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, access_code="blue sky")
        assert "optional" not in page(alice, f"/assigned/{midterm.pk}/")
        response = post(alice, f"/assigned/{midterm.pk}/start")
        assert response.status_code == 400
        assert not Attempt.objects.exists()

    def test_the_right_code_opens_it(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, access_code="blue sky")
        post(alice, f"/assigned/{midterm.pk}/start", access_code="BLUE SKY")
        assert Attempt.objects.get().assignment_id == midterm.pk

    def test_outside_the_window_the_reason_is_told(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, **window(-2, -1))
        response = post(alice, f"/assigned/{midterm.pk}/start")
        assert response.status_code == 409
        assert "The window has closed" in response.content.decode()

    def test_the_exam_itself_leads_to_the_attempt_that_runs(self) -> None:
        alice = cast.alice()
        exam = small_exam()
        attempt = begin(alice, assign(alice, exam=exam))
        assert f"/attempts/{attempt.pk}/" in page(alice, f"/exams/{exam.slug}/")
