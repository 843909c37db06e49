"""Review: a second person, reasons, and what publishing changes."""

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, transaction
from django.utils import timezone

from lib.models import AuditEvent
from lib.problems import Problem
from questions import services
from questions.models import Bank, Crosswalk, Manuscript, Question, State
from tests import cast
from tests.factories import (
    make_draft,
    make_guide,
    make_new,
    make_question,
    make_tags,
    make_text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(db):
    return make_guide()


@pytest.fixture
def task(guide):
    return guide.domains.all()[0].tasks.get()


@pytest.fixture
def ada(db):
    return cast.ada()


def submit(question, by, **over):
    return services.submit_draft(question=question, by=by, now=timezone.now(), **over)


def publish(question, by, version=1):
    return services.publish_draft(
        question=question,
        by=by,
        version=version,
        reason="read and answered blind",
        now=timezone.now(),
    )


def correct(question, writer, task, **over):
    draft = make_draft(question, writer)
    return services.save_draft(
        question=question,
        writer=writer,
        version=draft.version,
        text=make_text(**over),
        tags=make_tags(task),
        now=timezone.now(),
    ).manuscript


class SubmitTests:
    def test_an_unfinished_question_is_not_handed_over(self, ivan, task):
        question = make_new(ivan, task, stem="")
        with pytest.raises(Problem, match="no text yet"):
            submit(question, ivan)

    def test_it_stands_in_review(self, ivan, task):
        question = make_new(ivan, task)
        submit(question, ivan)
        question.refresh_from_db()
        assert question.state == State.IN_REVIEW

    def test_a_writer_cannot_be_the_reviewer(self, ivan, task):
        with pytest.raises(Problem, match="Choose somebody else"):
            submit(make_new(ivan, task), ivan, reviewer=ivan)

    def test_it_comes_back_with_a_reason(self, ivan, ada, task):
        question = make_new(ivan, task)
        submit(question, ivan)
        services.return_draft(question=question, by=ada, reason="two keys")
        question.refresh_from_db()
        assert question.state == State.DRAFT
        told = AuditEvent.objects.last()
        assert told.action == "question sent back"
        assert told.detail["reason"] == "two keys"


class PublishTests:
    def test_a_second_person_makes_it_the_question(self, ivan, ada, task):
        question = make_new(ivan, task)
        submit(question, ivan)
        publish(question, ada)
        question.refresh_from_db()
        assert question.state == State.PUBLISHED
        assert question.current.published_at is not None
        assert question.draft is None

    def test_nobody_publishes_their_own_words(self, ivan, task):
        question = make_new(ivan, task)
        submit(question, ivan)
        with pytest.raises(Problem, match="Ask another instructor"):
            publish(question, ivan)
        assert not Question.objects.published().exists()

    def test_one_changed_word_makes_a_writer(self, ivan, ada, task):
        question = make_question(task, "q")
        correct(question, ada, task)
        correct(question, ivan, task, stem="A company keeps two queues, in one Region.")
        submit(question, ivan)
        with pytest.raises(Problem, match="Ask another"):
            publish(question, ada, version=3)

    def test_a_draft_must_be_handed_over_first(self, ivan, ada, task):
        with pytest.raises(Problem, match="still writing"):
            publish(make_new(ivan, task), ada)

    def test_it_must_be_the_text_that_was_read(self, ivan, ada, task):
        question = make_question(task, "q")
        correct(question, ivan, task)
        submit(question, ivan)
        with pytest.raises(Problem, match="Read it again"):
            publish(question, ada, version=1)

    def test_open_remarks_come_first(self, ivan, ada, task):
        question = make_new(ivan, task)
        submit(question, ivan)
        remark = services.add_remark(
            question=question,
            author=ada,
            place="option.1.why",
            text="Which mechanism?",
            now=timezone.now(),
        )
        assert remark.quote.startswith("Because")
        with pytest.raises(Problem, match="Settle"):
            publish(question, ada)
        services.settle_remark(remark=remark, by=ada, now=timezone.now())
        assert publish(question, ada).state == State.PUBLISHED

    def test_a_false_claim_is_not_published(self, ivan, ada, task):
        place = {"service": "sqs", "operation": "ChangeMessageVisibility"}
        claim = {"claim": "It is so.", "botocore": place | {"contains": "never said"}}
        question = make_new(ivan, task, evidence=(claim,))
        submit(question, ivan)
        with pytest.raises(Problem, match="does not say"):
            publish(question, ada)

    def test_a_correction_is_a_new_revision_and_raises_the_version(
        self, ivan, ada, task
    ):
        question = make_question(task, "q")
        before = question.current
        correct(question, ivan, task)
        submit(question, ivan)
        publish(question, ada, version=2)
        question.refresh_from_db()
        assert (question.current.number, question.difficulty) == (2, "hard")
        before.refresh_from_db()
        assert before.stem == "Stem of q?"
        assert Bank.objects.get().version == 2

    def test_the_database_keeps_what_was_published(self, ivan, ada, task):
        question = make_new(ivan, task)
        submit(question, ivan)
        publish(question, ada)
        text = Manuscript.objects.get(pk=question.draft_id or question.current_id)
        text.text = text.text | {"stem": "Another one"}
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            text.save()

    def test_every_step_says_who_and_why(self, ivan, ada, task):
        question = make_new(ivan, task)
        submit(question, ivan)
        publish(question, ada)
        told = AuditEvent.objects.filter(object_id=question.pk).order_by("id")
        assert [(event.action, event.actor_id) for event in told] == [
            ("question begun", ivan.pk),
            ("question sent to review", ivan.pk),
            ("question published", ada.pk),
        ]

    def test_a_successor_guide_gets_the_task_that_follows(self, ivan, ada, task):
        newer = make_guide("TST-C02").domains.all()[0].tasks.get()
        Crosswalk.objects.create(old_task=task, new_task=newer)
        question = make_new(ivan, task)
        assert set(question.tasks.all()) == {task, newer}


class RetireTests:
    def test_it_leaves_new_exams_and_comes_back(self, ivan, task):
        question = make_question(task, "q")
        now = timezone.now()
        services.retire_question(question=question, by=ivan, reason="AWS", now=now)
        assert not Question.objects.published().exists()
        later = now + timedelta(days=1)
        services.revive_question(question=question, by=ivan, reason="back", now=later)
        assert Question.objects.published().get() == question

    def test_a_draft_is_not_retired(self, ivan, task):
        with pytest.raises(Problem, match="nothing to retire"):
            services.retire_question(
                question=make_new(ivan, task), by=ivan, reason="x", now=timezone.now()
            )
