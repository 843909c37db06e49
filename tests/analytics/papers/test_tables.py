"""What the tables of a report hold."""

from datetime import date, datetime

from analytics.papers import words
from analytics.papers.table import Kind
from analytics.papers.tables import tables_of
from tests.analytics.papers.sample import full_report, unnamed_report

OF_PEOPLE = {"People", "People by domain"}
NUMBERS = {Kind.COUNT, Kind.PERCENT, Kind.SCORE, Kind.SECONDS, Kind.NUMBER}


def named(full):
    return {table.name: table for table in tables_of(full)}


class TablesTests:
    def test_every_row_fills_its_columns(self):
        for table in tables_of(full_report()):
            assert {len(row) for row in table.rows} == {len(table.columns)}, table.name

    def test_every_cell_is_of_its_columns_kind(self):
        for table in tables_of(full_report()):
            for row in table.rows:
                for cell, column in zip(row, table.columns, strict=True):
                    assert fits(cell, column.kind), (table.name, column, cell)

    def test_names_serve_as_names_of_sheets(self):
        names = [table.name for table in tables_of(full_report())]
        assert len(set(names)) == len(names)
        assert all(
            len(name) <= 31 and name.replace(" ", "").isalpha() for name in names
        )

    def test_who_may_not_see_people_finds_none(self):
        assert set(named(full_report())) - set(named(unnamed_report())) == OF_PEOPLE

    def test_it_says_what_the_report_says(self):
        full = full_report()
        rows = named(full)["People"].rows
        told = [(row[0], row[3], row[4]) for row in rows]
        assert told == [(p.name, p.percent, p.next_low) for p in full.people]

    def test_every_question_of_a_common_form_has_its_row(self):
        assert len(named(full_report())["Questions"].rows) == 65


def fits(cell, kind):
    if cell is None or kind == Kind.TEXT:
        return True
    if kind == Kind.DAY:
        return isinstance(cell, date) and not isinstance(cell, datetime)
    if kind == Kind.MOMENT:
        return isinstance(cell, datetime)
    assert kind in NUMBERS
    return isinstance(cell, int | float) and not isinstance(cell, bool)


class ShieldedTests:
    def test_a_hidden_number_is_an_empty_cell(self):
        full = unnamed_report()
        rows = {row[0]: row for row in named(full)["Summary"].rows}
        told = [rows[words.GROUPS[one.group]][1] for one in full.report.groups]
        assert told == [one.people for one in full.report.groups]
        assert None in told
        assert "hidden" in rows["Empty cells"][2]

    def test_it_does_not_say_of_how_many_where_that_is_hidden(self):
        rows = {row[0]: row for row in named(unnamed_report())["Summary"].rows}
        assert rows["Would pass tomorrow"][2].startswith("of those with a forecast")
