"""Writing a question with drawn numbers: the editor, and its thousand variants."""

import pytest
from django.urls import reverse

from questions.manuscript import text_of
from questions.models import Manuscript, Question
from questions.templating import Template
from tests.factories import make_drawn, make_new, make_template

pytestmark = pytest.mark.django_db


def address(name, question):
    return reverse(f"questions:{name}", args=[question.slug])


def template_in(question):
    text = Manuscript.objects.get(revision__question=question).text
    return text_of(text).template


def typed(template, **over):
    names = ("parameters", "values", "conditions", "least", "most", "unit", "unit_one")
    data = {f"template-{name}": getattr(template, name) for name in names}
    data |= {"template-decimals": str(template.decimals), "template-is_grouped": "on"}
    for number, answer in enumerate(template.answers):
        data |= {f"answer-{number}-{n}": v for n, v in vars(answer).items()}
    return data | {"version": "1", "stem": "How many {items}?"} | over


class EditorTests:
    def test_one_begins_with_an_empty_template(self, ivans):
        ivans.post(reverse("questions:new"), {"kind": "template", "slug": "drawn"})
        assert template_in(Question.objects.get(slug="drawn")) == Template()

    def test_an_empty_template_can_be_opened(self, ivans):
        told = {"kind": "template", "slug": "drawn"}
        page = ivans.post(reverse("questions:new"), told, follow=True)
        assert "The right answer: There is no formula yet" in page.content.decode()
        assert "Mistake 2: There is no formula yet" in page.content.decode()

    def test_what_is_typed_is_kept(self, ivans, ivan, task):
        question = make_drawn(ivan, task)
        template = make_template(unit="requests", decimals=2)
        ivans.post(address("save", question), typed(template))
        assert template_in(question) == template

    def test_a_mistake_is_added_and_removed(self, ivans, ivan, task):
        question = make_drawn(ivan, task)
        data = typed(make_template(), action="add-answer")
        ivans.post(address("save", question), data)
        assert len(template_in(question).answers) == 5
        data |= {"version": "2", "action": "remove-answer-2"}
        ivans.post(address("save", question), data)
        assert template_in(question).answers[2].mistake == "one call per entry"

    def test_the_preview_is_a_variant(self, ivans, ivan, task):
        page = ivans.get(address("edit", make_drawn(ivan, task))).content.decode()
        preview = page.partition("As students see it")[2]
        assert "{items}" not in preview
        assert " calls</p>" in preview

    def test_a_half_written_template_has_a_page_of_its_own(self, ivans, ivan, task):
        question = make_drawn(ivan, task, values="calls = (")
        for name in ("edit", "question", "variants"):
            assert ivans.get(address(name, question)).status_code == 200


class TwoWritersTests:
    def test_the_template_of_either_can_be_taken(self, ivans, adas, ivan, task):
        question = make_drawn(ivan, task)
        adas.post(address("save", question), typed(make_template(unit="requests")))
        mine = make_template(unit="writes")
        ivans.post(address("save", question), typed(mine))
        page = ivans.get(address("merge", question)).content.decode()
        assert "How it is computed" in page
        told = {"mine": ["template"], "version": "2"}
        ivans.post(address("merge", question), told)
        assert template_in(question) == mine

    def test_its_reader_sees_what_was_changed(self, ivans, adas, ivan, task):
        question = make_drawn(ivan, task)
        page = adas.get(address("review_draft", question)).content.decode()
        assert " calls</p>" in page
        assert address("variants", question) in page


class VariantsTests:
    def test_it_shows_twenty_and_tells_of_a_thousand(self, ivans, ivan, task):
        page = ivans.get(address("variants", make_drawn(ivan, task))).content.decode()
        assert "1,000 variants drawn" in page
        assert page.count('aria-label="Variant ') == 20

    def test_a_part_of_it_is_put_into_the_editor(self, ivans, ivan, task):
        address_ = address("variants", make_drawn(ivan, task))
        assert "<html" not in ivans.get(f"{address_}?part").content.decode()

    def test_what_was_typed_stays_text(self, ivans, ivan, task):
        hostile = "items = <script>x</script>, b"
        question = make_drawn(ivan, task, parameters=hostile)
        for name in ("edit", "variants"):
            page = ivans.get(address(name, question)).content.decode()
            assert "<script>x" not in page

    def test_other_questions_have_none(self, ivans, ivan, task):
        question = make_new(ivan, task)
        page = ivans.get(address("variants", question))
        assert page.url == address("edit", question)
