"""Late answers are kept; the student may count them, once, and before the reveal."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.http import Http404

from exams import selectors, services
from exams.models import Attempt, Operation, Result
from lib import audit
from lib.models import AuditEvent
from lib.problems import Problem
from tests import cast
from tests.exams.client import OTHER, right, save_one, submit, wrong
from tests.exams.clock import age, to_deadline
from tests.exams.makers import settle, start
from tests.exams.threads import at_once, none_failed

pytestmark = pytest.mark.django_db


def expired(**answers) -> Attempt:
    """Graded by the clock, with one right answer in time."""
    attempt = start(cast.alice())
    save_one(attempt, 1, right(attempt, 1))
    to_deadline(attempt.pk, seconds=16)
    return settle(attempt)


def count(attempt) -> Attempt:
    return services.count_late_answers(user=attempt.user, attempt_id=attempt.pk)


def late_of(attempt):
    again = Attempt.objects.select_related("guide", "result").get(pk=attempt.pk)
    return selectors.result_page(again).late


def scored(attempt) -> list[int]:
    rows = attempt.questions.filter(is_scored=True).exclude(position=1)
    return list(rows.values_list("position", flat=True))


def result(attempt) -> Result:
    return Result.objects.get(attempt=attempt)


class LateTests:
    def test_i8_late_answers_are_kept_and_told_of(self) -> None:
        attempt = expired()
        for position in scored(attempt)[:2]:
            save_one(attempt, position, right(attempt, position))
        found = late_of(attempt)
        assert found.count == 2
        assert found.scaled > attempt.result.scaled

    def test_they_do_not_count_by_themselves(self) -> None:
        attempt = expired()
        before = result(attempt).raw
        save_one(attempt, scored(attempt)[0], right(attempt, scored(attempt)[0]))
        services.grade_due_attempts()
        assert result(attempt).raw == before

    def test_the_student_may_count_them(self) -> None:
        attempt = expired()
        told = []
        for position in scored(attempt)[:2]:
            save_one(attempt, position, right(attempt, position))
            told.append(position)
        before = result(attempt).raw
        with_them = late_of(attempt).scaled
        assert count(attempt).is_late_counted
        assert result(attempt).raw == before + 2
        assert result(attempt).scaled == with_them
        assert attempt.questions.filter(position__in=told, is_correct=True).count() == 2

    def test_it_is_audited_once(self) -> None:
        attempt = expired()
        save_one(attempt, 2, right(attempt, 2))
        for _ in range(3):
            count(attempt)
        event = AuditEvent.objects.get()
        assert (event.action, event.object_id) == (
            "late answers counted",
            str(attempt.pk),
        )
        assert event.detail == {"count": 1}
        assert audit.first_break() is None

    def test_a_late_change_of_an_answer_replaces_it(self) -> None:
        attempt = expired()
        save_one(attempt, 1, wrong(attempt, 1), seq=2)
        count(attempt)
        assert not attempt.questions.get(position=1).is_correct

    def test_the_newest_late_answer_counts(self) -> None:
        attempt = expired()
        save_one(attempt, 2, right(attempt, 2), seq=5)
        save_one(attempt, 2, wrong(attempt, 2), seq=4)
        count(attempt)
        assert attempt.questions.get(position=2).is_correct

    def test_an_older_one_than_what_is_held_is_no_news(self) -> None:
        attempt = start(cast.alice())
        save_one(attempt, 1, right(attempt, 1), seq=5)
        to_deadline(attempt.pk, seconds=16)
        attempt = settle(attempt)
        save_one(attempt, 1, wrong(attempt, 1), seq=4)
        assert late_of(attempt) is None

    def test_an_empty_late_answer_is_no_news(self) -> None:
        attempt = expired()
        save_one(attempt, 2, None)
        assert late_of(attempt) is None

    def test_answers_of_a_fenced_writer_never_count(self) -> None:
        attempt = expired()
        save_one(attempt, 2, right(attempt, 2), writer=OTHER)
        with pytest.raises(Problem):
            count(attempt)

    def test_after_handing_in_nothing_is_late(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        save_one(attempt, 1, right(attempt, 1))
        with pytest.raises(Problem) as refusal:
            count(settle(attempt))
        assert refusal.value.slug == "no-late-answers"


class RevealTests:
    def test_what_came_after_the_reveal_never_counts(self) -> None:
        attempt = expired()
        services.reveal_result(attempt=attempt)
        age(attempt.pk, seconds=1)
        save_one(attempt, 2, right(attempt, 2))
        assert Operation.objects.filter(verdict="late").exists()
        assert late_of(attempt) is None
        with pytest.raises(Problem):
            count(attempt)

    def test_what_came_before_it_still_does(self) -> None:
        attempt = expired()
        save_one(attempt, 2, right(attempt, 2))
        services.reveal_result(attempt=attempt)
        age(attempt.pk, seconds=1)
        save_one(attempt, 3, right(attempt, 3))
        count(attempt)
        assert attempt.questions.get(position=2).is_correct
        assert not attempt.questions.get(position=3).is_correct

    def test_the_first_reveal_is_the_one_that_is_kept(self) -> None:
        attempt = expired()
        services.reveal_result(attempt=attempt)
        age(attempt.pk, seconds=1)
        first = Attempt.objects.get().revealed_at
        services.reveal_result(attempt=attempt)
        services.reveal_result(attempt=Attempt.objects.get())
        assert Attempt.objects.get().revealed_at == first

    def test_i24_what_comes_after_the_decision_changes_no_regrade(self) -> None:
        attempt = expired()
        save_one(attempt, 2, right(attempt, 2))
        count(attempt)
        before = result(attempt).raw
        save_one(attempt, 3, right(attempt, 3))
        Attempt.objects.update(state="submitted")
        services.grade_due_attempts()
        assert result(attempt).raw == before
        again = Attempt.objects.select_related("guide").get()
        assert 3 not in selectors.sheet_for(again).counted(again)


class DecisionTests:
    """What was counted is what was in the log by then, whatever the clocks say."""

    def test_the_result_tells_how_many_count(self) -> None:
        attempt = expired()
        for position in scored(attempt)[:2]:
            save_one(attempt, position, right(attempt, position))
        assert result(attempt).late_count == 0
        count(attempt)
        assert result(attempt).late_count == 2

    def test_i24_an_operation_that_waited_meanwhile_does_not_count(self) -> None:
        attempt = expired()
        save_one(attempt, 2, right(attempt, 2))
        count(attempt)
        # It arrived before the decision, and had the lock only after it.
        Attempt.objects.update(revealed_at=F("revealed_at") + timedelta(minutes=1))
        save_one(attempt, 3, right(attempt, 3))
        again = Attempt.objects.get()
        assert set(selectors.sheet_for(again).late) == {2}

    @pytest.mark.django_db(transaction=True)
    def test_i24_answers_that_arrive_while_counting_change_no_regrade(self) -> None:
        attempt = expired()
        save_one(attempt, 2, right(attempt, 2))
        late = [lambda p=p: save_one(attempt, p, right(attempt, p)) for p in (3, 4, 5)]
        jobs = [*late, lambda: count(attempt), *late, lambda: count(attempt)]
        none_failed(at_once(*jobs))
        found = result(attempt)
        Attempt.objects.update(state="submitted")
        services.grade_due_attempts()
        assert Operation.objects.filter(verdict="late").count() == 7
        assert grade_of(result(attempt)) == grade_of(found)


def grade_of(found) -> dict:
    told = {"raw", "scaled", "late_count", "domains"}
    return {name: getattr(found, name) for name in told}


class RefusedTests:
    def test_before_the_grade_there_is_nothing_to_count(self) -> None:
        attempt = start(cast.alice())
        with pytest.raises(Problem) as refusal:
            count(attempt)
        assert refusal.value.slug == "not-graded"

    def test_i32_nobody_counts_for_somebody_else(self) -> None:
        attempt = expired()
        save_one(attempt, 2, right(attempt, 2))
        with pytest.raises(Http404):
            services.count_late_answers(user=cast.charlie(), attempt_id=attempt.pk)
        assert not Attempt.objects.get().is_late_counted
