"""Figures about a class: sums, means, lessons, weeks."""

from math import sqrt
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.cohorts.facts import Tally, WeekTally
from analytics.cohorts.figures import expected, group_counts, mean_of, scores_of
from analytics.cohorts.report import Group, Level, Sat
from tests.analytics.cohorts.samples import NOW, report, said

PEOPLE = st.lists(
    st.tuples(st.floats(100, 1000), st.floats(1, 10_000)), min_size=1, max_size=40
)
SCORES = st.lists(st.integers(100, 1000), min_size=1, max_size=60)


class MeanTests:
    @given(PEOPLE)
    def test_it_is_the_mean_of_means_within_the_sum_of_variances(self, people) -> None:
        found = mean_of(people)
        assert found is not None
        assert found.value == pytest.approx(mean(m for m, _ in people))
        reach = 1.959964 * sqrt(sum(v for _, v in people)) / len(people)
        assert found.high - found.value == pytest.approx(reach, rel=1e-5)

    def test_of_nobody_there_is_none(self) -> None:
        assert mean_of([]) is None


class ExpectedTests:
    @given(st.lists(st.integers(1, 19).map(lambda n: 5 * n), min_size=1, max_size=99))
    def test_it_holds_the_sum_and_stays_within_the_class(self, percents) -> None:
        found = expected(percents)
        assert found is not None
        assert 0 <= found.low <= sum(percents) / 100 <= found.high <= len(percents)


class ScoresTests:
    @given(SCORES)
    def test_every_score_is_in_one_bin(self, values) -> None:
        sat = [Sat(v, v, v, v >= 720, NOW) for v in values]
        found = scores_of(sat, 720)
        assert found is not None
        for one in found.bins:
            assert one.people == sum(one.low <= v <= one.high for v in values)
        assert sum(one.people or 0 for one in found.bins) == len(values)

    @given(SCORES)
    def test_the_quartiles_are_in_order(self, values) -> None:
        found = scores_of([Sat(v, v, v, v >= 720, NOW) for v in values], 720)
        assert found is not None
        assert min(values) <= found.lower <= found.median <= found.upper <= max(values)


class GroupsTests:
    @given(st.lists(st.sampled_from(Group)))
    def test_everybody_is_in_one(self, groups) -> None:
        assert sum(one.people or 0 for one in group_counts(groups)) == len(groups)


class LessonTests:
    def lessons(self, level: Level, **over):
        return report(said(), said(), **over).lessons_of(level)

    def test_a_domain_is_worth_weight_times_room_times_people(self) -> None:
        first, second = self.lessons(Level.DOMAIN)
        assert (first.code, first.people) == ("1", 2)
        assert first.gain == pytest.approx(60 * 0.3)
        assert first.total == pytest.approx(60 * 0.3 * 2)
        assert second.total < first.total

    def test_few_answers_are_drawn_towards_the_average(self) -> None:
        nothing_right = Tally("sqs", "SQS", 10.0, 0, 12, 3, ("sqs",))
        [lesson] = self.lessons(Level.TOPIC, topics=[nothing_right])
        assert lesson.share == pytest.approx(100 * 4 * 0.65 / 16)

    def test_fewer_than_ten_answers_say_nothing(self) -> None:
        told = Tally("sqs", "SQS", 10.0, 0, 9, 3, ("sqs",))
        assert self.lessons(Level.TOPIC, topics=[told]) == []

    def test_the_most_to_win_comes_first(self) -> None:
        told = [
            Tally("few", "Few people", 10.0, 10, 40, 2, ()),
            Tally("many", "Many people", 10.0, 10, 40, 20, ()),
        ]
        found = self.lessons(Level.TOPIC, topics=told)
        assert [one.code for one in found] == ["many", "few"]


class WeekTests:
    def groups(self, start, *forecasts):
        found = report(*forecasts, weeks=[WeekTally(start, 0, 0, 0)]).weeks[0]
        return {one.group: one.people for one in found.groups}

    def test_a_week_knows_only_what_was_said_by_its_end(self) -> None:
        monday = (NOW.date()).replace(day=9)
        assert self.groups(monday, said(90, days=1))[Group.UNKNOWN] == 1
        assert self.groups(monday, said(90, days=10))[Group.BOOK] == 1

    def test_the_running_week_stands_as_now(self) -> None:
        monday = (NOW.date()).replace(day=16)
        assert self.groups(monday, said(90, days=0))[Group.BOOK] == 1
