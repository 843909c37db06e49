"""Where words stand in the database: every column that can hold a text is searched.

The columns come from PostgreSQL's own catalogue, not from the models, so a table that
no model knows is searched as well.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import DatabaseError, connection, transaction
from psycopg import sql

# tsvector holds words of columns that are searched themselves.
COLUMNS = """
SELECT c.table_name, c.column_name, c.is_generated = 'NEVER', c.data_type
  FROM information_schema.columns c
  JOIN information_schema.tables t USING (table_schema, table_name)
 WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
   AND (c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb',
                        'xml', 'ARRAY', 'inet')
        OR c.udt_name = 'citext')
 ORDER BY c.table_name, c.ordinal_position
"""


@dataclass(frozen=True)
class Column:
    table: str
    name: str
    is_writable: bool = True
    kind: str = "text"

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


@dataclass(frozen=True)
class Trace:
    """That some words stand in a column, and in how many rows."""

    place: str
    count: int


def text_columns() -> list[Column]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return [Column(*row) for row in cursor.fetchall()]


def find(words: str, columns: Sequence[Column] | None = None) -> list[Trace]:
    """Every column with rows that hold these words, whatever their case.

    Words are found as a whole: "ana@x.org" is not in "diana@x.org". Each table is
    read once.
    """
    if not words.strip():
        return []
    chosen = text_columns() if columns is None else columns
    tables = groupby(sorted(chosen, key=_by_table), key=_by_table)
    found = [_in_table(table, list(group), words) for table, group in tables]
    return [Trace(str(c), n) for counts in found for c, n in counts.items() if n]


def _by_table(column: Column) -> str:
    return column.table


def _in_table(table: str, columns: list[Column], words: str) -> dict[Column, int]:
    counts = [
        sql.SQL("count(*) FILTER (WHERE {})").format(_holds(column))
        for column in columns
    ]
    query = sql.SQL("SELECT {counts} FROM {table}").format(
        counts=sql.SQL(", ").join(counts), table=sql.Identifier(table)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, _terms(words))
        return dict(zip(columns, cursor.fetchone(), strict=True))


def replace(words: str, by: str, columns: Sequence[Column]) -> list[Trace]:
    """Put `by` where these words stand; the places that changed.

    What the database refuses to change (a published wording) stays, and is found by
    the next `find`.
    """
    named = {str(column): column for column in columns}
    changed = [
        Trace(trace.place, _replace(named[trace.place], words, by))
        for trace in find(words, columns)
    ]
    return [trace for trace in changed if trace.count]


def _replace(column: Column, words: str, by: str) -> int:
    query = sql.SQL(
        "UPDATE {table} SET {name} = regexp_replace({name}::text, {pattern}, {by},"
        " 'gi')::{kind} WHERE {holds}"
    ).format(
        table=sql.Identifier(column.table),
        name=sql.Identifier(column.name),
        pattern=sql.Placeholder("pattern"),
        by=sql.Placeholder("by"),
        kind=sql.SQL(column.kind),
        holds=_holds(column),
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, {**_terms(words), "by": by})
            return int(cursor.rowcount)
    except DatabaseError:
        return 0


def _holds(column: Column) -> sql.Composable:
    """The cheap test first: most rows hold nothing of it."""
    return sql.SQL("{name}::text ILIKE {like} AND {name}::text ~* {pattern}").format(
        name=sql.Identifier(column.name),
        like=sql.Placeholder("like"),
        pattern=sql.Placeholder("pattern"),
    )


def _terms(words: str) -> dict[str, str]:
    like = re.sub(r"([\\%_])", r"\\\1", words)
    return {"like": f"%{like}%", "pattern": _pattern(words)}


def stands_in(words: str, text: str) -> bool:
    """Whether a text has these words, by the same rules."""
    return re.search(_pattern(words), text, re.IGNORECASE) is not None


def _pattern(words: str) -> str:
    """Literal, and not within a word; Python and PostgreSQL read it alike."""
    literal = re.sub(r"([^\w\s@])", r"\\\1", words.strip())
    return rf"(?<![\w.+-]){literal}(?![\w-]|\.\w)"
