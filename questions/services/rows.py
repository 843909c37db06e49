"""Rows as they should be, written only where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models

BATCH = 500
Row = TypeVar("Row", bound=models.Model)
Key = tuple[Any, ...]


@dataclass
class Synced(Generic[Row]):
    """The rows by key, and how many of them had to be written."""

    by_key: dict[Key, Row] = field(default_factory=dict)
    written: int = 0


def sync_rows(
    model: type[Row], rows: Iterable[Row], key: Sequence[str], fields: Sequence[str]
) -> Synced[Row]:
    """Create what is missing, update what differs; rows told nowhere stay."""
    synced = Synced[Row]({_key(row, key): row for row in model._default_manager.all()})
    new, changed = [], []
    for row in rows:
        old = synced.by_key.get(_key(row, key))
        if old is None:
            new.append(row)
        elif _copy(row, old, fields):
            changed.append(old)
    for row in model._default_manager.bulk_create(new, batch_size=BATCH):
        synced.by_key[_key(row, key)] = row
    if changed:
        model._default_manager.bulk_update(changed, fields, batch_size=BATCH)
    synced.written = len(new) + len(changed)
    return synced


def sync_links(
    model: type[Row],
    wanted: dict[Key, int],
    key: Sequence[str],
    scope: dict[str, Any] | None = None,
) -> int:
    """Link rows {key: rank} within a scope; the number written or deleted.

    A link model without a `rank` has rank 0 everywhere.
    """
    manager = model._default_manager
    has_rank = any(f.name == "rank" for f in model._meta.get_fields())
    existing = {
        (_key(row, key), getattr(row, "rank", 0)): row.pk
        for row in manager.filter(**scope or {})
    }
    gone = [pk for pair, pk in existing.items() if wanted.get(pair[0]) != pair[1]]
    manager.filter(pk__in=gone).delete()
    new = [
        model(
            **dict(zip(key, ids, strict=True)), **({"rank": rank} if has_rank else {})
        )
        for ids, rank in wanted.items()
        if (ids, rank) not in existing
    ]
    manager.bulk_create(new, batch_size=BATCH * 4)
    return len(gone) + len(new)


def _key(row: models.Model, key: Sequence[str]) -> Key:
    return tuple(getattr(row, name) for name in key)


def _copy(source: models.Model, target: models.Model, fields: Sequence[str]) -> bool:
    is_different = False
    for name in fields:
        value = getattr(source, name)
        if getattr(target, name) != value:
            setattr(target, name, value)
            is_different = True
    return is_different
