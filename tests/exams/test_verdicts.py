"""The judgement on one operation, in the order that DESIGN §5 gives."""

import uuid

import pytest

from exams.responses import Asked
from exams.verdicts import Current, Standing, judge

WRITER, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
ASKED = Asked("single", None, frozenset({"aa", "bb"}))


def standing(**over) -> Standing:
    fields = {
        "is_running": True,
        "was_submitted": False,
        "is_in_time": True,
        "writer": WRITER,
        "epoch": 2,
    }
    return Standing(**(fields | over))


def op(**over):
    return {"position": 1, "epoch": 2, "seq": 5, "response": ["aa"]} | over


def verdict(body=None, *, writer=WRITER, current=None, asked=ASKED, **over) -> str:
    return judge(body or op(), writer, standing(**over), asked, current).verdict


class JudgeTests:
    def test_the_writers_operation_in_time_is_accepted(self) -> None:
        assert verdict() == "accepted"

    @pytest.mark.parametrize(
        "body",
        [
            op(response=["zz"]),
            op(response=["aa", "bb"]),
            op(epoch=0),
            op(epoch=3),
            op(epoch=-1),
            op(struck=["zz"]),
        ],
    )
    def test_unusable_ones_are_invalid_whatever_else_is_so(self, body) -> None:
        assert verdict(body) == "invalid"
        assert verdict(body, is_running=False, was_submitted=True) == "invalid"

    def test_a_position_without_a_question_is_invalid(self) -> None:
        assert verdict(asked=None) == "invalid"

    def test_in_a_pause_it_is_late_whatever_is_held(self) -> None:
        assert verdict(is_still=True) == "late"
        assert verdict(is_still=True, current=Current(2, 9, is_checked=True)) == "late"
        assert verdict(op(response=["zz"]), is_still=True) == "invalid"
        assert verdict(writer=OTHER, is_still=True) == "fenced"

    def test_after_handing_in_it_is_closed(self) -> None:
        assert verdict(is_running=False, was_submitted=True) == "closed"
        assert verdict(writer=OTHER, is_running=False, was_submitted=True) == "closed"

    def test_i22_another_writers_is_fenced_in_time_and_after(self) -> None:
        assert verdict(writer=OTHER) == "fenced"
        assert verdict(writer=OTHER, is_in_time=False) == "fenced"

    def test_after_time_it_is_late_before_and_after_closing(self) -> None:
        assert verdict(is_in_time=False) == "late"
        assert verdict(is_running=False) == "late"

    def test_i22_nobody_writes_while_no_writer_is_registered(self) -> None:
        found = judge(op(), WRITER, standing(writer=None), ASKED, None)
        assert found.verdict == "fenced"

    @pytest.mark.parametrize("over", [{"is_in_time": False}, {"is_running": False}])
    def test_late_answers_count_as_late_when_nobody_ever_registered(self, over) -> None:
        """A page sent whole after time, from a browser that never took over."""
        found = judge(op(epoch=1), WRITER, standing(writer=None, **over), ASKED, None)
        assert found.verdict == "late"

    def test_a_checked_answer_is_final(self) -> None:
        assert verdict(current=Current(1, 1, is_checked=True)) == "closed"

    @pytest.mark.parametrize(
        ("held", "expected"),
        [
            ((1, 9), "accepted"),
            ((2, 4), "accepted"),
            ((2, 5), "superseded"),
            ((2, 6), "superseded"),
            ((3, 0), "superseded"),
        ],
    )
    def test_i5_the_greatest_epoch_and_sequence_wins(self, held, expected) -> None:
        assert verdict(current=Current(*held, is_checked=False)) == expected
