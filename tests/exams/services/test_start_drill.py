"""Drills: from what was missed, flagged or chosen, and never from nothing."""

from datetime import date

import pytest

from exams import services
from exams.models import Attempt
from lib.problems import Problem
from questions.models import QuestionTopic
from tests import cast
from tests.exams.client import WRITER, answer_all, save_one, submit, wrong
from tests.exams.makers import bump, settle, small_exam, start
from tests.factories import make_topic

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def drill(user, source: str, **over):
    fields = {"today": TODAY, "source": source, "writer": WRITER} | over
    return services.start_chosen_drill(user=user, **fields)


def sat(user, *, right_count: int) -> Attempt:
    attempt = start(user)
    answer_all(attempt, right_count=right_count)
    submit(attempt)
    graded = settle(attempt)
    services.reveal_result(attempt=graded)
    return graded


class DrillTests:
    def test_it_asks_what_was_missed(self) -> None:
        alice = cast.alice()
        attempt = sat(alice, right_count=2)
        missed = attempt.questions.filter(is_correct=False)
        started = drill(alice, "missed")
        asked = {q.question_id for q in started.attempt.questions.all()}
        assert asked == set(missed.values_list("question_id", flat=True))
        assert started.attempt.mode == "drill"
        assert started.attempt.deadline_at is None

    def test_what_was_right_since_is_not_missed_any_more(self) -> None:
        alice = cast.alice()
        sat(alice, right_count=0)
        one = drill(alice, "missed").attempt
        one.user = alice
        answer_all(one, right_count=5)
        submit(one)
        services.reveal_result(attempt=settle(one))
        with pytest.raises(Problem) as refusal:
            drill(alice, "missed")
        assert refusal.value.slug == "nothing-to-drill"

    def test_it_asks_what_was_flagged(self) -> None:
        alice = cast.alice()
        attempt = start(alice)
        save_one(attempt, 2, wrong(attempt, 2), flagged=True)
        submit(attempt)
        settle(attempt)
        asked = [q.question_id for q in drill(alice, "flagged").attempt.questions.all()]
        assert asked == [attempt.questions.get(position=2).question_id]

    def test_it_asks_the_topics_that_were_chosen(self) -> None:
        alice, exam = cast.alice(), small_exam()
        tag = QuestionTopic.objects.first()
        tag.topic = make_topic("lambda")
        tag.save()
        bump()
        started = drill(alice, "topics", topics=["lambda"])
        asked = started.attempt.questions.values_list("question_id", flat=True)
        assert list(asked) == [tag.question_id]
        assert started.attempt.guide_id == exam.guide_id

    def test_it_asks_the_weakest_topics(self) -> None:
        alice = cast.alice()
        sat(alice, right_count=1)
        assert drill(alice, "weak", count=3).attempt.questions.count() == 3

    @pytest.mark.parametrize("source", ["missed", "flagged", "weak", "topics"])
    def test_there_is_nothing_to_drill_before_the_first_exam(self, source) -> None:
        small_exam()
        with pytest.raises(Problem) as refusal:
            drill(cast.alice(), source)
        assert (refusal.value.slug, refusal.value.status) == ("nothing-to-drill", 409)

    def test_without_any_guide_there_is_nothing_to_drill(self) -> None:
        with pytest.raises(Problem):
            drill(cast.alice(), "topics", topics=["sqs"])

    def test_somebody_elses_mistakes_are_not_asked(self) -> None:
        sat(cast.bob(), right_count=0)
        with pytest.raises(Problem):
            drill(cast.alice(), "missed")

    def test_fewer_questions_than_wanted_is_told(self) -> None:
        alice = cast.alice()
        sat(alice, right_count=4)
        found = drill(alice, "missed", count=10).attempt
        assert found.questions.count() == 1
        assert found.shortfalls[0] == {
            "rule": "count",
            "detail": "1 of 10 questions were there to draw",
        }

    def test_the_drill_that_runs_is_given_back(self) -> None:
        alice = cast.alice()
        sat(alice, right_count=2)
        first, again = drill(alice, "missed"), drill(alice, "topics", topics=["sqs"])
        assert again.attempt.pk == first.attempt.pk
        assert not again.is_new

    def test_a_key_gives_its_drill_back_though_nothing_is_left_to_drill(self) -> None:
        """A start whose reply was lost, sent again when all is right by now."""
        alice = cast.alice()
        sat(alice, right_count=3)
        first = drill(alice, "missed", idempotency_key="k").attempt
        first.user = alice
        answer_all(first, right_count=5)
        submit(first)
        settle(first)
        assert drill(alice, "missed", idempotency_key="k").attempt.pk == first.pk


class MeanwhileTests:
    def test_i29_it_asks_nothing_of_an_exam_that_still_runs(self) -> None:
        """I29: a drill beside a mock would show the keys of its questions."""
        alice = cast.alice()
        mock = start(alice)
        everything = {"source": "topics", "topics": ["sqs"], "count": 65}
        drilled = drill(alice, **everything)
        asked = {q.question_id for q in drilled.attempt.questions.all()}
        examined = set(mock.questions.values_list("question_id", flat=True))
        assert asked
        assert not asked & examined

    def test_they_come_back_after_the_exam(self) -> None:
        alice = cast.alice()
        mock = sat(alice, right_count=1)
        drilled = drill(alice, "missed", count=65)
        asked = {q.question_id for q in drilled.attempt.questions.all()}
        assert asked <= set(mock.questions.values_list("question_id", flat=True))
