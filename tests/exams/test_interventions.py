"""What staff may do, and what becomes of the time: every state, any instants."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams import interventions, timing
from exams.interventions import Facts, offered, refusal, resumed, retimed
from exams.models import InterventionKind

START = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=365)).map(START.__add__)
SPANS = st.timedeltas(timedelta(0), timedelta(hours=9))
FLAGS = {f.name: st.booleans() for f in fields(Facts) if f.name != "attempts_left"}
FACTS = st.builds(Facts, **FLAGS, attempts_left=st.integers(-1, 3))


class StepTests:
    def test_every_step_is_a_kind_of_the_record(self) -> None:
        assert set(interventions.STEPS) < set(InterventionKind.values)

    @given(FACTS)
    def test_what_is_offered_is_not_refused(self, facts) -> None:
        for step in interventions.STEPS:
            assert (step in offered(facts)) is (refusal(step, facts) is None)

    @given(FACTS)
    def test_what_has_ended_takes_no_time_and_what_runs_is_not_opened(
        self, facts
    ) -> None:
        live = {"extended", "paused", "resumed", "forced"}
        found = set(offered(facts))
        assert not (live & found and "reopened" in found)
        if not facts.is_running:
            assert not live & found

    @given(FACTS)
    def test_it_counts_or_it_does_not(self, facts) -> None:
        found = offered(replace(facts, attempts_left=1))
        assert ("voided" in found) is not ("restored" in found)

    @given(FACTS)
    def test_nobody_has_more_that_count_than_are_allowed(self, facts) -> None:
        assert "restored" not in offered(replace(facts, attempts_left=0))

    @given(FACTS)
    def test_a_key_that_could_be_seen_closes_it_for_ever(self, facts) -> None:
        assert "reopened" not in offered(replace(facts, is_shown=True))

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            (Facts(), {"extended", "paused", "forced", "voided"}),
            (Facts(is_timed=False), {"paused", "forced", "voided"}),
            (Facts(is_paused=True), {"extended", "resumed", "forced", "voided"}),
            (Facts(is_time_left=False), {"extended", "voided"}),
            (Facts(is_time_left=False, is_forced=True), {"voided"}),
            (Facts(is_running=False), {"reopened", "voided"}),
            (Facts(is_running=False, is_elsewhere=True), {"voided"}),
            (Facts(is_running=False, is_voided=True), {"restored"}),
        ],
    )
    def test_these_are_the_transitions(self, facts, expected) -> None:
        assert set(offered(facts)) == expected

    def test_every_refusal_says_what_to_do(self) -> None:
        told = [
            value
            for value in vars(interventions).values()
            if isinstance(value, interventions.Refusal)
        ]
        assert len(told) > 8
        assert all(one.title and one.detail for one in told)


class ResumedTests:
    @given(INSTANTS, SPANS, SPANS)
    def test_as_much_is_left_as_when_it_began(self, paused_at, left, pause) -> None:
        now = paused_at + pause
        assert resumed(paused_at + left, paused_at, now) == now + left

    @given(INSTANTS, SPANS)
    def test_what_has_no_deadline_gets_none(self, paused_at, pause) -> None:
        assert resumed(None, paused_at, paused_at + pause) is None


class RetimedTests:
    @given(INSTANTS, SPANS, SPANS, SPANS)
    def test_what_was_given_meanwhile_stays(self, start, old, new, given) -> None:
        before, after = start + old, start + new
        assert retimed(before + given, before, after, start) == after + given

    @given(INSTANTS, SPANS, SPANS, SPANS)
    def test_it_never_lies_behind_us(self, start, old, new, passed) -> None:
        before, after, now = start + old, start + new, start + passed
        assert retimed(before, before, after, now) >= now

    @given(INSTANTS, SPANS, SPANS)
    def test_there_and_back_is_where_it_was(self, start, old, new) -> None:
        before, after = start + old, start + new
        there = retimed(before, before, after, start)
        assert retimed(there, after, before, start) == before


class ClockFaceTests:
    @pytest.mark.parametrize(
        ("ms", "face"),
        [
            (0, "0:00"),
            (1, "0:01"),
            (59_000, "0:59"),
            (1_425_000, "23:45"),
            (3_600_000, "1:00:00"),
            (5_025_000, "1:23:45"),
        ],
    )
    def test_it_is_what_the_runner_shows(self, ms, face) -> None:
        assert timing.clock_face(ms) == face
