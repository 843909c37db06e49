"""The form of all questions, from a browser without JavaScript."""

import pytest
from django.http import Http404

from exams import services
from exams.models import Answer, Attempt, Operation
from exams.services import PageAnswer, page_writer
from tests import cast
from tests.exams.client import right, save_one, submit, wrong
from tests.exams.clock import to_deadline
from tests.exams.makers import settle, start
from tests.exams.threads import at_once, locked, until_waiting

pytestmark = pytest.mark.django_db


def answered(response, *, is_flagged=False) -> PageAnswer:
    return PageAnswer(response, is_flagged)


def post(attempt, answers) -> list[str]:
    saved = services.save_page(
        user=attempt.user, attempt_id=attempt.pk, answers=answers
    )
    return [row.verdict for row in saved.rows]


def begun() -> Attempt:
    """As the button of the start page does it: nobody writes yet."""
    return start(cast.alice(), writer=None)


class SavePageTests:
    def test_what_was_chosen_is_held(self) -> None:
        attempt = begun()
        assert post(attempt, {1: answered(right(attempt, 1), is_flagged=True)}) == [
            "accepted"
        ]
        found = Answer.objects.get()
        assert (found.response, found.is_flagged) == (right(attempt, 1), True)

    def test_only_what_changed_is_an_operation(self) -> None:
        attempt = begun()
        form = {p: answered(right(attempt, p)) for p in range(1, 6)}
        assert len(post(attempt, form)) == 5
        assert post(attempt, form) == []
        form[2] = answered(wrong(attempt, 2))
        assert post(attempt, form) == ["accepted"]
        assert Operation.objects.count() == 6

    def test_an_untouched_form_says_nothing(self) -> None:
        attempt = begun()
        assert post(attempt, {p: answered(None) for p in range(1, 6)}) == []

    def test_an_answer_can_be_taken_back(self) -> None:
        attempt = begun()
        post(attempt, {1: answered(right(attempt, 1))})
        assert post(attempt, {1: answered(None)}) == ["accepted"]
        assert Answer.objects.get().response is None

    def test_a_cleared_answer_is_no_change_when_it_is_still_empty(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, [])
        assert post(attempt, {1: answered(None)}) == []

    def test_i22_whoever_posts_is_the_one_who_writes(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1), seq=900)
        assert post(attempt, {1: answered(wrong(attempt, 1))}) == ["accepted"]
        assert save_one(attempt, 1, right(attempt, 1), seq=901).verdict == "fenced"
        assert Attempt.objects.get().writer == page_writer(attempt.pk)

    def test_what_the_form_does_not_know_stays(self) -> None:
        attempt = start(cast.alice())
        struck = wrong(attempt, 1)
        save_one(attempt, 1, None, struck=struck, confidence="guess")
        post(attempt, {1: answered(right(attempt, 1))})
        found = Answer.objects.get()
        assert (found.struck, found.confidence) == (struck, "guess")

    def test_an_impossible_choice_is_invalid_and_kept(self) -> None:
        attempt = begun()
        assert post(attempt, {1: answered(["zz"])}) == ["invalid"]
        assert Operation.objects.get().body["response"] == ["zz"]

    def test_i10_after_time_it_is_late_even_when_nothing_was_saved_before(self) -> None:
        attempt = begun()
        to_deadline(attempt.pk, seconds=16)
        assert post(attempt, {1: answered(right(attempt, 1))}) == ["late"]
        settle(attempt)
        services.count_late_answers(user=attempt.user, attempt_id=attempt.pk)
        assert attempt.questions.get(position=1).is_correct

    def test_i10_between_grace_and_closing_it_is_late(self) -> None:
        attempt = begun()
        to_deadline(attempt.pk, seconds=11)
        assert post(attempt, {1: answered(right(attempt, 1))}) == ["late"]

    def test_after_handing_in_it_is_closed(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        assert post(attempt, {1: answered(right(attempt, 1))}) == ["closed"]

    def test_i32_a_strangers_attempt_is_not_there(self) -> None:
        attempt = begun()
        attempt.user = cast.charlie()
        with pytest.raises(Http404):
            post(attempt, {})

    @pytest.mark.django_db(transaction=True)
    def test_i14_a_form_that_arrived_in_time_is_in_time_after_the_lock(self) -> None:
        attempt = begun()
        chosen = answered(right(attempt, 1))

        def time_runs_out() -> None:
            until_waiting()
            to_deadline(attempt.pk, seconds=10)

        with locked(attempt, meanwhile=time_runs_out) as let_go:
            let_go()
            (verdicts,) = at_once(lambda: post(attempt, {1: chosen}))
        assert verdicts == ["accepted"]


class SubmitPageTests:
    def test_it_hands_in_everything_posted_before(self) -> None:
        attempt = begun()
        post(attempt, {p: answered(right(attempt, p)) for p in range(1, 6)})
        services.submit_page(user=attempt.user, attempt_id=attempt.pk)
        assert settle(attempt).result.raw == 4

    def test_it_hands_in_what_another_tab_wrote(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        found = services.submit_page(user=attempt.user, attempt_id=attempt.pk)
        assert found.state == "submitted"

    def test_i18_again_changes_nothing(self) -> None:
        attempt = begun()
        first = services.submit_page(user=attempt.user, attempt_id=attempt.pk)
        again = services.submit_page(user=attempt.user, attempt_id=attempt.pk)
        assert first.finished_at == again.finished_at
