"""What is said about a question while it is written."""

from dataclasses import replace

import pytest

from questions.manuscript import Option, Tags
from questions.proofreading import hints, place_name
from tests.factories import make_text

TAGS = Tags(("sqs",), {"TST-C01": ("1.1",)})


def found(text, tags=TAGS, *, blocking=None):
    return [
        hint.place
        for hint in hints(text, tags)
        if blocking is None or hint.is_blocking is blocking
    ]


def said(text):
    return " ".join(hint.text for hint in hints(text, TAGS))


def with_option(whole, index, **over):
    options = list(whole.options)
    options[index] = replace(options[index], **over)
    return replace(whole, options=tuple(options))


class HintTests:
    def test_a_finished_question_has_none(self):
        assert hints(make_text(), TAGS) == []

    def test_a_question_without_words_or_tags_is_blocked(self):
        text = make_text(stem="")
        assert set(found(text, Tags(), blocking=True)) == {"stem", "topics", "tasks"}

    def test_single_choice_has_one_key(self):
        assert "options" in found(with_option(make_text(), 0, is_correct=True))

    def test_select_n_agrees_with_the_keys(self):
        text = with_option(make_text(kind="multiple"), 0, is_correct=True)
        wrong = replace(text, stem=f"{text.stem} (Select THREE.)")
        assert found(wrong, blocking=True) == ["stem"]
        right = replace(text, stem=f"{text.stem} (Select TWO.)")
        assert found(right, blocking=True) == []

    def test_only_multiple_response_says_select(self):
        text = make_text()
        assert found(replace(text, stem=f"{text.stem} (Select TWO.)"), blocking=True)

    def test_a_key_that_is_the_longest_by_far_can_be_guessed(self):
        text = with_option(make_text(), 1, text="A much longer answer " * 4)
        assert "can be guessed" in said(text)

    def test_a_missing_reason_is_said_and_does_not_block(self):
        text = with_option(make_text(), 2, why="")
        assert found(text) == ["option.2.why"]
        assert found(text, blocking=True) == []

    def test_two_options_that_say_the_same_block(self):
        text = with_option(make_text(), 2, text="ANSWER a  of the sample")
        assert found(text, blocking=True) == ["option.2.text"]

    def test_every_matching_option_has_a_target_of_its_own(self):
        options = tuple(Option(letter, match="same") for letter in "abc")
        text = make_text(kind="matching", options=options, targets=("same", "other"))
        assert found(text, blocking=True) == ["option.1.match", "option.2.match"]

    def test_a_matching_that_is_just_begun_is_told_once_of_its_targets(self):
        options = tuple(Option(letter) for letter in "ab")
        text = make_text(kind="matching", options=options, targets=("", ""))
        assert found(text, blocking=True) == [
            "targets",
            "option.0.match",
            "option.1.match",
        ]

    def test_a_picture_needs_its_description(self):
        address = "/bank/pictures/12345678-1234-1234-1234-123456789abc/"
        text = make_text()
        shown = replace(text, stem=f"{text.stem} ![ ]({address})")
        assert found(shown, blocking=True) == ["stem"]

    @pytest.mark.parametrize("link", ["http://aws.amazon.com/", "https://x", "js:1"])
    def test_a_reference_is_an_address(self, link):
        text = replace(make_text(), references=(link,))
        assert found(text, blocking=True) == ["reference.0"]

    def test_blocking_ones_come_first(self):
        order = [hint.is_blocking for hint in hints(make_text(stem="Why?"), Tags())]
        assert order == sorted(order, reverse=True)


class PlaceNameTests:
    @pytest.mark.parametrize(
        ("place", "name"),
        [
            ("", "The whole question"),
            ("stem", "Question"),
            ("option.1.text", "Option B"),
            ("option.1", "Option B"),
            ("option.0.right_if", "Option A: right if"),
            ("target.2", "Target 3"),
        ],
    )
    def test_people_read_it(self, place, name):
        assert place_name(place) == name
