"""Dataclasses as JSON and back, by their own annotations."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Shape = TypeVar("Shape")
Read = Callable[[Any], Any]


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
    hint: Any = shape
    found: Shape = _reader(hint)(told)
    return found


@cache
def _reader(hint: Any) -> Read:
    """What reads a value of this annotation. A report has thousands: each annotation
    is looked at once."""
    if get_origin(hint) in (Union, UnionType):
        [inner] = [_reader(one) for one in get_args(hint) if one is not NoneType]
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: tuple([item(one) for one in value])
    if is_dataclass(hint):
        return _reader_of_fields(hint)
    read: Read = hint.fromisoformat if issubclass(hint, date) else hint
    return read


def _reader_of_fields(shape: Any) -> Read:
    known = get_type_hints(shape)
    readers = [(one.name, _reader(known[one.name])) for one in fields(shape)]
    return lambda told: shape(**{name: read(told[name]) for name, read in readers})
