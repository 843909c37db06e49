"""Coverage: what there is, what is missing, how many mocks it makes."""

import pytest

from questions.bankfiles import coverage_markdown, coverage_of, read_bank
from tests.questions.files import ordering, question, write_bank

CLAIM = {
    "claim": "x",
    "botocore": {"service": "sqs", "operation": "SendMessage", "exists": True},
}


@pytest.fixture
def bank(tmp_path):
    questions = [question(f"q{n}") for n in range(3)]
    questions.append(question("proof", evidence=[CLAIM], reviewed="2026-11-21"))
    questions.append(ordering("steps", tasks={"DVA-C02": ["4.2"]}))
    return read_bank(write_bank(tmp_path, *questions))


def guide(bank, code):
    return next(report for report in coverage_of(bank) if report.code == code)


class CoverageTests:
    def test_it_counts_questions_evidence_and_reviews(self, bank):
        report = guide(bank, "DVA-C02")
        assert (report.questions, report.with_evidence, report.reviewed) == (5, 1, 1)
        assert report.evidence_percent == 20

    def test_it_counts_for_the_successor_by_the_crosswalk(self, bank):
        assert guide(bank, "DVA-C03").tasks == {"1.1": 4, "4.2": 1}

    def test_it_knows_topics_by_tasks(self, bank):
        assert guide(bank, "DVA-C02").matrix == {"sqs": {"1.1": 4, "4.2": 1}}

    def test_it_counts_for_a_mock_only_kinds_that_a_mock_uses(self, bank):
        domains = {d.code: d for d in guide(bank, "DVA-C02").domains}
        assert domains["1"].mock_questions == 4
        assert domains["4"].mock_questions == 0

    def test_it_needs_every_domain_for_a_whole_mock(self, bank):
        report = guide(bank, "DVA-C02")
        report.domains[0].mock_questions = 42
        assert report.domains[0].depth == 2
        assert report.depth == 0

    def test_it_names_gaps(self, bank):
        report = guide(bank, "DVA-C02")
        assert "1.2" in report.empty_tasks
        assert {gap.slug: gap.found for gap in report.gaps} == {"sns": 0, "kms": 0}

    def test_it_writes_a_report(self, bank):
        text = coverage_markdown(bank)
        assert "## DVA-C02: 5 questions" in text
        assert "| sqs | 4 |" in text
        assert "## SAA-C03: 0 questions" in text
