"""What those see who may not see individuals: nothing about few people."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.cohorts.report import (
    AssignedFigures,
    Bin,
    Group,
    Mean,
    Report,
    Scores,
    Week,
)
from analytics.cohorts.shielding import LEAST_CELL, Known, cells, mean, shielded
from tests.analytics.cohorts.samples import NOW, report, said

COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=8)


def splits(total: int, size: int) -> Iterator[tuple[int, ...]]:
    """All ways in which so many people could be in so many cells."""
    if size == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in splits(total - first, size - 1):
            yield (first, *others)


def of_twelve(**over) -> Report:
    return replace(report(*[said(90)] * 12), **over)


def class_scores(counts: list[int], passed: int) -> Scores:
    """Bins of 50 from 600 on; the pass line of 720 lies in the third."""
    bins = tuple(Bin(600 + 50 * n, 649 + 50 * n, c) for n, c in enumerate(counts))
    return Scores(720, sum(counts), passed, 650, 700, 750, bins)


def assigned(people: int, begun: int, finished: int) -> AssignedFigures:
    """An exam that so many have handed in, everybody between 600 and 649."""
    told = (people, begun, finished, class_scores([finished, 0, 0, 0], 0))
    return AssignedFigures(1, "Mock", NOW, NOW, False, *told, None, ())


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

    @pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
    def test_each_hidden_cell_could_be_another(self, size) -> None:
        """Even for who knows the rule: of all splits that are shown like this."""
        for total in range(1, 23 - 2 * size):
            alike = defaultdict(list)
            for split in splits(total, size):
                alike[tuple(cells(split))].append(split)
            for shown, those in alike.items():
                values = [set(found) for found in zip(*those, strict=True)]
                assert all(
                    len(found) > 1
                    for one, found in zip(shown, values, strict=True)
                    if one is None
                ), (shown, those)

    @given(COUNTS)
    def test_small_cells_alone_do_not_have_a_telling_sum(self, counts) -> None:
        """Four and four are eight, and nothing else of one to four is."""
        shown = cells(counts)
        hidden = [c for c, s in zip(counts, shown, strict=True) if s is None]
        if hidden and any(shown) and max(hidden) < LEAST_CELL:
            lowest, highest = len(hidden), (LEAST_CELL - 1) * len(hidden)
            assert sum(hidden) >= LEAST_CELL
            assert lowest + 1 < sum(hidden) < highest - 1

    @pytest.mark.parametrize(
        ("counts", "shown"),
        [
            ([3, 10, 20, 0], [None, None, 20, 0]),
            ([2, 4, 20], [None, None, 20]),
            ([3, 4, 10, 20], [None, None, None, 20]),
            ([4, 4, 10, 12], [None, None, None, 12]),
            ([5, 5, 4, 9], [None, None, None, 9]),
            ([3, 0, 0, 0], [None, None, None, None]),
            ([1, 1, 1, 1, 1, 0], [None] * 6),
        ],
    )
    def test_so_many_are_hidden_and_no_more(self, counts, shown) -> None:
        assert cells(counts) == shown


class MeanTests:
    def test_of_nine_people_it_is_hidden(self) -> None:
        assert mean(Mean(700, 690, 710, 9), Known(is_told=True)) is None
        assert mean(Mean(700, 690, 710, 10), Known(is_told=True)) is not None

    def test_that_it_is_there_does_not_tell_of_how_many(self) -> None:
        """Of eleven of whom one is missing or ten are, it would tell which."""
        told = Mean(700, 690, 710, 10)
        assert mean(told, Known(is_told=False, hidden=11)) is None
        shown = mean(told, Known(is_told=False, hidden=14))
        assert shown is not None
        assert shown.people is None


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


class RestTests:
    """A number is hidden where the rest of the class would be few."""

    def test_one_person_who_was_away_in_a_week(self) -> None:
        week = Week(NOW.date(), 11, 30, 900, of_twelve().groups, None)
        [found] = shielded(of_twelve(weeks=(week,))).weeks
        assert (found.active, found.attempts, found.answers) == (None, None, None)

    def test_one_person_who_has_not_begun_an_exam(self) -> None:
        [found] = shielded(of_twelve(assignments=(assigned(12, 11, 10),))).assignments
        assert (found.people, found.begun, found.finished) == (12, None, None)

    def test_the_scores_do_not_say_how_many_have_handed_in(self) -> None:
        [found] = shielded(of_twelve(assignments=(assigned(15, 15, 12),))).assignments
        assert found.begun == 15
        assert found.finished is None
        assert found.scores is not None
        assert found.scores.people is None
        assert all(one.people is None for one in found.scores.bins)

    def test_an_exam_that_everybody_has_handed_in_is_told(self) -> None:
        [found] = shielded(of_twelve(assignments=(assigned(12, 12, 12),))).assignments
        assert (found.begun, found.finished) == (12, 12)
        assert found.scores is not None
        assert found.scores.people == 12

    def test_means_and_sums_do_not_say_how_many_have_a_forecast(self) -> None:
        told = report(*[said(60)] * 12, None, None)
        found = shielded(told)
        assert found.people_in(Group.UNKNOWN) is None
        assert found.participation.forecast is None
        assert found.mean is not None
        assert found.expected is not None
        assert (found.mean.people, found.expected.people) == (None, None)

    def test_nor_where_that_group_is_hidden_with_another(self) -> None:
        told = report(*[said(90)] * 12, *[said(20)] * 3, *[None] * 5)
        assert shielded(told).people_in(Group.UNKNOWN) is None
        assert shielded(told).participation.forecast is None


class PassLineTests:
    """Who has passed and the scores together do not tell more than either."""

    def test_a_side_of_the_line_is_a_whole(self) -> None:
        scores = class_scores([10, 6, 0, 4, 8], passed=12)
        found = shielded(replace(report(*[said()] * 28), scores=scores)).scores
        assert found is not None
        assert found.passed == 12
        assert [one.people for one in found.bins] == [10, 6, 0, None, None]

    def test_a_few_between_the_line_and_the_next_bin_are_hidden(self) -> None:
        scores = class_scores([10, 6, 9, 8], passed=12)
        found = shielded(replace(report(*[said()] * 33), scores=scores)).scores
        assert found is not None
        assert [one.people for one in found.bins] == [10, 6, None, None]
