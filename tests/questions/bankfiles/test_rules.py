"""The rules: every error of every file, with its line and what to do."""

import pytest

from questions.bankfiles import read_bank
from questions.bankfiles.bank import TABLES
from tests.questions.files import (
    WHY,
    findings_of,
    matching,
    messages_of,
    multiple,
    option,
    ordering,
    question,
    write_bank,
    write_file,
)

SQS = {"service": "sqs", "operation": "ChangeMessageVisibility"}
WRONG = {"member": "VisibilityTimeout", "contains": "13 hours"}
FOUR = [option(f"Option {n}") for n in range(4)]

BROKEN = {
    "no such guide": (question("q", tasks={"XYZ-C01": ["1.1"]}), "no guide XYZ-C01"),
    "no such task": (question("q", tasks={"DVA-C02": ["9.9"]}), "has no task 9.9"),
    "no task at all": (question("q", tasks={"DVA-C02": []}), "serves no task"),
    "no such topic": (question("q", topics=["sqs", "sqz"]), "no topic `sqz`"),
    "another home": (question("q", topics=["sns"]), "not the file's"),
    "no key": (question("q", options=FOUR), "4 options with 0 correct"),
    "three options": (question("q", options=FOUR[:3]), "3 options with 0 correct"),
    "select in single": (question("q", stem="X? (Select TWO.)"), "the stem says"),
    "no select": (multiple("q", stem="Which ways?"), "does not agree"),
    "wrong select": (multiple("q", stem="X? (Select THREE.)"), "does not agree"),
    "same texts": (
        question("q", options=[*FOUR[:3], option(" option  0", correct=True)]),
        "the same text as option 1",
    ),
    "short reason": (
        question("q", options=[option("A", why="No."), *FOUR[1:]]),
        "a reason of 1 words",
    ),
    "right_if on the key": (
        question("q", options=[option("A", correct=True, right_if="x"), *FOUR[1:]]),
        "has `right_if`",
    ),
    "foreign link": (
        question("q", references=["https://blog.example/"]),
        "is not official",
    ),
    "look-alike link": (
        question("q", references=["https://docs.aws.amazon.com.evil.example/"]),
        "is not official",
    ),
    "link with a user": (
        question("q", references=["https://docs.aws.amazon.com@evil.example/"]),
        "is not official",
    ),
    "no such enemy": (question("q", enemies=["nobody"]), "no question `nobody`"),
    "own enemy": (question("q", enemies=["q"]), "not its own enemy"),
    "no such scenario": (question("q", scenario="nowhere"), "no scenario `nowhere`"),
    "no such generator": (
        question("q", generator="dice", stem=None, options=None, evidence=None),
        "no generator `dice`",
    ),
    "key in an ordering": (
        ordering("q", options=[option("A", correct=True), *FOUR[1:]]),
        "has no `correct`",
    ),
    "two steps": (ordering("q", options=FOUR[:2]), "not four to six steps"),
    "no match": (matching("q", options=FOUR[:3]), "has no `match`"),
    "no such target": (matching("q", targets=["Service 0", "X"]), "no target “Ser"),
    "one target twice": (
        matching("q", options=[option(f"N{n}", match="Service 1") for n in range(2)]),
        "used more than once",
    ),
    "targets in single": (question("q", targets=["A", "B"]), "has no `match` or"),
    "unknown language": (
        question("q", stem="What?\n\n```jsno\n{}\n```"),
        "no highlighter knows",
    ),
    "failing evidence": (
        question("q", evidence=[{"claim": "x", "botocore": SQS | WRONG}]),
        "does not say “13 hours”",
    ),
    "no such day": (question("q", reviewed="2026-02-30"), "no date 2026-02-30"),
}


class RuleTests:
    @pytest.mark.parametrize("name", BROKEN)
    def test_it_finds(self, tmp_path, name):
        broken, message = BROKEN[name]
        assert any(message in found for found in messages_of(tmp_path, broken))

    def test_it_accepts_every_kind(self, tmp_path):
        kinds = [question("a"), multiple("b"), ordering("c"), matching("d")]
        assert findings_of(tmp_path, *kinds) == []

    def test_it_accepts_a_generated_question(self, tmp_path):
        made = question("q", generator="dynamodb-capacity", stem=None, options=None)
        assert findings_of(tmp_path, made) == []

    def test_it_accepts_a_scenario_with_two_questions(self, tmp_path):
        shared = {"id": "clinic", "title": "A clinic", "text": "It has one queue."}
        two = [
            question("a", scenario="clinic", topics=["sns"]),
            question("b", scenario="clinic"),
        ]
        assert findings_of(tmp_path, *two, scenarios=[shared]) == []

    def test_it_wants_two_questions_of_a_scenario(self, tmp_path):
        shared = {"id": "clinic", "title": "A clinic", "text": "It has one queue."}
        found = messages_of(tmp_path, question("a"), scenarios=[shared])
        assert found == ["scenario `clinic` has 0 questions"]


class EveryErrorTests:
    def test_it_reports_all_errors_of_a_file(self, tmp_path):
        bad = question("q", topics=["sqs", "sqz"], tasks={"DVA-C02": ["9.9"]})
        found = messages_of(tmp_path, bad, question("r", enemies=["nobody"]))
        assert len(found) == 3

    def test_it_reports_a_question_beside_one_of_the_wrong_form(self, tmp_path):
        formless = question("q", difficulty="brutal")
        found = messages_of(tmp_path, formless, question("r", enemies=["nobody"]))
        assert len(found) == 2

    def test_it_reads_on_after_a_file_that_is_no_yaml(self, tmp_path):
        bank = write_bank(tmp_path, question("q", enemies=["nobody"]))
        (bank / "questions" / "sns.yaml").write_text("topic: [")
        files = {finding.file for finding in read_bank(bank).findings}
        assert files == {"questions/sns.yaml", "questions/sqs.yaml"}

    def test_it_names_file_line_question_and_what_to_do(self, tmp_path):
        finding = findings_of(tmp_path, question("q", topics=["sqs", "sqz"]))[0]
        assert (finding.file, finding.question) == ("questions/sqs.yaml", "q")
        source = (tmp_path / finding.file).read_text().splitlines()
        assert source[finding.line - 1].strip() == "- sqz"
        assert "topics.toml" in finding.fix

    def test_it_finds_an_id_that_stands_twice_in_two_files(self, tmp_path):
        bank = write_bank(tmp_path, question("q"))
        write_file(bank, "sns", question("q", topics=["sns"]))
        messages = [finding.message for finding in read_bank(bank).findings]
        assert messages == ["the id `q` stands 2 times in the bank"] * 2

    def test_it_wants_the_file_named_after_its_topic(self, tmp_path):
        bank = write_bank(tmp_path, question("q"))
        (bank / "questions/sqs.yaml").rename(bank / "questions/queues.yaml")
        assert "a file named queues.yaml" in read_bank(bank).findings[0].message

    def test_it_tells_of_missing_files(self, tmp_path):
        files = {finding.file for finding in read_bank(tmp_path).findings}
        assert files == {"questions", *TABLES}

    def test_it_holds_reasons_of_fifteen_words_for_enough(self):
        assert len(WHY.split()) == 15
