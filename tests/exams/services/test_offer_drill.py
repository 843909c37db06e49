"""Drills that staff assign: made once, of questions that are there, for nobody else."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from exams import selectors, services
from exams.models import Exam
from lib.models import AuditEvent
from lib.problems import Problem
from questions.models import QuestionTopic
from tests import cast
from tests.exams.makers import add_question, bump, small_exam
from tests.factories import make_drill, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide():
    return small_exam().guide


@pytest.fixture
def ivan():
    return cast.ivan()


def about_lambda(count: int) -> None:
    """So many questions of the bank are about this instead."""
    topic = make_topic("lambda", name="AWS Lambda")
    for tag in QuestionTopic.objects.order_by("question")[:count]:
        tag.topic = topic
        tag.save()
    bump()


class OfferTests:
    def test_it_is_untimed_practice_of_these_topics(self, guide, ivan) -> None:
        about_lambda(5)
        made = services.offer_drill(actor=ivan, guide=guide, topics=["lambda"], count=4)
        assert (made.mode, made.minutes, made.question_count) == ("practice", None, 4)
        assert (made.only_topics, made.only_domains) == (["lambda"], [])
        assert made.title == "Drill: AWS Lambda"

    def test_a_domain_gives_it_its_name(self, guide, ivan) -> None:
        made = services.offer_drill(actor=ivan, guide=guide, domains=["1"], count=2)
        assert made.title == f"Drill: {guide.domains.get(code='1').name}"

    def test_it_promises_no_more_questions_than_there_are(self, guide, ivan) -> None:
        about_lambda(2)
        made = services.offer_drill(actor=ivan, guide=guide, topics=["lambda"])
        assert made.question_count == 2

    def test_a_long_title_is_cut(self, guide, ivan) -> None:
        topics = [f"topic-{n}" for n in range(9)]
        for tag, slug in zip(QuestionTopic.objects.all(), topics, strict=False):
            tag.topic = make_topic(slug, name=f"A topic with a long name, {slug}")
            tag.save()
        bump()
        made = services.offer_drill(actor=ivan, guide=guide, topics=topics)
        assert len(made.title) == 120
        assert made.title.endswith("…")

    def test_the_same_drill_is_made_once(self, guide, ivan) -> None:
        about_lambda(5)
        first = services.offer_drill(
            actor=ivan, guide=guide, topics=["sqs", "lambda"], count=4
        )
        again = services.offer_drill(
            actor=cast.ada(), guide=guide, topics=["lambda", "sqs"], count=4
        )
        assert again == first
        assert AuditEvent.objects.filter(action="exam.drill-offered").count() == 1

    def test_another_one_has_its_own_exam(self, guide, ivan) -> None:
        made = [
            services.offer_drill(actor=ivan, guide=guide, topics=["sqs"], count=count)
            for count in (3, 4)
        ]
        assert made[0] != made[1]

    @pytest.mark.parametrize(
        "about", [{}, {"topics": ["nothing"]}, {"topics": ["sqs"], "domains": ["9"]}]
    )
    def test_without_a_question_it_is_refused(self, guide, ivan, about) -> None:
        with pytest.raises(Problem) as refusal:
            services.offer_drill(actor=ivan, guide=guide, **about)
        assert (refusal.value.slug, refusal.value.status) == ("nothing-to-drill", 409)
        assert not Exam.objects.drills().exists()


class HiddenTests:
    """It is there to be assigned, and nowhere else."""

    def test_the_catalogue_does_not_have_it(self, guide) -> None:
        drill = make_drill(guide)
        cards = selectors.catalogue(cast.alice(), timezone.localdate())
        assert drill not in [card.exam for card in cards]
        assert drill not in selectors.offered_exams()

    def test_loading_the_exams_leaves_it_as_it_is(self, guide, tmp_path) -> None:
        drill = make_drill(guide)
        (tmp_path / "exams.toml").write_text("")
        services.load_exams(path=tmp_path / "exams.toml")
        assert Exam.objects.drills().get() == drill

    @pytest.mark.parametrize(
        "over", [{"is_open": True}, {"minutes": 10}, {"mode": "mock"}]
    )
    def test_the_database_knows_no_other_drill(self, guide, over) -> None:
        with pytest.raises(IntegrityError, match="exam_drill_is_untimed_practice"):
            make_drill(guide, **over)

    def test_what_is_published_later_is_asked_as_well(self, guide, ivan) -> None:
        drill = services.offer_drill(actor=ivan, guide=guide, domains=["1"], count=3)
        new = add_question(guide, "newer", "1")
        found = selectors.candidates_about(guide, drill.only_domains, [])
        assert new.pk in {one.question_id for one in found}
