"""What a usable response is, and when it is right, for each kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.responses import Asked, fault, ids_fault, is_correct

IDS = frozenset({"aa", "bb", "cc", "dd"})
TARGETS = frozenset({"t1", "t2", "t3", "t4"})
SINGLE = Asked("single", None, IDS)
MULTIPLE = Asked("multiple", 2, IDS)
ORDERING = Asked("ordering", None, IDS)
MATCHING = Asked("matching", None, IDS, TARGETS)
ALL = [SINGLE, MULTIPLE, ORDERING, MATCHING]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner)
    ),
    max_leaves=8,
)


class FaultTests:
    @pytest.mark.parametrize("asked", ALL)
    def test_a_cleared_answer_is_usable(self, asked) -> None:
        assert fault(None, asked) == ""

    @pytest.mark.parametrize(
        ("asked", "response"),
        [
            (SINGLE, []),
            (SINGLE, ["aa"]),
            (MULTIPLE, ["aa"]),
            (MULTIPLE, ["bb", "aa"]),
            (ORDERING, ["dd", "cc", "bb", "aa"]),
            (ORDERING, ["dd"]),
            (MATCHING, {}),
            (MATCHING, {"aa": "t1"}),
            (MATCHING, {"aa": "t1", "bb": "t2", "cc": "t3", "dd": "t4"}),
        ],
    )
    def test_complete_and_incomplete_ones_are_usable(self, asked, response) -> None:
        assert fault(response, asked) == ""

    @pytest.mark.parametrize(
        ("asked", "response", "told"),
        [
            (SINGLE, ["aa", "bb"], "at most 1"),
            (MULTIPLE, ["aa", "bb", "cc"], "at most 2"),
            (MULTIPLE, ["aa", "aa"], "named twice"),
            (SINGLE, ["zz"], "not of this question"),
            (SINGLE, "aa", "list of option ids"),
            (SINGLE, {"aa": "t1"}, "list of option ids"),
            (SINGLE, [1], "list of option ids"),
            (SINGLE, [["aa"]], "list of option ids"),
            (ORDERING, ["aa", "aa"], "named twice"),
            (MATCHING, ["aa"], "mapping"),
            (MATCHING, {"zz": "t1"}, "not of this question"),
            (MATCHING, {"aa": "zz"}, "not of this question"),
            (MATCHING, {"aa": "t1", "bb": "t1"}, "used twice"),
            (MATCHING, {"aa": None}, "is a text"),
            (MATCHING, {"aa": ["t1"]}, "is a text"),
        ],
    )
    def test_what_cannot_be_used_says_why(self, asked, response, told) -> None:
        assert told in fault(response, asked)

    @given(anything, st.sampled_from(ALL))
    def test_it_judges_anything_without_breaking(self, response, asked) -> None:
        assert isinstance(fault(response, asked), str)

    @given(anything)
    def test_struck_options_are_judged_without_breaking(self, ids) -> None:
        assert isinstance(ids_fault(ids, SINGLE), str)


class CorrectTests:
    @pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "matching"])
    @pytest.mark.parametrize("response", [None, [], {}])
    def test_no_answer_is_wrong(self, kind, response) -> None:
        key = {"a": "t"} if kind == "matching" else ["a"]
        assert not is_correct(response, kind=kind, key=key)

    @given(st.permutations(["a", "b", "c"]))
    def test_a_set_is_right_in_any_order(self, response) -> None:
        assert is_correct(response, kind="multiple", key=["a", "b", "c"])

    @given(st.permutations(["a", "b", "c"]))
    def test_a_sequence_is_right_in_its_own_order_only(self, response) -> None:
        expected = response == ["a", "b", "c"]
        assert is_correct(response, kind="ordering", key=["a", "b", "c"]) is expected

    @given(st.lists(st.sampled_from("abcd"), unique=True))
    def test_all_or_nothing(self, response) -> None:
        expected = set(response) == {"a", "b"}
        assert is_correct(response, kind="multiple", key=["a", "b"]) is expected

    def test_a_mapping_is_right_when_every_pair_is(self) -> None:
        key = {"a": "t1", "b": "t2"}
        assert is_correct({"b": "t2", "a": "t1"}, kind="matching", key=key)
        assert not is_correct({"a": "t1"}, kind="matching", key=key)
        assert not is_correct({"a": "t2", "b": "t1"}, kind="matching", key=key)
