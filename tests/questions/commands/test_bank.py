"""manage.py bank: what it prints and how it ends."""

import io

import pytest
from django.core.management import CommandError, call_command

from questions.models import Question
from tests.questions.files import multiple, question, write_bank


def run(*args):
    out = io.StringIO()
    call_command("bank", *map(str, args), stdout=out, stderr=out)
    return out.getvalue()


def fail(*args):
    """The output and the last word of a command that must not succeed."""
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("bank", *map(str, args), stdout=out, stderr=out)
    return out.getvalue(), str(error.value)


@pytest.fixture
def bank(tmp_path):
    return write_bank(tmp_path, question("one", reviewed="2026-11-21"), question("two"))


@pytest.fixture
def broken(tmp_path):
    return write_bank(
        tmp_path, question("one", enemies=["nobody"], topics=["sqs", "x"])
    )


@pytest.mark.django_db
class LoadTests:
    def test_it_loads_and_says_what_it_did(self, bank):
        assert "2 questions, 1 published; 2 new, 0 revised" in run(
            "load", "--path", bank
        )
        assert Question.objects.count() == 2

    def test_it_says_when_nothing_changed(self, bank):
        run("load", "--path", bank)
        assert "unchanged (version 2): 1 of 2" in run("load", "--path", bank)

    def test_it_publishes_drafts_for_development(self, bank):
        out = run("load", "--path", bank, "--include-unreviewed")
        assert "2 published" in out

    def test_it_lists_every_error_and_loads_nothing(self, broken):
        out, end = fail("load", "--path", broken)
        assert "questions/sqs.yaml:" in out
        assert "no question `nobody`" in out
        assert end == "2 errors in the bank. Nothing was loaded."
        assert not Question.objects.exists()


class CheckTests:
    def test_it_says_that_all_is_in_order(self, bank):
        assert "2 questions are in order; 0 claims hold" in run("check", "--path", bank)

    def test_it_fails_with_every_error(self, broken):
        out, end = fail("check", "--path", broken)
        assert out.count(" → ") == 2
        assert end == "2 errors in the bank."


class AuditTests:
    def test_it_reports_solvers_of_each_kind(self, tmp_path):
        bank = write_bank(tmp_path, question("one"), multiple("several"))
        out = run("audit", "--path", bank, "--all")
        assert "longest" in out
        assert "multiple" in out

    def test_it_fails_on_duplicates(self, tmp_path):
        stem = (
            "A long and telling story about a queue that two questions share, word for"
        )
        twins = [question(slug, stem=f"{stem} {slug}?") for slug in ("one", "two")]
        for twin in twins:
            for option in twin["options"]:
                option["text"] = option["text"].replace(twin["id"], "the same queue")
        out, end = fail("audit", "--path", write_bank(tmp_path, *twins))
        assert "one ~ two" in out
        assert "must be mended" in end


class CoverageTests:
    def test_it_says_what_there_is_and_writes_the_report(self, bank, tmp_path):
        report = tmp_path / "coverage.md"
        out = run("coverage", "--path", bank, "--markdown", report)
        assert "DVA-C02: 2 questions, 1 reviewed" in out
        assert "| sqs |" in report.read_text()


class BlindTests:
    def test_it_writes_sheets_and_compares_answers(self, bank, tmp_path):
        sheets, answers = tmp_path / "sheets.md", tmp_path / "answers.toml"
        assert "2 sheets" in run("blind", "--path", bank, "--out", sheets)
        lines = sheets.read_text().splitlines()
        keys = [line[4] for line in lines if "Ask twice" in line]
        answers.write_text(f'one = ["{keys[0]}"]\ntwo = ["{keys[1]}"]\n')
        assert "Every answer agrees" in run(
            "blind", "--path", bank, "--compare", answers
        )

    def test_it_fails_where_the_reader_differs(self, bank, tmp_path):
        answers = tmp_path / "answers.toml"
        answers.write_text('one = ["A", "B"]\n')
        out, end = fail("blind", "--path", bank, "--compare", answers)
        assert "one: another answer" in out
        assert "two: not answered" in out
        assert end == "2 answers differ, or are missing."

    def test_it_prints_drafts_only_when_asked(self, bank, tmp_path):
        sheets = tmp_path / "sheets.md"
        run("blind", "--path", bank, "--out", sheets, "--unreviewed")
        assert "## two" in sheets.read_text()
        assert "## one" not in sheets.read_text()

    def test_it_says_that_answers_are_no_toml(self, bank, tmp_path):
        answers = tmp_path / "answers.toml"
        answers.write_text("one: A")
        assert (
            "cannot be read" in fail("blind", "--path", bank, "--compare", answers)[1]
        )
