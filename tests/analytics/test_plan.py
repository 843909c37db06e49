"""The rules of the next step and of the first study plan."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from analytics import plan
from analytics.plan import DateRemark, DomainAnswers, Missed, NextStep, Standing

TODAY = date(2026, 11, 21)
DVA = [("1", 32), ("2", 26), ("3", 24), ("4", 18)]


def domain(code="1", weight=32, correct=2, asked=4, missed=()):
    return DomainAnswers(code, f"Domain {code}", weight, correct, asked, missed)


class StudyPlanTests:
    def test_it_follows_the_weights_when_all_went_alike(self):
        steps = plan.study_plan(domain(code, weight) for code, weight in DVA)
        assert [step.code for step in steps] == ["1", "2", "3", "4"]

    def test_it_puts_a_missed_domain_before_a_heavier_known_one(self):
        known = domain("1", 32, correct=5, asked=5)
        missed = domain("3", 24, correct=0, asked=4)
        assert [s.code for s in plan.study_plan([known, missed])] == ["3", "1"]

    def test_it_does_not_let_one_answer_turn_the_weights_over(self):
        heavy = domain("1", 32, correct=1, asked=1)
        light = domain("4", 18, correct=0, asked=1)
        assert [s.code for s in plan.study_plan([light, heavy])] == ["1", "4"]

    def test_it_says_how_little_four_answers_tell(self):
        (step,) = plan.study_plan([domain(correct=2, asked=4)])
        assert (step.low_percent, step.high_percent) == (15, 85)

    def test_it_knows_nothing_of_a_domain_without_answers(self):
        (step,) = plan.study_plan([domain(correct=0, asked=0)])
        assert (step.low_percent, step.high_percent) == (0, 100)

    def test_it_counts_the_gain_in_points_of_the_exam(self):
        (step,) = plan.study_plan([domain(weight=32, correct=0, asked=0)])
        assert step.gain_points == round(32 * 0.35)

    def test_it_never_changes_the_order_of_equals(self):
        both = [domain("2", 25), domain("1", 25)]
        assert [s.code for s in plan.study_plan(both)] == ["1", "2"]

    @pytest.mark.parametrize("correct", range(6))
    def test_it_estimates_between_the_average_and_the_answers(self, correct):
        low, high = sorted([plan.PRIOR_SHARE, Fraction(correct, 5)])
        assert low <= plan.estimate(correct, 5) <= high


class ReadingsTests:
    def test_it_reads_the_most_missed_topic_first(self):
        missed = (Missed("SQS"), Missed("KMS"), Missed("KMS"))
        (step,) = plan.study_plan([domain(missed=missed)])
        assert [reading.topic for reading in step.readings] == ["KMS", "SQS"]

    def test_it_names_each_page_once(self):
        missed = (Missed("KMS", ("a", "b")), Missed("KMS", ("b", "c")))
        (step,) = plan.study_plan([domain(missed=missed)])
        assert step.readings[0].references == ("a", "b", "c")

    def test_it_stops_at_what_can_be_read(self):
        missed = tuple(Missed(f"topic {n}") for n in range(9))
        (step,) = plan.study_plan([domain(missed=missed)])
        assert len(step.readings) == plan.TOPICS_PER_STEP


OFFERED = {
    "is_diagnostic_offered": True,
    "is_mock_offered": True,
    "is_practice_offered": True,
}


class NextStepTests:
    @pytest.mark.parametrize(
        ("standing", "expected"),
        [
            (Standing(), NextStep.NOTHING),
            (Standing(**OFFERED), NextStep.DIAGNOSTIC),
            (Standing(**OFFERED, is_running=True), NextStep.CONTINUE),
            (Standing(**OFFERED, has_finished=True), NextStep.FIRST_MOCK),
            (
                Standing(
                    **OFFERED,
                    has_finished=True,
                    has_mock=True,
                    has_missed_in_last_mock=True,
                ),
                NextStep.DRILL,
            ),
            (Standing(**OFFERED, has_finished=True, has_mock=True), NextStep.MOCK),
            (Standing(has_finished=True, is_practice_offered=True), NextStep.PRACTICE),
        ],
    )
    def test_it_offers_one_thing(self, standing, expected):
        assert plan.next_step(standing) == expected


class DateRemarkTests:
    @pytest.mark.parametrize(
        ("day", "since", "until", "expected"),
        [
            (date(2026, 11, 20), None, None, DateRemark.PAST),
            (TODAY, None, None, DateRemark.NONE),
            (date(2026, 11, 30), None, date(2026, 11, 30), DateRemark.NONE),
            (date(2026, 12, 1), None, date(2026, 11, 30), DateRemark.AFTER_END),
            (date(2026, 11, 30), date(2026, 12, 1), None, DateRemark.BEFORE_START),
            (date(2026, 12, 1), date(2026, 12, 1), None, DateRemark.NONE),
        ],
    )
    def test_it_compares_the_date_with_the_guide(self, day, since, until, expected):
        remark = plan.date_remark(day, TODAY, valid_from=since, valid_until=until)
        assert remark == expected


class WeeksTests:
    def weeks(self, days, **over):
        exam = TODAY + timedelta(days=days)
        wanted = {"domains": ["Security", "Networks", "Cost"], "due": []} | over
        return plan.weeks_until(exam, TODAY, **wanted)

    def test_there_are_none_on_the_day_itself(self):
        assert self.weeks(0) == []

    def test_they_end_on_the_day_before(self):
        assert self.weeks(10)[-1].end == TODAY + timedelta(days=9)

    def test_only_one_is_the_last(self):
        assert [week.is_last for week in self.weeks(21)] == [False, False, True]

    def test_the_last_four_weeks_have_a_mock_each(self):
        assert all(week.has_mock for week in self.weeks(70)[-4:])

    def test_before_them_every_second_week_has_one(self):
        mocks = [week.has_mock for week in self.weeks(70)[:-4]]
        assert all(one != other for one, other in pairwise(mocks))

    def test_two_days_leave_no_room_for_a_mock(self):
        assert not self.weeks(2)[0].has_mock

    def test_the_domains_take_turns(self):
        told = [week.domains for week in self.weeks(14)]
        assert told == [("Security", "Networks"), ("Cost", "Security")]

    def test_what_is_overdue_belongs_to_the_first_week(self):
        due = [TODAY - timedelta(days=4), TODAY + timedelta(days=8)]
        assert [week.due_count for week in self.weeks(14, due=due)] == [1, 1]

    def test_ten_due_questions_come_before_the_next_mock(self):
        standing = plan.Standing(
            has_finished=True, has_mock=True, is_mock_offered=True, due_count=10
        )
        assert plan.next_step(standing) == plan.NextStep.REVIEW
        fewer = replace(standing, due_count=9)
        assert plan.next_step(fewer) == plan.NextStep.MOCK
