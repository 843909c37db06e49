"""Topics to look at are found when an exam is taken in, with their evidence."""

import pytest

from analytics.models import Forecast, TagMastery
from tests import cast
from tests.analytics.makers import fold, graded
from tests.exams.makers import small_exam

pytestmark = pytest.mark.django_db


def said_of(right):
    exam = small_exam(per_domain=8, scored_count=20, unscored_count=1)
    fold(graded(cast.alice(), exam, right=right))
    return Forecast.objects.get()


class TopicTests:
    def test_a_topic_with_much_wrong_is_one_to_look_at(self):
        topics = said_of(right=0).topics
        assert topics
        assert all(row["count"] >= 5 for row in topics)
        assert all(row["low"] <= row["share"] <= row["high"] < 0.72 for row in topics)

    def test_each_belongs_to_a_domain_of_the_guide(self):
        said = said_of(right=0)
        domains = {row["id"] for row in said.domains}
        assert {row["domain"] for row in said.topics} <= domains

    def test_nothing_is_to_be_looked_at_when_all_was_right(self):
        assert said_of(right=21).topics == []

    def test_few_answers_say_nothing_of_a_topic(self):
        TagMastery.objects.all().delete()
        fold(graded(cast.alice(), small_exam(per_domain=3), right=0))
        few = TagMastery.objects.filter(count__lt=5).values_list("topic", flat=True)
        said = {row["id"] for row in Forecast.objects.get().topics}
        assert few or said
        assert not said & set(few)

    def test_a_forecast_stays_fresh_for_thirty_days(self):
        said = said_of(right=9)
        assert (said.fresh_until - said.at).days == 30
