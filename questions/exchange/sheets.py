"""XLSX in: every sheet with headings, read row by row within bounds."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lib.sheets import MARKS, MAX_UNPACKED, cell_text
from questions.exchange.archives import Archive
from questions.exchange.items import Fault, Parsed, Refused
from questions.exchange.tables import MAX_COLUMNS, MAX_ROWS, Row, read_rows

MAX_BLANK = 200_000
# A cell whose formula no program has computed; its text would be lost.
UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c r=\"([A-Z]{1,3}[0-9]{1,7})\"[^<>]*>\s*<(?:\w+:)?f\b[^<]*"
    rb"(?:</(?:\w+:)?f>)?\s*(?:<v\s*/>|<v></v>)?\s*</(?:\w+:)?c>"
)


def is_xlsx(archive: Archive) -> bool:
    return "xl/workbook.xml" in archive.names


def read_xlsx(data: bytes, file: str) -> Parsed:
    """The questions of a workbook. Raises Refused for what is no usable one."""
    # Here, because it brings numpy along: web processes live without either.
    from openpyxl import load_workbook

    _check(Archive(data))
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        return _tables(book.worksheets, file)
    except Refused:
        raise
    except Exception as error:  # a broken workbook fails in a hundred ways
        raise Refused("the workbook cannot be read; save it again") from error


def _tables(sheets: list[Any], file: str) -> Parsed:
    """Every sheet that has headings; what people hide is not meant."""
    found: Parsed | None = None
    refusal = Refused("the workbook is empty; begin with the template")
    shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    for sheet in shown or sheets:
        name = sheet.title if found else ""
        try:
            parsed = read_rows(_rows(sheet), file, "xlsx", name)
        except Refused as why:
            if "no column" not in why.message and "empty" not in why.message:
                raise
            refusal = why
            continue
        if found is None:
            found = parsed
        else:
            found.join(parsed)
    if found is None:
        raise refusal
    for sheet in sheets if shown else []:
        if sheet not in shown:
            message = f"the sheet `{sheet.title}` is hidden, so it was left out"
            found.warnings.append(Fault(file, 0, "", message))
    return found


def _rows(sheet: Any) -> Iterator[tuple[int, Row]]:
    from openpyxl.cell.read_only import EMPTY_CELL

    filled = 0
    rows = sheet.iter_rows(max_col=MAX_COLUMNS)
    for number, row in enumerate(rows, start=1):
        # Quick, because a sheet may have a million rows with nothing in them.
        is_blank = {*map(id, row)} <= {id(EMPTY_CELL)}
        filled += not is_blank
        if filled > MAX_ROWS + 1 or number - filled > MAX_BLANK:
            raise Refused(f"more than {MAX_ROWS:,} rows; split the sheet", number)
        if not is_blank:
            yield number, ["" if c is EMPTY_CELL else _shown(c) for c in row]


def _shown(cell: Any) -> str:
    """A cell as the person sees it: Excel keeps “99.9%” as 0.999."""
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and "%" in cell.number_format:
        return f"{value * 100:.10g}%"
    return cell_text(value)


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
        if found := UNCOMPUTED.search(part):
            cell = found[1].decode()
            message = f"the formula in {cell} has no value yet; save it in Excel first"
            raise Refused(message)
