"""Spreadsheets of strangers as rows of text, and rows as spreadsheets.

Reading is bounded before and while it unpacks, and computes nothing; what is
written can never become a formula in the program that opens it.
"""

import csv
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any

from lib.words import one_line

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 48_000_000
MAX_ROWS = 10_000
MAX_COLUMNS = 50
MAX_CELL = 2_000
DELIMITERS = ",;\t|"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")  # what is not taken as a text
MARKS = (b"<!DOCTYPE", b"<!ENTITY", b"<\x00!\x00D\x00O\x00C", b"\x00<\x00!\x00D\x00O")
# How reading a zip fails that is none.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,  # a password is needed
    NotImplementedError,  # a compression that nobody knows
    struct.error,
    ValueError,
    IndexError,
)

Row = list[str]
NumberedRow = tuple[int, Row]


class Unreadable(Exception):
    """A file that is no usable table; its words say why and what to do."""


def read_table(data: bytes) -> list[NumberedRow]:
    """Every row of a CSV file or of a workbook's first sheet that is not empty.

    Rows are numbered from 1 as the person sees them, and end with their last cell
    that says something. Raises Unreadable.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES >> 20} MB. Split it.")
    rows = _read_xlsx(data) if data.startswith(b"PK") else _read_csv(data)
    found = []
    for number, row in rows:
        # No cell is a novel.
        cells = [one_line(cell[:MAX_CELL]) for cell in row[:MAX_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            found.append((number, cells))
        if len(found) > MAX_ROWS + 1:
            raise Unreadable(f"There are more than {MAX_ROWS:,} rows. Split the file.")
    return found


# --- CSV --------------------------------------------------------------------


def _read_csv(data: bytes) -> Iterator[NumberedRow]:
    text = _decoded(data)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            yield line, [unguarded(cell) for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"The table is broken in line {line}: {error}.") from error


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "windows-1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("The file is not a text. Save it as CSV (UTF-8) or XLSX.")


def guarded(cell: str) -> str:
    """With an apostrophe before `=` and its like: a text, and never a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def unguarded(cell: str) -> str:
    """Without the apostrophe that `guarded` puts there."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


# --- XLSX -------------------------------------------------------------------


def _read_xlsx(data: bytes) -> Iterator[NumberedRow]:
    # Here, because it brings numpy along: web processes live without either.
    from openpyxl import load_workbook

    _check_archive(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(
            max_col=MAX_COLUMNS, max_row=MAX_ROWS * 2, values_only=True
        )
        for number, row in enumerate(rows, start=1):
            yield number, [cell_text(value) for value in row]
    except Exception as error:  # a broken workbook fails in a hundred ways
        raise Unreadable("The workbook cannot be read. Save it again.") from error


def cell_text(value: object) -> str:
    """A value of a workbook as the person sees it: 3.0 is 3, a day has no hours."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time.min:
        return str(value.date())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _check_archive(data: bytes) -> None:
    """Sizes as they really are, and no declarations, before anybody parses it."""
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as source:
                    part = source.read(left + 1)
                left -= len(part)
                if left < 0:
                    raise Unreadable("The workbook unpacks to too much. Split it.")
                if any(mark in part for mark in MARKS):
                    raise Unreadable("The workbook declares entities: refused.")
    except BROKEN as error:
        raise Unreadable("The workbook is broken. Save it again.") from error


# --- Out --------------------------------------------------------------------


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads it; formulas behind an apostrophe."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(c) if isinstance(c, str) else c for c in row])
    return out.getvalue().encode("utf-8-sig")


def csv_line(values: Iterable[object]) -> str:
    """One line of a CSV file whose values are anything that JSON can say."""
    out = StringIO()
    csv.writer(out).writerow([_told(value) for value in values])
    return out.getvalue()


def _told(value: object) -> str:
    """Nothing for None; lists and mappings as JSON; instants in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    if not isinstance(value, str):
        value = json_text(value).strip('"')
    return guarded(value)


def json_text(value: object) -> str:
    return JSON.encode(value)


def json_rows(rows: Iterable[object]) -> Iterator[str]:
    """A JSON array with a line for each row."""
    yield "["
    for number, row in enumerate(rows):
        yield ("," if number else "") + "\n" + JSON.encode(row)
    yield "\n]"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


JSON = json.JSONEncoder(default=_plain, ensure_ascii=False)


def write_xlsx(rows: Sequence[Sequence[object]], *, title: str) -> bytes:
    """One sheet, its headings bold and fixed; numbers stay numbers."""
    # Here: few web processes ever write a workbook.
    import xlsxwriter

    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, MAX_COLUMNS, 24)
        for number, row in enumerate(rows):
            _write_row(sheet, number, row, None if number else bold)
    return out.getvalue()


def _write_row(sheet: Any, number: int, row: Sequence[object], style: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, int | float):
            sheet.write_number(number, column, cell, style)
        elif cell is not None:
            sheet.write_string(number, column, str(cell), style)
