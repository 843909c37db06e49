"""Dataclasses as JSON and back, by their own annotations."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Shape = TypeVar("Shape")


def to_json(told: Any) -> Any:
    """Mappings, lists, numbers and texts; instants in ISO 8601."""
    return _plain(asdict(told))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def from_json(shape: type[Shape], told: Mapping[str, Any]) -> Shape:
    """The dataclass that `to_json` was given; KeyError where a field is missing."""
    hints = _hints(shape)  # type: ignore[arg-type]  # REASON: every class is hashable
    return shape(**{name: _read(hint, told[name]) for name, hint in hints.items()})


@cache
def _hints(shape: type) -> dict[str, Any]:
    known = get_type_hints(shape)
    return {one.name: known[one.name] for one in fields(shape)}


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        [hint] = [one for one in get_args(hint) if one is not NoneType]
    if get_origin(hint) is tuple:
        return tuple(_read(get_args(hint)[0], one) for one in value)
    return _one(hint, value)


def _one(hint: Any, value: Any) -> Any:
    if is_dataclass(hint):
        return from_json(hint, value)  # type: ignore[arg-type]  # REASON: a class here
    if issubclass(hint, date):
        return hint.fromisoformat(value)
    return hint(value)
