"""What helps most, and the placement test: which questions somebody is asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics import access
from analytics.models import Mastery, ReviewCard
from analytics.selectors import Wish
from exams import services
from exams.models import Attempt, Mode
from lib.problems import Problem
from questions.models import Question
from tests import cast
from tests.analytics.makers import fold, graded_days_ago, read
from tests.exams.client import WRITER, answer_all, submit
from tests.exams.makers import bump, settle, small_exam, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam():
    return small_exam(per_domain=8)


def begin(user, exam, order):
    started = services.start_drill(
        user=user, guide=exam.guide, writer=WRITER, **order.as_arguments()
    )
    return started.attempt


def study(user, exam, *, count=10, **wish):
    wanted, now = Wish(source="best", **wish), timezone.now()
    order = access.study_for(user, exam.guide, wanted, count=count, now=now)
    return asked_in(begin(user, exam, order))


def place(user, exam):
    return begin(user, exam, access.placement_for(user, exam.guide))


def asked_in(attempt):
    return set(attempt.questions.values_list("question_id", flat=True))


def sat(user, exam, days):
    """The questions of an exam that this person sat so many days ago."""
    attempt = read(graded_days_ago(days, user, exam))
    fold(attempt)
    return asked_in(attempt)


def make_due(user, questions):
    yesterday = timezone.now() - timedelta(days=1)
    cards = ReviewCard.objects.filter(user=user)
    cards.update(due=timezone.now() + timedelta(days=9))
    cards.filter(question__in=questions).update(due=yesterday)


class StartStudyTests:
    def test_a_newcomer_is_asked_too(self, exam):
        assert len(study(cast.alice(), exam)) == 10

    def test_nothing_comes_back_within_sixty_days(self, exam):
        alice = cast.alice()
        seen = sat(alice, exam, 30)
        make_due(alice, ())
        assert not seen & study(alice, exam, count=27)

    def test_what_was_seen_long_ago_may_come_again(self, exam):
        alice = cast.alice()
        seen = sat(alice, exam, 70)
        make_due(alice, ())
        assert seen & study(alice, exam, count=32)

    def test_at_most_three_tenths_are_reviews(self, exam):
        alice = cast.alice()
        seen = sat(alice, exam, 20)
        Question.objects.all().update(difficulty="medium")
        make_due(alice, seen)
        assert len(seen & study(alice, exam, count=10)) <= 3

    def test_it_keeps_to_what_was_chosen(self, exam):
        study(cast.alice(), exam, domains=["1"])
        drill = Attempt.objects.get(mode=Mode.DRILL)
        assert {q.frozen_domain["code"] for q in drill.questions.all()} == {"1"}

    def test_nothing_of_an_exam_that_is_being_sat(self, exam):
        alice = cast.alice()
        examined = asked_in(start(alice, exam))
        assert not examined & study(alice, exam, count=32)


class StartPlacementTests:
    def test_it_asks_twenty_two_new_questions_of_every_domain(self, exam):
        attempt = place(cast.alice(), exam)
        domains = [q.frozen_domain["code"] for q in attempt.questions.all()]
        assert sorted(map(domains.count, set(domains))) == [5, 5, 6, 6]

    def test_it_asks_nothing_that_was_seen(self, exam):
        alice = cast.alice()
        seen = sat(alice, exam, 100)
        assert not seen & asked_in(place(alice, exam))

    def test_its_answers_count_like_any_others(self, exam):
        attempt = place(cast.alice(), exam)
        answer_all(attempt, right_count=11)
        submit(attempt)
        fold(settle(attempt))
        assert sum(Mastery.objects.get().counts) == 22

    def test_nothing_new_is_refused_in_words(self, exam):
        Question.objects.update(state="retired")
        bump()
        with pytest.raises(Problem, match="seen the whole bank"):
            place(cast.alice(), exam)
