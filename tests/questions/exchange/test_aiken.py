"""Aiken: its two marks, texts of several lines, and errors with their line."""

import pytest

from tests.questions.exchange.samples import key, only, read


def aiken(text):
    return read(text, "x.txt", "aiken")


class AikenTests:
    @pytest.mark.parametrize("mark", [".", ")"])
    def test_both_marks_of_an_option_are_read(self, mark):
        item = only(aiken(f"Which?\nA{mark} one\nB{mark} two\nANSWER: B"))
        assert (item.stem, key(item)) == ("Which?", ["two"])

    def test_texts_may_go_over_several_lines(self):
        item = only(aiken("Which\nof these?\n\nA. one\nand more\nB. two\nANSWER: A\n"))
        assert item.stem.split() == ["Which", "of", "these?"]
        assert key(item)[0].split() == ["one", "and", "more"]

    def test_two_letters_are_multiple_response(self):
        item = only(aiken("Which?\nA. 1\nB. 2\nC. 3\nANSWER: A, C"))
        assert (item.kind, key(item)) == ("multiple", ["1", "3"])

    def test_questions_need_no_empty_line_between(self):
        parsed = aiken("a?\nA. 1\nB. 2\nANSWER: A\nb?\nA. 1\nB. 2\nANSWER: B")
        assert [item.stem for item in parsed.items] == ["a?", "b?"]

    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("a?\nA. 1\nB. 2\nANSWER: C", 4, "none of the options"),
            ("a?\nA. 1\nB. 2\nANSWER:", 4, "names no letter"),
            ("a?\nA. 1\nB. 2\nANSWER B\nANSWER: B", 4, "no colon"),
            ("a?\nA. 1\nANSWER: A", 3, "fewer than two"),
            ("a?\nA.\nB. 2\nANSWER: B", 2, "is empty"),
            ("ANSWER: B", 1, "without a question"),
            ("a?\nA. 1\nB. 2\n", 1, "no `ANSWER:` line"),
        ],
    )
    def test_what_is_malformed_is_told_with_its_line(self, text, line, words):
        [fault] = aiken(text).errors
        assert fault.line == line
        assert words in fault.message

    def test_a_broken_question_leaves_the_next_alone(self):
        parsed = aiken("a?\nA. 1\nB. 2\n\nb?\nA. 1\nB. 2\nANSWER: B")
        assert [item.stem for item in parsed.items] == ["b?"]
        assert [fault.line for fault in parsed.errors] == [1]

    def test_small_letters_are_recognised_without_a_format(self):
        item = only(read("a?\na. 1\nb) 2\nanswer: b", "x.txt"))
        assert key(item) == ["2"]
