"""The pages of import and export, as an instructor goes through them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lib.models import AuditEvent
from questions import services
from questions.exchange import read_file
from questions.models import CategoryTopic, Question, QuestionImport
from tests import cast
from tests.factories import GIFT, make_guide, make_import, make_question, make_topic
from tests.questions.exchange.samples import choice_2, correct, zipped

pytestmark = pytest.mark.django_db
DRAWN = [
    "questions: [{id: a, generator: iam-policy}]",
    "questions: [{id: a, stem: 'So many {n}?', template: {parameters: n = 1 to 9}}]",
]


def send(browser, text=GIFT, name="queues.gift", **fields):
    file = SimpleUploadedFile(name, text.encode())
    return browser.post("/bank/import/", {"file": file} | fields, follow=True)


class ImportPagesTests:
    def test_a_file_is_shown_before_anything_is_written(self, ivans):
        page = send(ivans).text
        assert "How long may long polling wait?" in page
        assert "20 seconds" in page
        assert "an essay has no key" in page
        assert not Question.objects.exists()

    def test_a_file_that_cannot_be_read_says_where_and_why(self, ivans):
        page = send(ivans, "::a::x {=b ~c", "x.gift").text
        assert "x.gift, line 1" in page
        assert "braces" in page

    def test_every_option_is_shown_and_the_key_is_marked(self, ivans):
        page = send(ivans, "::M::[markdown]Is it **bold**?{=yes `now` ~no}").text
        assert "<strong>bold</strong>" in page
        assert "<code>now</code>" in page
        assert page.count("Right answer") == 1

    @pytest.mark.parametrize("text", DRAWN)
    def test_what_is_computed_is_shown_as_such(self, ivans, text):
        page = send(ivans, text, "drawn.yaml").text
        assert "computed anew for every student" in page

    def test_what_the_manifest_forgot_is_worth_a_look(self, ivans):
        item = choice_2(correct("B"), "", "single", 1)
        manifest = '<manifest><resource type="imsqti" href="q.xml"/></manifest>'
        files = ("imsmanifest.xml", manifest), ("q.xml", item), ("r.xml", item)
        file = SimpleUploadedFile("x.zip", zipped(*files))
        page = ivans.post("/bank/import/", {"file": file}, follow=True).text
        assert "r.xml" in page.split("Worth a look")[1]

    def test_a_file_without_questions_leads_back_and_can_be_forgotten(self, ivans):
        assert "Nothing of it can be brought in" in send(ivans, "hello", "x.txt").text
        assert "Nothing found" in ivans.get("/bank/import/").text
        batch = QuestionImport.objects.get()
        ivans.post(f"/bank/import/{batch.pk}/forget/")
        assert not QuestionImport.objects.exists()

    def test_what_was_brought_in_is_not_forgotten(self, ivan, ivans):
        batch = make_import(ivan)
        services.confirm_import(batch=batch, by=ivan, now=timezone.now())
        response = ivans.post(f"/bank/import/{batch.pk}/forget/")
        assert response.status_code == 409
        assert QuestionImport.objects.exists()

    def test_an_empty_file_is_refused_in_the_form(self, ivans):
        assert "empty" in send(ivans, "").text

    def test_a_category_suggests_the_topic_of_its_name(self, ivans):
        make_topic("sqs", name="Amazon SQS")
        assert '<option value="sqs" selected>' in send(ivans).text

    def test_confirming_keeps_the_topics_and_starts_the_job(self, ivan, ivans):
        make_topic("sqs")
        batch = make_import(ivan)
        told = {"action": "confirm", "category-0": "sqs", "shown": ["1"]}
        page = ivans.post(f"/bank/import/{batch.pk}/confirm/", told, follow=True)
        assert CategoryTopic.objects.get().category == "AWS/SQS"
        assert "0 of 1 drafts are made" in page.text

    def test_the_choice_of_a_page_is_kept(self, ivan, ivans):
        batch = make_import(ivan)
        told = {"shown": ["1", "2"], "chosen": ["2"]}
        ivans.post(f"/bank/import/{batch.pk}/choose/", told)
        chosen = batch.rows.filter(is_chosen=True)
        assert [row.ref for row in chosen] == ["Fifo"]

    def test_undo_is_offered_when_it_is_done(self, ivan, ivans):
        batch = make_import(ivan)
        services.confirm_import(batch=batch, by=ivan, now=timezone.now())
        services.run_import(batch_id=batch.pk, now=timezone.now())
        assert "Delete 2 drafts" in ivans.get(f"/bank/import/{batch.pk}/").text
        page = ivans.post(f"/bank/import/{batch.pk}/undo/", follow=True)
        assert "2 drafts were deleted" in page.text
        assert not Question.objects.exists()

    def test_a_question_says_where_it_came_from(self, ivan, ivans):
        batch = make_import(ivan)
        services.confirm_import(batch=batch, by=ivan, now=timezone.now())
        services.run_import(batch_id=batch.pk, now=timezone.now())
        slug = batch.rows.get(ref="Poll").question.slug
        page = ivans.get(f"/bank/questions/{slug}/").text
        assert "queues.gift, Poll, line 3" in page
        assert "by Ivan" in page

    def test_another_instructors_import_is_not_there(self, ivans):
        batch = make_import(cast.person("ines", role="instructor"))
        assert ivans.get(f"/bank/import/{batch.pk}/").status_code == 404

    def test_markup_of_a_file_stays_text(self, ivans):
        page = send(ivans, "::<script>x</script>::<script>y</script>{=<b>a ~b}").text
        assert "<script>x" not in page
        assert "<script>y" not in page

    @pytest.mark.parametrize("suffix", ["csv", "xlsx"])
    def test_the_template_can_be_read_again(self, ivans, suffix):
        response = ivans.get(f"/bank/import/template.{suffix}")
        parsed = read_file(response.content, f"template.{suffix}")
        assert [item.kind for item in parsed.items] == ["single", "matching"]
        assert parsed.exit_code == 0


class ExportPagesTests:
    @pytest.fixture
    def task(self):
        return make_guide().domains.all()[0].tasks.get()

    def test_the_report_comes_before_the_file(self, ivans, task):
        make_question(task, "q-order", kind="ordering")
        make_question(task, "q-one")
        page = ivans.get("/bank/export/?format=gift").text
        assert "questions-gift.txt" in page
        assert "the format has no ordering" in page

    def test_the_file_holds_what_the_filter_says(self, ivans, task):
        make_question(task, "q-one", topic=make_topic("kms"))
        make_question(task, "q-two")
        told = {"format": "yaml", "topic": "kms"}
        response = ivans.post("/bank/export/file/", told)
        assert response["Content-Disposition"] == 'attachment; filename="kms.yaml"'
        [item] = read_file(response.content, "kms.yaml").items
        assert item.ref == "q-one"

    def test_who_took_it_stands_in_the_audit_log(self, ivans, task):
        make_question(task, "q-one")
        ivans.post("/bank/export/file/", {"format": "csv"})
        assert AuditEvent.objects.get().action == "questions taken out"

    def test_nothing_that_fits_is_said_at_the_field(self, ivans):
        assert "Choose fewer filters" in ivans.get("/bank/export/?format=csv").text

    def test_students_take_nothing_out(self, browser_of):
        alice = browser_of(cast.alice())
        assert alice.get("/bank/export/").status_code == 404
        assert alice.post("/bank/export/file/", {"format": "csv"}).status_code == 404
