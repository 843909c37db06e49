"""Sparse answers, capped and laid out in blocks."""

import numpy as np
import pytest

from analytics.answers import Answers, Blocks, as_answers, as_matrix, newest

NAN = np.nan
Y = np.array([[1.0, NAN, 0.0], [NAN, NAN, NAN], [0.0, 1.0, 1.0]])


class SparseTests:
    def test_it_keeps_what_was_answered(self):
        found = as_answers(Y)
        assert found.person.tolist() == [0, 0, 2, 2, 2]
        assert found.item.tolist() == [0, 2, 0, 1, 2]
        assert found.correct.tolist() == [1, 0, 0, 1, 1]

    def test_it_counts_people_without_answers(self):
        assert (as_answers(Y).persons, as_answers(Y).items) == (3, 3)

    def test_it_leaves_sparse_answers_as_they_are(self):
        answers = as_answers(Y)
        assert as_answers(answers) is answers


class MatrixTests:
    @pytest.mark.parametrize(
        "table",
        [
            [[1, 0], [0, 1]],
            np.array([[True, False], [False, True]]),
            np.asfortranarray([[1.0, 0.0], [0.0, 1.0]]),
        ],
        ids=["list", "bools", "fortran"],
    )
    def test_it_takes_any_table_of_marks(self, table):
        assert as_matrix(table).tolist() == [[1, 0], [0, 1]]

    def test_it_takes_what_is_masked_as_not_asked(self):
        masked = np.ma.masked_array([[1, 0], [0, 1]], mask=[[True, False], [False] * 2])
        assert np.isnan(as_matrix(masked)).tolist() == [[True, False], [False, False]]

    @pytest.mark.parametrize("mark", [-1, 0.5, 2, np.inf])
    def test_it_guesses_no_meaning_of_other_marks(self, mark):
        with pytest.raises(ValueError, match="NaN where it was not asked"):
            as_matrix([[1, 0], [0, mark]])

    @pytest.mark.parametrize("table", [[1, 0, 1], [[[1, 0]]]])
    def test_it_asks_for_persons_by_items(self, table):
        with pytest.raises(ValueError, match="persons by items"):
            as_matrix(table)


def one_persons(item, correct=(1.0, 0.0), person=(0, 0)):
    return Answers(np.array(person), np.array(item), np.array(correct), 1, 3)


class CheckTests:
    def test_it_refuses_two_answers_to_one_item(self):
        with pytest.raises(ValueError, match="keep one of the answers"):
            as_answers(one_persons(item=(1, 1)))

    @pytest.mark.parametrize("item", [(0, 3), (-1, 0)])
    def test_it_refuses_items_that_there_are_not(self, item):
        with pytest.raises(ValueError, match="outside of 0 to 2"):
            as_answers(one_persons(item))

    def test_it_refuses_answers_without_a_mark(self):
        with pytest.raises(ValueError, match="a mark each"):
            as_answers(one_persons(item=(0, 1), correct=(1.0,)))


class NewestTests:
    def test_it_keeps_each_persons_newest(self):
        answers = Answers(
            person=np.array([1, 0, 1, 1, 0]),
            item=np.array([0, 1, 2, 3, 4]),
            correct=np.ones(5),
            persons=2,
            items=5,
        )
        found = newest(answers, 2)
        assert found.person.tolist() == [0, 0, 1, 1]
        assert found.item.tolist() == [1, 4, 2, 3]


class BlockTests:
    @pytest.mark.parametrize("cells", [1, 6, 1000])
    def test_it_gives_back_the_whole_matrix(self, monkeypatch, cells):
        monkeypatch.setattr("analytics.answers.BLOCK_CELLS", cells)
        blocks = Blocks(newest(as_answers(Y), 300))
        for _ in range(2):
            parts = [(asked.copy(), right.copy()) for asked, right in blocks]
            asked, right = (np.concatenate(both) for both in zip(*parts, strict=True))
            assert (asked == ~np.isnan(Y)).all()
            assert (right == np.nan_to_num(Y)).all()

    def test_it_gives_nothing_of_nobody(self):
        assert list(Blocks(as_answers(np.empty((0, 4))))) == []
