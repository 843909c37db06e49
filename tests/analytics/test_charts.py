"""The geometry of the charts: everything stays on the drawing."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analytics import charts
from analytics.charts import Axis, Said

START = datetime(2026, 10, 1, 9, tzinfo=UTC)
SCORES = st.tuples(st.integers(100, 1000), st.integers(100, 1000)).map(sorted)


def said(day, low, high, value=0):
    return Said(START + timedelta(days=day), low, high, value)


class AxisTests:
    def test_up_means_higher_on_the_drawing(self):
        up = Axis(0, 10, is_up=True)
        assert (up.place(0), up.place(10)) == (100, 0)

    def test_one_value_stands_in_the_middle(self):
        assert Axis(5, 5).place(5) == 50

    def test_the_edge_keeps_points_off_the_sides(self):
        axis = Axis(0, 1, edge=4)
        assert (axis.place(0), axis.place(1)) == (4, 96)


class TrendTests:
    @given(st.lists(st.tuples(st.integers(0, 400), SCORES), min_size=1, max_size=20))
    def test_everything_lies_on_the_drawing(self, told):
        exams = [said(day, low, high, low) for day, (low, high) in told]
        found = charts.trend([], exams, 720)
        places = [v for d in found.dots for v in (d.x, d.y, d.top, d.bottom)]
        assert all(0 <= place <= 100 for place in [*places, found.pass_place])

    def test_one_forecast_is_a_bar_and_no_band(self):
        found = charts.trend([said(0, 600, 700)], [], 720)
        assert found.band == ""
        assert found.bars

    def test_higher_scores_stand_higher(self):
        exams = [said(0, 500, 700, 600), said(9, 600, 800, 700)]
        first, second = charts.trend([], exams, 720).dots
        assert second.y < first.y
        assert second.x > first.x

    def test_labels_of_days_do_not_overlap(self):
        found = charts.trend([said(day, 500, 600) for day in range(60)], [], 720)
        places = [tick.place for tick in found.days]
        assert places == sorted(places)
        assert all(b - a >= 24 for a, b in pairwise(places))


class PaceTests:
    def test_it_ends_where_the_attempt_ended(self):
        found = charts.pace([(1, 1), (2, 2)], total=4, minutes=10, used=5)
        assert found.line == "M0 100H10.0V75.0H20.0V50.0H50.0"

    def test_without_a_clock_there_is_no_pace_to_keep(self):
        assert charts.pace([], total=4, minutes=None, used=3).even == ""


class BarsTests:
    def test_they_stand_side_by_side(self):
        found = charts.bars([("a", 0.5, 0.4, 0.6), ("b", 1, 0.9, 1)])
        assert [(bar.x, bar.y, bar.top) for bar in found] == [(25, 50, 40), (75, 0, 0)]


class ColumnsTests:
    def test_a_column_stands_on_its_part_of_the_scale(self):
        bins = [(100, 550, 2), (550, 1000, 1)]
        found = charts.columns(bins, low=100, high=1000, line=550)
        assert found.shapes == "M0.0 100V0.0H50.0V100ZM50.0 100V50.0H100.0V100Z"
        assert found.line_place == 50

    def test_empty_bins_draw_nothing(self):
        found = charts.columns([(100, 550, 0)], low=100, high=1000, line=720)
        assert found.shapes == ""

    @given(st.lists(st.integers(0, 500), min_size=1, max_size=18))
    def test_the_fullest_reaches_the_top(self, counts):
        bins = [(100 + 50 * n, 150 + 50 * n, count) for n, count in enumerate(counts)]
        found = charts.columns(bins, low=100, high=1000, line=720)
        assert found.counts[-1].label == str(max(counts) or 1)


class StacksTests:
    def test_parts_stand_on_one_another(self):
        found = charts.stacks([("now", (1, 3))], ["low", "high"], 4)
        paths = dict(found.parts)
        assert paths["low"] == "M12.0 100.0H88.0V75.0H12.0Z"
        assert paths["high"] == "M12.0 75.0H88.0V0.0H12.0Z"

    def test_the_last_one_is_always_labelled(self):
        rows = [(str(n), (1,)) for n in range(11)]
        assert charts.stacks(rows, ["all"], 1).labels[-1].label == "10"
