"""A situation that several questions share is rewritten for all of them at once."""

import pytest
from django.utils import timezone

from lib.problems import Problem
from questions import services
from questions.models import Scenario
from tests import cast
from tests.factories import make_guide, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(db, ivan):
    """Two published questions of one clinic."""
    task = make_guide().domains.all()[0].tasks.get()
    scenario = services.create_scenario(
        slug="clinic", title="A clinic", text="One queue.", by=ivan
    )
    return [make_question(task, slug, scenario=scenario) for slug in ("a", "b")]


def rewrite(by, text="Two **queues**."):
    return services.rewrite_scenario(
        slug="clinic", title="A clinic", text=text, by=by, now=timezone.now()
    )


def submit(question, by):
    services.submit_draft(question=question, by=by, now=timezone.now())


class RewriteScenarioTests:
    def test_students_read_the_former_text_until_it_is_published(self, ivan, pair):
        rewrite(ivan)
        for question in pair:
            question.refresh_from_db()
            assert question.current.scenario.number == 1
            assert question.draft.scenario.number == 2

    def test_the_same_text_again_is_no_rewriting(self, ivan, pair):
        assert rewrite(ivan, "One queue.").number == 1

    def test_a_name_in_use_is_refused(self, ivan, pair):
        with pytest.raises(Problem, match="Choose another name"):
            services.create_scenario(slug="clinic", title="x", text="y", by=ivan)

    def test_it_waits_for_a_review_that_has_begun(self, ivan, pair):
        rewrite(ivan)
        drafts_ready(pair)
        submit(pair[0], ivan)
        with pytest.raises(Problem, match="back from review"):
            rewrite(ivan, "Three queues.")

    def test_its_questions_are_published_together(self, ivan, pair):
        rewrite(ivan)
        drafts_ready(pair)
        submit(pair[0], ivan)
        ada = cast.ada()
        with pytest.raises(Problem, match="still writing"):
            publish(pair[0], ada)
        submit(pair[1], ivan)
        publish(pair[0], ada)
        for question in pair:
            question.refresh_from_db()
            assert question.current.scenario == Scenario.objects.get(number=2)


def drafts_ready(pair):
    """Their words are finished; only the situation was at stake."""
    for question in pair:
        question.refresh_from_db()
        draft = question.draft.manuscript
        options = [
            option | {"why": "Because of the mechanism that decides it here and now."}
            for option in draft.text["options"]
        ]
        draft.text = draft.text | {"options": options}
        draft.save(update_fields=["text"])


def publish(question, by):
    return services.publish_draft(
        question=question,
        by=by,
        version=question.draft.manuscript.version,
        reason="read",
        now=timezone.now(),
    )
