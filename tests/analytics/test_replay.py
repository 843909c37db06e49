"""An attempt played again: what changed, how it went, what chance explains."""

from hypothesis import given
from hypothesis import strategies as st

from analytics import replay
from analytics.replay import Act, Deed, Given, Stamina


def act(minute, position, response, *, flagged=False, mark=None):
    return Act(minute, position, response, flagged, mark)


def answers(*parts):
    """`parts`: (count, right share, predicted)."""
    return [
        Given(n < round(count * share), is_blank=False, predicted=predicted)
        for count, share, predicted in parts
        for n in range(count)
    ]


class TimelineTests:
    def test_it_tells_what_was_done_in_order(self):
        acts = [
            act(1, 1, ("a",)),
            act(2, 1, ("b",)),
            act(3, 1, ("b",), flagged=True),
            act(4, 1, None, flagged=True),
            act(5, 1, None),
        ]
        assert [moment.deed for moment in replay.timeline(acts)] == [
            Deed.ANSWERED,
            Deed.CHANGED,
            Deed.FLAGGED,
            Deed.CLEARED,
            Deed.UNFLAGGED,
        ]

    def test_what_changed_nothing_is_not_told(self):
        assert len(replay.timeline([act(1, 1, ("a",)), act(2, 1, ("a",))])) == 1

    def test_an_answer_with_a_flag_is_two_deeds(self):
        assert len(replay.timeline([act(1, 1, ("a",), flagged=True)])) == 2


class PaceTests:
    def test_each_question_makes_one_step(self):
        acts = [act(1, 1, ("a",)), act(2, 1, None), act(3, 1, ("b",)), act(4, 2, "c")]
        assert replay.pace(replay.timeline(acts)) == [(1, 1), (4, 2)]


class ChangesTests:
    def test_it_compares_the_first_with_the_last_answer(self):
        acts = [
            act(1, 1, ("a",), mark=True),
            act(2, 1, ("b",), mark=False),
            act(3, 2, ("a",), mark=False),
            act(4, 2, ("b",), mark=True),
        ]
        found = replay.changes(acts)
        assert found.right_to_wrong == (1,)
        assert found.wrong_to_right == (2,)
        assert (found.count, found.gain) == (2, 0)

    def test_going_back_to_the_first_answer_is_no_change(self):
        acts = [
            act(n, 1, r, mark=r == "a") for n, r in enumerate(["a", "b", "a"], start=1)
        ]
        assert replay.changes(acts).count == 0

    def test_half_an_answer_is_none(self):
        acts = [act(1, 1, ("a",)), act(2, 1, ("a", "b"), mark=True)]
        assert replay.changes(acts).count == 0


class QuartersTests:
    def test_a_short_exam_has_none(self):
        assert replay.quarters(answers((31, 1, 0.5))) == []

    @given(st.integers(32, 200))
    def test_together_they_are_the_whole(self, count):
        parts = replay.quarters(answers((count, 0.5, 0.5)))
        assert sum(part.asked for part in parts) == count
        assert (parts[0].first, parts[-1].last) == (1, count)

    def test_each_share_lies_in_its_range(self):
        for part in replay.quarters(answers((64, 0.7, 0.5))):
            assert part.low <= part.correct / part.asked <= part.high


class StaminaTests:
    def test_a_fall_beyond_chance_is_called_tiring(self):
        given_answers = answers((48, 0.8, 0.7), (16, 0.2, 0.7))
        assert replay.stamina(given_answers) == Stamina.TIRED

    def test_harder_questions_at_the_end_are_not(self):
        given_answers = answers((48, 0.8, 0.8), (16, 0.2, 0.2))
        assert replay.stamina(given_answers) == Stamina.STEADY

    def test_a_small_fall_is_chance(self):
        given_answers = answers((48, 0.75, 0.7), (16, 0.6, 0.7))
        assert replay.stamina(given_answers) == Stamina.STEADY

    def test_nothing_is_said_when_too_little_counts(self):
        assert replay.stamina(answers((65, 0.5, None))) == Stamina.TOO_SHORT
