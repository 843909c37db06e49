"""What home says of an exam: never a number without its range and its evidence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.models import Forecast, Observation, ReviewCard
from questions.models import Domain, Topic
from tests import cast
from tests.analytics.makers import fold, graded, read, shown_forecast
from tests.exams.makers import start
from tests.factories import (
    make_cohort,
    make_content,
    make_member,
    make_question,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(alice):
    found = read(graded(alice))
    fold(found)
    return found


def home(client):
    return " ".join(client.get("/").content.decode().split())


def look_at(attempt, idea):
    """One topic to look at, and a wrong option that was mistaken for an idea."""
    asked = attempt.questions.first().question
    topic = asked.question_topics.order_by("rank").first().topic
    row = {"id": topic.pk, "domain": 1, "share": 0.4, "low": 0.3, "high": 0.6}
    Forecast.objects.update(topics=[row | {"count": 6}])
    Observation.objects.filter(question=asked).update(confused=[idea])
    return topic


class ForecastTests:
    def test_it_says_the_range_the_pass_line_and_the_evidence(
        self, client, alice, attempt
    ):
        shown_forecast(alice)
        page = home(client)
        assert "Likely <strong>690–770</strong>, pass 720" in page
        assert "Could go either way" in page
        assert "From 84 counted answers" in page

    def test_it_says_how_many_answers_are_missing(self, client, attempt):
        missing = Forecast.objects.get().missing
        assert f"{missing} more counted answers until a forecast" in home(client)

    def test_an_old_forecast_is_not_shown(self, client, alice, attempt):
        shown_forecast(alice, fresh_until=timezone.now() - timedelta(hours=1))
        page = home(client)
        assert "Answer one new question to refresh the forecast" in page
        assert "690–770" not in page

    def test_it_names_the_domains_that_hold_it_back(self, client, alice, attempt):
        """Forty answers about the others bring a forecast no nearer."""
        said = Forecast.objects.get()
        first, *others = said.domains
        said.domains = [first | {"count": 3}] + [o | {"count": 20} for o in others]
        said.count, said.missing = 3 + 20 * len(others), 2
        said.save()
        page = home(client)
        assert "2 more counted answers until a forecast" in page
        name = Domain.objects.get(pk=first["id"]).name
        assert f"What is missing: 2 about {name}." in page

    def test_it_names_no_domain_while_any_answer_brings_it_nearer(
        self, client, attempt
    ):
        assert "more counted answers until a forecast" in home(client)
        assert "What is missing" not in home(client)

    def test_bob_sees_nothing_of_it(self, client, alice, attempt):
        shown_forecast(alice)
        client.force_login(cast.bob())
        assert "690–770" not in home(client)


class DomainTests:
    def say(self, verdict, **over):
        said = Forecast.objects.get()
        said.domains = [row | {"verdict": verdict} | over for row in said.domains]
        said.save()

    def test_little_evidence_is_called_neither_weak_nor_strong(self, client, attempt):
        page = home(client)
        assert "Not clear yet" in page
        assert "more until we say" in page

    def test_a_weak_domain_has_its_range_and_a_drill(self, client, attempt):
        self.say("weak", low=0.41, high=0.63, count=12, needed=0)
        page = home(client)
        assert "41–63 % of its questions right, from 12 counted answers" in page
        assert 'name="domains" value="1"' in page

    def test_old_ranges_say_of_which_day_they_are(self, client, attempt):
        self.say("weak", count=12, needed=0)
        assert "no answer has counted since" not in home(client)
        Forecast.objects.update(fresh_until="2026-03-31T12:00:00Z")
        assert "As of 1 March 2026: no answer has counted since." in home(client)

    def test_a_strong_domain_needs_no_drill(self, client, attempt):
        self.say("strong", needed=0)
        assert 'name="domains"' not in home(client)


class TopicTests:
    def test_it_names_what_was_taken_for_what(self, client, attempt):
        other = Topic.objects.create(slug="eventbridge", name="EventBridge", group="x")
        look_at(attempt, other.slug)
        assert "Mixed up with EventBridge." in home(client)

    def test_three_topics_are_shown_and_the_others_on_demand(self, client, attempt):
        topic = look_at(attempt, "anything")
        ids = [topic.pk, *(make_topic(f"topic-{n}").pk for n in range(4))]
        row = {"domain": 1, "share": 0.4, "low": 0.3, "high": 0.6, "count": 6}
        Forecast.objects.update(topics=[row | {"id": pk} for pk in ids])
        assert "<summary>2 more topics to look at</summary>" in home(client)

    def test_an_idea_that_is_no_topic_is_told_in_its_words(self, client, attempt):
        look_at(attempt, "public-vpc-subnet")
        assert "Mixed up with “public VPC subnet”." in home(client)

    def test_two_ideas_in_one_were_mixed_up(self, client, attempt):
        look_at(attempt, "ci-vs-cd")
        assert "“CI” and “CD” mixed up." in home(client)

    def test_it_says_when_the_chosen_one_would_be_right(self, client, attempt):
        look_at(attempt, "public-subnet")
        content = make_content("server")
        content["options"][1] |= {
            "confuses": ["public-subnet"],
            "right_if_html": "<p>The server is <em>reached</em> from outside.</p>",
        }
        task = attempt.guide.domains.first().tasks.first()
        reworded = make_question(task, "server", content=content).current
        Observation.objects.update(revision=reworded)
        said = "It would be right if: The server is reached from outside."
        assert said in home(client)

    def test_nothing_of_an_unread_result_is_told(self, client, attempt):
        look_at(attempt, "public-subnet")
        type(attempt).objects.update(revealed_at=None)
        assert "public subnet" not in home(client)

    def test_nothing_of_a_question_under_exam_is_told(self, client, alice, attempt):
        look_at(attempt, "public-subnet")
        running = start(alice, attempt.exam)
        asked = running.questions.first()
        asked.question = attempt.questions.first().question
        asked.save()
        assert "public subnet" not in home(client)


class NextTests:
    def test_ten_due_questions_are_offered(self, client, alice, attempt):
        past = timezone.now() - timedelta(days=3)
        ReviewCard.objects.filter(user=alice).update(due=past)
        assert '<strong class="countdown__days">5</strong> questions' in home(client)

    def test_the_weeks_until_the_exam_are_planned(self, client, alice, attempt):
        alice.exam_date = timezone.localdate() + timedelta(days=15)
        alice.save()
        page = home(client)
        assert "Until your exam" in page
        assert "One mock" in page

    def test_a_cohort_decides_what_somebody_has_not_decided(
        self, client, alice, attempt
    ):
        code, day = attempt.guide.code, timezone.localdate() + timedelta(days=20)
        cohort = make_cohort(target_guide=code, exam_date=day)
        make_member(cohort, alice)
        page = home(client)
        assert "Until your exam" in page
        assert attempt.guide.title in page

    def test_no_plan_without_a_date(self, client, attempt):
        assert "Until your exam" not in home(client)
