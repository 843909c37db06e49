"""What each room holds of a person: told in an export, removed by an erasure.

A room declares its tables once, as `Belonging`s. Export, preview, erasure and their
test all follow the same declarations, so none of them can forget a table.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any

from django.db.models import F, Model, Q, QuerySet

Columns = Mapping[str, Any]


class Fate(StrEnum):
    """What an erasure does with the rows."""

    GOES = "goes"  # they are deleted
    STAYS = "stays"  # they stay, and point at nobody
    RECORD = "record"  # they stay as a record that knows a number alone


@dataclass(frozen=True)
class Subject:
    """A person as the rows know them."""

    pk: int
    email: str
    name: str

    @property
    def has_whole_name(self) -> bool:
        """A name of several words says whom it means; "Sam" is anybody's."""
        return len(self.name.split()) > 1


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """Rows of one table that have to do with a person.

    `path` is a lookup from a row, and equals what `by` reads from the subject.
    `columns` (name → path or expression) are told; `masked` gives more of them, which
    depend on the person. `left_out` says why a column is not told.
    """

    name: str
    words: str
    model: type[Model]
    path: str
    columns: Columns = field(default_factory=dict)
    fate: Fate = Fate.GOES
    by: Callable[[Subject], Any] = attrgetter("pk")
    where: Q = field(default_factory=Q)
    # Rows that may be told; the others are erased, but not told.
    tellable: Callable[[Subject], Q] | None = None
    masked: Callable[[Subject], Columns] | None = None
    # Rows that are told to the person alone, and to no administrator.
    private: Q | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)
    # Of rows that stay: what is set, when that is not `path` to nothing.
    emptied: Callable[[Subject], Mapping[str, Any]] | None = None
    order: tuple[str, ...] = ("pk",)
    # Jobs may make such rows after their step: the last step takes them once more, by
    # the value of `by` (JSON) from then.
    is_taken_twice: bool = False


@dataclass(frozen=True)
class Holdings:
    """Everything of one room, in the order in which an erasure takes it.

    `texts` are columns in which people write about people.
    """

    belongings: tuple[Belonging, ...]
    texts: tuple[tuple[type[Model], str], ...] = ()


def held(belonging: Belonging, subject: Subject) -> QuerySet[Any]:
    """The rows themselves."""
    value = belonging.by(subject)
    rows = belonging.model._base_manager.filter(belonging.where)
    return rows.filter(**{belonging.path: value})


def known_by(belonging: Belonging, value: Any) -> Belonging:
    """The same rows by a value that was read earlier."""
    return replace(belonging, by=lambda _: value)


def columns_of(belonging: Belonging, subject: Subject) -> Columns:
    masked = belonging.masked(subject) if belonging.masked else {}
    return {**belonging.columns, **masked}


def told(
    belonging: Belonging, subject: Subject, *, is_own: bool
) -> Iterator[dict[str, Any]]:
    """What an export says of each row, streamed; `is_own`: to the person."""
    columns = columns_of(belonging, subject)
    rows = held(belonging, subject).order_by(*belonging.order)
    if belonging.tellable is not None:
        rows = rows.filter(belonging.tellable(subject))
    if belonging.private is not None and not is_own:
        rows = rows.exclude(belonging.private)
    # What is no plain column goes by a name of its own: annotations take nobody else's.
    named = {f"told_{n}": p for n, p in columns.items() if n != p}
    hidden = {n: F(p) if isinstance(p, str) else p for n, p in named.items()}
    fields = [n if n == p else f"told_{n}" for n, p in columns.items()]
    for row in rows.annotate(**hidden).values_list(*fields).iterator(chunk_size=2000):
        yield dict(zip(columns, row, strict=True))


def let_go(belonging: Belonging, subject: Subject) -> int:
    """Delete the rows, or make them point at nobody; how many they were.

    Records are only counted: who keeps them knows what in them may go.
    """
    if belonging.fate == Fate.RECORD:
        return held(belonging, subject).count()
    rows = belonging.model._base_manager.filter(
        pk__in=held(belonging, subject).order_by().values("pk")
    )
    if belonging.fate == Fate.GOES:
        return rows.delete()[1].get(belonging.model._meta.label, 0)
    empty = belonging.emptied or _pointing_nowhere(belonging)
    return rows.update(**empty(subject))


def _pointing_nowhere(
    belonging: Belonging,
) -> Callable[[Subject], Mapping[str, Any]]:
    return lambda _: {belonging.path: None}


def columns(*names: str) -> dict[str, Any]:
    """Columns that are told under their own names."""
    return {name: name for name in names}
