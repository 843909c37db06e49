"""Sets of one's own, the placement test and what is due, for clients."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from analytics.models import ReviewCard
from exams.models import Attempt
from tests import cast
from tests.analytics.makers import fold, graded, read
from tests.exams.api.caller import Caller
from tests.exams.makers import small_exam

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam():
    return small_exam(per_domain=8)


@pytest.fixture
def alice(exam):
    return Caller(cast.alice())


def wish(**over):
    return {"writer": str(uuid4())} | over


class StudyTests:
    def test_by_itself_it_starts_what_helps_most(self, alice):
        response = alice.post("study/", wish())
        assert response.status_code == 201
        assert response.json()["mode"] == "drill"
        assert len(response.json()["questions"]) == 10
        assert Attempt.objects.get().drill["source"] == "best"

    def test_it_keeps_to_what_was_chosen(self, alice):
        told = alice.post("study/", wish(source="chosen", domains=["1"], count=65))
        assert len(told.json()["questions"]) == 8

    def test_a_key_returns_the_same_drill(self, alice):
        body, key = wish(), {"Idempotency_Key": "k1"}
        first = alice.post("study/", body, **key)
        again = alice.post("study/", body, **key)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]

    def test_what_it_does_not_know_is_refused(self, alice):
        assert alice.post("study/", wish(level="hard")).status_code == 400
        assert alice.post("study/", wish(source="weak")).status_code == 400

    def test_nothing_that_fits_is_said(self, alice):
        told = alice.post("study/", wish(source="flagged"))
        assert told.status_code == 409
        assert "nothing-to-study" in told.json()["type"]

    def test_a_guide_that_is_not_there(self, alice):
        assert alice.post("study/", wish(guide="NONE")).status_code == 404


class PlacementTests:
    def test_it_starts_twenty_two_questions(self, alice):
        told = alice.post("study/placement/", wish())
        assert told.status_code == 201
        assert len(told.json()["questions"]) == 22


class DueTests:
    def test_it_says_what_is_due_and_when_the_rest_comes(self, exam):
        user = cast.alice()
        fold(read(graded(user, exam)))
        past = timezone.now() - timedelta(days=1)
        first = ReviewCard.objects.filter(user=user).first()
        ReviewCard.objects.filter(pk=first.pk).update(due=past)
        told = Caller(user).get("study/due/").json()
        assert (told["guide"], told["due"]) == (exam.guide.code, 1)
        assert sum(day["count"] for day in told["days"]) == 5

    def test_bob_gets_nothing_of_alice(self, exam):
        fold(read(graded(cast.alice(), exam)))
        assert Caller(cast.bob()).get("study/due/").json()["days"] == []
