"""More time for those who are entitled to it: presets, and how they are worded."""

from dataclasses import dataclass
from decimal import Decimal

STANDARD = "standard"
OWN = "own"


@dataclass(frozen=True)
class Accommodation:
    """Minutes of an exam are multiplied first, then the extra minutes are added."""

    multiplier: Decimal = Decimal(1)
    extra_minutes: int = 0

    @property
    def words(self) -> str:
        parts = []
        if self.multiplier != 1:
            parts.append(f"{self.multiplier.normalize():f} × the time")
        if self.extra_minutes:
            unit = "minute" if self.extra_minutes == 1 else "minutes"
            parts.append(f"{self.extra_minutes} extra {unit}")
        return " and ".join(parts) or "Standard time"


# The first is what everybody has; “ESL +30” is the real exam's own name.
PRESETS: dict[str, tuple[str, Accommodation]] = {
    STANDARD: ("Standard time", Accommodation()),
    "esl-30": ("ESL +30 minutes", Accommodation(extra_minutes=30)),
    "half-more": ("Time and a half", Accommodation(multiplier=Decimal("1.5"))),
    "double": ("Double time", Accommodation(multiplier=Decimal(2))),
}


def preset_of(accommodation: Accommodation) -> str:
    """The name of the preset that this is, or OWN."""
    for name, (_, preset) in PRESETS.items():
        if preset == accommodation:
            return name
    return OWN
