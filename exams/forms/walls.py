"""Wall times in forms: a field that keeps them naive, a form that asks in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms

from exams import zones


@dataclass(frozen=True)
class Doubt:
    """A wall time with more than one reading: what is asked, and the choices as
    (value, words, is chosen)."""

    name: str
    label: str
    words: str
    choices: Sequence[tuple[str, str, bool]]


class WallTimeField(forms.Field):
    """What a clock shows somewhere, to the minute, as a naive datetime."""

    widget = forms.DateTimeInput(
        attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
    )
    default_error_messages = {
        "invalid": "Give a day and a time, 2026-11-23 09:00, say.",
        "far": "Choose a time between 2000 and 2099.",
    }

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            wall = datetime.fromisoformat(str(value).strip())
        except ValueError as error:
            raise self._refused("invalid") from error
        if wall.tzinfo is not None:
            raise self._refused("invalid")
        if not zones.EARLIEST <= wall < zones.LATEST:
            raise self._refused("far")
        return to_minute(wall)

    def _refused(self, code: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code)


class ZoneField(forms.ChoiceField):
    """An IANA time zone; who tells another name is told near ones."""

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        try:
            zones.zone_for(value)
        except zones.UnknownZone as unknown:
            raise forms.ValidationError(str(unknown)) from unknown


class WallForm(forms.Form):
    """A form with `opens` and `closes`: each wall time is read in one zone, and asked
    about when it has more than one reading."""

    @property
    def zone(self) -> str:
        """The zone that they are read in; as long as none is known, none is read."""
        return ""

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in ("opens", "closes"):
            wall = told.get(name)
            if wall is not None and self.zone:
                told[f"{name}_at"] = self._instant(name, wall)
        return told

    def _instant(self, name: str, wall: datetime) -> datetime | None:
        found = zones.readings(wall, self.zone)
        chosen = self._chosen(name)
        for reading in found:
            if len(found) == 1 or reading.at.isoformat() == chosen:
                return self._held(name, reading.at)
        self.add_error(name, zones.doubt(wall, self.zone))
        return None

    def _held(self, name: str, at: datetime) -> datetime:
        """The instant as it is held, to the second, when its minute did not change."""
        held: datetime | None = self.initial.get(f"{name}_at")
        return held if held and to_minute(held) == at else at

    def _chosen(self, name: str) -> str:
        key = f"{name}_reading"
        told = self.data.get(key) if self.is_bound else self.initial.get(key)
        return str(told or "")

    @property
    def doubts(self) -> list[Doubt]:
        """What is to be chosen, or was; each for a field that can be read."""
        return [d for name in ("opens", "closes") if (d := self._doubt(name))]

    @property
    def open_doubts(self) -> list[Doubt]:
        """Those of which no reading is chosen yet."""
        return [d for d in self.doubts if not any(c for _, _, c in d.choices)]

    def _doubt(self, name: str) -> Doubt | None:
        try:
            wall = self.fields[name].clean(self[name].value())
            found = zones.readings(wall, self.zone) if wall and self.zone else ()
        except (forms.ValidationError, zones.UnknownZone):
            return None
        if len(found) < 2:
            return None
        chosen = self._chosen(name)
        values = [(one.at.isoformat(), one.words) for one in found]
        return Doubt(
            name=f"{name}_reading",
            label=str(self.fields[name].label),
            words=zones.doubt(wall, self.zone),
            choices=[(value, words, value == chosen) for value, words in values],
        )


def wall_initial(name: str, at: datetime | None, zone: str) -> dict[str, Any]:
    """An instant as the form shows it; the reading of a doubtful one is chosen."""
    if at is None:
        return {}
    minute = to_minute(at)
    return {
        name: zones.wall_of(minute, zone),
        f"{name}_at": at,
        f"{name}_reading": minute.astimezone(UTC).isoformat(),
    }


def to_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
