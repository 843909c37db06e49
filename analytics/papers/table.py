"""A table of a report: headings with kinds, and typed rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Cell = str | int | float | date | datetime | None


class Kind(StrEnum):
    """What a column's cells are."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"  # of 100
    SCORE = "score"  # scaled points
    SECONDS = "seconds"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """`name` serves as a file's and a sheet's: short, unique, letters and spaces."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(name: str, columns: str, rows: Iterable[Sequence[Cell]]) -> Table:
    """`columns`: a line each, heading and kind apart by a bar; text without."""
    found = []
    for line in columns.strip().splitlines():
        heading, _, kind = line.partition("|")
        found.append(Column(heading.strip(), Kind(kind.strip() or Kind.TEXT)))
    return Table(name, tuple(found), tuple(tuple(row) for row in rows))
