"""`manage.py bank import` and `bank export` in a terminal."""

import json

import pytest
from django.core.management import CommandError, call_command

from questions.exchange import read_file
from questions.models import Question, QuestionImport
from tests import cast
from tests.factories import GIFT, make_guide, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def queues(tmp_path):
    path = tmp_path / "queues.gift"
    path.write_text(GIFT, "utf-8")
    return path


@pytest.fixture
def clean(tmp_path):
    path = tmp_path / "clean.txt"
    path.write_text("Which?\nA. one\nB. two\nANSWER: B\n", "utf-8")
    return path


def run(*words):
    """The exit status of `bank …`."""
    try:
        call_command("bank", *map(str, words))
    except CommandError as error:
        return error.returncode
    return 0


class ImportTests:
    def test_the_report_is_one_json_document_of_the_agreed_form(self, queues, capsys):
        assert run("import", queues, "--json", "--dry-run") == 2
        report = json.loads(capsys.readouterr().out)
        assert set(report) == {"questions", "skipped", "errors"}
        assert report["questions"][0] == {
            "ref": "Poll",
            "kind": "single",
            "stem": "How long may long polling wait?",
            "options": [
                {
                    "text": "20 seconds",
                    "correct": True,
                    "weight": 1.0,
                    "feedback": "",
                },
                {
                    "text": "60 seconds",
                    "correct": False,
                    "weight": 0.0,
                    "feedback": "",
                },
            ],
            "pairs": [],
            "order": [],
            "tags": [],
            "category": "AWS/SQS",
        }
        reason = "an essay has no key"
        assert report["skipped"] == [
            {"ref": "Essay", "kind": "essay", "reason": reason}
        ]

    def test_errors_have_file_line_ref_and_message(self, tmp_path, capsys):
        path = tmp_path / "x.gift"
        path.write_text("\n::T::x{=a ~b", "utf-8")
        assert run("import", path, "--json", "--dry-run") == 1
        [fault] = json.loads(capsys.readouterr().out)["errors"]
        assert set(fault) == {"file", "line", "ref", "message"}
        assert (fault["file"], fault["line"], fault["ref"]) == ("x.gift", 2, "T")

    def test_a_clean_file_ends_with_zero_and_makes_drafts(self, clean, capsys):
        cast.ada()
        assert run("import", clean) == 0
        assert Question.objects.get().author.email == "ada@example.org"
        assert QuestionImport.objects.get().format == "aiken"

    def test_a_dry_run_writes_nothing(self, clean):
        assert run("import", clean, "--dry-run") == 0
        assert not QuestionImport.objects.exists()

    def test_a_part_is_brought_in_only_when_asked_for(self, queues):
        cast.ada()
        assert run("import", queues) == 2
        assert not Question.objects.exists()
        assert run("import", queues, "--partial") == 2
        assert Question.objects.count() == 2

    def test_a_file_that_is_not_there_is_an_error_in_the_report(self, tmp_path, capsys):
        assert run("import", tmp_path / "no.xml", "--json", "--dry-run") == 1
        assert json.loads(capsys.readouterr().out)["errors"][0]["file"] == "no.xml"

    def test_without_an_administrator_the_report_stands(self, clean, capsys):
        assert run("import", clean, "--json") == 0
        out = capsys.readouterr()
        assert len(json.loads(out.out)["questions"]) == 1
        assert "Nothing was written" in out.err
        assert run("import", clean) == 1

    def test_what_the_bank_has_is_not_brought_in_again(self, tmp_path, capsys):
        cast.ada()
        path = tmp_path / "x.gift"
        path.write_text("// [id:poll]\nQ?{=a ~b}", "utf-8")
        assert (run("import", path), run("import", path)) == (0, 0)
        assert Question.objects.count() == 1
        assert "already" in capsys.readouterr().out

    def test_only_teaching_people_bring_questions_in(self, clean):
        cast.alice()
        assert run("import", clean, "--as", "alice@example.org") == 1
        assert not Question.objects.exists()


class ExportTests:
    @pytest.fixture(autouse=True)
    def question(self, db):
        task = make_guide().domains.all()[0].tasks.get()
        return make_question(task, "q-one")

    def test_it_writes_to_the_terminal(self, capsys):
        assert run("export", "--format", "gift") == 0
        out = capsys.readouterr()
        assert read_file(out.out.encode(), "x.gift").items[0].ref == "q-one"
        assert "q-one: lost: difficulty" in out.err

    def test_it_writes_a_file(self, tmp_path):
        path = tmp_path / "out.zip"
        for name in ("qti", "qti-3.0"):
            assert run("export", "--format", name, "--out", path) == 0
            assert read_file(path.read_bytes(), "out.zip").items[0].ref == "q-one"

    def test_an_archive_needs_a_file(self):
        assert run("export", "--format", "qti-3.0") == 1

    @pytest.mark.parametrize("name", ["topic", "guide", "kind", "state"])
    def test_a_filter_that_nothing_has_is_refused(self, capsys, name):
        assert run("export", f"--{name}", "nope") == 1
        assert capsys.readouterr().out == ""

    def test_filters_choose(self, capsys):
        assert run("export", "--state", "draft") == 1
