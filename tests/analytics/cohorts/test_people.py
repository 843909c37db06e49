"""Where a person stands: groups, trends, when it might be enough, who is stuck."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from analytics.cohorts.facts import Person, Work
from analytics.cohorts.people import (
    STUCK_SPAN,
    group_of,
    horizon_of,
    standings_of,
    stuck_of,
    trend_of,
)
from analytics.cohorts.report import Group, Stuck, Trend
from tests.analytics.cohorts.samples import NOW, aim, facts_of, newest, said

PERCENTS = st.integers(1, 19).map(lambda n: 5 * n)


class GroupTests:
    def test_it_is_book_from_the_line_on(self) -> None:
        assert group_of(said(85), 85, NOW) == Group.BOOK
        assert group_of(said(80), 85, NOW) == Group.CLOSE

    def test_even_odds_are_close(self) -> None:
        assert group_of(said(50), 85, NOW) == Group.CLOSE
        assert group_of(said(45), 85, NOW) == Group.NOT_YET

    def test_below_a_low_line_there_is_a_close_group_as_well(self) -> None:
        assert group_of(said(45), 50, NOW) == Group.CLOSE
        assert group_of(said(20), 50, NOW) == Group.NOT_YET

    def test_too_little_or_too_old_evidence_is_no_verdict(self) -> None:
        assert group_of(None, 85, NOW) == Group.UNKNOWN
        assert group_of(said(95, missing=3), 85, NOW) == Group.UNKNOWN
        assert group_of(said(95, days=30), 85, NOW) == Group.UNKNOWN

    @given(PERCENTS, PERCENTS, st.integers(10, 19).map(lambda n: 5 * n))
    def test_a_better_forecast_is_never_in_a_worse_group(self, a, b, line) -> None:
        order = list(Group)
        better, worse = said(max(a, b)), said(min(a, b))
        assert order.index(group_of(better, line, NOW)) <= order.index(
            group_of(worse, line, NOW)
        )


class TrendTests:
    def test_what_both_ranges_can_carry_is_a_rise(self) -> None:
        first, last = said(days=30, score=600), said(score=720)
        assert trend_of(first, last) == (Trend.UP, 120)
        assert trend_of(last, first) == (Trend.DOWN, -120)

    def test_overlapping_ranges_are_no_change(self) -> None:
        assert trend_of(said(days=30, score=690), said(score=720))[0] == Trend.LEVEL


class HorizonTests:
    def test_a_clear_pace_gives_a_range(self) -> None:
        first = said(days=41, score=500)
        found = horizon_of(first, newest(said(score=700)), aim())
        assert found is not None and found.latest is not None
        assert NOW.date() < found.earliest < found.latest

    def test_a_doubtful_pace_gives_only_the_earliest_day(self) -> None:
        first = said(days=41, score=680)
        found = horizon_of(first, newest(said(score=700)), aim())
        assert found is not None
        assert found.latest is None

    def test_who_falls_clearly_is_told_nothing(self) -> None:
        first = said(days=41, score=800)
        assert horizon_of(first, newest(said(score=600)), aim()) is None

    def test_beyond_half_a_year_nothing_is_said(self) -> None:
        first = said(days=50, score=300, true_low=299, true_high=301)
        last = said(score=301, true_low=300, true_high=302)
        assert horizon_of(first, newest(last), aim()) is None


class StuckTests:
    def work(self, *, days: float = 1, lately: int = 3) -> Work:
        return Work(3, lately, NOW - timedelta(days=days))

    def stuck(self, work: Work | None, trend: Trend = Trend.LEVEL) -> Stuck | None:
        told = [said(days=days) for days in (30, 15, 1)]
        return stuck_of(Group.CLOSE, trend, told, work, NOW)

    def test_who_works_without_rising_is_flat(self) -> None:
        assert self.stuck(self.work()) == Stuck.FLAT

    def test_who_rises_is_not(self) -> None:
        assert self.stuck(self.work(), Trend.UP) is None

    def test_who_has_only_begun_to_work_is_given_time(self) -> None:
        assert self.stuck(self.work(lately=1)) is None

    def test_who_stays_away_is_silent(self) -> None:
        assert self.stuck(self.work(days=STUCK_SPAN.days + 1)) == Stuck.SILENT

    def test_who_never_came_is_told_apart(self) -> None:
        assert self.stuck(None) == Stuck.NEVER

    def test_who_can_book_is_left_in_peace(self) -> None:
        away = self.work(days=25)
        assert stuck_of(Group.BOOK, Trend.LEVEL, [said()], away, NOW) is None


class StandingsTests:
    def test_within_a_group_people_stand_by_name(self) -> None:
        names = ["Zoe", "álvaro", "Bo", "Ále"]
        people = [Person(n, name) for n, name in enumerate(names)]
        best_last = [said(p) for p in (60, 65, 70, 75)]
        found = standings_of(facts_of(*best_last, people=people))
        assert [one.name for one in found] == ["Ále", "álvaro", "Bo", "Zoe"]

    def test_without_a_forecast_no_number_is_shown(self) -> None:
        [one] = standings_of(facts_of(said(95, missing=12)))
        assert (one.percent, one.next_low, one.needed) == (None, None, 12)

    def test_old_evidence_says_so(self) -> None:
        [one] = standings_of(facts_of(said(95, days=40)))
        assert one.is_stale
        assert one.needed == 1
