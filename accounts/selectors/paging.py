"""Pages of a list that cost the same everywhere, by one unique column."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
STEPS = ("after", "before")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and query strings that lead on; empty at an end."""

    rows: list[Row]
    previous: str = ""
    next: str = ""


def keyset_page(
    found: QuerySet[Row],
    filters: Mapping[str, Any],
    *,
    by: str,
    size: int,
    is_newest_first: bool = False,
) -> Page[Row]:
    """The page after or before the mark that `filters` name; the rest stays.

    `by` is a column that is unique among the rows, its mark the value of it.
    """
    is_back = bool(filters.get("before"))
    mark = filters.get("before") or filters.get("after")
    is_descending = is_newest_first != is_back
    if mark:
        found = found.filter(**{f"{by}__{'lt' if is_descending else 'gt'}": mark})
    rows = list(found.order_by(f"-{by}" if is_descending else by)[: size + 1])
    is_more, rows = len(rows) > size, rows[:size]
    if is_back:
        rows.reverse()
    if not rows:
        return Page([])
    has_previous, has_next = (is_more, True) if is_back else (bool(mark), is_more)
    mark_of = attrgetter(by.replace("__", "."))
    return Page(
        rows,
        _step(filters, "before", mark_of(rows[0])) if has_previous else "",
        _step(filters, "after", mark_of(rows[-1])) if has_next else "",
    )


def _step(filters: Mapping[str, Any], step: str, mark: object) -> str:
    kept = {k: v for k, v in filters.items() if v and k not in STEPS}
    return "?" + urlencode(kept | {step: mark})
