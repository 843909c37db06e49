"""Repairing a wrong key: preview, decision, everybody graded again, all taken back."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.selectors.sittings import answers_of
from exams import services
from exams.models import Attempt, Regrade, RegradeLine
from exams.selectors import candidates_for, corrections_of
from exams.selectors.checks import faults
from exams.services import regrade as regrade_services
from lib.models import AuditEvent
from lib.problems import Problem
from tests import cast
from tests.exams.client import answer_all, question_at, save_one, submit, wrong
from tests.exams.makers import settle, small_exam, start
from tests.factories import make_applied, make_regrade, make_undone

pytestmark = pytest.mark.django_db


def scored(attempt: Attempt) -> Any:
    """A scored question of single choice, answered."""
    asked = attempt.questions.filter(is_scored=True, kind="single")
    return asked.select_related("revision").order_by("position")[0]


def graded(user: Any, right_count: int = 2, **over: Any) -> Attempt:
    attempt = start(user, small_exam(**over))
    answer_all(attempt, right_count=right_count)
    submit(attempt)
    return settle(attempt)


def grades() -> list[Any]:
    """Every grade to the bit, but for its time."""
    rows = Attempt.objects.order_by("pk").values_list(
        "pk",
        "result__raw",
        "result__scored_count",
        "result__cut",
        "result__scaled",
        "result__is_passed",
        "result__band_low",
        "result__band_high",
        "result__seen_share",
        "result__domains",
    )
    marks = Attempt.objects.values_list("questions__pk", "questions__is_correct")
    return [list(rows), sorted(marks)]


class PreviewTests:
    def test_it_says_who_gets_another_score_and_changes_nothing(self) -> None:
        attempt, ivan = graded(cast.alice(), right_count=0), cast.ivan()
        before, asked = grades(), scored(attempt)
        regrade = make_regrade(asked.revision, ivan, remedy="full_credit")
        line = regrade.lines.get()
        assert (line.before["raw"], line.after["raw"]) == (0, 1)
        assert (regrade.state, regrade.done, regrade.total) == ("ready", 1, 1)
        assert grades() == before

    def test_it_counts_who_passes_now(self) -> None:
        attempt = graded(cast.alice(), right_count=2)
        asked = attempt.questions.filter(is_scored=True, is_correct=False)[0]
        regrade = make_regrade(asked.revision, cast.ivan(), remedy="full_credit")
        line = regrade.lines.get()
        assert line.after["is_passed"] is True
        assert line.turn == 1

    def test_it_leaves_out_who_is_not_touched(self) -> None:
        attempt = graded(cast.alice(), right_count=4)
        regrade = make_regrade(
            scored(attempt).revision, cast.ivan(), remedy="full_credit"
        )
        assert not regrade.lines.exists()

    def test_a_key_of_another_size_is_refused(self) -> None:
        attempt, ivan = graded(cast.alice()), cast.ivan()
        with pytest.raises(Problem, match="At most 1"):
            make_regrade(
                scored(attempt).revision, ivan, remedy="new_key", key=["b", "c"]
            )

    def test_the_key_it_has_is_refused(self) -> None:
        attempt, ivan = graded(cast.alice()), cast.ivan()
        with pytest.raises(Problem, match="accepted already"):
            make_regrade(scored(attempt).revision, ivan, remedy="both", key=["a"])

    def test_a_wording_nobody_was_graded_on_is_refused(self) -> None:
        attempt, ivan = start(cast.alice()), cast.ivan()
        with pytest.raises(Problem, match="nothing to regrade"):
            make_regrade(scored(attempt).revision, ivan)


class ApplyTests:
    def test_the_new_key_takes_the_place_of_the_old_one(self) -> None:
        attempt = start(cast.alice())
        asked = scored(attempt)
        shown = {own: opaque for opaque, own in asked.options}
        save_one(attempt, asked.position, [shown["b"]])
        submit(attempt)
        assert settle(attempt).result.raw == 0
        make_applied(asked.revision, cast.ivan(), remedy="new_key", key=["b"])
        assert Attempt.objects.get(pk=attempt.pk).result.raw == 1

    def test_both_answers_are_right(self) -> None:
        attempt = graded(cast.alice(), right_count=4)
        asked = scored(attempt)
        make_applied(asked.revision, cast.ivan(), remedy="both", key=["b"])
        assert Attempt.objects.get(pk=attempt.pk).result.raw == 4

    def test_a_dropped_question_changes_the_count_and_the_cut(self) -> None:
        attempt = graded(cast.alice())
        make_applied(scored(attempt).revision, cast.ivan(), remedy="drop")
        result = Attempt.objects.get(pk=attempt.pk).result
        assert (result.scored_count, float(result.cut)) == (3, 2.16)
        assert sum(d["asked"] for d in result.domains) == 3

    def test_a_running_attempt_is_graded_with_it_at_its_end(self) -> None:
        done, ivan = graded(cast.alice(), right_count=0), cast.ivan()
        asked = scored(done)
        running = start(cast.bob(), done.exam)
        same = running.questions.filter(revision=asked.revision, is_scored=True)
        make_applied(asked.revision, ivan, remedy="full_credit")
        submit(running)
        assert settle(running).result.raw == same.count()

    def test_new_exams_do_not_ask_the_wording(self) -> None:
        attempt = graded(cast.alice())
        asked = scored(attempt)
        make_applied(asked.revision, cast.ivan())
        drawn = {c.revision_id for c in candidates_for(attempt.guide)}
        assert drawn
        assert asked.revision_id not in drawn

    def test_it_is_audited_in_the_history_of_the_question(self) -> None:
        asked = scored(graded(cast.alice()))
        make_applied(asked.revision, cast.ivan(), reason="The limit was raised.")
        event = AuditEvent.objects.filter(object_id=asked.question_id).last()
        assert event.action == "regrade applied"
        assert event.detail["reason"] == "The limit was raised."

    def test_running_the_job_again_changes_nothing(self) -> None:
        attempt = graded(cast.alice())
        regrade = make_applied(scored(attempt).revision, cast.ivan())
        at = Attempt.objects.get(pk=attempt.pk).result.graded_at
        Regrade.objects.update(state="applying", cursor=None)
        services.run_regrade(regrade_id=regrade.pk, now=timezone.now())
        assert Attempt.objects.get(pk=attempt.pk).result.graded_at == at

    def test_a_lost_job_is_found_by_the_sweep(self) -> None:
        attempt, ivan = graded(cast.alice()), cast.ivan()
        regrade = make_regrade(scored(attempt).revision, ivan)
        services.apply_regrade(regrade=regrade, by=ivan, now=timezone.now())
        Regrade.objects.update(seen_at=attempt.started_at - timedelta(days=99))
        services.run_stalled_regrades(now=timezone.now())
        regrade.refresh_from_db()
        assert regrade.state == "applied"

    def test_a_killed_job_goes_on_where_it_stood(self, monkeypatch) -> None:
        attempt, ivan = graded(cast.alice()), cast.ivan()
        other = start(cast.bob(), attempt.exam)
        submit(other)
        settle(other)
        monkeypatch.setattr(regrade_services, "STEP", 1)
        revision = both_hold(attempt, other)
        regrade = make_regrade(revision, ivan, remedy="full_credit")
        services.apply_regrade(regrade=regrade, by=ivan, now=timezone.now())
        killed = once_then_killed(regrade_services._look_at)
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(regrade_services, "_look_at", killed)
            services.run_regrade(regrade_id=regrade.pk, now=timezone.now())
        regrade.refresh_from_db()
        assert regrade.done == 1
        services.run_regrade(regrade_id=regrade.pk, now=timezone.now())
        regrade.refresh_from_db()
        assert (regrade.state, regrade.done) == ("applied", 2)
        assert list(faults()) == []

    def test_a_preview_is_void_when_something_else_was_decided(self) -> None:
        asked, ivan = scored(graded(cast.alice())), cast.ivan()
        first = make_regrade(asked.revision, ivan)
        make_applied(asked.revision, ivan, remedy="full_credit")
        with pytest.raises(Problem, match="do not hold any more"):
            services.apply_regrade(regrade=first, by=ivan, now=timezone.now())

    def test_one_attempt_that_cannot_be_graded_stops_no_other(self) -> None:
        attempt, other = graded(cast.alice()), cast.bob()
        asked = scored(attempt)
        again = start(other, attempt.exam)
        submit(again)
        settle(again)
        attempt.questions.exclude(pk=asked.pk).update(options=[["x", "gone"]])
        regrade = make_applied(asked.revision, cast.ivan())
        assert (regrade.state, regrade.failed) == ("applied", 1)


def once_then_killed(look_at: Any) -> Any:
    """The first attempt is done; at the second the process dies."""
    seen = []

    def look(*args: Any) -> None:
        seen.append(args)
        if len(seen) > 1:
            raise KeyboardInterrupt
        look_at(*args)

    return look


def both_hold(one: Attempt, other: Attempt) -> Any:
    """A wording that both were asked: the second form is given one of the first's."""
    asked = scored(one)
    if not other.questions.filter(question=asked.question).exists():
        place = other.questions.filter(kind="single", is_scored=True)[0]
        place.question, place.revision = asked.question, asked.revision
        place.save(update_fields=["question", "revision"])
    return asked.revision


class UndoTests:
    def test_every_grade_is_what_it_was(self) -> None:
        attempt, ivan = graded(cast.alice()), cast.ivan()
        before = grades()
        regrade = make_applied(scored(attempt).revision, ivan)
        assert grades() != before
        assert make_undone(regrade, ivan).state == "undone"
        assert grades() == before

    def test_the_decision_before_it_holds_again(self) -> None:
        asked, ivan = scored(graded(cast.alice())), cast.ivan()
        make_applied(asked.revision, ivan, remedy="full_credit")
        credited = grades()
        second = make_applied(asked.revision, ivan, remedy="drop")
        make_undone(second, ivan)
        assert grades() == credited

    def test_new_exams_ask_the_wording_again(self) -> None:
        attempt, ivan = graded(cast.alice()), cast.ivan()
        asked = scored(attempt)
        make_undone(make_applied(asked.revision, ivan), ivan)
        drawn = {c.revision_id for c in candidates_for(attempt.guide)}
        assert asked.revision_id in drawn

    def test_who_was_graded_in_between_is_told_as_well(self) -> None:
        done, ivan = graded(cast.alice(), right_count=0), cast.ivan()
        running = start(cast.bob(), small_exam())
        asked = scored(running)
        other = start(cast.charlie(), running.exam)
        submit(other)
        settle(other)
        if not other.questions.filter(revision=asked.revision).exists():
            return  # the draw gave charlie another one
        regrade = make_applied(asked.revision, ivan, remedy="full_credit")
        submit(running)
        settle(running)
        make_undone(regrade, ivan)
        assert corrections_of(Attempt.objects.get(pk=running.pk))[0].restored_at
        assert not corrections_of(done)


class TellingTests:
    def test_the_student_is_told_what_changed(self) -> None:
        attempt = graded(cast.alice(), right_count=0)
        asked = scored(attempt)
        make_applied(asked.revision, cast.ivan(), remedy="full_credit")
        [line] = corrections_of(attempt)
        assert line.position == asked.position
        assert line.before["scaled"] < line.after["scaled"]

    def test_a_preview_is_told_to_nobody(self) -> None:
        attempt = graded(cast.alice(), right_count=0)
        make_regrade(scored(attempt).revision, cast.ivan(), remedy="full_credit")
        assert RegradeLine.objects.exists()
        assert corrections_of(attempt) == []

    def test_nothing_is_told_of_a_question_under_examination(self) -> None:
        alice = cast.alice()
        attempt = graded(alice, right_count=0)
        asked = scored(attempt)
        make_applied(asked.revision, cast.ivan(), remedy="full_credit")
        running = start(alice, small_exam())
        place = question_at(running, 1)
        place.question_id = asked.question_id
        place.save(update_fields=["question"])
        assert corrections_of(attempt) == []

    def test_a_wrong_answer_stays_wrong_under_another_key(self) -> None:
        attempt = start(cast.alice())
        asked = scored(attempt)
        shown = {own: opaque for opaque, own in asked.options}
        save_one(attempt, asked.position, wrong(attempt, asked.position))
        submit(attempt)
        settle(attempt)
        chosen = next(
            own for own, o in shown.items() if o in wrong(attempt, asked.position)
        )
        other = next(i for i in "bcd" if i != chosen)
        make_applied(asked.revision, cast.ivan(), remedy="new_key", key=[other])
        assert corrections_of(attempt) == []


REMEDIES = ["new_key", "both", "full_credit", "drop"]


class SequenceTests:
    @given(
        steps=st.lists(st.sampled_from(REMEDIES), min_size=1, max_size=4),
        order=st.randoms(use_true_random=False),
    )
    @settings(
        max_examples=8,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_i24_any_decisions_taken_back_leave_every_grade_to_the_bit(
        self, people, steps, order
    ) -> None:
        attempts, ivan = people
        before, made = grades(), []
        for remedy in steps:
            asked = order.choice(attempts).questions.order_by("position")
            revision = order.choice(list(asked.filter(kind="single"))).revision
            key = {"new_key": ["b"], "both": ["c"]}.get(remedy)
            with suppress(Problem):  # the key may be accepted already
                made.append(make_applied(revision, ivan, remedy=remedy, key=key))
            assert list(faults()) == []
        order.shuffle(made)
        for regrade in made:
            make_undone(regrade, ivan)
        assert grades() == before


@pytest.fixture
def people() -> Any:
    """Two people with an exam each, and somebody who decides."""
    first = graded(cast.alice(), right_count=3)
    second = start(cast.bob(), first.exam)
    answer_all(second, right_count=1)
    submit(second)
    return [first, settle(second)], cast.ivan()


class MeaningTests:
    def test_an_answer_to_a_dropped_question_says_nothing_about_the_student(
        self,
    ) -> None:
        attempt = graded(cast.alice())
        asked = scored(attempt)
        make_applied(asked.revision, cast.ivan(), remedy="drop")
        positions = {raw.position for raw in answers_of([attempt.pk])[attempt.pk]}
        assert positions
        assert asked.position not in positions
