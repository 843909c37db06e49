"""An instructor watches an exam and helps; nobody else does."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from exams import selectors, services
from exams.models import Attempt, Intervention
from exams.selectors.contact import contact_key
from tests import cast
from tests.exams.client import right, save_one, submit
from tests.exams.clock import age
from tests.exams.makers import again, sit, small_exam
from tests.exams.steps import extend, force, pause, restore, void
from tests.factories import (
    make_assignment,
    make_cohort,
    make_member,
    make_override,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return make_assignment(make_cohort(), small_exam(), title="Friday's mock")


@pytest.fixture
def ivan(assignment):
    user = cast.ivan()
    make_member(assignment.cohort, user, role="instructor")
    return user


@pytest.fixture
def attempt(assignment) -> Attempt:
    return sit(cast.alice(), assignment)


@pytest.fixture
def client(ivan) -> Client:
    client = Client()
    client.force_login(ivan)
    return client


def page(client: Client, assignment, **query: str) -> str:
    response = client.get(f"/assignments/{assignment.pk}/monitor/", query)
    assert response.status_code == 200
    return response.content.decode()


def ask(client: Client, assignment, *attempts: Attempt, **body: str):
    fields = {"reason": "Agreed.", "whom": "chosen"} | body
    chosen = [str(attempt.pk) for attempt in attempts]
    path = f"/assignments/{assignment.pk}/monitor/act"
    return client.post(path, fields | {"attempt": chosen}, follow=True)


class WatchTests:
    def test_it_tells_who_is_in_and_who_has_not_begun(
        self, client, assignment, attempt
    ) -> None:
        make_member(assignment.cohort, cast.bob())
        told = page(client, assignment)
        assert "Alice" in told
        assert "Bob" in told
        assert "Not begun" in told
        assert "0 of 5 answered" in told

    def test_it_counts_answers_and_flags(self, client, assignment, attempt) -> None:
        save_one(attempt, 1, right(attempt, 1), flagged=True)
        save_one(attempt, 2, None)
        told = page(client, assignment)
        assert "1 of 5 answered" in told
        assert "1 flagged" in told

    def test_who_was_not_heard_of_for_a_while_stands_out(
        self, client, assignment, attempt
    ) -> None:
        age(attempt.pk, seconds=100)
        assert "No contact" in page(client, assignment)
        services.note_contact(attempt=again(attempt))
        assert "No contact" not in page(client, assignment)

    def test_without_redis_it_goes_by_what_was_saved(
        self, client, assignment, attempt
    ) -> None:
        age(attempt.pk, seconds=100)
        save_one(attempt, 1, right(attempt, 1))
        cache.delete(contact_key(attempt.pk))
        assert "No contact" not in page(client, assignment)

    @pytest.mark.parametrize(
        ("do", "words"),
        [(pause, "Paused"), (force, "Being handed in"), (void, "Does not count")],
    )
    def test_what_was_done_is_seen(
        self, client, assignment, attempt, ivan, do, words
    ) -> None:
        do(attempt, ivan)
        assert words in page(client, assignment)

    def test_it_shows_one_kind_alone(self, client, assignment, attempt) -> None:
        make_member(assignment.cohort, cast.bob())
        told = page(client, assignment, show="waiting")
        assert "Bob" in told
        assert "Alice" not in told

    def test_somebody_is_found_by_name(
        self, client, assignment, attempt, monkeypatch
    ) -> None:
        monkeypatch.setattr("exams.selectors.monitor.PEOPLE_PER_PAGE", 1)
        make_member(assignment.cohort, cast.bob())
        assert 'name="q"' in page(client, assignment)
        told = page(client, assignment, q="bob")
        assert "Bob" in told
        assert "Alice" not in told

    def test_who_is_ticked_stays_ticked_when_the_list_is_renewed(
        self, client, assignment, attempt
    ) -> None:
        path = f"/assignments/{assignment.pk}/monitor/"
        query = {"show": "paused", "attempt": str(attempt.pk)}
        response = client.get(path, query, headers={"HX-Request": "true"})
        [box] = re.findall(r"<input[^>]*name=.attempt.[^>]*>", response.text)
        assert f'value="{attempt.pk}"' in box
        assert "checked" in box

    def test_a_mistyped_address_shows_everybody(
        self, client, assignment, attempt
    ) -> None:
        told = page(client, assignment, show="canaries", page="x", attempt="y")
        assert "Alice" in told

    def test_who_is_excused_is_not_waited_for(self, client, assignment) -> None:
        bob = cast.bob()
        make_member(assignment.cohort, bob)
        make_override(assignment, bob, is_excused=True)
        assert "Excused" in page(client, assignment)

    def test_htmx_is_given_the_list_alone(self, client, assignment, attempt) -> None:
        path = f"/assignments/{assignment.pk}/monitor/"
        told = client.get(path, headers={"HX-Request": "true"}).content.decode()
        assert "Alice" in told
        assert "<html" not in told
        assert 'name="reason"' not in told

    def test_it_tells_no_answer_and_nothing_of_the_key(
        self, client, assignment, attempt
    ) -> None:
        chosen = right(attempt, 1)
        save_one(attempt, 1, chosen)
        one = client.get(f"/assignments/{assignment.pk}/monitor/{attempt.pk}/")
        for told in (page(client, assignment), one.content.decode()):
            assert "canary" not in told
            assert chosen[0] not in told
            assert "Stem of" not in told


class StepTests:
    def test_the_ticked_are_given_more_time(self, client, assignment, attempt) -> None:
        response = ask(client, assignment, attempt, step="extended", minutes="10")
        assert "Give more time: 1 person." in response.content.decode()
        moved = again(attempt).deadline_at - attempt.deadline_at
        assert moved == timedelta(minutes=10)

    def test_everybody_who_is_in_at_once(self, client, assignment, attempt) -> None:
        sit(cast.bob(), assignment)
        submit(sit(cast.charlie(), assignment))
        ask(client, assignment, step="extended", minutes="5", whom="running")
        assert Intervention.objects.count() == 2

    def test_nobody_ticked_is_told_and_the_reason_stays(
        self, client, assignment, attempt
    ) -> None:
        response = ask(client, assignment, step="paused", reason="The alarm.")
        assert response.status_code == 400
        assert "Tick somebody" in response.content.decode()
        assert "The alarm." in response.content.decode()

    def test_without_minutes_or_reason_nothing_is_done(
        self, client, assignment, attempt
    ) -> None:
        response = ask(client, assignment, attempt, step="extended", reason="")
        told = response.content.decode()
        assert response.status_code == 400
        assert "how many minutes" in told
        assert f'value="{attempt.pk}"' in told
        assert not Intervention.objects.exists()

    @pytest.mark.parametrize("step", ["forced", "voided"])
    def test_what_cannot_be_taken_back_is_asked_twice(
        self, client, assignment, attempt, step
    ) -> None:
        response = ask(client, assignment, attempt, step=step)
        assert "Are you sure?" in response.content.decode()
        assert not Intervention.objects.exists()
        ask(client, assignment, attempt, step=step, confirmed="yes")
        assert Intervention.objects.filter(kind=step).count() == 1

    def test_afterwards_the_same_list_is_shown(
        self, client, assignment, attempt
    ) -> None:
        path = f"/assignments/{assignment.pk}/monitor/act?show=in"
        fields = {"step": "paused", "reason": "Agreed.", "whom": "running"}
        response = client.post(path, fields)
        assert response.url == f"/assignments/{assignment.pk}/monitor/?show=in"

    def test_everybody_is_asked_about_without_a_list_of_fields(
        self, client, assignment, attempt
    ) -> None:
        told = ask(client, assignment, step="forced", whom="running").text
        assert "Alice" in told
        assert '<input type="hidden" name="whom" value="running">' in told
        assert 'name="attempt"' not in told

    def test_a_refusal_says_why(self, client, assignment, attempt) -> None:
        submit(attempt)
        response = ask(client, assignment, attempt, step="paused")
        assert "It was handed in already" in response.content.decode()

    def test_one_person_has_a_page_of_their_own(
        self, client, assignment, attempt, ivan
    ) -> None:
        extend(attempt, ivan, minutes=4, reason="A broken mouse.")
        path = f"/assignments/{assignment.pk}/monitor/{attempt.pk}/"
        told = client.get(path).content.decode()
        assert "4 more minutes" in told
        assert "A broken mouse." in told
        client.post(f"{path}act", {"step": "paused", "reason": "A phone rang."})
        assert again(attempt).paused_at is not None

    def test_only_what_can_be_done_is_offered(
        self, client, assignment, attempt
    ) -> None:
        path = f"/assignments/{assignment.pk}/monitor/{attempt.pk}/"
        told = client.get(path).content.decode()
        assert 'value="paused"' in told
        assert 'value="resumed"' not in told
        assert 'value="reopened"' not in told


class StrangerTests:
    @pytest.fixture
    def stranger(self, assignment) -> Client:
        other = Client()
        other.force_login(cast.person("ines", role="instructor"))
        return other

    def test_who_does_not_teach_the_cohort_sees_nothing(
        self, stranger, assignment, attempt
    ) -> None:
        for path in ("", f"{attempt.pk}/"):
            found = stranger.get(f"/assignments/{assignment.pk}/monitor/{path}")
            assert found.status_code == 404

    def test_and_does_nothing(self, stranger, assignment, attempt) -> None:
        response = ask(stranger, assignment, attempt, step="extended", minutes="5")
        assert response.status_code == 404
        assert not Intervention.objects.exists()

    def test_an_attempt_is_found_under_its_own_assignment_alone(
        self, client, ivan, assignment, attempt
    ) -> None:
        other = make_assignment(assignment.cohort, assignment.exam)
        path = f"/assignments/{other.pk}/monitor/{attempt.pk}/"
        assert client.get(path).status_code == 404

    def test_students_have_no_monitor(self, assignment, attempt) -> None:
        alices = Client()
        alices.force_login(attempt.user)
        found = alices.get(f"/assignments/{assignment.pk}/monitor/")
        assert found.status_code == 404


class PausedPageTests:
    @pytest.fixture
    def alices(self, attempt) -> Client:
        client = Client()
        client.force_login(attempt.user)
        return client

    def test_the_exam_shows_no_question_in_a_pause(self, alices, attempt, ivan) -> None:
        pause(attempt, ivan, reason="Please wait outside.")
        told = alices.get(f"/attempts/{attempt.pk}/").content.decode()
        assert "Please wait outside." in told
        assert "Stem of" not in told

    def test_the_page_asks_again_and_is_opened_anew(
        self, alices, attempt, ivan
    ) -> None:
        pause(attempt, ivan)
        path, htmx = f"/attempts/{attempt.pk}/", {"HX-Request": "true"}
        assert "<html" not in alices.get(path, headers=htmx).content.decode()
        Attempt.objects.update(paused_at=None)
        assert alices.get(path, headers=htmx).headers["HX-Refresh"] == "true"

    def test_waiting_there_counts_as_contact(self, alices, attempt, ivan) -> None:
        pause(attempt, ivan)
        alices.get(f"/attempts/{attempt.pk}/")
        assert attempt.pk in selectors.contacts_of([attempt.pk])


class VoidedTests:
    def test_the_list_of_results_says_why_it_does_not_count(
        self, attempt, ivan
    ) -> None:
        submit(attempt)
        void(attempt, ivan, reason="A phone was in use.")
        alices = Client()
        alices.force_login(attempt.user)
        told = alices.get("/attempts/").content.decode()
        assert "Does not count" in told
        assert "A phone was in use." in told
        restore(attempt, ivan)
        assert "Does not count" not in alices.get("/attempts/").content.decode()
