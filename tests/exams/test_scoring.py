"""From raw to scaled: monotone, honest at the mark, inside its own band."""

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.scoring import (
    MEETS,
    NEEDS,
    PASS_SHARE,
    Scale,
    domain_word,
    score,
    to_scale,
    wilson,
)

SCALE = Scale(100, 1000, 720)
counts = st.integers(1, 200)
scales = st.builds(
    lambda low, mark, more: Scale(low, low + mark + more, low + mark),
    st.integers(0, 400),
    st.integers(1, 800),
    st.integers(1, 800),
)


@st.composite
def raws(draw) -> tuple[int, int]:
    count = draw(counts)
    return draw(st.integers(0, count)), count


class ScoreTests:
    @given(counts, scales)
    def test_one_more_right_answer_never_lowers_it(self, count, scale) -> None:
        points = [score(raw, count, scale).scaled for raw in range(count + 1)]
        assert points == sorted(points)

    @given(raws(), scales)
    def test_it_passes_exactly_from_the_cut_on(self, raw, scale) -> None:
        found = score(*raw, scale)
        assert found.is_passed == (Fraction(raw[0], raw[1]) >= Fraction(72, 100))

    @given(raws(), scales)
    def test_rounding_never_crosses_the_pass_mark(self, raw, scale) -> None:
        found = score(*raw, scale)
        assert found.is_passed == (found.scaled >= scale.pass_mark)

    @given(scales)
    def test_nor_does_it_right_below_the_cut(self, scale) -> None:
        """95 of 132 is 0.04 below the cut: rounded it would be the mark itself."""
        for count in range(2, 201):
            found = score(ceil(PASS_SHARE * count) - 1, count, scale)
            assert found.scaled < scale.pass_mark

    @given(raws(), scales)
    def test_the_band_holds_the_score_and_stays_on_the_scale(self, raw, scale) -> None:
        found = score(*raw, scale)
        ends = [scale.low, found.band_low, found.scaled, found.band_high, scale.high]
        assert ends == sorted(ends)

    @given(counts, scales)
    def test_nothing_and_everything_right_are_the_ends(self, count, scale) -> None:
        assert score(0, count, scale).scaled == scale.low
        assert score(count, count, scale).scaled == scale.high

    @given(counts)
    def test_the_smallest_passing_raw_is_the_first_that_passes(self, count) -> None:
        raw = ceil(PASS_SHARE * count)
        assert score(raw, count, SCALE).is_passed
        assert raw == 0 or not score(raw - 1, count, SCALE).is_passed

    def test_the_guides_own_numbers(self) -> None:
        assert score(36, 50, SCALE).scaled == 720
        assert score(35, 50, SCALE).scaled == 703
        assert score(36, 50, SCALE).cut == 36

    def test_a_band_of_about_112_points_each_way_at_the_mark(self) -> None:
        found = score(36, 50, SCALE)
        width = found.band_high - found.band_low
        assert 190 <= width <= 240

    @pytest.mark.parametrize(("raw", "count"), [(-1, 5), (6, 5), (0, 0)])
    def test_what_is_no_score_is_refused(self, raw, count) -> None:
        with pytest.raises(ValueError, match="is not a score"):
            score(raw, count, SCALE)

    @given(st.fractions(0, 1), counts, scales)
    def test_the_map_is_monotone_between_whole_answers_too(
        self, share, count, scale
    ) -> None:
        raw = share * count
        assert to_scale(raw, count, scale) <= to_scale(
            raw / 2 + count / 2, count, scale
        )


class WilsonTests:
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    @pytest.mark.parametrize(
        ("successes", "n", "low", "high"),
        [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ],
    )
    def test_it_gives_the_published_intervals(self, successes, n, low, high) -> None:
        assert wilson(successes, n) == pytest.approx((low, high), abs=0.00005)

    @given(raws())
    def test_it_holds_the_proportion(self, raw) -> None:
        low, high = wilson(*raw)
        share = raw[0] / raw[1]
        assert 0 <= low <= share + 1e-12
        assert share - 1e-12 <= high <= 1

    @given(raws())
    def test_right_and_wrong_mirror_each_other(self, raw) -> None:
        low, high = wilson(*raw)
        mirrored = wilson(raw[1] - raw[0], raw[1])
        assert mirrored == pytest.approx((1 - high, 1 - low))


class DomainWordTests:
    @pytest.mark.parametrize(
        ("correct", "asked", "word"),
        [
            (0, 0, NEEDS),
            (18, 25, MEETS),
            (17, 25, NEEDS),
            (7, 10, NEEDS),
            (8, 10, MEETS),
            (1, 1, MEETS),
        ],
    )
    def test_it_meets_from_72_percent_on(self, correct, asked, word) -> None:
        assert domain_word(correct, asked) == word
