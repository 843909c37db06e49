"""Tables as one workbook, or as CSV files in one archive.

A text stays a text: a workbook's cells are typed, and a CSV's are guarded.
"""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from analytics.papers.table import Cell, Column, Kind, Table
from lib.sheets import write_csv

FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.PERCENT: "0 %",
    Kind.SCORE: "0",
    Kind.SECONDS: "0.0",
    Kind.NUMBER: "0.00",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}
UNITS = {Kind.PERCENT: "%", Kind.SECONDS: "s"}
NARROW, WIDE, WIDEST = 13, 28, 60
LONG_TEXT = 30  # letters
SAMPLE = 50  # rows that decide how wide a column is


def csv_archive(tables: Sequence[Table], zone: ZoneInfo) -> bytes:
    """A file per table: percents of 100, moments in the reader's zone with offset."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for table in tables:
            rows = [[_told(cell, zone) for cell in row] for row in table.rows]
            headings = [_heading(column) for column in table.columns]
            name = f"{table.name.lower().replace(' ', '-')}.csv"
            archive.writestr(name, write_csv([headings, *rows]))
    return out.getvalue()


def _told(cell: Cell, zone: ZoneInfo) -> object:
    if isinstance(cell, datetime):
        return cell.astimezone(zone).isoformat(timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else cell


def _heading(column: Column) -> str:
    unit = UNITS.get(column.kind)
    return f"{column.heading} ({unit})" if unit else column.heading


def workbook(tables: Sequence[Table], zone: ZoneInfo, *, title: str) -> bytes:
    """A sheet per table: typed cells, fixed headings, filters, widths that fit."""
    # Here: few processes ever write a workbook.
    import xlsxwriter

    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        book.set_properties({"title": title})
        styles = {
            kind: book.add_format({"num_format": f}) for kind, f in FORMATS.items()
        }
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            _lay_out(sheet, table, bold, zone)
            for number, row in enumerate(table.rows, start=1):
                _write(sheet, number, row, table, styles, zone)
    return out.getvalue()


def _lay_out(sheet: Any, table: Table, bold: Any, zone: ZoneInfo) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        is_moment = column.kind == Kind.MOMENT
        heading = f"{column.heading} ({zone.key})" if is_moment else column.heading
        if column.kind == Kind.SECONDS:
            heading = _heading(column)
        sheet.write_string(0, place, heading, bold)
        sheet.set_column(place, place, _width(table, place))


def _width(table: Table, place: int) -> int:
    if table.columns[place].kind == Kind.MOMENT:
        return WIDE
    texts = [row[place] for row in table.rows[:SAMPLE]]
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    if longest > LONG_TEXT:
        return WIDEST
    return WIDE if longest > NARROW else NARROW


def _write(
    sheet: Any,
    number: int,
    row: Sequence[Cell],
    table: Table,
    styles: dict[Kind, Any],
    zone: ZoneInfo,
) -> None:
    for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        style = styles.get(column.kind)
        if cell is None:
            continue
        if isinstance(cell, datetime):
            # Spreadsheets know no zones: the heading names it.
            naive = cell.astimezone(zone).replace(tzinfo=None)
            sheet.write_datetime(number, place, naive, styles[Kind.MOMENT])
        elif isinstance(cell, date):
            sheet.write_datetime(number, place, cell, styles[Kind.DAY])
        elif isinstance(cell, str):
            sheet.write_string(number, place, cell)
        else:
            share = cell / 100 if column.kind == Kind.PERCENT else cell
            sheet.write_number(number, place, share, style)
