"""Spreadsheets of strangers: read within bounds, written without formulas."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import sheets

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=9)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5)


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def trimmed(row):
    return row[: max(n for n, cell in enumerate(row, start=1) if cell)]


class ReadTableTests:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_it_finds_the_delimiter(self, delimiter):
        text = f"a{delimiter}b\r\n1{delimiter}2\r\n"
        assert sheets.read_table(text.encode()) == [(1, ["a", "b"]), (2, ["1", "2"])]

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
    def test_it_reads_what_spreadsheets_save(self, encoding):
        [(_, cells)] = sheets.read_table("Zoë,é".encode(encoding))
        assert cells == ["Zoë", "é"]

    def test_it_numbers_rows_as_an_editor_does(self):
        assert [n for n, _ in sheets.read_table(b'a,"x\ny"\n\n\nb,c\n')] == [1, 5]

    @given(ROWS)
    def test_it_reads_back_what_it_wrote_as_csv(self, rows):
        rows = [["head", "er"], *rows]
        told = [cells for _, cells in sheets.read_table(sheets.write_csv(rows))]
        assert told == [trimmed(row) for row in rows if any(row)]

    def test_it_reads_back_what_it_wrote_as_xlsx(self):
        rows = [["name", "count"], ["=1+1", 3], ["+49", 2.5]]
        told = sheets.read_table(sheets.write_xlsx(rows, title="a"))
        assert [cells for _, cells in told] == [
            ["name", "count"],
            ["=1+1", "3"],
            ["+49", "2.5"],
        ]

    @pytest.mark.parametrize(
        "data",
        [
            b"PK\x03\x04 broken",
            zipped(a="no workbook"),
            zipped(a="<!DOCTYPE x [<!ENTITY y 'z'>]>"),
            zipped(a=b"0" * (sheets.MAX_UNPACKED + 1)),
            b"a" * (sheets.MAX_BYTES + 1),
            b"a,b\x00c",
            b"a\n" * (sheets.MAX_ROWS + 2),
        ],
        ids=["broken", "other zip", "entities", "bomb", "large", "binary", "rows"],
    )
    def test_it_refuses_with_words(self, data):
        with pytest.raises(sheets.Unreadable, match=r"\."):
            sheets.read_table(data)


class WriteTests:
    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "'=1"])
    def test_no_text_becomes_a_formula(self, cell):
        assert sheets.write_csv([[cell]]).decode("utf-8-sig").startswith("'")

    def test_numbers_stay_numbers(self):
        assert sheets.write_csv([[-3]]).decode("utf-8-sig") == "-3\r\n"


class JsonTests:
    @given(st.lists(st.dictionaries(CELLS, CELLS | st.integers() | st.none())))
    def test_every_row_has_a_line_of_its_own(self, rows):
        text = "".join(sheets.json_rows(rows))
        assert json.loads(text) == rows
        assert len(text.split("\n")) == len(rows) + 2
