"""The engine held against the reference model, by operations that Hypothesis invents.

Proves I3 (no phantom answers), I4 (retries), I5 (order), I6 (reads), I8 (log),
I17 (transitions, those of staff included), I18 (one submission, one grade),
I19 and I21 (barrier, manifest), I22 (one writer) and I24 (the grade is of exactly
the accepted answers).
"""

import uuid

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from exams import grading, selectors, services
from exams.models import (
    NEVER,
    Answer,
    Assignment,
    Attempt,
    AttemptQuestion,
    Operation,
)
from lib.problems import Problem
from tests.cast import ivan, person
from tests.exams.client import operation
from tests.exams.clock import age, slowly, to_deadline
from tests.exams.reference import Op, Reference
from tests.factories import (
    make_assignment,
    make_bank,
    make_cohort,
    make_exam,
    make_guide,
)

WRITERS = [uuid.UUID(int=n) for n in (1, 2, 3)]
OP_IDS = [uuid.UUID(int=100 + n) for n in range(40)]
LIMIT = 26 * 60
# Instants well inside each zone: running, in the grace, after it, over.
INSTANTS = {"early": -300, "grace": 4, "late": 12, "over": 40}


class EngineMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        user = person(f"p{uuid.uuid4().hex[:10]}")
        exam = selectors_exam()
        started = services.start_attempt(user=user, exam=exam, writer=WRITERS[0])
        self.user, self.pk = user, started.attempt.pk
        self.assignment, self.staff = (
            Assignment.objects.get(),
            User.objects.get(email="ivan@example.org"),
        )
        Attempt.objects.filter(pk=self.pk).update(
            assignment=self.assignment, hidden_until=NEVER
        )
        age(self.pk, seconds=1)  # nobody acts in the very instant of the start
        self.now = 1
        asked = started.attempt.questions.all()
        self.options = {q.position: [o for o, _ in q.options] for q in asked}
        self.model = Reference(
            limit=LIMIT,
            usable={p: set(ids) for p, ids in self.options.items()},
            writer=WRITERS[0],
        )

    # Mostly what an honest client sends, so that the deep states are reached.
    @rule(
        writer=st.sampled_from([None, None, None, *WRITERS]),
        op_id=st.sampled_from(OP_IDS),
        position=st.sampled_from([1, 1, 1, 2, 2, 3, 4, 0]),
        epoch=st.sampled_from([None, None, None, 0, 1, 2, 3]),
        seq=st.integers(0, 2),
        choice=st.sampled_from([0, 0, 1, 1, None, "foreign", "both"]),
    )
    def save(self, writer, op_id, position, epoch, seq, choice) -> None:
        writer = writer or self.model.writer or WRITERS[0]
        epoch = self.model.epoch if epoch is None else epoch
        response = self._response(position, choice)
        op = Op(op_id, writer, position, epoch, seq, response)
        expected = self.model.save(op, self.now)
        sent = operation(position, response, seq=seq, epoch=epoch, op_id=op_id)
        saved = services.save_operations(
            user=self.user, attempt_id=self.pk, writer=writer, received=[sent]
        )
        assert saved.rows[0].verdict == expected

    def _response(self, position, choice):
        ids = self.options.get(position, ["aaaaaaaa", "bbbbbbbb"])
        if choice in (None, "foreign"):
            return choice and ["ffffffff"]
        return ids[:2] if choice == "both" else [ids[choice]]

    @rule(writer=st.sampled_from(WRITERS))
    def take_over(self, writer) -> None:
        expected = self.model.take_over(writer, self.now)
        is_closed = self.model.state == "closed" or self.model.is_over(self.now)
        try:
            attempt = services.take_over_attempt(
                user=self.user, attempt_id=self.pk, writer=writer
            )
        except Problem as problem:
            assert not expected
            slug = "attempt-closed" if is_closed else "attempt-closing"
            assert problem.slug == slug
        else:
            assert expected
            assert attempt.epoch == self.model.epoch

    @rule(
        writer=st.sampled_from([None, *WRITERS]),
        epoch=st.sampled_from([None, None, 1, 2, 3]),
        lines=st.lists(
            st.tuples(st.integers(1, 4), st.integers(1, 2), st.integers(0, 4)),
            max_size=2,
        ),
    )
    def submit(self, writer, epoch, lines) -> None:
        writer = writer or self.model.writer or WRITERS[0]
        epoch = self.model.epoch if epoch is None else epoch
        expected = self.model.submit(writer, epoch, lines, self.now)
        slugs = {
            "fenced": "taken-over",
            "differs": "answers-missing",
            "closing": "attempt-closing",
        }
        try:
            attempt = services.submit_attempt(
                user=self.user,
                attempt_id=self.pk,
                writer=writer,
                epoch=epoch,
                manifest=[services.Held(*line) for line in lines],
            )
        except Problem as problem:
            assert problem.slug == slugs[expected]
            if expected == "differs":
                assert problem.extra["differing"] == self.model.missing(lines)
        else:
            assert expected == "closed"
            assert not attempt.is_running

    @precondition(lambda self: self.now <= self.model.limit)
    @rule(zone=st.sampled_from(sorted(INSTANTS)))
    def time_passes(self, zone) -> None:
        target = self.model.limit + INSTANTS[zone]
        if target > self.now:
            to_deadline(self.pk, seconds=INSTANTS[zone])
            self.now = target

    @precondition(lambda self: self.model.paused_at is not None)
    @rule(seconds=st.integers(60, 5000))
    def a_pause_lasts(self, seconds) -> None:
        age(self.pk, seconds=seconds)
        self.now += seconds

    @rule(minutes=st.integers(1, 20))
    def extend(self, minutes) -> None:
        is_taken = self.model.extend(minutes * 60, self.now)
        assert self._step("extended", minutes) is is_taken

    @rule()
    def pause(self) -> None:
        is_taken = self.model.pause(self.now)
        assert self._step("paused") is is_taken

    @rule()
    def resume(self) -> None:
        is_taken = self.model.resume(self.now)
        assert self._step("resumed") is is_taken

    @rule(is_meant=st.sampled_from([True, False, False]))
    def force(self, is_meant) -> None:
        if is_meant:
            is_taken = self.model.force(self.now)
            assert self._step("forced") is is_taken

    @rule(minutes=st.integers(1, 20))
    def reopen(self, minutes) -> None:
        is_taken = self.model.reopen(minutes * 60, self.now)
        assert self._step("reopened", minutes) is is_taken

    def _step(self, kind, minutes=None) -> bool:
        """Whether the step was taken."""
        try:
            services.intervene(
                assignment=self.assignment,
                attempts=[self.pk],
                step=kind,
                asked=services.Asked(self.staff, "Agreed.", minutes),
            )
        except Problem:
            return False
        return True

    @rule()
    def sweep(self) -> None:
        self.model.expire(self.now)
        services.close_due_attempts()
        services.grade_due_attempts()

    @invariant()
    def answers_are_those_accepted(self) -> None:
        held = {
            a.asked.position: (a.epoch, a.seq, a.response)
            for a in Answer.objects.filter(asked__attempt_id=self.pk).select_related(
                "asked"
            )
        }
        wanted = {
            p: (op.epoch, op.seq, op.response) for p, op in self.model.answers.items()
        }
        assert held == wanted

    @invariant()
    def the_log_holds_everything_received(self) -> None:
        log = Operation.objects.filter(attempt_id=self.pk)
        verdicts = dict(log.values_list("op_id", "verdict"))
        assert verdicts == {k: v for k, (_, v) in self.model.log.items()}

    @invariant()
    def the_state_is_the_one_declared(self) -> None:
        attempt = Attempt.objects.get(pk=self.pk)
        is_closed = self.model.state == "closed"
        assert (not attempt.is_running) is is_closed
        assert attempt.finish_reason == self.model.reason

    @invariant()
    def the_time_left_is_the_one_declared(self) -> None:
        attempt = Attempt.objects.with_clock().get(pk=self.pk)
        assert (attempt.paused_at is not None) is (self.model.paused_at is not None)
        left = attempt.deadline_at - (attempt.paused_at or attempt.clock)
        stood = self.model.paused_at
        declared = self.model.limit - (self.now if stood is None else stood)
        assert abs(left.total_seconds() - declared) < 2

    def teardown(self) -> None:
        if not hasattr(self, "pk"):
            return
        self._step("resumed")
        to_deadline(self.pk, seconds=60)
        services.close_due_attempts()
        services.grade_due_attempts()
        attempt = Attempt.objects.select_related("guide", "result").get(pk=self.pk)
        assert attempt.state == "graded"
        sheet = selectors.sheet_for(attempt)
        graded = {p: r for p, r in sheet.responses.items() if r}
        assert graded == self.model.graded()
        again = grading.grade(sheet.items, self.model.graded(), sheet.scale)
        assert again.score.raw == attempt.result.raw
        marks = AttemptQuestion.objects.filter(attempt=attempt)
        assert dict(marks.values_list("position", "is_correct")) == again.marks


def selectors_exam():
    """One exam of four single-choice questions for the whole run."""
    from exams.models import Exam

    exam = Exam.objects.filter(slug="machine").first()
    if exam is None:
        guide = make_guide(code="MCH-C01")
        make_bank(guide, per_domain=3, prefix="m")
        exam = make_exam(
            guide, slug="machine", scored_count=4, unscored_count=0, minutes=26
        )
        make_assignment(make_cohort(), exam)
        ivan()
    return exam


class EngineTests:
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.timeout(300)
    def test_it_agrees_with_the_reference_whatever_is_sent(self) -> None:
        steady = settings(
            max_examples=60,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            # Shrinking replays hundreds of attempts; the first failing one will do.
            phases=[Phase.explicit, Phase.generate],
        )
        with slowly():
            run_state_machine_as_test(EngineMachine, settings=steady)
