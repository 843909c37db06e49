"""QuerySets whose SQL is composed once per process: for what every exam asks again.

Django composes the same SQL anew at each call; on the pages of an exam that took more
time than everything PostgreSQL did. docs/algorithms/composed.md tells how this works
and when not to use it.
"""

from collections.abc import Callable, Mapping
from copy import copy
from functools import cached_property, update_wrapper
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Describe = Callable[..., QuerySet[Any, Row]]


class Slot(Expression):
    """A place in a statement that stays open until it is asked."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Piece(Expression):
    """A composed statement as a part of another one, in parentheses."""

    def __init__(self, sql: str, values: tuple[Any, ...]) -> None:
        super().__init__()
        self.sql, self.values = sql, values

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"({self.sql})", self.values


class Composed(Generic[Row]):
    """A function from values to rows; `composed` makes one.

    The function that describes the QuerySet runs once, with slots as arguments: the
    shape of the statement cannot depend on the values.
    """

    def __init__(
        self, describe: "Describe[Row]", slots: Mapping[str, "Field[Any, Any]"]
    ) -> None:
        self.describe = describe
        self.slots = slots
        update_wrapper(self, describe)

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values, in one statement."""
        found = self._template.all()
        found.query = found.query.filled(values)  # type: ignore[attr-defined]  # REASON: a _Composition
        return list(found)

    def first(self, **values: Any) -> Row | None:
        """The only row, or the first of them, or None."""
        return next(iter(self(**values)), None)

    def within(self, **values: Any) -> Piece:
        """The statement inside another one: `filter(pk__in=taken.within(user=7))`.

        It is to select one column, and to have no ORDER BY that means anything.
        """
        composition: Any = self._template.query
        return Piece(*composition.filled(values).told)

    @cached_property
    def _template(self) -> QuerySet[Any, Row]:
        rows = self.describe(**{name: Slot(name, f) for name, f in self.slots.items()})
        rows.query = _Composition(rows.query)  # type: ignore[assignment]  # REASON: stands in for it
        return rows


def composed(**slots: "Field[Any, Any]") -> Callable[["Describe[Row]"], Composed[Row]]:
    """Names the arguments, each with the field that it is compared to."""
    return lambda describe: Composed(describe, slots)


class _Composition:
    """Stands where a QuerySet keeps its query, once there is nothing left to compose.

    A QuerySet that is only read asks its query for no more than this; one that is
    filtered further fails loudly.
    """

    # Whoever assigns a query with these has its rows made into dictionaries again.
    values_select = ()

    def __init__(self, query: Query) -> None:
        self.selected = query.selected  # the names in the rows of `values`
        self.compiler: SQLCompiler = query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.holes = self.compiler.as_sql()
        self.values: Mapping[str, Any] = {}

    def chain(self) -> "_Composition":
        return self

    def filled(self, values: Mapping[str, Any]) -> "_Composition":
        own = copy(self)
        own.values = values
        return own

    @property
    def told(self) -> tuple[str, tuple[Any, ...]]:
        """The statement, and its parameters with the values among them."""
        return self.sql, tuple(
            self.values[hole.name] if isinstance(hole, Slot) else hole
            for hole in self.holes
        )

    def get_compiler(self, using: str) -> SQLCompiler:
        """The compiler that did the work, on this thread's connection."""
        told = self.told
        ready = copy(self.compiler)
        ready.connection = connections[using]
        ready.as_sql = lambda *_, **__: told  # type: ignore[method-assign]  # REASON: the point of it all
        return ready
