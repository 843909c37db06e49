"""Starting what was assigned: within the window, by one's own terms, once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import Http404
from django.utils import timezone

from accounts.models import Membership, SignInFailure
from accounts.throttle import Source
from exams import access, selectors, services
from exams.models import NEVER, Attempt
from lib.problems import Problem
from tests import cast
from tests.exams.client import answer_all, submit
from tests.exams.clock import to_deadline
from tests.exams.makers import assign, begin, settle, small_exam, start
from tests.exams.threads import at_once, none_failed
from tests.factories import make_override

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def refused(user, assignment, code: str = "", **over) -> Problem:
    with pytest.raises(Problem) as refusal:
        begin(user, assignment, code, **over)
    return refusal.value


def in_hours(*hours: float) -> dict:
    now = timezone.now()
    opens, closes = (now + hour * HOUR for hour in hours)
    return {"opens_at": opens, "closes_at": closes}


class WindowTests:
    def test_it_is_begun_within_the_window_under_its_title(self) -> None:
        alice = cast.alice()
        attempt = begin(alice, assign(alice, title="Midterm"))
        assert attempt.title == "Midterm"
        assert attempt.deadline_at - attempt.started_at == timedelta(minutes=26)

    def test_before_it_opens_the_opening_is_told(self) -> None:
        alice = cast.alice(time_zone="Asia/Tokyo")
        problem = refused(alice, assign(alice, **in_hours(1, 5)))
        assert (problem.status, problem.slug) == (409, "assignment-not-open")
        assert "(Europe/Berlin), which is" in problem.detail
        assert "(Asia/Tokyo) for you" in problem.detail

    def test_after_it_has_closed_nothing_begins(self) -> None:
        alice = cast.alice()
        problem = refused(alice, assign(alice, **in_hours(-5, -1)))
        assert problem.slug == "assignment-closed"
        assert not Attempt.objects.exists()

    def test_who_has_begun_goes_on_after_it_has_closed(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        first = begin(alice, midterm)
        type(midterm).objects.update(**in_hours(-5, -1))
        assert begin(alice, midterm).pk == first.pk

    def test_the_window_cuts_when_it_says_so(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, is_cut_by_close=True, **in_hours(-1, 0.25))
        attempt = begin(alice, midterm)
        assert attempt.deadline_at == midterm.closes_at
        assert attempt.hidden_until == midterm.closes_at

    def test_what_was_withdrawn_since_the_page_was_read_is_refused(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        read = access.assigned_for(alice, midterm.pk)
        type(midterm).objects.update(withdrawn_at=timezone.now())
        with pytest.raises(Problem) as refusal:
            services.start_assigned(
                user=alice,
                assignment=read,
                access_code="",
                source=Source("192.0.2.7"),
                now=timezone.now(),
                writer=None,
            )
        assert refusal.value.slug == "assignment-withdrawn"


class PersonTests:
    def test_a_stranger_finds_nothing(self) -> None:
        with pytest.raises(Http404):
            begin(cast.charlie(), assign(cast.alice()))

    def test_who_has_left_the_cohort_finds_nothing(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        Membership.objects.update(left_at=timezone.now())
        with pytest.raises(Http404):
            begin(alice, midterm)

    def test_accommodations_are_applied(self) -> None:
        alice = cast.alice(time_multiplier=Decimal("1.50"), extra_minutes=30)
        attempt = begin(alice, assign(alice))
        assert attempt.deadline_at - attempt.started_at == timedelta(minutes=69)

    def test_time_that_alice_gave_herself_does_not_count_here(self) -> None:
        alice = cast.alice(time_multiplier=2, is_time_own=True)
        attempt = begin(alice, assign(alice))
        assert attempt.deadline_at - attempt.started_at == timedelta(minutes=26)

    def test_an_override_goes_before_everything(self) -> None:
        alice = cast.alice(extra_minutes=30)
        midterm = assign(alice, **in_hours(-5, -1))
        closes = timezone.now() + HOUR
        make_override(midterm, alice, closes_at=closes, extra_minutes=4)
        attempt = begin(alice, midterm)
        assert attempt.deadline_at - attempt.started_at == timedelta(minutes=30)
        assert attempt.hidden_until == closes + timedelta(minutes=30)

    def test_another_persons_override_changes_nothing(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        midterm = assign(alice, bob)
        make_override(midterm, bob, extra_minutes=60)
        attempt = begin(alice, midterm)
        assert attempt.deadline_at - attempt.started_at == timedelta(minutes=26)

    def test_who_is_excused_is_told_so(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        make_override(midterm, alice, is_excused=True)
        assert refused(alice, midterm).slug == "assignment-excused"


class AttemptsTests:
    def test_the_last_one_is_the_last(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        submit(begin(alice, midterm))
        problem = refused(alice, midterm)
        assert problem.slug == "assignment-no-attempt-left"
        assert "the one attempt" in problem.detail

    def test_an_override_allows_more(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        make_override(midterm, alice, attempts_allowed=2)
        submit(begin(alice, midterm))
        assert begin(alice, midterm).is_running

    def test_what_was_declared_void_is_given_back(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        submit(begin(alice, midterm))
        Attempt.objects.update(voided_at=timezone.now())
        assert begin(alice, midterm).is_running

    def test_the_second_may_ask_again_what_the_first_asked(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, exam=small_exam(per_domain=2), attempts_allowed=2)
        first = begin(alice, midterm)
        submit(first)
        assert begin(alice, midterm).questions.count() == first.questions.count()

    def test_a_repeated_key_gives_back_its_attempt(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        first = begin(alice, midterm, idempotency_key="k")
        submit(first)
        assert begin(alice, midterm, idempotency_key="k").pk == first.pk

    def test_a_key_of_another_exam_is_refused(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        start(alice, midterm.exam, idempotency_key="k")
        problem = refused(alice, midterm, idempotency_key="k")
        assert problem.slug == "idempotency-key-reused"

    def test_one_that_was_chosen_has_to_be_handed_in_first(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        chosen = start(alice, midterm.exam)
        problem = refused(alice, midterm)
        assert (problem.status, problem.slug) == (409, "other-attempt-runs")
        assert problem.extra["attempt"] == str(chosen.pk)
        submit(chosen)
        assert begin(alice, midterm).is_running

    def test_choosing_the_same_exam_leads_to_the_one_that_runs(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        attempt = begin(alice, midterm)
        assert start(alice, midterm.exam).pk == attempt.pk

    @pytest.mark.django_db(transaction=True)
    def test_i16_fifty_starts_at_once_give_one_attempt(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, attempts_allowed=20)
        results = none_failed(at_once(*[lambda: begin(alice, midterm).pk] * 50))
        assert len(set(results)) == 1
        assert Attempt.objects.count() == 1


class CodeTests:
    def test_the_right_code_opens_it(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, access_code="blue sky")
        assert begin(alice, midterm, "Blue Sky").is_running
        assert not SignInFailure.objects.exists()

    def test_another_one_does_not(self) -> None:
        alice = cast.alice()
        problem = refused(alice, assign(alice, access_code="blue sky"), "green")
        assert (problem.status, problem.slug) == (403, "wrong-access-code")

    def test_guessing_has_to_wait(self) -> None:
        alice = cast.alice()
        midterm = assign(alice, access_code="blue sky")
        for _ in range(5):
            refused(alice, midterm, "green")
        problem = refused(alice, midterm, "blue sky")
        assert problem.status == 429
        assert problem.extra["retry_after_seconds"] > 0

    def test_one_persons_guesses_keep_nobody_else_waiting(self) -> None:
        alice, bob = cast.alice(), cast.bob()
        midterm = assign(alice, bob, access_code="blue sky")
        for _ in range(6):
            refused(alice, midterm, "green")
        assert begin(bob, midterm, "blue sky").is_running


class ReleaseTests:
    def test_after_the_window_is_when_the_last_may_have_ended(self) -> None:
        alice = cast.alice()
        midterm = assign(alice)
        expected = midterm.closes_at + timedelta(minutes=26)
        assert begin(alice, midterm).hidden_until == expected

    def test_at_once_and_never_are_kept_at_the_start(self) -> None:
        alice = cast.alice()
        assert begin(alice, assign(alice, release="at_once")).hidden_until is None
        assert begin(alice, assign(alice, release="never")).hidden_until == NEVER

    @pytest.mark.django_db(transaction=True)
    def test_a_change_of_the_rule_meets_every_start_or_comes_after_it(self) -> None:
        people = [cast.person(f"p{n}") for n in range(12)]
        midterm, ada = assign(*people, exam=small_exam(per_domain=8)), cast.ada()

        def change() -> None:
            services.change_assignment(
                actor=ada,
                assignment=midterm,
                plan=replace(selectors.plan_of(midterm), release="never"),
                now=timezone.now(),
            )

        starts = [lambda one=one: begin(one, midterm) for one in people]
        none_failed(at_once(*starts[:6], change, *starts[6:]))
        told = Attempt.objects.values_list("hidden_until", flat=True)
        assert list(told) == [NEVER] * 12


class LateTests:
    def finish_late(self, **over) -> Attempt:
        """An attempt that was graded empty, and answers that came a minute late."""
        alice = cast.alice()
        attempt = begin(alice, assign(alice, **over))
        to_deadline(attempt.pk, seconds=60)
        settle(attempt)
        answer_all(attempt, right_count=4)
        services.count_assigned_late()
        return settle(attempt)

    def test_they_count_where_the_assignment_says_so(self) -> None:
        attempt = self.finish_late(is_late_counted=True)
        assert (attempt.result.raw, attempt.result.late_count) == (4, 5)

    def test_once_counted_they_are_not_looked_at_again(self) -> None:
        self.finish_late(is_late_counted=True)
        assert services.count_assigned_late() == 0

    def test_otherwise_they_are_kept_and_do_not_count(self) -> None:
        attempt = self.finish_late()
        assert (attempt.result.raw, attempt.result.late_count) == (0, 0)

    def test_the_student_does_not_decide(self) -> None:
        attempt = self.finish_late(release="at_once")
        with pytest.raises(Problem) as refusal:
            services.count_late_answers(user=attempt.user, attempt_id=attempt.pk)
        assert refusal.value.slug == "instructor-decides"
