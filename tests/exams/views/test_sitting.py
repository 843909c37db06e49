"""Sitting without JavaScript: the form of all questions, save, review, hand in."""

import pytest

from exams.models import Answer, Attempt, Operation
from tests import cast
from tests.exams.client import answer_all, right, submit
from tests.exams.clock import to_deadline
from tests.exams.makers import every_kind_exam, settle, small_exam, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(client) -> Attempt:
    made = start(cast.alice(), every_kind_exam(), writer=None)
    client.force_login(made.user)
    return made


def url(attempt, rest: str = "") -> str:
    return f"/attempts/{attempt.pk}/{rest}"


def right_form(attempt) -> dict:
    """Every question answered as the fields of the page say it."""
    form = {"whole-form": "1", "action": "save"}
    for asked in attempt.questions.all():
        name, chosen = f"q{asked.position}", right(attempt, asked.position)
        if asked.kind == "matching":
            form |= {f"{name}.{o}": target for o, target in chosen.items()}
        elif asked.kind == "ordering":
            form |= {f"{name}.{o}": str(n) for n, o in enumerate(chosen, start=1)}
        else:
            form[name] = chosen
    return form


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


class PageTests:
    def test_start_answer_review_and_hand_in_without_a_script(self, client) -> None:
        client.force_login(cast.alice())
        exam = every_kind_exam()
        page = client.post(f"/exams/{exam.slug}/start", follow=True)
        assert page.status_code == 200
        attempt = Attempt.objects.get()
        saved = client.post(url(attempt, "save"), right_form(attempt), follow=True)
        assert "4 answers saved" in told(saved)
        assert client.get(url(attempt, "review/")).status_code == 200
        result = client.post(url(attempt, "submit"), follow=True)
        assert result.status_code == 200
        assert settle(attempt).result.raw == 4

    def test_the_page_names_every_field_that_it_posts(self, client, attempt) -> None:
        html = client.get(url(attempt)).content.decode()
        assert 'name="whole-form"' in html
        for name in right_form(attempt):
            if name != "action":
                assert f'name="{name}"' in html, name

    def test_what_was_saved_is_on_the_page_again(self, client, attempt) -> None:
        form = right_form(attempt)
        client.post(url(attempt, "save"), form)
        again = client.post(url(attempt, "save"), form, follow=True)
        assert "Everything was saved already" in told(again)
        assert client.get(url(attempt)).content.count(b"checked") >= 2

    def test_i7_what_is_refused_is_not_called_saved(self, client) -> None:
        attempt = start(cast.alice(), every_kind_exam(), writer=None)
        client.force_login(attempt.user)
        asked = attempt.questions.get(kind="multiple")
        form = {
            "whole-form": "1",
            "action": "save",
            f"q{asked.position}": [o for o, _ in asked.options],
        }
        page = client.post(url(attempt, "save"), form, follow=True)
        assert "1 answer not saved" in told(page)
        assert " saved," not in told(page)
        assert not Answer.objects.exists()

    def test_i7_what_comes_late_is_not_called_saved(self, client) -> None:
        attempt = start(cast.alice(), writer=None)
        client.force_login(attempt.user)
        form = {"whole-form": "1", "action": "save", "q1": right(attempt, 1)}
        to_deadline(attempt.pk, seconds=11)
        page = client.post(url(attempt, "save"), form, follow=True)
        assert "Time was over" in told(page)
        assert "saved," not in told(page)
        assert Operation.objects.get().verdict == "late"

    def test_after_handing_in_nothing_changes(self, client, attempt) -> None:
        client.post(url(attempt, "submit"))
        page = client.post(url(attempt, "save"), right_form(attempt), follow=True)
        assert "handed in before" in told(page)
        assert not Answer.objects.exists()

    @pytest.mark.parametrize("rest", ["", "review/"])
    def test_a_closed_attempt_leads_to_its_result(self, client, attempt, rest) -> None:
        client.post(url(attempt, "submit"))
        response = client.get(url(attempt, rest))
        assert response.headers["Location"].endswith("/result/")

    def test_i20_a_look_at_an_overdue_one_closes_it(self, client) -> None:
        attempt = start(cast.alice(), writer=None)
        client.force_login(attempt.user)
        to_deadline(attempt.pk, seconds=16)
        assert client.get(url(attempt), follow=True).status_code == 200
        assert Attempt.objects.get().finish_reason == "expired"

    def test_the_pages_are_never_cached(self, client, attempt) -> None:
        for rest in ("", "review/"):
            response = client.get(url(attempt, rest))
            assert "no-store" in response.headers["Cache-Control"]


class NonsenseTests:
    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"q1": "x"},
            {"whole-form": "1", "q1": "\x00"},
            {"whole-form": "1", "q1": "x" * 100_000},
            {"whole-form": "1", "q1": ["x"] * 900},
            {"whole-form": "1", "q1": "\U0001f600" * 50},
            {"whole-form": "1", **{f"x{n}": "1" for n in range(1100)}},
        ],
    )
    def test_a_strange_form_is_never_a_500(self, client, attempt, form) -> None:
        response = client.post(url(attempt, "save"), form)
        assert response.status_code in (302, 400, 413)

    def test_the_fields_of_every_kind_take_any_text(self, client, attempt) -> None:
        for value in ("-1", "²", "9" * 5000, "\ufffd", "x" * 50_000):
            form = right_form(attempt)
            form |= dict.fromkeys(form, value) | {"action": "save"}
            response = client.post(url(attempt, "save"), form)
            assert response.status_code == 302
        assert not Answer.objects.exclude(asked__kind="ordering").exists()

    def test_csrf_is_asked_for(self, attempt) -> None:
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.force_login(attempt.user)
        for rest in ("save", "submit"):
            assert strict.post(url(attempt, rest), {}).status_code == 403
        assert Attempt.objects.get().is_running


class OthersTests:
    @pytest.mark.parametrize(
        "rest", ["", "review/", "result/", "questions/1/", "save", "submit", "late"]
    )
    def test_i32_to_a_stranger_it_is_not_there(self, client, rest) -> None:
        attempt = start(cast.alice())
        answer_all(attempt, right_count=1)
        submit(attempt)
        settle(attempt)
        client.force_login(cast.charlie())
        for method in (client.get, client.post):
            response = method(url(attempt, rest), {"whole-form": "1"})
            assert response.status_code in (404, 405)


class ReadingTests:
    def test_a_refused_report_shows_the_key_and_so_counts_as_the_reveal(
        self, client
    ) -> None:
        attempt = start(cast.alice())
        client.force_login(attempt.user)
        to_deadline(attempt.pk, seconds=16)
        settle(attempt)
        page = client.post(url(attempt, "questions/1/report"), {"reason": "nonsense"})
        assert page.status_code == 400
        assert Attempt.objects.get().revealed_at is not None

    def test_late_answers_are_counted_by_a_button(self, client) -> None:
        attempt = start(cast.alice(), writer=None)
        client.force_login(attempt.user)
        to_deadline(attempt.pk, seconds=16)
        settle(attempt)
        form = {"whole-form": "1", "q1": right(attempt, 1)}
        client.post(url(attempt, "save"), form)
        assert Operation.objects.get().verdict == "late"
        page = client.post(url(attempt, "late"), follow=True)
        assert page.status_code == 200
        assert Attempt.objects.get().is_late_counted

    def test_a_diagnostic_makes_a_guest_and_ends_in_a_result(self, client) -> None:
        small_exam(mode="diagnostic", minutes=None, unscored_count=0)
        page = client.post("/diagnostic/", follow=True)
        assert page.status_code == 200
        attempt = Attempt.objects.get()
        assert attempt.user.is_guest
        client.post(url(attempt, "submit"))
        assert client.get(url(attempt, "result/")).status_code == 200
