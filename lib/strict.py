"""Serializers that refuse what they do not know."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

SURROGATE = re.compile(r"[\ud800-\udfff]")


class UuidField(serializers.UUIDField):
    """A UUID as text: a number, which DRF takes for one, is a client's mistake."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        found: UUID = super().to_internal_value(data)
        return found


class StrictSerializer(serializers.Serializer[Any]):
    """Unknown fields are refused: nothing that a client sends is silently ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(str(name)[:40] for name in set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {name: ["This field is not known here."] for name in unknown}
                )
        values = super().to_internal_value(data)
        _refuse_strange(values)
        return values

    @classmethod
    def valid(cls, data: Any) -> dict[str, Any]:
        """The validated data, or a ValidationError that names the fields."""
        serializer = cls(data=data)
        serializer.is_valid(raise_exception=True)
        found: dict[str, Any] = serializer.validated_data
        return found


def _refuse_strange(values: Mapping[str, Any]) -> None:
    """Fields of text look for this themselves; mappings of anything do not."""
    strange = [name for name, value in values.items() if not is_keepable(value)]
    if strange:
        raise serializers.ValidationError(
            {name: ["It holds a character that no text has."] for name in strange}
        )


def is_keepable(value: Any) -> bool:
    """Whether PostgreSQL can keep all text in it: no NUL, no half of a surrogate."""
    if isinstance(value, str):
        return "\x00" not in value and not SURROGATE.search(value)
    if isinstance(value, Mapping):
        return all(is_keepable(k) and is_keepable(v) for k, v in value.items())
    return not isinstance(value, list) or all(map(is_keepable, value))
