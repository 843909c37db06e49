"""What one exam says about a student is taken in once, in order, whatever happens."""

import threading

import pytest
from django.db import transaction
from django.utils import timezone

from analytics import services
from analytics.models import (
    Calibration,
    FoldFailure,
    Forecast,
    Learner,
    Mastery,
    Observation,
)
from exams.models import Attempt, AttemptQuestion
from questions.models import Bank, Question, QuestionTask
from tests import cast
from tests.analytics.makers import everything, fold, graded, graded_days_ago, regraded
from tests.exams.client import answer_all, submit
from tests.exams.makers import settle, small_exam, start
from tests.exams.threads import PATIENCE, at_once, none_failed, until_waiting
from tests.factories import make_content, make_exam, make_guide, make_question

pytestmark = pytest.mark.django_db


def exam_with_ideas():
    """An exam whose options are each mistaken for an idea of their own."""
    guide = make_guide(code="IDEA-C01")
    Bank.objects.get_or_create(pk=1)
    for domain in guide.domains.all():
        for n in range(2):
            content = make_content(f"idea-{domain.code}-{n}")
            for option in content["options"]:
                option["confuses"] = [f"idea-{option['id']}"]
            make_question(
                domain.tasks.get(), f"idea-{domain.code}-{n}", content=content
            )
    return make_exam(guide, scored_count=4, unscored_count=1)


@pytest.fixture
def alice():
    return cast.alice()


@pytest.fixture
def exam():
    return small_exam(per_domain=8)


class OnceTests:
    def test_it_moves_what_is_believed_about_the_student(self, alice, exam) -> None:
        assert fold(graded(alice, exam, right=5))
        mastery = Mastery.objects.get(user=alice)
        assert mastery.count == 5
        assert mastery.mean[0] > 0
        assert mastery.covariance[0][0] < 0.6

    def test_the_same_attempt_twice_changes_nothing(self, alice, exam) -> None:
        attempt = graded(alice, exam)
        fold(attempt)
        before = everything()
        assert not fold(attempt)
        assert everything() == before

    def test_an_attempt_that_is_not_graded_waits(self, alice, exam) -> None:
        assert not fold(start(alice, exam))
        assert not Mastery.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_eight_at_once_fold_it_once(self, alice, exam) -> None:
        attempt = graded(alice, exam)
        none_failed(at_once(*[lambda: fold(attempt)] * 8))
        assert Mastery.objects.get(user=alice).count == 5
        assert Observation.objects.count() == 5


class OrderTests:
    def test_any_order_gives_the_state_of_the_right_order(self, alice, exam) -> None:
        first = graded_days_ago(9, alice, exam, right=1)
        second = graded_days_ago(6, alice, exam, right=5)
        third = graded_days_ago(3, alice, exam, right=2)
        for attempt in (first, second, third):
            fold(attempt)
        in_order = everything()
        Mastery.objects.all().delete()
        services.rebuild_people(now=timezone.now(), is_fresh=True)
        again = everything()
        assert again == in_order
        assert Mastery.objects.get(user=alice).count == 15
        assert third

    def test_a_late_fold_of_an_early_exam_rebuilds(self, alice, exam) -> None:
        first = graded_days_ago(9, alice, exam, right=1)
        second = graded_days_ago(6, alice, exam, right=5)
        fold(second)
        fold(first)
        disordered = everything()
        services.rebuild_people(now=timezone.now(), is_fresh=False)
        assert everything() == disordered

    def test_a_changed_grade_is_taken_in_anew(self, alice, exam) -> None:
        attempt = graded(alice, exam, right=0)
        fold(attempt)
        low = Mastery.objects.get(user=alice).mean[0]
        assert fold(regraded(attempt))
        assert Mastery.objects.get(user=alice).mean[0] > low
        assert Mastery.objects.get(user=alice).count == 5


class EvidenceTests:
    def test_a_question_seen_again_does_not_count(self, alice) -> None:
        exam = small_exam(per_domain=2)
        fold(graded_days_ago(5, alice, exam))
        fold(graded_days_ago(2, alice, exam))
        repeated = Observation.objects.filter(not_counted="repeated")
        assert repeated.count() == 5 + 5 - 8
        assert Mastery.objects.get(user=alice).count == 8

    def test_an_unanswered_question_does_not_count(self, alice, exam) -> None:
        attempt = start(alice, exam)
        submit(attempt)
        fold(settle(attempt))
        assert set(Observation.objects.values_list("not_counted", flat=True)) == {
            "blank"
        }
        assert Mastery.objects.get(user=alice).count == 0

    def test_what_was_predicted_is_kept(self, alice, exam) -> None:
        fold(graded(alice, exam))
        for seen in Observation.objects.all():
            assert 0 < seen.predicted < 1

    def test_the_idea_behind_a_wrong_choice_is_kept(self, alice) -> None:
        exam = exam_with_ideas()
        fold(graded(alice, exam, right=0))
        ideas = Observation.objects.values_list("confused", flat=True)
        assert {len(found) for found in ideas} == {1}
        assert {found[0] for found in ideas} <= {"idea-b", "idea-c", "idea-d"}


class QueueTests:
    def test_what_no_task_took_in_is_found(self, alice, exam) -> None:
        graded(alice, exam)
        graded(cast.bob(), exam)
        assert services.fold_due_attempts(now=timezone.now()) == 2
        assert services.fold_due_attempts(now=timezone.now()) == 0

    def test_a_poisoned_attempt_is_set_aside_and_blocks_nobody(
        self, alice, exam
    ) -> None:
        bad = graded(alice, exam)
        AttemptQuestion.objects.filter(attempt=bad).update(options=[["x"]])
        graded(cast.bob(), exam)
        assert services.fold_due_attempts(now=timezone.now()) == 1
        for _ in range(4):
            services.fold_due_attempts(now=timezone.now())
        assert FoldFailure.objects.get(attempt=bad).tries == 3

    def test_a_mended_attempt_is_taken_in_by_a_rebuild(self, alice, exam) -> None:
        bad = graded(alice, exam)
        FoldFailure.objects.create(
            attempt=bad, tries=3, error="x", failed_at=timezone.now()
        )
        services.rebuild_people(now=timezone.now(), is_fresh=False)
        assert Mastery.objects.get(user=alice).count == 5
        assert not FoldFailure.objects.exists()


def beside_a_holder_of(person, work, release, patience):
    """What `work` returns while somebody else holds this person's lock, until
    `release` returns or the work is done."""
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Learner.objects.create(user=person)
            held.set()
            release(done)

    def run():
        held.wait(PATIENCE)
        try:
            return work()
        finally:
            done.set()

    return none_failed(at_once(hold, run, patience=patience))[1]


@pytest.mark.django_db(transaction=True)
class LockTests:
    def test_somebody_elses_lock_is_no_fault_of_the_attempt(self, alice, exam) -> None:
        graded(alice, exam)
        folded = beside_a_holder_of(
            alice,
            lambda: services.fold_due_attempts(now=timezone.now()),
            release=lambda done: done.wait(PATIENCE),
            patience=0.05,
        )
        assert (folded, FoldFailure.objects.count()) == (0, 0)
        assert services.fold_due_attempts(now=timezone.now()) == 1

    def test_a_rebuild_waits_for_who_holds_a_person(self, alice, exam) -> None:
        graded(alice, exam)
        rebuilt = beside_a_holder_of(
            alice,
            lambda: services.rebuild_people(now=timezone.now(), is_fresh=False),
            release=lambda _: until_waiting(),
            patience=0.05,
        )
        assert rebuilt.attempts == 1


class GuestTests:
    def test_what_a_guest_did_moves_to_the_account(self, exam) -> None:
        guest, alice = cast.person("guest", is_guest=True), cast.alice()
        attempt = graded(guest, exam)
        fold(attempt)
        Attempt.objects.update(user=alice)
        assert services.fold_due_attempts(now=timezone.now()) == 1
        assert Mastery.objects.get().user == alice
        assert Forecast.objects.get().user == alice
        assert services.fold_due_attempts(now=timezone.now()) == 0


class LineTests:
    def test_answers_count_for_the_successor_of_a_guide_too(self, alice, exam) -> None:
        newer = make_guide(code="NEW-C02")
        exam.guide.successor_code = newer.code
        exam.guide.save()
        task = newer.domains.get(code="1").tasks.get()
        for question in Question.objects.all():
            QuestionTask.objects.create(question=question, task=task)
        fold(graded(alice, exam))
        assert sum(Mastery.objects.get(guide=exam.guide).counts) == 5
        assert Mastery.objects.get(guide=newer).counts == [5, 0, 0, 0]
        assert Calibration.objects.count() == 1


class ForecastTests:
    def test_every_exam_leaves_a_forecast(self, alice, exam) -> None:
        attempt = graded(alice, exam)
        fold(attempt)
        said = Forecast.objects.get(user=alice)
        assert 0 < said.probability < 1
        assert 100 <= said.next_low <= said.true_low < said.true_high <= said.next_high
        assert said.missing == 35
        assert [d["count"] for d in said.domains] and said.count == 5

    def test_somebody_who_knows_more_is_told_more(self, alice, exam) -> None:
        fold(graded(alice, exam, right=5))
        fold(graded(cast.bob(), exam, right=0))
        good, bad = Forecast.objects.order_by("-probability")
        assert good.user == alice
        assert good.percent > bad.percent

    def test_it_needs_an_attempt_of_that_person(self, alice, exam) -> None:
        answer_all(start(alice, exam), right_count=1)
        assert not Forecast.objects.exists()
        assert Attempt.objects.count() == 1
