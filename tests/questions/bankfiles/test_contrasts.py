"""Pairs of ideas that people confuse, and the questions that make them choose."""

from questions.bankfiles import contrasted, coverage_markdown, read_bank
from tests.questions.files import option, question, write_bank


def found(folder, *confuses, topics=("sqs",)):
    wrong = option("Another way of doing this", confuses=list(confuses))
    options = [option("The way", correct=True), wrong, option("No"), option("Nor")]
    one = question("one", options=options, topics=list(topics))
    return contrasted(read_bank(write_bank(folder, one)))["queue-topic"]


class ContrastTests:
    def test_a_tag_of_the_other_side_contrasts_the_topic(self, tmp_path):
        assert found(tmp_path, "sns-topic") == ["one"]

    def test_two_topics_without_a_tag_contrast_nothing(self, tmp_path):
        assert found(tmp_path, topics=["sqs", "sns"]) == []

    def test_a_tag_of_a_third_idea_contrasts_nothing(self, tmp_path):
        assert found(tmp_path, "kms") == []

    def test_the_report_names_the_pairs_without_a_question(self, tmp_path):
        report = coverage_markdown(read_bank(write_bank(tmp_path, question("one"))))
        assert "Without a question: queue-topic." in report

    def test_a_side_that_is_missing_is_found(self, tmp_path):
        folder = write_bank(tmp_path, question("one"))
        broken = '[[contrast]]\nid = "x"\nbetween = [["sqs"]]\ndecides = ""\n'
        (folder / "contrasts.toml").write_text(broken)
        assert [f.file for f in read_bank(folder).findings] == ["contrasts.toml"]
