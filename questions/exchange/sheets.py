"""XLSX in: the first sheet with a heading, read row by row within bounds."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lib.sheets import MARKS, MAX_UNPACKED, cell_text
from questions.exchange.archives import Archive
from questions.exchange.items import Parsed, Refused
from questions.exchange.tables import MAX_COLUMNS, MAX_ROWS, Row, read_rows

MAX_BLANK = 200_000


def is_xlsx(archive: Archive) -> bool:
    return "xl/workbook.xml" in archive.names


def read_xlsx(data: bytes, file: str) -> Parsed:
    """The questions of a workbook. Raises Refused for what is no usable one."""
    # Here, because it brings numpy along: web processes live without either.
    from openpyxl import load_workbook

    _check(Archive(data))
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        return _first_table(book.worksheets, file)
    except Refused:
        raise
    except Exception as error:  # a broken workbook fails in a hundred ways
        raise Refused("the workbook cannot be read; save it again") from error


def _first_table(sheets: list[Any], file: str) -> Parsed:
    refusal = Refused("the workbook is empty; begin with the template")
    for sheet in sheets:
        try:
            return read_rows(_rows(sheet), file, "xlsx")
        except Refused as why:
            refusal = why
            if "no column" not in why.message and "empty" not in why.message:
                raise
    raise refusal


def _rows(sheet: Any) -> Iterator[tuple[int, Row]]:
    filled = 0
    rows = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    for number, row in enumerate(rows, start=1):
        cells = [cell_text(value) for value in row]
        filled += any(cells)
        if filled > MAX_ROWS + 1 or number - filled > MAX_BLANK:
            raise Refused(f"more than {MAX_ROWS:,} rows; split the sheet", number)
        yield number, cells


def _check(archive: Archive) -> None:
    """Sizes as they really are, and no declarations, before anybody parses it."""
    total = 0
    for name in archive.names:
        if not name.lower().endswith((".xml", ".rels")):
            continue
        part = archive.read(name)
        total += len(part)
        if total > MAX_UNPACKED:
            raise Refused("the workbook unpacks to too much; split it")
        if any(mark in part for mark in MARKS):
            raise Refused("the workbook declares entities, which is refused")
