"""A thousand variants looked at: what is told of them."""

from questions.templating import Answer, check_template
from tests.factories import DRAWN_STEM, make_template


def check(**over):
    return check_template(make_template(**over), DRAWN_STEM)


def told(**over):
    return " ".join(fault.text for fault in check(**over).faults)


class CheckTests:
    def test_a_good_template_passes(self):
        found = check()
        assert found.is_passed
        assert (found.count, len(found.shown)) == (1000, 20)

    def test_a_template_with_faults_draws_nothing(self):
        found = check(values="calls = ceil(items /")
        assert (found.is_passed, found.count) == (False, 0)

    def test_conditions_that_never_hold_are_named(self):
        assert "“items > 5000” does not hold" in told(conditions="items > 5000")

    def test_conditions_that_hardly_ever_hold_are_refused(self):
        assert "draws can be used" in told(conditions="items == 110 and size == 25")

    def test_it_gives_up_early(self):
        assert check(conditions="items > 5000").tries <= 1000

    def test_a_division_by_zero_is_refused_even_if_it_is_rare(self):
        found = check(values="calls = ceil(items / size)\nx = 1 / (items - 110)")
        assert not found.is_passed
        assert any("divides by zero" in fault.text for fault in found.faults)

    def test_a_condition_guards_what_follows(self):
        values = "calls = ceil(items / size)\nx = 1 / (items - 110)"
        conditions = "items % size != 0\nitems != 110"
        assert check(values=values, conditions=conditions).is_passed

    def test_mistakes_that_equal_the_key_leave_too_few(self):
        answers = make_template().answers
        same = (*answers[:3], Answer("calls", mistake="the same"))
        assert "Fewer than three mistakes" in told(answers=same)

    def test_few_questions_are_told(self):
        assert "Only 4 different" in told(parameters="items = 110, 140\nsize = 25, 100")

    def test_a_key_that_can_be_guessed_is_told(self):
        texts = ("calls", "calls + 1", "calls + 2", "calls + 3")
        answers = tuple(Answer(text, mistake=text) for text in texts)
        found = check(answers=answers)
        assert found.is_passed
        assert "smallest in 100 %" in " ".join(fault.text for fault in found.faults)
