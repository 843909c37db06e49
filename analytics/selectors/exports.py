"""Everything that was learnt of a person, for that person to take along.

The tables are those of the export of the whole account (lib/belongings.py).
"""

from collections.abc import Iterator

from accounts.models import User
from analytics.selectors.belongings import LEARNING
from exams.selectors.belongings import SITTING
from lib.belongings import Belonging, Subject, columns_of, told
from lib.sheets import csv_line, json_rows, json_text

FIRST = ("attempts", "answers", "operations", "results")


def learning_tables(user: User) -> dict[str, list[str]]:
    """The tables of an export with their columns, in order."""
    person = _subject(user)
    return {name: list(columns_of(b, person)) for name, b in _tables().items()}


def learning_json(user: User) -> Iterator[str]:
    """Every table as one JSON object, streamed."""
    person = _subject(user)
    yield "{"
    for number, (name, table) in enumerate(_tables().items()):
        yield f"{',' if number else ''}\n{json_text(name)}: "
        yield from json_rows(told(table, person, is_own=True))
    yield "\n}\n"


def learning_csv(user: User, table: str) -> Iterator[str]:
    """One table with a head line, streamed; cells that no spreadsheet calculates."""
    person, chosen = _subject(user), _tables()[table]
    yield csv_line(columns_of(chosen, person))
    for row in told(chosen, person, is_own=True):
        yield csv_line(row.values())


def _tables() -> dict[str, Belonging]:
    sitting = {belonging.name: belonging for belonging in SITTING}
    return {n: sitting[n] for n in FIRST} | {b.name: b for b in LEARNING}


def _subject(user: User) -> Subject:
    return Subject(user.pk, user.email, user.name)
