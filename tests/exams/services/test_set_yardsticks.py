"""Forms held to a yardstick: the pass line is frozen at the start, and graded by."""

from fractions import Fraction

import pytest
from django.utils import timezone

from exams import selectors, services
from exams.models import Attempt, AttemptQuestion, Result, Yardstick
from exams.scoring import PASS_SHARE
from exams.services import Estimates
from questions.models import Question
from tests import cast
from tests.exams.client import answer_all, submit
from tests.exams.makers import every_kind_exam, settle, small_exam, start

pytestmark = pytest.mark.django_db


def know(exam, difficulty: float, cut_ability: float = 0.0, **over) -> None:
    """Every question of the exam as hard as that."""
    asked = Question.objects.filter(question_tasks__task__domain__guide=exam.guide)
    questions = dict.fromkeys(asked.values_list("pk", flat=True), (1.0, difficulty))
    told = Estimates(exam.guide_id, cut_ability, **({"questions": questions} | over))
    services.set_yardsticks(estimates=[told], now=timezone.now())


def result_of(attempt) -> Result:
    submit(attempt)
    settle(attempt)
    return Result.objects.get(attempt=attempt)


@pytest.fixture
def exam():
    return small_exam(per_domain=8)


class SetYardsticksTests:
    def test_a_form_of_hard_questions_is_passed_with_fewer(self, exam) -> None:
        know(exam, 1.0)
        attempt = start(cast.alice(), exam)
        assert attempt.scale == [100, 1000, 720, 0.2689]
        answer_all(attempt, right_count=2)
        found = result_of(attempt)
        assert found.is_passed == (found.raw >= 0.2689 * found.scored_count)
        assert float(found.cut) == pytest.approx(0.2689 * found.scored_count, abs=0.01)

    def test_what_was_started_keeps_its_pass_line(self, exam) -> None:
        attempt = start(cast.alice(), exam)
        know(exam, -3.0)
        found = result_of(attempt)
        assert Fraction(found.cut) == PASS_SHARE * found.scored_count

    def test_a_second_night_keeps_the_ability_that_passes(self, exam) -> None:
        know(exam, 1.0)
        know(exam, 0.5, cut_ability=0.7)
        kept = Yardstick.objects.get(guide=exam.guide)
        assert kept.cut_ability == 0.0
        assert {b for _, b in kept.questions.values()} == {0.5}

    def test_forms_are_held_to_the_newest_estimates_at_once(self, exam) -> None:
        know(exam, 1.0)
        start(cast.alice(), exam)
        know(exam, -1.0)
        assert start(cast.bob(), exam).scale[3] == 0.7311

    def test_new_questions_do_not_count(self, exam) -> None:
        pks = list(Question.objects.values_list("pk", flat=True))
        new = Question.objects.get(pk=pks[0])
        know(exam, 0.0, questions=dict.fromkeys(pks[1:], (1.0, 0.0)))
        for name in ("dora", "emil", "fred", "gina"):
            attempt = start(cast.person(name), exam)
            asked = AttemptQuestion.objects.filter(attempt=attempt, question=new)
            assert not asked.filter(is_scored=True).exists()

    def test_practice_keeps_the_common_pass_line(self) -> None:
        exam = every_kind_exam()
        know(exam, 1.0)
        assert not start(cast.alice(), exam).has_own_pass_line

    def test_a_grade_by_it_is_found_in_order(self, exam) -> None:
        """I24: from what is frozen, whatever is known by then."""
        know(exam, 1.0)
        attempt = start(cast.alice(), exam)
        answer_all(attempt, right_count=2)
        result_of(attempt)
        know(exam, -2.0)
        assert not selectors.grade_fault(Attempt.objects.get(pk=attempt.pk))
