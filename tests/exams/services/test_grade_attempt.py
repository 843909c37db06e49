"""Grading: repeatable, once, and never stopped by one bad attempt (I24, I26, I28)."""

import uuid

import pytest

from exams import access, services, tasks
from exams.models import Answer, Attempt, AttemptQuestion, Result
from exams.services import grade as grading_service
from questions.models import Guide
from tests import cast
from tests.exams.client import answer_all, right, save_one, submit, wrong
from tests.exams.clock import to_deadline
from tests.exams.makers import every_kind_exam, settle, small_exam, start
from tests.exams.threads import at_once, none_failed

pytestmark = pytest.mark.django_db


def graded(right_count: int) -> Attempt:
    attempt = start(cast.alice())
    answer_all(attempt, right_count=right_count)
    submit(attempt)
    return settle(attempt)


def values(attempt) -> dict:
    row = Result.objects.filter(attempt=attempt).values().get()
    marks = attempt.questions.order_by("position").values_list("is_correct", flat=True)
    return {k: v for k, v in row.items() if k != "graded_at"} | {"marks": list(marks)}


class GradeTests:
    @pytest.mark.parametrize(
        ("right_count", "scaled", "is_passed"),
        [(0, 100, False), (2, 531, False), (3, 750, True), (4, 1000, True)],
    )
    def test_the_scored_questions_decide(self, right_count, scaled, is_passed) -> None:
        result = graded(right_count).result
        assert (result.raw, result.scored_count) == (right_count, 4)
        assert (result.scaled, result.is_passed) == (scaled, is_passed)

    def test_unscored_ones_are_marked_but_do_not_count(self) -> None:
        attempt = graded(5)
        assert attempt.result.raw == 4
        assert attempt.questions.get(is_scored=False).is_correct

    def test_i28_parts_sum_to_totals(self) -> None:
        result = graded(3).result
        assert sum(d["correct"] for d in result.domains) == result.raw
        assert sum(d["asked"] for d in result.domains) == result.scored_count
        assert [d["code"] for d in result.domains] == ["1", "2", "3", "4"]

    def test_nothing_answered_is_all_wrong(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        found = settle(attempt)
        assert found.result.raw == 0
        assert not found.questions.exclude(is_correct=False).exists()

    def test_a_cleared_answer_is_wrong(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        save_one(attempt, 1, None, seq=2)
        submit(attempt)
        assert not settle(attempt).questions.get(position=1).is_correct

    def test_every_kind_is_graded_by_its_own_rule(self) -> None:
        attempt = start(cast.alice(), every_kind_exam())
        answer_all(attempt, right_count=4)
        submit(attempt)
        assert settle(attempt).result.raw == 4

    def test_half_of_a_multiple_response_is_wrong(self) -> None:
        attempt = start(cast.alice(), every_kind_exam())
        asked = attempt.questions.get(kind="multiple")
        save_one(attempt, asked.position, right(attempt, asked.position)[:1])
        submit(attempt)
        assert settle(attempt).result.raw == 0

    def test_the_share_of_seen_questions_is_told(self) -> None:
        alice, exam = cast.alice(), small_exam(unscored_count=0, per_domain=1)
        for share in (0.0, 1.0):
            attempt = start(alice, exam)
            submit(attempt)
            assert settle(attempt).result.seen_share == share

    def test_i24_a_regrade_is_equal(self) -> None:
        attempt = graded(3)
        before = values(attempt)
        for _ in range(2):
            Attempt.objects.filter(pk=attempt.pk).update(state="submitted")
            assert services.grade_attempt(attempt_id=attempt.pk)
            assert values(attempt) == before

    def test_i24_it_rests_on_the_accepted_answers_and_nothing_else(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1), seq=2)
        save_one(attempt, 1, wrong(attempt, 1), seq=1)
        save_one(attempt, 2, ["ffffffff"])
        submit(attempt)
        save_one(attempt, 3, right(attempt, 3))
        marks = settle(attempt).questions.filter(is_correct=True)
        assert list(marks.values_list("position", flat=True)) == [1]


class QueueTests:
    def test_i26_a_repeated_job_does_nothing_more(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        assert services.grade_attempt(attempt_id=attempt.pk)
        assert not services.grade_attempt(attempt_id=attempt.pk)
        assert Result.objects.count() == 1

    def test_i26_a_job_that_comes_too_early_does_nothing(self) -> None:
        attempt = start(cast.alice())
        assert not services.grade_attempt(attempt_id=attempt.pk)
        assert Attempt.objects.get().is_running

    def test_i26_a_job_for_nobody_does_nothing(self) -> None:
        assert not services.grade_attempt(attempt_id=uuid.uuid4())

    def test_i26_a_poisoned_attempt_stops_nobody(self) -> None:
        exam = small_exam()
        bad, good = start(cast.alice(), exam), start(cast.bob(), exam)
        save_one(bad, 1, right(bad, 1))
        for attempt in (bad, good):
            submit(attempt)
        Answer.objects.update(response=["gone"])
        assert services.grade_due_attempts() == 1
        good.refresh_from_db()
        bad.refresh_from_db()
        assert (good.state, bad.state) == ("graded", "submitted")

    def test_i26_a_poisoned_attempt_is_graded_once_it_is_mended(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1))
        submit(attempt)
        Answer.objects.update(response=["gone"])
        services.grade_due_attempts()
        Answer.objects.update(response=right(attempt, 1))
        assert settle(attempt).questions.get(position=1).is_correct

    def test_i26_many_poisoned_ones_do_not_fill_the_queue(self, monkeypatch) -> None:
        monkeypatch.setattr(grading_service, "SWEEP_BATCH", 2)
        exam = small_exam()
        for n in range(3):
            bad = start(cast.person(f"bad{n}"), exam)
            save_one(bad, 1, right(bad, 1))
            submit(bad)
        Answer.objects.update(response=["gone"])
        good = start(cast.alice(), exam)
        submit(good)
        for _ in range(12):
            services.grade_due_attempts()
        good.refresh_from_db()
        assert good.state == "graded"

    def test_i27_the_sweep_grades_what_no_job_told_of(self) -> None:
        attempt = start(cast.alice())
        to_deadline(attempt.pk, minutes=1)
        tasks.sweep_attempts()
        assert Attempt.objects.get().state == "graded"

    def test_i27_a_read_grades_without_any_worker(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        found = access.attempt_for(attempt.user, attempt.pk)
        assert services.settle_attempt(attempt=found).state == "graded"

    def test_i17_a_grade_is_never_taken_back(self) -> None:
        attempt = graded(2)
        services.close_due_attempts()
        services.grade_due_attempts()
        assert Attempt.objects.get().state == attempt.state == "graded"


@pytest.mark.django_db(transaction=True)
class RaceTests:
    def test_i26_ten_graders_at_once_give_one_result(self) -> None:
        attempt = start(cast.alice())
        answer_all(attempt, right_count=3)
        submit(attempt)
        jobs = [lambda: services.grade_attempt(attempt_id=attempt.pk)] * 10
        results = none_failed(at_once(*jobs))
        assert sum(results) == 1
        assert Result.objects.get().raw == 3

    def test_i26_sweeps_reads_and_jobs_at_once_give_one_result(self) -> None:
        exam = small_exam()
        attempts = [start(cast.person(f"p{n}"), exam) for n in range(4)]
        for attempt in attempts:
            to_deadline(attempt.pk, minutes=1)

        def read(attempt):
            found = access.attempt_for(attempt.user, attempt.pk)
            return services.settle_attempt(attempt=found).state

        reads = [lambda a=a: read(a) for a in attempts]
        results = none_failed(at_once(*reads, *[tasks.sweep_attempts] * 4))
        assert results[:4] == ["graded"] * 4
        assert Result.objects.count() == 4


class FrozenScaleTests:
    def test_i25_a_guide_that_changes_later_changes_no_result(self) -> None:
        attempt = graded(3)
        before = values(attempt)
        Guide.objects.update(pass_mark=900)
        assert values(attempt) == before
        assert AttemptQuestion.objects.filter(is_correct=None).count() == 0
