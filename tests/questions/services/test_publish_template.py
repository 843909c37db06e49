"""Questions with drawn numbers on their way to students."""

from dataclasses import replace

import pytest
from django.utils import timezone

from lib.problems import Problem
from questions import selectors, services
from questions.exchange import read_file
from questions.exchange.drafts import item_of_text, text_of_item
from questions.exchange.writing import write_items
from questions.exchange.yamls import read_yaml
from questions.manuscript import tags_of, text_of
from questions.models import Manuscript
from tests import cast
from tests.exams.makers import start
from tests.factories import (
    DRAWN_STEM,
    make_drawn,
    make_exam,
    make_guide,
    make_question,
    make_template,
)

pytestmark = pytest.mark.django_db


def submit(question, by):
    services.submit_draft(question=question, by=by, now=timezone.now())


def publish(question, by):
    now = timezone.now()
    return services.publish_draft(
        question=question, by=by, version=1, reason="drawn and computed", now=now
    )


def published(ivan, ada, task):
    question = make_drawn(ivan, task)
    submit(question, ivan)
    publish(question, ada)
    question.refresh_from_db()
    return question


def item(question):
    draft = Manuscript.objects.get(revision__question=question)
    return item_of_text(question.slug, text_of(draft.text), tags_of(draft.tags))


class PublishTests:
    def test_a_template_that_fails_its_check_is_refused(self, ivan, task):
        question = make_drawn(ivan, task, conditions="items > 5000")
        with pytest.raises(Problem, match="does not hold"):
            submit(question, ivan)

    def test_a_rare_fault_is_found_by_the_thousand(self, ivan, task):
        values = "calls = ceil(items / size)\nrest = 1 / (calls - 2)"
        question = make_drawn(ivan, task, values=values)
        with pytest.raises(Problem, match="divides by zero"):
            submit(question, ivan)

    def test_a_mistake_has_a_name(self, ivan, task):
        answers = make_template().answers
        nameless = (*answers[:3], replace(answers[3], mistake=""))
        question = make_drawn(ivan, task, answers=nameless)
        with pytest.raises(Problem, match="has no name"):
            submit(question, ivan)

    def test_a_generator_that_does_not_exist_is_refused(self, ivan, task):
        question = make_drawn(ivan, task)
        draft = Manuscript.objects.get(revision__question=question)
        draft.text |= {"template": None, "generator": "nobody-wrote-it"}
        draft.save()
        with pytest.raises(Problem, match="no generator"):
            submit(question, ivan)


class DrawTests:
    def test_a_published_template_is_drawn_by_seed(self, ivan, ada, task):
        revision = published(ivan, ada, task).current
        drawn = selectors.draw_variant(revision, 7)
        assert drawn == selectors.draw_variant(revision, 7)
        assert len(drawn["key"]) == 1
        assert len(drawn["options"]) == 4

    def test_a_correction_leaves_the_published_one_as_it_is(self, ivan, ada, task):
        question = published(ivan, ada, task)
        before = selectors.draw_variant(question.current, 7)
        draft = services.open_draft(question=question, writer=ivan, now=timezone.now())
        text = text_of(draft.text)
        assert text.template == make_template()
        question.refresh_from_db()
        assert selectors.draw_variant(question.current, 7) == before


class AttemptTests:
    def test_an_attempt_keeps_the_variant_that_it_drew(self, ivan, ada):
        guide = make_guide()
        first, *others = [domain.tasks.get() for domain in guide.domains.all()]
        question = published(ivan, ada, first)
        for task in others:
            make_question(task, f"q-{task.pk}")
        fields = {"mode": "practice", "minutes": None, "unscored_count": 0}
        exam = make_exam(guide, scored_count=4, **fields)
        asked = start(cast.alice(), exam).questions.get(question=question)
        drawn = selectors.draw_variant(question.current, asked.variant_seed)
        assert asked.variant == drawn
        assert len(asked.options) == 4


class ExportTests:
    def test_yaml_keeps_it(self, ivan, task):
        written = write_items([item(make_drawn(ivan, task))], "yaml")
        [read] = read_yaml(written.data, written.name).items
        assert text_of_item(read).template == make_template()
        assert text_of_item(read).generator == "template"

    def test_a_file_cannot_make_it_another_kind(self, ivan, task):
        written = write_items([item(make_drawn(ivan, task))], "yaml")
        told = written.data.replace(b"kind: single", b"kind: multiple")
        [read] = read_yaml(told, written.name).items
        assert text_of_item(read).kind == "single"

    def test_moodle_xml_carries_it_as_a_description(self, ivan, task):
        written = write_items([item(make_drawn(ivan, task))], "moodle-xml")
        [read] = read_file(written.data, written.name).items
        assert text_of_item(read).template == make_template()
        assert read.stem == DRAWN_STEM
        assert "only Passline draws" in written.losses[0].what

    @pytest.mark.parametrize("format_", ["gift", "csv", "qti-3.0"])
    def test_other_formats_say_that_they_cannot(self, ivan, task, format_):
        written = write_items([item(make_drawn(ivan, task))], format_)
        assert [loss.is_left_out for loss in written.losses] == [True]
