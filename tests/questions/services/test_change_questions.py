"""One thing done to many questions, and taken back."""

import pytest
from django.utils import timezone

from lib.problems import Problem
from questions import services
from questions.models import BulkVerb, Question, State
from tests import cast
from tests.factories import make_guide, make_new, make_question, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(db):
    return make_guide().domains.all()[0].tasks.get()


def change(questions, verb, by, **over):
    return services.change_questions(
        questions=questions,
        verb=verb,
        by=by,
        reason="a test",
        now=timezone.now(),
        **over,
    )


def undo(done, by):
    return services.undo_change(change=done, by=by, now=timezone.now())


def states():
    return dict(Question.objects.values_list("slug", "state"))


class ChangeQuestionsTests:
    def test_it_retires_those_that_are_published(self, ivan, task):
        draft = make_new(ivan, task, "draft")
        done = change([make_question(task, "q"), draft], BulkVerb.RETIRE, ivan)
        assert states() == {"q": State.RETIRED, "draft": State.DRAFT}
        assert len(done.changes) == 1

    def test_the_plan_says_why_one_is_left(self, ivan, task):
        questions = [make_question(task, "q"), make_new(ivan, task, stem="")]
        plan = services.plan_change(questions=questions, verb=BulkVerb.SUBMIT)
        assert plan.taken == []
        reasons = [reason for _, reason in plan.left]
        assert reasons[0] == "nobody is writing it"
        assert "no text yet" in reasons[1]

    def test_a_retirement_is_undone(self, ivan, task):
        done = change([make_question(task, "q")], BulkVerb.RETIRE, ivan)
        assert undo(done, ivan) == 1
        assert states() == {"q": State.PUBLISHED}

    def test_it_is_undone_once(self, ivan, task):
        done = change([make_question(task, "q")], BulkVerb.RETIRE, ivan)
        undo(done, ivan)
        with pytest.raises(Problem, match="Nothing is left"):
            undo(done, ivan)

    def test_what_changed_since_is_left_alone(self, ivan, task):
        question = make_question(task, "q")
        done = change([question], BulkVerb.RETIRE, ivan)
        services.revive_question(
            question=question, by=ivan, reason="needed", now=timezone.now()
        )
        assert undo(done, ivan) == 0

    def test_a_topic_comes_and_goes(self, ivan, task):
        question = make_question(task, "q")
        done = change([question], BulkVerb.TAG, ivan, topic=make_topic("kms"))
        assert [t.slug for t in question.topics.order_by("slug")] == ["kms", "sqs"]
        undo(done, ivan)
        assert [t.slug for t in question.topics.all()] == ["sqs"]

    def test_an_open_draft_learns_the_topic(self, ivan, task):
        question = make_new(ivan, task)
        change([question], BulkVerb.TAG, ivan, topic=make_topic("kms"))
        question.refresh_from_db()
        assert question.draft.manuscript.tags["topics"] == ["sqs", "kms"]

    def test_drafts_are_assigned_and_handed_over(self, ivan, task):
        ada, question = cast.ada(), make_new(ivan, task)
        change([question], BulkVerb.ASSIGN, ivan, reviewer=ada)
        done = change([question], BulkVerb.SUBMIT, ivan)
        question.refresh_from_db()
        assert question.draft.manuscript.reviewer == ada
        assert question.state == State.IN_REVIEW
        undo(done, ivan)
        question.refresh_from_db()
        assert question.state == State.DRAFT
