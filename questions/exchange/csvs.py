"""CSV in and out: any usual delimiter, any line end, bounded rows."""

import csv
from collections.abc import Iterator
from io import StringIO

from lib.sheets import DELIMITERS, unguarded
from questions.exchange.items import MAX_TEXT, Parsed, Refused
from questions.exchange.tables import HEADINGS, MAX_ABOVE, MAX_ROWS, Row, read_rows
from questions.exchange.texts import decode

MAX_BLANK = 100_000


def read_csv(data: bytes, file: str) -> Parsed:
    """The questions of a CSV file; lines are counted as an editor does."""
    text = decode(data)
    return read_rows(_rows(text, _delimiter(text)), file, "csv")


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(MAX_TEXT * 2)
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    line, seen = 1, 0
    try:
        for row in reader:
            seen += 1
            if seen > MAX_ROWS + MAX_BLANK:
                raise Refused(f"more than {MAX_ROWS:,} rows; split the file", line)
            yield line, [unguarded(cell) for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(f"the table is broken here ({error})", line) from error


def _delimiter(text: str) -> str:
    """The sign that splits a line into the most headings that we know."""
    lines = text[:20_000].split("\n")[: MAX_ABOVE * 2]
    known = {name for names in HEADINGS.values() for name in names}

    def score(delimiter: str) -> tuple[int, int]:
        return max(_headings(line[:5000].split(delimiter), known) for line in lines)

    return max(DELIMITERS, key=score)


def _headings(cells: list[str], known: set[str]) -> tuple[int, int]:
    words = [cell.strip(' "').lower() for cell in cells]
    return sum(word in known for word in words), len(words)
