"""Sitting a drill that was assigned: its topics, new ones first, checked one by one."""

import pytest

from exams import services
from exams.models import Answer, Attempt
from lib.problems import Problem
from questions.models import Question, QuestionTopic
from tests import cast
from tests.exams.client import WRITER, answer_all, save_one, submit, wrong
from tests.exams.makers import assign, begin, bump, settle, small_exam, start
from tests.factories import make_drill, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return cast.alice()


@pytest.fixture
def mock():
    """Of a bank of twelve questions, six of them about AWS Lambda."""
    made = small_exam()
    topic = make_topic("lambda")
    for tag in QuestionTopic.objects.order_by("question")[:6]:
        tag.topic = topic
        tag.save()
    bump()
    return made


@pytest.fixture
def drill(mock):
    return make_drill(mock.guide, only_topics=["lambda"], scored_count=3)


def asked(attempt: Attempt) -> set[int]:
    return set(attempt.questions.values_list("question_id", flat=True))


def lambdas() -> set[int]:
    tags = QuestionTopic.objects.filter(topic__slug="lambda")
    return set(tags.values_list("question_id", flat=True))


class DrillTests:
    def test_it_asks_its_topics_alone(self, alice, drill) -> None:
        attempt = begin(alice, assign(alice, exam=drill))
        assert len(asked(attempt)) == 3
        assert asked(attempt) <= lambdas()

    def test_it_keeps_to_its_domains(self, alice, mock) -> None:
        drill = make_drill(mock.guide, only_topics=[], only_domains=["2"])
        attempt = begin(alice, assign(alice, exam=drill))
        assert {row.domain.code for row in attempt.questions.all()} == {"2"}
        assert attempt.shortfalls[0]["rule"] == "count"

    def test_new_questions_come_first(self, alice, drill) -> None:
        assignment = assign(alice, exam=drill, attempts_allowed=2, release="at_once")
        first = begin(alice, assignment)
        submit(first)
        settle(first)
        assert not asked(first) & asked(begin(alice, assignment))

    def test_an_answer_can_be_checked_at_once(self, alice, drill) -> None:
        attempt = begin(alice, assign(alice, exam=drill, release="at_once"))
        save_one(attempt, 1, wrong(attempt, 1))
        services.check_answer(
            user=alice, attempt_id=attempt.pk, position=1, writer=WRITER, epoch=1, seq=1
        )
        assert Answer.objects.get().checked_at is not None

    def test_its_result_counts_what_was_right(self, alice, drill) -> None:
        attempt = begin(alice, assign(alice, exam=drill, release="at_once"))
        answer_all(attempt, right_count=2)
        submit(attempt)
        assert settle(attempt).result.raw == 2

    def test_everybody_can_have_the_same_questions(self, alice, drill) -> None:
        bob = cast.bob()
        assignment = assign(alice, bob, exam=drill, form_rule="common")
        assert asked(begin(alice, assignment)) == asked(begin(bob, assignment))


class MeanwhileTests:
    def test_i29_it_asks_nothing_of_an_exam_that_still_runs(
        self, alice, mock, drill
    ) -> None:
        """I29: a drill beside a mock would show the keys of its questions."""
        running = start(alice, mock)
        attempt = begin(alice, assign(alice, exam=drill, release="at_once"))
        assert not asked(attempt) & asked(running)

    def test_with_nothing_left_to_ask_it_says_when(self, alice, drill) -> None:
        Question.objects.filter(pk__in=lambdas()).update(state="retired")
        bump()
        with pytest.raises(Problem) as refusal:
            begin(alice, assign(alice, exam=drill))
        assert refusal.value.slug == "nothing-to-drill"
        assert "tell your instructor" in refusal.value.detail

    def test_it_does_not_stand_in_the_way_of_a_drill_of_ones_own(
        self, alice, drill
    ) -> None:
        begin(alice, assign(alice, exam=drill))
        own = services.start_drill(
            user=alice,
            guide=drill.guide,
            title="Drill",
            question_ids=frozenset(lambdas()),
            count=2,
            writer=None,
        )
        assert own.is_new
