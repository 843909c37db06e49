"""Assigning: who may be harmed by a change is asked for, and what was sat stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from exams import selectors, services
from exams.models import NEVER, Attempt, Release
from exams.services import Otherwise
from lib.models import AuditEvent
from lib.problems import Problem
from tests import cast
from tests.exams.makers import again, settle, sit, small_exam
from tests.exams.plans import a_plan
from tests.factories import (
    make_assignment,
    make_cohort,
    make_member,
    make_override,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ivan():
    return cast.ivan()


@pytest.fixture
def cohort():
    return make_cohort()


@pytest.fixture
def mock(cohort):
    """Of 26 minutes, open from an hour ago until tomorrow."""
    return make_assignment(cohort, small_exam())


def change(mock, actor, confirmed=None, **over):
    mock.refresh_from_db()
    plan = replace(selectors.plan_of(mock), **over)
    now = timezone.now()
    return services.change_assignment(
        actor=actor, assignment=mock, plan=plan, now=now, confirmed=confirmed
    )


def override(mock, actor, person, **over):
    return services.override_person(
        actor=actor,
        assignment=mock,
        person=person,
        otherwise=Otherwise(**over),
        reason="Agreed.",
        now=timezone.now(),
    )


def audited(action):
    return AuditEvent.objects.filter(action=f"assignment.{action}")


class CreateTests:
    def test_it_is_there_and_audited(self, ivan, cohort):
        plan = a_plan(title="Mid-term")
        made = services.create_assignment(
            actor=ivan, cohort=cohort, exam=small_exam(), plan=plan, now=timezone.now()
        )
        assert selectors.plan_of(made) == plan
        assert made.created_by == ivan
        event = audited("created").get()
        assert (event.actor_id, event.object_id) == (ivan.pk, str(made.pk))

    def test_the_audit_does_not_hold_the_code(self, ivan, cohort):
        services.create_assignment(
            actor=ivan,
            cohort=cohort,
            exam=small_exam(),
            plan=a_plan(access_code="open sesame"),
            now=timezone.now(),
        )
        assert audited("created").get().detail["access_code"] is True

    def test_a_refusal_says_everything_that_stands_against_it(self, ivan, cohort):
        cohort.archived_at = timezone.now()
        exam = small_exam(is_open=False)
        with pytest.raises(Problem) as refused:
            services.create_assignment(
                actor=ivan, cohort=cohort, exam=exam, plan=a_plan(), now=timezone.now()
            )
        slugs = [told["slug"] for told in refused.value.extra["refusals"]]
        assert slugs == ["exam-not-open", "cohort-archived"]


class ChangeTests:
    def test_a_shorter_window_harms_nobody_who_is_at_it(self, mock, ivan):
        attempt = sit(cast.alice(), mock)
        change(mock, ivan, closes_at=timezone.now() + timedelta(minutes=5))
        assert again(attempt).deadline_at == attempt.deadline_at

    def test_with_a_cut_the_number_of_people_is_asked_for(self, mock, ivan):
        attempt = sit(cast.alice(), mock)
        soon = timezone.now() + timedelta(minutes=5)
        cut = {"closes_at": soon, "is_cut_by_close": True}
        with pytest.raises(Problem) as refused:
            change(mock, ivan, **cut)
        assert refused.value.extra["count"] == 1
        with pytest.raises(Problem):
            change(mock, ivan, confirmed=2, **cut)
        assert again(attempt).deadline_at == attempt.deadline_at
        moved = change(mock, ivan, confirmed=1, **cut)
        assert again(attempt).deadline_at == soon
        assert moved.deadlines == 1

    def test_a_deadline_never_moves_into_the_past(self, mock, ivan):
        attempt = sit(cast.alice(), mock)
        before = timezone.now()
        gone = before - timedelta(minutes=5)
        change(mock, ivan, confirmed=1, closes_at=gone, is_cut_by_close=True)
        assert before <= again(attempt).deadline_at <= timezone.now()

    def test_a_later_close_gives_back_what_it_cut(self, mock, ivan):
        attempt = sit(cast.alice(), mock)
        soon = timezone.now() + timedelta(minutes=5)
        change(mock, ivan, confirmed=1, closes_at=soon, is_cut_by_close=True)
        change(mock, ivan, closes_at=soon + HOUR)
        assert again(attempt).deadline_at == attempt.deadline_at

    def test_minutes_that_staff_gave_stay(self, mock, ivan):
        attempt = sit(cast.alice(), mock)
        soon = timezone.now() + timedelta(minutes=5)
        change(mock, ivan, confirmed=1, closes_at=soon, is_cut_by_close=True)
        given = soon + timedelta(minutes=10)
        Attempt.objects.filter(pk=attempt.pk).update(deadline_at=given)
        change(mock, ivan, closes_at=soon + timedelta(minutes=3))
        assert again(attempt).deadline_at == given + timedelta(minutes=3)

    def test_the_student_reads_that_a_deadline_moved(self, mock, ivan):
        attempt = sit(cast.alice(), mock)
        soon = timezone.now() + timedelta(minutes=5)
        change(mock, ivan, confirmed=1, closes_at=soon, is_cut_by_close=True)
        step = attempt.interventions.get()
        assert (step.kind, step.deadline_after) == ("timed", soon)

    def test_who_has_an_end_of_their_own_keeps_it(self, mock, ivan):
        alice = cast.alice()
        make_override(mock, alice, closes_at=mock.closes_at + HOUR)
        attempt = sit(alice, mock)
        soon = timezone.now() + timedelta(minutes=5)
        moved = change(mock, ivan, closes_at=soon, is_cut_by_close=True)
        assert moved.deadlines == 0
        assert again(attempt).deadline_at == attempt.deadline_at

    def test_a_paused_attempt_follows_too(self, mock, ivan):
        attempt = sit(cast.alice(), mock, paused_at=timezone.now())
        soon = timezone.now() + timedelta(minutes=5)
        change(mock, ivan, confirmed=1, closes_at=soon, is_cut_by_close=True)
        assert again(attempt).deadline_at == soon

    def test_what_has_ended_is_left_alone(self, mock, ivan):
        over = timezone.now() - timedelta(minutes=1)
        attempt = sit(cast.alice(), mock, deadline_at=timezone.now() + HOUR)
        Attempt.objects.filter(pk=attempt.pk).update(
            started_at=over - HOUR, deadline_at=over
        )
        settle(attempt)
        soon = timezone.now() + timedelta(minutes=5)
        change(mock, ivan, closes_at=soon, is_cut_by_close=True)
        assert again(attempt).deadline_at == over

    def test_the_questions_cannot_become_common_once_somebody_has_begun(
        self, mock, ivan
    ):
        sit(cast.alice(), mock)
        with pytest.raises(Problem, match="cannot change any more"):
            change(mock, ivan, form_rule="common")

    def test_each_change_is_counted_and_audited_once(self, mock, ivan):
        change(mock, ivan, title="Another")
        change(mock, ivan)
        mock.refresh_from_db()
        assert mock.sequence == 1
        assert "Another" in audited("changed").get().detail["title"]


class ReleaseTests:
    @pytest.mark.parametrize(
        ("rule", "is_cut", "after_close"),
        [
            (Release.AFTER_CLOSE, True, timedelta(0)),
            (Release.AFTER_CLOSE, False, timedelta(minutes=26)),
        ],
    )
    def test_it_moves_with_the_window(self, mock, ivan, rule, is_cut, after_close):
        attempt = sit(cast.alice(), mock)
        close = mock.closes_at + HOUR
        moved = change(
            mock, ivan, closes_at=close, release=rule, is_cut_by_close=is_cut
        )
        assert again(attempt).hidden_until == close + after_close
        assert moved.releases == 1

    @pytest.mark.parametrize(("rule", "at"), [("at_once", None), ("never", NEVER)])
    def test_it_moves_with_the_rule_for_what_is_handed_in_too(
        self, mock, ivan, rule, at
    ):
        attempt = sit(cast.alice(), mock, hidden_until=mock.closes_at)
        change(mock, ivan, release=rule)
        assert again(attempt).hidden_until == at


class WithdrawTests:
    def test_what_was_sat_stays_and_it_happens_once(self, mock, ivan):
        attempt = sit(cast.alice(), mock)
        told = {"actor": ivan, "assignment": mock, "now": timezone.now()}
        services.withdraw_assignment(**told, reason="Wrong exam.")
        assert again(attempt).is_running
        assert audited("withdrawn").get().detail["reason"] == "Wrong exam."
        with pytest.raises(Problem, match="What was sat stays"):
            services.withdraw_assignment(**told, reason="Again.")


class OverrideTests:
    def test_a_running_attempt_gets_more_time_at_once(self, mock, ivan):
        attempt = sit(cast.alice(), mock)
        override(mock, ivan, attempt.user, extra_minutes=10)
        later = attempt.deadline_at + timedelta(minutes=10)
        assert again(attempt).deadline_at == later
        assert again(attempt).extra_minutes == 10

    def test_and_never_less(self, mock, ivan):
        attempt = sit(cast.alice(time_multiplier=2), mock)
        override(mock, ivan, attempt.user, time_multiplier=1)
        assert again(attempt).deadline_at == attempt.deadline_at

    def test_a_later_close_moves_the_release(self, mock, ivan):
        attempt = sit(cast.alice(), mock)
        other = sit(cast.bob(), mock)
        close = mock.closes_at + HOUR
        override(mock, ivan, attempt.user, closes_at=close)
        assert again(attempt).hidden_until == close + timedelta(minutes=26)
        assert again(other).hidden_until == other.hidden_until

    def test_saying_it_again_replaces_it(self, mock, ivan):
        alice = make_member(mock.cohort, cast.alice()).user
        override(mock, ivan, alice, attempts_allowed=2)
        override(mock, ivan, alice, extra_minutes=5)
        own = mock.overrides.get()
        assert (own.attempts_allowed, own.extra_minutes) == (None, 5)
        assert audited("overridden").count() == 2

    def test_ending_it_keeps_the_time_that_somebody_has(self, mock, ivan):
        attempt = sit(cast.alice(), mock)
        override(mock, ivan, attempt.user, extra_minutes=10)
        given = again(attempt).deadline_at
        services.end_override(
            actor=ivan, assignment=mock, person=attempt.user, now=timezone.now()
        )
        assert again(attempt).deadline_at == given
        assert not mock.overrides.exists()

    def test_only_who_is_to_sit_it_can_have_it_otherwise(self, mock, ivan):
        with pytest.raises(Problem, match="Only who is to sit"):
            override(mock, ivan, cast.charlie(), attempts_allowed=2)

    def test_it_may_not_close_before_it_opens_for_them(self, mock, ivan):
        alice = make_member(mock.cohort, cast.alice()).user
        with pytest.raises(Problem, match="later end"):
            override(mock, ivan, alice, closes_at=mock.opens_at)
