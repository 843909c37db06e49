"""More time for those who are entitled to it: presets, and how they are worded."""

import re
from dataclasses import dataclass
from decimal import Decimal

from lib.words import counted

STANDARD = "standard"
OWN = "own"
# What can be granted: three times the minutes, and four hours.
MOST_TIMES, MOST_MINUTES = 3, 240


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
            parts.append(counted(self.extra_minutes, "extra minute"))
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


TIMES = re.compile(r"(\d(?:[.,]\d{1,2})?)\s*[x×]|[x×]\s*(\d(?:[.,]\d{1,2})?)")
MINUTES = re.compile(r"\+\s*(\d{1,3})(?:\s*min(?:ute)?s?)?")


def read_accommodation(words: str) -> Accommodation | None:
    """What a cell of a roster grants: a preset, or “1.5x”, “+30”, “1.5x +30”.

    None when it cannot be understood or is beyond three times or four hours.
    """
    told = " ".join(words.lower().split())
    for name, (shown, preset) in PRESETS.items():
        if told in (name, shown.lower()):
            return preset
    times, minutes = TIMES.search(told), MINUTES.search(told)
    rest = MINUTES.sub("", TIMES.sub("", told, count=1), count=1).strip(" ,;&")
    if rest or not (times or minutes):
        return None
    number = (times[1] or times[2]).replace(",", ".") if times else "1"
    found = Accommodation(Decimal(number), int(minutes[1]) if minutes else 0)
    is_possible = 1 <= found.multiplier <= MOST_TIMES
    return found if is_possible and found.extra_minutes <= MOST_MINUTES else None
