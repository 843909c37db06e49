"""What those see who may not see individuals: nothing about few people."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from analytics.cohorts.report import Group, Mean, Scores
from analytics.cohorts.shielding import LEAST_CELL, cells, mean, shielded
from tests.analytics.cohorts.samples import report, said

COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=8)


class CellTests:
    @given(COUNTS)
    def test_no_cell_of_one_to_four_people_is_shown(self, counts) -> None:
        assert all(
            one is None or one == 0 or one >= LEAST_CELL for one in cells(counts)
        )

    @given(COUNTS)
    def test_what_is_shown_is_true(self, counts) -> None:
        pairs = zip(counts, cells(counts), strict=True)
        assert all(shown in (None, count) for count, shown in pairs)

    @given(COUNTS)
    def test_no_small_cell_can_be_found_by_subtraction(self, counts) -> None:
        """What is missing from the sum is five people or more, or there was nobody
        else to hide it among."""
        shown = cells(counts)
        missing = sum(c for c, s in zip(counts, shown, strict=True) if s is None)
        alone = all(s in (None, 0) for s in shown)
        assert missing == 0 or missing >= LEAST_CELL or alone

    def test_one_small_cell_takes_another_with_it(self) -> None:
        assert cells([3, 10, 20, 0]) == [None, None, 20, 0]

    def test_two_small_ones_hide_each_other(self) -> None:
        assert cells([3, 4, 20]) == [None, None, 20]


class MeanTests:
    def test_of_nine_people_it_is_hidden(self) -> None:
        assert mean(Mean(700, 690, 710, 9)) is None
        assert mean(Mean(700, 690, 710, 10)) is not None


class ReportTests:
    def test_a_small_class_shows_no_figure(self) -> None:
        found = shielded(report(said(90), said(60), said(20)))
        assert all(one.people in (None, 0) for one in found.groups)
        assert found.mean is None
        assert found.expected is None
        assert found.lessons == ()
        assert all(one.mean is None for one in found.domains)

    def test_a_large_group_stays(self) -> None:
        found = shielded(report(*[said(90)] * 12, *[said(20)] * 8))
        assert found.people_in(Group.BOOK) == 12
        assert found.mean is not None

    def test_its_scores_never_tell_of_a_few(self) -> None:
        told = report(*[said(90)] * 12)
        scores = Scores(720, 12, 11, 700, 720, 740, ())
        found = shielded(replace(told, scores=scores)).scores
        assert found is not None
        assert found.passed is None

    def test_it_says_that_something_is_hidden(self) -> None:
        assert shielded(report(said())).is_shielded
