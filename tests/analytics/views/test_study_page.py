"""Sets of one's own: what fits, what is new, and its start in one click."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.models import ReviewCard
from exams.models import Attempt, Mode
from questions.models import Question, Topic
from tests.analytics.makers import fold, graded, read
from tests.exams.makers import add_question, bump, small_exam, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(alice):
    return small_exam(per_domain=3)


def count(client, exam, query=""):
    page = client.get(f"/study/count?guide={exam.guide.code}&{query}")
    return " ".join(page.content.decode().split())


def begin(client, exam, **fields):
    return client.post("/study/start", {"guide": exam.guide.code} | fields)


class TopicsTests:
    def test_a_topic_that_the_address_names_is_chosen_and_seen(
        self, client, alice, exam
    ):
        topic = Topic.objects.create(slug="aurora", name="Aurora", group="Database")
        Question.objects.first().question_topics.create(topic=topic, rank=9)
        bump()
        page = client.get(f"/study/?guide={exam.guide.code}&topics=aurora")
        told = " ".join(page.content.decode().split())
        assert '<details class="more" open> <summary>Database' in told
        assert 'name="topics" value="aurora" id="id_topics_0_0" checked' in told

    def test_groups_without_a_choice_stay_closed(self, client, alice, exam):
        page = client.get(f"/study/?guide={exam.guide.code}").content.decode()
        assert 'name="topics"' in page
        assert '" open>' not in page


class CountTests:
    def test_it_counts_all_and_what_is_new(self, client, alice, exam):
        start(alice, exam)  # five of twelve are examined just now
        assert "7 questions</strong> fit, 7 of them new" in count(client, exam)

    def test_what_was_seen_can_be_left_out(self, client, alice, exam):
        graded(alice, exam)
        assert "12 questions</strong> fit, 7 of them" in count(client, exam)
        assert "7 questions" in count(client, exam, "unseen_only=on")

    def test_what_helps_most_leaves_out_what_was_seen_lately(self, client, alice, exam):
        graded(alice, exam)
        assert "7 questions" in count(client, exam, "source=best")

    def test_a_domain_narrows_it(self, client, exam):
        assert "3 questions" in count(client, exam, "domains=1")

    def test_kinds_and_difficulty_narrow_it(self, client, exam):
        add_question(exam.guide, "hard-one", difficulty="hard")
        assert "1 question</strong>" in count(client, exam, "difficulties=hard")

    def test_nothing_that_fits_is_said(self, client, exam):
        assert "No question fits" in count(client, exam, "source=flagged")


class StartTests:
    def test_one_click_drills_a_domain(self, client, alice, exam):
        response = begin(client, exam, domains="1")
        attempt = Attempt.objects.get(mode=Mode.DRILL)
        assert response.url == f"/attempts/{attempt.pk}/"
        assert {q.frozen_domain["code"] for q in attempt.questions.all()} == {"1"}

    def test_its_title_says_what_it_is_about(self, client, alice, exam):
        begin(client, exam, domains="1")
        name = exam.guide.domains.get(code="1").name
        assert Attempt.objects.get(mode=Mode.DRILL).title == f"Drill: {name}"

    def test_a_question_leads_to_more_like_it(self, client, alice, exam):
        attempt = graded(alice, exam)
        page = client.get(f"/attempts/{attempt.pk}/questions/1/").content.decode()
        asked = attempt.questions.get(position=1).question
        slug = asked.question_topics.order_by("rank").first().topic.slug
        assert f'name="topics" value="{slug}"' in page
        assert begin(client, exam, topics=slug).status_code == 302

    def test_what_is_due_comes_back(self, client, alice, exam):
        fold(read(graded(alice, exam)))
        past = timezone.now() - timedelta(days=1)
        due = ReviewCard.objects.filter(user=alice).first()
        ReviewCard.objects.filter(user=alice).update(due=timezone.now() + timedelta(9))
        ReviewCard.objects.filter(pk=due.pk).update(due=past)
        begin(client, exam, source="due")
        asked = Attempt.objects.get(mode=Mode.DRILL).questions.get()
        assert asked.question_id == due.question_id

    def test_the_exam_date_brings_questions_back_sooner(self, client, alice, exam):
        fold(read(graded(alice, exam)))
        seen = timezone.now() - timedelta(days=5)
        far = timezone.now() + timedelta(days=90)
        ReviewCard.objects.update(last_review=seen, due=far)
        assert "No question fits" in count(client, exam, "source=due")
        alice.exam_date = timezone.localdate() + timedelta(days=3)
        alice.save()
        assert "5 questions" in count(client, exam, "source=due")

    def test_nothing_to_practise_is_refused_in_words(self, client, exam):
        response = begin(client, exam, source="flagged")
        assert response.status_code == 409
        assert "No question fits this just now" in response.content.decode()

    def test_a_made_up_choice_is_refused(self, client, exam):
        assert begin(client, exam, domains="no-such").status_code == 400

    def test_nobody_asks_for_a_thousand(self, client, exam):
        assert begin(client, exam, count="1000").status_code == 400


class PlacementTests:
    def test_home_offers_it_as_long_as_nothing_is_known(self, client, alice, exam):
        assert 'action="/study/placement"' in client.get("/").content.decode()
        fold(graded(alice, exam))
        assert 'action="/study/placement"' not in client.get("/").content.decode()

    def test_it_starts_in_one_click(self, client, exam):
        response = client.post("/study/placement", {"guide": exam.guide.code})
        attempt = Attempt.objects.get(mode=Mode.DRILL)
        assert response.url == f"/attempts/{attempt.pk}/"
        assert attempt.title == f"Placement: {exam.guide.code}"


class BestTests:
    def test_home_offers_what_helps_most(self, client, alice, exam):
        fold(graded(alice, exam))
        assert 'value="best"' in client.get("/").content.decode()

    def test_it_starts_in_one_click(self, client, alice, exam):
        fold(graded(alice, exam))
        begin(client, exam, source="best")
        assert Attempt.objects.get(mode=Mode.DRILL).title == "Drill: what helps most"
