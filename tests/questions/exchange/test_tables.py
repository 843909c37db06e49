"""CSV and Excel: the template, strangers' headings, keys in every usual writing."""

import io
from datetime import datetime

import openpyxl
import pytest

from questions.exchange import template_csv, template_xlsx
from tests.questions.exchange.samples import key, only, read

HEAD = "question,option a,option b,option c,correct\n"


def csv(text, name="x.csv"):
    return read(text, name)


class CsvTests:
    @pytest.mark.parametrize("told", ["B", "b)", "2", "two", "Option B", "TWO"])
    def test_a_key_is_a_letter_a_number_or_the_text(self, told):
        assert key(only(csv(f"{HEAD}Which?,one,two,three,{told}\n"))) == ["two"]

    def test_a_capital_is_a_letter_before_it_is_a_text(self):
        assert key(only(csv(f"{HEAD}Which?,c,a,b,A\n"))) == ["c"]
        assert key(only(csv(f"{HEAD}Which?,c,a,b,a\n"))) == ["a"]

    @pytest.mark.parametrize("told", ['"A, C"', "A;C", "AC", "A and C", "1|3"])
    def test_several_keys_are_multiple_response(self, told):
        item = only(csv(f"{HEAD}Which?,one,two,three,{told}\n"))
        assert (item.kind, key(item)) == ("multiple", ["one", "three"])

    @pytest.mark.parametrize("delimiter", [";", "\t", "|"])
    def test_other_delimiters_are_recognised(self, delimiter):
        text = f"{HEAD}Which?,one,two,three,A\n".replace(",", delimiter)
        assert key(only(csv(text))) == ["one"]

    @pytest.mark.parametrize(
        "head",
        [
            "Question Text,Answer 1,Answer 2,Answer 3,Correct Answer\n",
            "stem,A,B,C,key\n",
            "Prompt,Choice A,Choice B,Choice C,ANSWER\n",
        ],
    )
    def test_strangers_headings_are_understood(self, head):
        assert len(only(csv(f"{head}Which?,one,two,three,A\n")).options) == 3

    def test_faults_are_told_with_their_line(self):
        text = f'{HEAD}"two\nlines",one,two,,Z\n\nlast,one,,,A\n'
        faults = csv(text).errors
        assert [fault.line for fault in faults] == [2, 5]
        assert "`Z`" in faults[0].message

    def test_no_key_is_skipped_and_other_kinds_are_named(self):
        parsed = csv(f"kind,{HEAD}essay,Write,,,,\n,Which?,one,two,,\n")
        assert [one.kind for one in parsed.skipped] == ["essay", "choice"]

    @pytest.mark.parametrize("above", ["sep=;", "My quiz;;;\n;;;", "Title;by me"])
    def test_lines_above_the_headings_are_passed_over(self, above):
        text = f"{HEAD}Which?,one,two,three,B\n".replace(",", ";")
        assert key(only(csv(f"{above}\n{text}"))) == ["two"]

    @pytest.mark.parametrize("told", ["A C", "1 3"])
    def test_keys_may_be_parted_by_spaces(self, told):
        item = only(csv(f"{HEAD}Which?,one,two,three,{told}\n"))
        assert key(item) == ["one", "three"]

    def test_a_heading_may_leave_open_how_many(self):
        head = HEAD.replace("correct", "Correct answer(s)")
        assert key(only(csv(f"{head}Which?,one,two,three,B\n"))) == ["two"]

    def test_a_table_without_questions_is_refused(self):
        [fault] = csv("a,b\n1,2\n").errors
        assert "question" in fault.message


class TemplateTests:
    @pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
    def test_the_examples_of_the_template_are_read(self, name):
        data = template_xlsx() if name.endswith("xlsx") else template_csv().encode()
        single, matching = read(data, name).items
        assert (key(single), single.own["topics"]) == (["Amazon S3"], ["s3"])
        assert matching.pairs[2].match == "a database"


class ExcelTests:
    def book(self, *rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def test_numbers_and_truths_are_texts(self):
        rows = ["question", "a", "b", "correct"], ["2 + 2?", 4, True, "A"]
        item = only(read(self.book(*rows), "x.xlsx"))
        assert [option.text for option in item.options] == ["4", "True"]

    def test_the_sheet_with_questions_is_found(self):
        book = openpyxl.Workbook()
        book.active.append(["Read me first"])
        sheet = book.create_sheet()
        sheet.append(["question", "a", "b", "correct"])
        sheet.append(["Which?", "one", "two", "B"])
        out = io.BytesIO()
        book.save(out)
        assert key(only(read(out.getvalue(), "x.xlsx"))) == ["two"]

    def sheets(self, *titles, hidden=""):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title in titles:
            sheet = book.create_sheet(title)
            sheet.append(["question", "a", "b", "correct"])
            sheet.append([f"{title}?", "one", "two", "B"])
            sheet.sheet_state = "hidden" if title == hidden else "visible"
        out = io.BytesIO()
        book.save(out)
        return read(out.getvalue(), "x.xlsx")

    def test_every_sheet_with_headings_is_read(self):
        items = self.sheets("One", "Two").items
        assert [item.ref for item in items] == ["row 2", "Two row 2"]

    def test_a_hidden_sheet_is_told_of_and_left_out(self):
        parsed = self.sheets("Draft", "Real", hidden="Draft")
        assert [item.stem for item in parsed.items] == ["Real?"]
        assert "`Draft` is hidden" in parsed.warnings[0].message

    def shown(self, value, form):
        book = openpyxl.load_workbook(
            io.BytesIO(self.book(["question", "a", "b", "correct"], ["x?", "", 1, "B"]))
        )
        book.active["B2"].value, book.active["B2"].number_format = value, form
        out = io.BytesIO()
        book.save(out)
        return read(out.getvalue(), "x.xlsx")

    @pytest.mark.parametrize(
        ("value", "form", "text"),
        [
            (0.999, "0.0%", "99.9%"),
            (1, "0%", "100%"),
            (datetime(2026, 1, 2), "yyyy-mm-dd", "2026-01-02"),  # noqa: DTZ001  # REASON: workbooks know no zones
        ],
    )
    def test_a_cell_is_what_the_person_sees(self, value, form, text):
        assert only(self.shown(value, form)).options[0].text == text

    def test_a_formula_that_nobody_computed_is_no_empty_cell(self):
        [fault] = self.shown("=1+1", "0").errors
        assert "formula in B2" in fault.message

    def test_the_old_excel_format_says_what_to_do(self):
        [fault] = read(b"\xd0\xcf\x11\xe0rest", "x.xls").errors
        assert ".xlsx" in fault.message
