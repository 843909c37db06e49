"""Writing a draft, alone and with somebody else."""

from dataclasses import replace

import pytest
from django.utils import timezone

from lib.problems import Problem
from questions import services
from questions.models import Manuscript, Question, QuestionRevision, State
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
def task(db):
    return make_guide().domains.all()[0].tasks.get()


@pytest.fixture
def ada(db):
    return cast.ada()


def save(question, writer, version, task, **over):
    return services.save_draft(
        question=question,
        writer=writer,
        version=version,
        text=make_text(**over),
        tags=make_tags(task),
        now=timezone.now(),
    )


class CreateQuestionTests:
    def test_it_is_a_draft_that_no_exam_asks(self, ivan, task):
        question = make_new(ivan, task)
        assert question.state == State.DRAFT
        assert not Question.objects.published().exists()
        assert question.draft == question.current

    def test_it_is_named_by_its_first_words(self, ivan, task):
        assert make_new(ivan, task).slug.startswith("a-company-keeps-its-queue-in-")

    def test_its_name_has_no_sign_that_a_bank_file_refuses(self, ivan, task):
        text = make_text(stem="What does AWS_PROFILE choose?")
        question = services.create_question(
            author=ivan, text=text, tags=make_tags(task), now=timezone.now()
        )
        assert question.slug.startswith("what-does-aws-profile-choose")

    def test_it_refuses_a_name_in_use(self, ivan, task):
        make_new(ivan, task, "taken")
        with pytest.raises(Problem, match="Choose another name"):
            make_new(ivan, task, "taken")

    def test_it_is_tagged_at_once(self, ivan, task):
        question = make_new(ivan, task)
        assert [t.slug for t in question.topics.all()] == ["sqs"]
        assert list(question.tasks.all()) == [task]

    def test_many_come_in_whole_or_not_at_all(self, ivan, task):
        drafts = [(slug, make_text(), make_tags(task)) for slug in ("a", "b", "a")]
        with pytest.raises(Problem):
            services.create_questions(
                author=ivan, drafts=drafts, now=timezone.now(), origin="a file"
            )
        assert not Question.objects.exists()


class OpenDraftTests:
    def test_a_correction_has_the_published_words(self, ivan, task):
        question = make_question(task, "q")
        draft = make_draft(question, ivan)
        assert draft.text["stem"] == "Stem of q?"
        assert draft.revision.number == 2
        question.refresh_from_db()
        assert question.current.number == 1
        assert question.state == State.PUBLISHED

    def test_there_is_one_draft_whoever_begins(self, ivan, ada, task):
        question = make_question(task, "q")
        assert make_draft(question, ivan).pk == make_draft(question, ada).pk

    def test_who_only_opens_it_has_not_written(self, ivan, task):
        assert not make_draft(make_question(task, "q"), ivan).writers.exists()


class SaveDraftTests:
    def test_it_keeps_the_words_and_renders_them(self, ivan, task):
        question = make_new(ivan, task)
        saved = save(question, ivan, 1, task, stem="A **new** stem of the draft")
        assert saved.copy is None
        assert saved.manuscript.version == 2
        revision = QuestionRevision.objects.get(pk=question.draft_id)
        assert "<strong>new</strong>" in revision.content["stem_html"]

    def test_saving_the_same_again_changes_nothing(self, ivan, task):
        question = make_new(ivan, task)
        assert save(question, ivan, 1, task).manuscript.version == 1

    def test_the_later_of_two_texts_is_kept_aside(self, ivan, ada, task):
        question = make_new(ivan, task)
        save(question, ada, 1, task, stem="Written by Ada in the meantime")
        saved = save(question, ivan, 1, task, stem="Written by Ivan on the old one")
        assert saved.copy.text["stem"] == "Written by Ivan on the old one"
        assert saved.manuscript.text["stem"] == "Written by Ada in the meantime"

    def test_both_who_wrote_are_its_writers(self, ivan, ada, task):
        question = make_new(ivan, task)
        draft = save(question, ada, 1, task, stem="Something else").manuscript
        assert set(draft.writers.all()) == {ivan, ada}

    def test_a_draft_in_review_is_not_changed(self, ivan, task):
        question = make_new(ivan, task)
        services.submit_draft(question=question, by=ivan, now=timezone.now())
        saved = save(question, ivan, 1, task, stem="Too late for this")
        assert saved.copy is not None
        assert saved.manuscript.text["stem"] == make_text().stem

    def test_a_merge_takes_the_copy_away(self, ivan, ada, task):
        question = make_new(ivan, task)
        save(question, ada, 1, task, stem="Ada's")
        save(question, ivan, 1, task, stem="Ivan's")
        merged = services.merge_copy(
            question=question,
            writer=ivan,
            version=2,
            text=make_text(stem="Ada's and Ivan's"),
            tags=make_tags(task),
            now=timezone.now(),
        )
        assert merged.manuscript.text["stem"] == "Ada's and Ivan's"
        assert not merged.manuscript.copies.exists()

    def test_tags_of_a_published_question_wait_for_the_publication(self, ivan, task):
        question = make_question(task, "q")
        make_draft(question, ivan)
        tags = replace(make_tags(task), topics=())
        services.save_draft(
            question=question,
            writer=ivan,
            version=1,
            text=make_text(),
            tags=tags,
            now=timezone.now(),
        )
        assert question.topics.count() == 1


class DiscardDraftTests:
    def test_a_new_question_goes_with_its_draft(self, ivan, task):
        question = make_new(ivan, task)
        services.discard_draft(question=question, by=ivan, reason="a test")
        assert not Question.objects.exists()

    def test_a_published_one_stays_as_it_was(self, ivan, task):
        question = make_question(task, "q")
        make_draft(question, ivan)
        services.discard_draft(question=question, by=ivan, reason="not needed")
        question.refresh_from_db()
        assert question.draft is None
        assert question.current.number == 1
        assert not Manuscript.objects.exists()
