"""Plans: what is refused, what is warned about, and what they mean in words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from exams import plans
from exams.plans import Plan, Setting

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
MONDAY, FRIDAY = (
    datetime(2026, 11, 23, 8, tzinfo=UTC),
    datetime(2026, 11, 27, 17, tzinfo=UTC),
)


def plan(**over: Any) -> Plan:
    fields: dict[str, Any] = {
        "title": "Mock",
        "opens_at": MONDAY,
        "closes_at": FRIDAY,
        "zone": "Europe/Berlin",
    }
    return Plan(**(fields | over))


def setting(**over: Any) -> Setting:
    fields: dict[str, Any] = {
        "exam": "DVA mock",
        "minutes": 130,
        "longest_minutes": 195,
        "guide": "DVA-C02",
        "cohort": "Spring",
        "student_count": 32,
        "extended_count": 4,
    }
    return Setting(**(fields | over))


def refused(a_plan: Plan, **over: Any) -> list[str]:
    return [r.slug for r in plans.refusals(a_plan, setting(**over), now=NOW)]


def warned(a_plan: Plan, **over: Any) -> list[str]:
    return [r.slug for r in plans.warnings(a_plan, setting(**over))]


class RefusalTests:
    def test_an_ordinary_plan_stands(self):
        assert refused(plan()) == []

    def test_it_may_not_close_before_it_opens(self):
        assert refused(plan(opens_at=FRIDAY, closes_at=MONDAY)) == [
            "closes-before-it-opens"
        ]
        assert refused(plan(closes_at=MONDAY)) == ["closes-before-it-opens"]

    def test_a_window_that_is_over_is_no_window(self):
        past = plan(opens_at=NOW - timedelta(2), closes_at=NOW)
        assert refused(past) == ["window-over"]

    def test_an_exam_that_is_not_offered(self):
        assert refused(plan(), is_exam_open=False) == ["exam-not-open"]

    def test_an_archived_cohort(self):
        assert refused(plan(), is_archived=True) == ["cohort-archived"]

    def test_what_is_assigned_already_may_have_closed(self):
        past = plan(opens_at=NOW - timedelta(2), closes_at=NOW)
        held = setting(is_exam_open=False, is_archived=True)
        assert plans.refusals(past, held, now=NOW, is_new=False) == ()


class WarningTests:
    def test_a_short_window_that_cuts_is_told(self):
        short = plan(closes_at=MONDAY + timedelta(hours=1), is_cut_by_close=True)
        [warning] = plans.warnings(short, setting())
        assert warning.title == "Nobody can use the whole time"
        assert "1 hour long" in warning.detail

    def test_one_that_does_not_cut_is_fine(self):
        assert warned(plan(closes_at=MONDAY + timedelta(hours=1))) == []

    def test_more_time_that_the_window_takes_away(self):
        tight = plan(closes_at=MONDAY + timedelta(minutes=150), is_cut_by_close=True)
        assert warned(tight) == ["more-time-is-cut"]

    def test_answers_travel_when_the_key_is_shown_at_once(self):
        common = plan(form_rule="common", release="at_once")
        assert warned(common) == ["answers-travel"]
        assert warned(plan(form_rule="common")) == []

    @pytest.mark.parametrize(("last", "slugs"), [(27, []), (26, ["guide-expired"])])
    def test_a_guide_that_ends_before_the_window(self, last, slugs):
        assert warned(plan(), guide_ends=date(2026, 11, last)) == slugs

    def test_a_common_form_of_a_sealed_final(self):
        common = plan(form_rule="common")
        assert warned(common, is_sealed=True) == ["sealed-and-common"]

    def test_a_second_sealed_final(self):
        assert warned(plan(attempts_allowed=2), is_sealed=True) == ["sealed-again"]

    def test_an_empty_cohort(self):
        assert warned(plan(), student_count=0) == ["nobody-there"]


class SummaryTests:
    def test_it_says_who_and_when_and_how_long(self):
        told = plans.summary(plan(), setting(), now=NOW)
        assert told[0] == (
            "32 students may begin between Mon 23 Nov 09:00 and Fri 27 Nov 18:00 "
            "(Europe/Berlin); each has 130 minutes; 4 have more time."
        )

    def test_without_a_cut_the_last_may_go_on(self):
        told = plans.summary(plan(), setting(), now=NOW)
        assert (
            told[1] == "Who begins at the last moment may go on until Fri 27 Nov 21:15."
        )
        assert told[3].endswith("from Fri 27 Nov 21:15 at the latest.")

    def test_with_a_cut_nobody_does(self):
        told = plans.summary(plan(is_cut_by_close=True), setting(), now=NOW)
        assert told[1].startswith("When the window closes")
        assert told[3].endswith("from Fri 27 Nov 18:00 at the latest.")

    def test_who_has_another_window_is_told(self):
        told = plans.summary(plan(), setting(own_window_count=1), now=NOW)
        assert told[-1].startswith("1 student has a window of their own")

    def test_on_the_same_questions_everybody_waits_for_who_has_another_window(self):
        common = plan(form_rule="common")
        told = plans.summary(common, setting(own_window_count=1), now=NOW)
        assert told[-1].endswith("everybody waits for the feedback until then.")

    def test_an_untimed_exam_has_no_minutes(self):
        free = setting(minutes=None, longest_minutes=None)
        told = " ".join(plans.summary(plan(), free, now=NOW))
        assert "there is no time limit" in told
        assert "more time" not in told

    @pytest.mark.parametrize("rule", ["at_once", "after_close", "never"])
    def test_each_rule_of_feedback_is_told(self, rule):
        assert len(plans.summary(plan(release=rule), setting(), now=NOW)) == 4
