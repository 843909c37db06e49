"""The grade: a pure function whose parts sum to its totals (I24, I28)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.grading import Item, grade, mark, translated
from exams.scoring import Scale

SCALE = Scale(100, 1000, 720)
OPTIONS = {"o1": "a", "o2": "b", "o3": "c"}
TARGETS = {"x1": "t1", "x2": "t2", "x3": "t3"}
KEYS = {
    "single": ["a"],
    "multiple": ["a", "b"],
    "ordering": ["c", "a", "b"],
    "matching": {"a": "t1", "b": "t2", "c": "t3"},
}
RIGHT = {
    "single": ["o1"],
    "multiple": ["o2", "o1"],
    "ordering": ["o3", "o1", "o2"],
    "matching": {"o1": "x1", "o2": "x2", "o3": "x3"},
}
WRONG = {
    "single": ["o2"],
    "multiple": ["o1"],
    "ordering": ["o1", "o2", "o3"],
    "matching": {"o1": "x1"},
}


def item(position: int = 1, **over) -> Item:
    kind = over.get("kind", "single")
    fields = {
        "domain": "1",
        "kind": kind,
        "is_scored": True,
        "is_seen": False,
        "key": KEYS[kind],
        "options": OPTIONS,
        "targets": TARGETS,
    }
    return Item(position=position, **(fields | over))


@st.composite
def sheets(draw):
    """A form of at least one scored question, and what was answered."""
    count = draw(st.integers(1, 12))
    items, responses = [], {}
    for position in range(1, count + 1):
        kind = draw(st.sampled_from(sorted(KEYS)))
        one = item(
            position,
            kind=kind,
            domain=draw(st.sampled_from("1234")),
            is_scored=position == 1 or draw(st.booleans()),
            is_seen=draw(st.booleans()),
        )
        items.append(one)
        given_ = draw(st.sampled_from(["right", "wrong", "cleared", "none"]))
        if given_ != "none":
            told = {"right": RIGHT[kind], "wrong": WRONG[kind], "cleared": None}
            responses[position] = told[given_]
    return items, responses


class GradeTests:
    @given(sheets())
    def test_i24_the_same_answers_always_give_the_same_grade(self, sheet) -> None:
        items, responses = sheet
        assert grade(items, responses, SCALE) == grade(
            list(items), dict(responses), SCALE
        )

    @given(sheets(), st.randoms(use_true_random=False))
    def test_i24_the_order_of_the_questions_does_not_matter(self, sheet, rng) -> None:
        items, responses = sheet
        shuffled = items[:]
        rng.shuffle(shuffled)
        one, other = grade(items, responses, SCALE), grade(shuffled, responses, SCALE)
        assert (one.score, one.marks, one.domains) == (
            other.score,
            other.marks,
            other.domains,
        )

    @given(sheets())
    def test_i28_the_parts_sum_to_the_totals(self, sheet) -> None:
        items, responses = sheet
        found = grade(items, responses, SCALE)
        scored = [i.position for i in items if i.is_scored]
        assert sum(d.correct for d in found.domains) == found.score.raw
        assert sum(d.asked for d in found.domains) == found.score.count == len(scored)
        assert sum(found.marks[p] for p in scored) == found.score.raw

    @given(sheets())
    def test_every_question_has_a_mark_and_the_unanswered_are_wrong(
        self, sheet
    ) -> None:
        items, responses = sheet
        found = grade(items, responses, SCALE)
        assert set(found.marks) == {i.position for i in items}
        assert not any(found.marks[p] for p in found.marks if not responses.get(p))

    @given(sheets())
    def test_unscored_questions_change_nothing(self, sheet) -> None:
        items, responses = sheet
        scored = [i for i in items if i.is_scored]
        assert grade(items, responses, SCALE).score == (
            grade(scored, responses, SCALE).score
        )

    @given(sheets())
    def test_only_the_total_decides(self, sheet) -> None:
        items, responses = sheet
        moved = [replace(i, domain="1") for i in items]
        assert grade(items, responses, SCALE).score == (
            grade(moved, responses, SCALE).score
        )

    def test_the_share_of_seen_questions_is_of_the_scored_ones(self) -> None:
        items = [
            item(1, is_seen=True),
            item(2),
            item(3, is_seen=True, is_scored=False),
        ]
        assert grade(items, {}, SCALE).seen_share == 0.5

    def test_a_form_without_scored_questions_has_no_grade(self) -> None:
        with pytest.raises(ValueError, match="is not a score"):
            grade([item(is_scored=False)], {}, SCALE)


class MarkTests:
    @pytest.mark.parametrize("kind", sorted(KEYS))
    def test_opaque_ids_are_read_as_the_authors(self, kind) -> None:
        assert mark(item(kind=kind), RIGHT[kind])
        assert not mark(item(kind=kind), WRONG[kind])

    def test_nothing_is_translated_to_nothing(self) -> None:
        assert translated(None, OPTIONS, TARGETS) is None
        assert translated([], OPTIONS, TARGETS) is None
