"""Blind review: a sheet without a key, and a fair comparison."""

import pytest

from questions.bankfiles import disagreements, read_bank, sheets_markdown
from questions.bankfiles.blind import sheets
from tests.questions.files import (
    WHY,
    matching,
    multiple,
    ordering,
    question,
    write_bank,
)

ALL = [
    question("single"),
    multiple("several"),
    ordering("steps"),
    matching("pairs"),
    question("made", generator="dynamodb-capacity", stem=None, options=None),
]


@pytest.fixture
def questions(tmp_path):
    return read_bank(write_bank(tmp_path, *ALL)).questions


def answers(questions, **over):
    given = {sheet.id: sheet.answer for sheet in sheets(questions)} | over
    lines = (f'"{name}" = {list(letters)}' for name, letters in given.items())
    return "\n".join(line.replace("'", '"') for line in lines)


class SheetTests:
    def test_it_tells_neither_reason_nor_reference(self, questions):
        printed = sheets_markdown(questions)
        assert WHY not in printed
        assert "docs.aws.amazon.com" not in printed
        assert "Nobody needed the queue" not in printed

    def test_it_reads_the_same_with_other_questions_beside(self, questions):
        alone = sheets([questions[0]])[0]
        assert sheets(questions)[0] == alone

    def test_it_does_not_keep_the_order_of_the_author(self, tmp_path):
        steps = [ordering(f"steps-{n}") for n in range(6)]
        shown = sheets(read_bank(write_bank(tmp_path, *steps)).questions)
        assert len({tuple(sheet.answer) for sheet in shown}) > 3

    def test_it_prints_three_variants_of_a_generated_question(self, questions):
        names = [sheet.id for sheet in sheets(questions)]
        assert names[-3:] == ["made@1", "made@2", "made@3"]


class CompareTests:
    def test_it_agrees_with_the_key(self, questions):
        assert disagreements(questions, answers(questions)) == []

    def test_it_takes_letters_in_any_order_but_for_steps(self, questions):
        by_id = {sheet.id: sheet.answer for sheet in sheets(questions)}
        several, steps = by_id["several"][::-1], by_id["steps"][::-1]
        found = disagreements(
            questions, answers(questions, several=several, steps=steps)
        )
        assert [one.id for one in found] == ["steps"]

    def test_it_tells_another_answer(self, questions):
        key = next(s.answer[0] for s in sheets(questions) if s.id == "single")
        other = "A" if key != "A" else "B"
        found = disagreements(questions, answers(questions, single=[other]))[0]
        assert (found.reason, found.key) == ("another answer", [key])

    def test_it_tells_doubts_gaps_and_strangers(self, questions):
        key = next(s.answer for s in sheets(questions) if s.id == "single")
        given = answers(questions, single=[*key, "?"], several=[], nobody=["A"])
        reasons = {one.id: one.reason for one in disagreements(questions, given)}
        assert reasons == {
            "single": "the reader doubts",
            "several": "not answered",
            "nobody": "no such question",
        }
