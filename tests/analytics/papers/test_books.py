"""Reports as workbooks and as CSV: typed, safe, in the reader's time."""

from csv import reader
from io import BytesIO, StringIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from analytics.papers.books import csv_archive, workbook
from analytics.papers.tables import tables_of
from tests.analytics.papers.sample import HOSTILE, full_report

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def book():
    return load_workbook(BytesIO(written(full_report())))


def written(full):
    return workbook(tables_of(full), BERLIN, title="Report")


def column(sheet, heading):
    place = [cell.value for cell in sheet[1]].index(heading)
    return [row[place] for row in sheet.iter_rows(min_row=2)]


class WorkbookTests:
    def test_it_has_a_sheet_per_table(self, book):
        assert book.sheetnames == [table.name for table in tables_of(full_report())]

    def test_headings_stay_in_sight(self, book):
        for sheet in book:
            assert sheet.freeze_panes == "B2"
            assert all(cell.font.bold for cell in sheet[1])
            assert sheet.auto_filter.ref

    def test_a_percent_is_a_share_shown_as_percent(self, book):
        [first, *_] = column(book["People"], "Forecast")
        assert (first.value, first.number_format) == (0.9, "0 %")

    def test_a_moment_is_one_of_the_readers_zone(self, book):
        [first, *_] = column(book["Assignments"], "Opens (Europe/Berlin)")
        assert first.value.isoformat() == "2026-10-28T09:12:00"

    def test_an_unknown_number_is_an_empty_cell(self, book):
        groups = [cell.value for cell in column(book["People"], "Group")]
        forecasts = [cell.value for cell in column(book["People"], "Forecast")]
        pairs = set(zip(groups, (f is None for f in forecasts), strict=True))
        assert ("Not enough evidence", True) in pairs
        assert ("Book now", False) in pairs

    def test_no_name_becomes_a_formula(self):
        book = load_workbook(BytesIO(written(full_report(HOSTILE))))
        names = column(book["People"], "Name")
        assert {cell.data_type for cell in names} == {"s"}
        assert not any(cell.hyperlink for cell in names)
        assert '=HYPERLINK("http://example.org")' in [cell.value for cell in names]


class ArchiveTests:
    def rows(self, full, name):
        with ZipFile(BytesIO(csv_archive(tables_of(full), BERLIN))) as archive:
            text = archive.read(name).decode("utf-8-sig")
        return list(reader(StringIO(text)))

    def test_it_has_a_file_per_table(self):
        full = full_report()
        with ZipFile(BytesIO(csv_archive(tables_of(full), BERLIN))) as archive:
            assert len(archive.namelist()) == len(tables_of(full))
            assert "people-by-domain.csv" in archive.namelist()

    def test_its_headings_say_the_unit(self):
        [headings, first, *_] = self.rows(full_report(), "people.csv")
        assert first[headings.index("Forecast (%)")] == "90"

    def test_a_moment_says_its_offset(self):
        [headings, first] = self.rows(full_report(), "assignments.csv")
        assert first[headings.index("Opens")] == "2026-10-28T09:12+01:00"

    def test_what_looks_like_a_formula_is_guarded(self):
        names = [row[0] for row in self.rows(full_report(HOSTILE), "people.csv")]
        assert '\'=HYPERLINK("http://example.org")' in names
        assert "'+1-1@cmd|' /C calc'!A0" in names
