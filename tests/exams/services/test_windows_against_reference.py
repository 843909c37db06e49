"""Starts and releases held against the reference, in days that Hypothesis invents.

Proves what docs/algorithms/windows.md says: when an attempt may begin, how many, when
it ends, when its result is read (I16, I17, I29).
"""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from accounts.throttle import Source
from exams import access, services
from exams.models import Assignment, AssignmentOverride, Attempt, Exam
from lib.problems import Problem
from tests.cast import person
from tests.exams.client import WRITER
from tests.exams.clock import age, slowly
from tests.exams.makers import assign, small_exam
from tests.exams.window_reference import WindowReference
from tests.factories import make_override

# At half minutes something happens; windows and deadlines lie between them.
OPENS, CLOSES, FIRST = 10.25, 100.25, 0.5
MULTIPLIER = Decimal("1.25")  # of 26 minutes
MINUTES = 32.5
SLACK = timedelta(seconds=10)


class WindowMachine(RuleBasedStateMachine):
    def __init__(self, today: datetime) -> None:
        super().__init__()
        self.today = today

    @initialize(
        is_cut=st.booleans(),
        release=st.sampled_from(["at_once", "after_close", "after_close", "never"]),
        form_rule=st.sampled_from(["own", "common"]),
        allowed=st.integers(1, 3),
    )
    def begin_the_day(self, is_cut, release, form_rule, allowed) -> None:
        name = f"p{uuid.uuid4().hex[:10]}"
        self.user = person(name, time_multiplier=MULTIPLIER)
        self.now = FIRST
        self.pks: list[uuid.UUID] = []
        self.assignment = assign(
            self.user,
            exam=Exam.objects.first() or small_exam(per_domain=8),
            opens_at=self.at(OPENS),
            closes_at=self.at(CLOSES),
            is_cut_by_close=is_cut,
            release=release,
            form_rule=form_rule,
            attempts_allowed=allowed,
        )
        self.override = make_override(self.assignment, self.user)
        self.model = WindowReference(
            OPENS, CLOSES, MINUTES, allowed, is_cut=is_cut, release=release
        )

    def at(self, minute: float):
        """That minute as an instant of today's clock, which goes slowly."""
        return self.today + timedelta(minutes=minute - self.now)

    @rule()
    def begin(self) -> None:
        expected = self.model.begin(self.now)
        try:
            started = services.start_assigned(
                user=User.objects.get(pk=self.user.pk),
                assignment=self.read,
                access_code="",
                source=Source("192.0.2.7"),
                now=self.today,
                writer=WRITER,
            )
        except Problem as problem:
            assert problem.slug == f"assignment-{expected}"
            return
        if expected == len(self.pks):
            self.pks.append(started.attempt.pk)
            ends = self.at(self.model.attempts[-1].ends)
            assert abs(started.attempt.deadline_at - ends) < SLACK
        assert started.attempt.pk == self.pks[expected]

    @property
    def read(self) -> Assignment:
        """As the page was read, though it may have been withdrawn since."""
        found = Assignment.objects.filter(pk=self.assignment.pk)
        return found.select_related("exam__guide").get()

    @rule()
    def hand_in(self) -> None:
        for pk in self.pks:
            services.submit_page(user=self.user, attempt_id=pk)
        self.model.hand_in(self.now)

    @rule(minutes=st.sampled_from([1, 3, 9, 20, 40, 70]))
    def time_passes(self, minutes) -> None:
        by = timedelta(minutes=minutes)
        moved = {name: F(name) - by for name in ("opens_at", "closes_at")}
        Assignment.objects.filter(pk=self.assignment.pk).update(**moved)
        AssignmentOverride.objects.filter(pk=self.override.pk).update(**moved)
        for pk in self.pks:
            age(pk, minutes=minutes)
        self.now += minutes

    @rule(minutes=st.sampled_from([30, 60]))
    def one_person_gets_a_longer_window(self, minutes) -> None:
        """For what begins from now on; moving what runs is the instructor's service."""
        if self.model.attempts:
            return
        self.model.closes += minutes
        self._otherwise(closes_at=self.at(self.model.closes))

    @rule(allowed=st.integers(1, 3))
    def one_person_is_allowed_others(self, allowed) -> None:
        self.model.allowed = allowed
        self._otherwise(attempts_allowed=allowed)

    @rule(is_excused=st.sampled_from([True, False, False]))
    def one_person_is_excused(self, is_excused) -> None:
        self.model.is_excused = is_excused
        self._otherwise(is_excused=is_excused)

    def _otherwise(self, **fields) -> None:
        AssignmentOverride.objects.filter(pk=self.override.pk).update(**fields)

    @rule(is_withdrawn=st.sampled_from([True, False, False]))
    def it_is_withdrawn(self, is_withdrawn) -> None:
        self.model.is_withdrawn = is_withdrawn
        at = self.today if is_withdrawn else None
        Assignment.objects.filter(pk=self.assignment.pk).update(withdrawn_at=at)

    @rule()
    def the_first_is_declared_void(self) -> None:
        if self.pks and not self.model.attempts[0].is_open:
            self.model.attempts[0].is_void = True
            first = Attempt.objects.filter(pk=self.pks[0])
            first.update(voided_at=self.today)

    @invariant()
    def results_are_read_when_they_are_released(self) -> None:
        if not hasattr(self, "model"):
            return
        for pk, is_readable in zip(
            self.pks, self.model.readable(self.now), strict=True
        ):
            found = access.attempt_for(self.user, pk)
            attempt = services.settle_attempt(attempt=found)
            assert attempt.has_released_result() is is_readable


class WindowTests:
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.timeout(300)
    def test_it_agrees_with_the_reference_whatever_the_day_brings(self) -> None:
        steady = settings(
            max_examples=60,
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
            # Shrinking replays hundreds of days; the first failing one will do.
            phases=[Phase.explicit, Phase.generate],
        )
        with slowly() as today:
            run_state_machine_as_test(lambda: WindowMachine(today), settings=steady)
