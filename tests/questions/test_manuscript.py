"""The text as people write it: kept whole, reshaped by buttons, rendered."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from questions.manuscript import (
    Option,
    Tags,
    Text,
    content_of,
    expectation_lines,
    expectations,
    reshaped,
    source_of,
    tags_of,
    text_from,
    text_of,
)

words = st.text(max_size=30)
options = st.builds(
    Option, words, st.booleans(), words, words, words, st.tuples(words, words)
)
texts = st.builds(
    Text,
    kind=st.sampled_from(["single", "multiple", "ordering", "matching"]),
    stem=words,
    options=st.lists(options, max_size=7).map(tuple),
    targets=st.lists(words, max_size=4).map(tuple),
    scenario=words,
    references=st.lists(words, max_size=3).map(tuple),
)


class TextTests:
    @given(texts)
    def test_it_comes_back_from_data_as_it_was(self, text):
        assert text_of(text.as_dict()) == text

    @given(texts)
    def test_every_draft_can_be_rendered(self, text):
        content = content_of(text)
        assert len(content["options"]) == len(text.options)

    @given(texts)
    def test_it_is_the_same_text_as_in_a_file(self, text):
        told = text_from(source_of(text))
        assert told.options == text.options
        assert told.stem == text.stem

    def test_tags_without_a_task_are_not_kept(self):
        tags = Tags(("sqs",), {"DVA-C02": ("1.1",), "DVA-C03": ()}, "easy")
        assert tags_of(tags.as_dict()).tasks == {"DVA-C02": ("1.1",)}


class ReshapeTests:
    def text(self):
        return Text(options=tuple(Option(letter) for letter in "abc"))

    def letters(self, text):
        return "".join(option.text for option in text.options)

    def test_it_moves_options_up_and_down(self):
        assert self.letters(reshaped(self.text(), "up-option-2")) == "acb"
        assert self.letters(reshaped(self.text(), "down-option-0")) == "bac"

    def test_the_first_stays_first_and_the_last_last(self):
        assert self.letters(reshaped(self.text(), "up-option-0")) == "abc"
        assert self.letters(reshaped(self.text(), "down-option-2")) == "abc"

    def test_it_adds_and_removes(self):
        assert len(reshaped(self.text(), "add-option").options) == 4
        assert self.letters(reshaped(self.text(), "remove-option-1")) == "ac"

    def test_what_becomes_a_matching_has_places_for_targets(self):
        text = replace(self.text(), kind="matching")
        assert reshaped(text, "reshape").targets == ("", "", "")
        told = replace(text, targets=("one",))
        assert reshaped(told, "reshape") == told

    @given(texts, st.text(max_size=20))
    def test_a_strange_action_changes_nothing(self, text, action):
        assert reshaped(text, f"x{action}") == text

    @given(texts, st.sampled_from(["add-option-99", "remove-option-99", "up-target-x"]))
    def test_a_place_that_is_not_there_changes_no_words(self, text, action):
        assert set(text.options) <= {*reshaped(text, action).options}


class ExpectationTests:
    def test_they_come_back_from_lines(self):
        entry = {
            "contains": ["12 hours", "in seconds: yes"],
            "max": 43200,
            "min": 0.5,
            "enum": ["A", "B"],
            "required": False,
            "exists": True,
        }
        assert expectations(expectation_lines(entry)) == entry

    def test_lines_that_say_nothing_known_are_left_out(self):
        assert expectations("max: many\nmin: inf\nwhatever: 1\n\ncontains:") == {}
