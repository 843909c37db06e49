"""Bringing questions in: nothing before the confirmation, all of it can be undone."""

import base64
import io

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from lib.jobs import STALLED_AFTER
from lib.models import AuditEvent
from lib.problems import Problem
from questions import services
from questions.models import (
    CategoryTopic,
    ImportedPicture,
    ImportState,
    Question,
    QuestionImport,
    State,
)
from questions.selectors import import_page
from tests.factories import make_import, make_topic

pytestmark = pytest.mark.django_db


def bring_in(batch, user):
    services.confirm_import(batch=batch, by=user, now=timezone.now())
    services.run_import(batch_id=batch.pk, now=timezone.now())
    batch.refresh_from_db()
    return list(Question.objects.filter(origin__batch=batch).order_by("slug"))


class ReadingTests:
    def test_no_question_is_written_before_it_is_confirmed(self, ivan):
        batch = make_import(ivan)
        assert batch.rows.count() == 2
        assert not Question.objects.exists()

    def test_what_is_skipped_is_told_with_its_reason(self, ivan):
        [skipped] = make_import(ivan).faults["skipped"]
        assert (skipped["ref"], skipped["kind"]) == ("Essay", "essay")
        assert skipped["line"] == 7

    def test_a_question_that_the_bank_has_is_not_chosen(self, ivan):
        text = "// [id:poll]\n::Poll::Q?{=a ~b}"
        bring_in(make_import(ivan, text), ivan)
        assert not make_import(ivan, text).rows.get().is_chosen

    def test_it_says_that_the_same_file_was_brought_in(self, ivan):
        first = make_import(ivan)
        bring_in(first, ivan)
        assert import_page(make_import(ivan), 1).earlier == first


class ConfirmingTests:
    def test_drafts_come_with_their_provenance(self, ivan):
        batch = make_import(ivan)
        questions = bring_in(batch, ivan)
        assert {q.state for q in questions} == {State.DRAFT}
        row = questions[0].origin
        assert (row.ref, row.batch.file_name) == ("Poll", "queues.gift")
        assert (row.batch.sender, row.batch.format) == (ivan, "gift")
        assert len(row.batch.digest) == 64

    def test_only_what_is_chosen_comes_in(self, ivan):
        batch = make_import(ivan)
        services.choose_rows(batch=batch, among=[1, 2], chosen=[2])
        [question] = bring_in(batch, ivan)
        assert question.current.stem == "Which queue keeps the order?"

    def test_nothing_chosen_is_refused(self, ivan):
        batch = make_import(ivan)
        services.choose_rows(batch=batch, among=None, chosen=[])
        with pytest.raises(Problem, match="Choose a question"):
            bring_in(batch, ivan)

    def test_a_category_means_the_topic_that_somebody_chose(self, ivan):
        topic = make_topic("sqs")
        now = timezone.now()
        services.map_categories(by=ivan, topics={"AWS/SQS": topic}, now=now)
        for question in bring_in(make_import(ivan), ivan):
            assert question.topics.get() == topic

    def test_confirming_twice_is_refused(self, ivan):
        batch = make_import(ivan)
        bring_in(batch, ivan)
        with pytest.raises(Problem, match="brought in"):
            services.confirm_import(batch=batch, by=ivan, now=timezone.now())

    def test_running_twice_makes_nothing_twice(self, ivan):
        batch = make_import(ivan)
        bring_in(batch, ivan)
        services.run_import(batch_id=batch.pk, now=timezone.now())
        assert Question.objects.count() == 2

    def test_the_sweep_finishes_what_a_lost_job_left(self, ivan):
        batch = make_import(ivan)
        long_ago = timezone.now() - STALLED_AFTER * 2
        services.confirm_import(batch=batch, by=ivan, now=long_ago)
        services.run_stalled_imports(now=timezone.now())
        batch.refresh_from_db()
        assert batch.state == ImportState.DONE
        assert Question.objects.count() == 2

    def test_a_slug_in_use_is_not_taken_again(self, ivan):
        text = "// [id:poll]\n::Poll::Q?{=a ~b}"
        bring_in(make_import(ivan, text), ivan)
        again = make_import(ivan, text)
        services.choose_rows(batch=again, among=None, chosen=[1])
        [question] = bring_in(again, ivan)
        assert question.slug != "poll"


class PictureTests:
    @pytest.fixture
    def batch(self, ivan):
        body = io.BytesIO()
        Image.new("RGB", (4, 4), "red").save(body, "PNG")
        html = '<p>Look: <img alt="a red square" src="data:image/png;base64,{}"></p>'
        text = html.format(base64.b64encode(body.getvalue()).decode())
        xml = (
            '<quiz><question type="multichoice"><name><text>Red</text></name>'
            f'<questiontext format="html"><text><![CDATA[{text}]]></text>'
            "</questiontext>"
            '<answer fraction="100"><text>a</text></answer>'
            '<answer fraction="0"><text>b</text></answer></question></quiz>'
        )
        return make_import(ivan, xml, "red.xml")

    def test_a_picture_comes_along_and_is_shown(self, ivan, batch):
        [question] = bring_in(batch, ivan)
        picture = question.pictures.get()
        assert picture.alt == "a red square"
        assert f"/bank/pictures/{picture.pk}/" in question.current.content["stem_html"]
        assert not ImportedPicture.objects.exists()

    def test_placing_it_is_nobodys_work_and_no_part_of_the_name(self, ivan, batch):
        [question] = bring_in(batch, ivan)
        assert import_page(batch, 1).changed == 0
        assert "red-square" not in question.slug

    def test_undo_deletes_the_file_of_the_picture(
        self, ivan, batch, django_capture_on_commit_callbacks
    ):
        [question] = bring_in(batch, ivan)
        name = question.pictures.get().file.name
        with django_capture_on_commit_callbacks(execute=True):
            services.undo_import(batch=batch, by=ivan, now=timezone.now())
        assert not default_storage.exists(name)


class UndoTests:
    def test_it_takes_every_draft_back(self, ivan):
        batch = make_import(ivan)
        bring_in(batch, ivan)
        assert services.undo_import(batch=batch, by=ivan, now=timezone.now()) == 2
        assert not Question.objects.exists()
        assert QuestionImport.objects.get().state == ImportState.UNDONE

    def test_it_is_refused_once_one_is_in_review(self, ivan):
        batch = make_import(ivan)
        question = bring_in(batch, ivan)[0]
        Question.objects.filter(pk=question.pk).update(state=State.IN_REVIEW)
        with pytest.raises(Problem, match=question.slug):
            services.undo_import(batch=batch, by=ivan, now=timezone.now())
        assert Question.objects.count() == 2

    def test_every_step_stands_in_the_audit_log(self, ivan):
        batch = make_import(ivan)
        bring_in(batch, ivan)
        services.undo_import(batch=batch, by=ivan, now=timezone.now())
        actions = list(
            AuditEvent.objects.order_by("id").values_list("action", flat=True)
        )
        assert actions == [
            "import confirmed",
            "questions brought in",
            "import taken back",
        ]

    def test_a_forgotten_mapping_means_nothing(self, ivan):
        topic, now = make_topic("sqs"), timezone.now()
        services.map_categories(by=ivan, topics={"AWS": topic}, now=now)
        services.map_categories(by=ivan, topics={"AWS": None}, now=now)
        assert not CategoryTopic.objects.exists()
