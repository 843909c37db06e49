"""The geometry of the charts: numbers in, percents of the drawing out.

A drawing is 100 wide and 100 high, (0, 0) at its top left; templates stretch it to its
box and write the words at the same percents, so text keeps its size at every width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor

EDGE = 4.0  # percent that points keep from the sides
SCORE_STEP = 100
MAX_STEPS = 5
DAY_LABELS = 4
SCALE_STEP = 300
STACK_SIDES = (0.12, 0.88)  # of the width that each has
LABEL_EVERY = 4


@dataclass(frozen=True)
class Tick:
    place: float
    label: str


@dataclass(frozen=True)
class Axis:
    """Values from `low` to `high` along a side; `is_up`: the greater, the higher."""

    low: float
    high: float
    edge: float = 0.0
    is_up: bool = False

    def place(self, value: float) -> float:
        """In percent; the middle when there is nothing to spread."""
        if self.high == self.low:
            return 50.0
        share = (value - self.low) / (self.high - self.low)
        share = 1 - share if self.is_up else share
        return round(self.edge + share * (100 - 2 * self.edge), 2)


@dataclass(frozen=True)
class Dot:
    """A value with its range: where it stands, and the words for it."""

    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Trend:
    """Forecasts as a band, exams as points, the pass line."""

    band: str  # paths
    bars: str
    dots: tuple[Dot, ...]
    pass_place: float
    scores: tuple[Tick, ...]
    days: tuple[Tick, ...]


@dataclass(frozen=True)
class Said:
    """A value at a time with its range: a forecast (no value of its own) or a score."""

    at: datetime
    low: int
    high: int
    value: int = 0


def trend(forecasts: Sequence[Said], exams: Sequence[Said], pass_mark: int) -> Trend:
    """Forecasts and exam scores over time, oldest first, on one scale."""
    both = [*forecasts, *exams]
    times = [one.at.timestamp() for one in both] or [0.0]
    across = Axis(min(times), max(times), edge=EDGE)
    bounds = [v for one in both for v in (one.low, one.high)] + [pass_mark]
    up = _score_axis(min(bounds), max(bounds))
    places = [
        (across.place(f.at.timestamp()), up.place(f.high), up.place(f.low))
        for f in forecasts
    ]
    return Trend(
        band=_band(places),
        bars="".join(f"M{x} {top}V{bottom}" for x, top, bottom in places),
        dots=tuple(_dot(one, across, up) for one in exams),
        pass_place=up.place(pass_mark),
        scores=tuple(Tick(up.place(v), str(v)) for v in _steps(up)),
        days=_days(both, across),
    )


def _dot(one: Said, across: Axis, up: Axis) -> Dot:
    x = across.place(one.at.timestamp())
    return Dot(x, up.place(one.value), up.place(one.high), up.place(one.low))


def _score_axis(low: float, high: float) -> Axis:
    return Axis(
        SCORE_STEP * floor(low / SCORE_STEP),
        SCORE_STEP * ceil(high / SCORE_STEP),
        is_up=True,
    )


def _steps(axis: Axis) -> list[int]:
    count = round((axis.high - axis.low) / SCORE_STEP)
    step = SCORE_STEP * max(1, ceil(count / MAX_STEPS))
    return list(range(round(axis.low), round(axis.high) + 1, step))


def _band(places: Sequence[tuple[float, float, float]]) -> str:
    """Along the upper ends and back along the lower ones; nothing for one forecast."""
    if len(places) < 2:
        return ""
    there = " ".join(f"{x} {top}" for x, top, _ in places)
    back = " ".join(f"{x} {bottom}" for x, _, bottom in reversed(places))
    return f"M{there} {back}Z"


def _days(points: Sequence[Said], across: Axis) -> tuple[Tick, ...]:
    """A few days, first and last among them, none on top of another."""
    days = {one.at.date(): across.place(one.at.timestamp()) for one in reversed(points)}
    told = sorted(days.items())
    found: list[Tick] = []
    for day, place in [*told[:1], *told[-1:], *told]:
        if all(abs(place - tick.place) >= 100 / DAY_LABELS for tick in found):
            found.append(Tick(place, f"{day.day} {day:%b}"))
    return tuple(sorted(found, key=lambda tick: tick.place))


@dataclass(frozen=True)
class Pace:
    """Answered questions over minutes, and the even pace that just suffices."""

    line: str
    even: str  # empty without a clock
    minutes: tuple[Tick, ...]
    counts: tuple[Tick, ...]


def pace(
    steps: Sequence[tuple[float, int]], *, total: int, minutes: int | None, used: float
) -> Pace:
    """`steps` as `replay.pace` gives them; `minutes` allowed, None without a clock."""
    across = Axis(0, max(minutes or 0, used, 1.0))
    up = Axis(0, total, is_up=True)
    line = "M0 100" + "".join(
        f"H{across.place(at)}V{up.place(count)}" for at, count in steps
    )
    even = f"M0 100L{across.place(minutes)} 0" if minutes else ""
    return Pace(
        line=f"{line}H{across.place(used)}",
        even=even,
        minutes=_quarters_of(across, " min"),
        counts=_quarters_of(up, ""),
    )


def _quarters_of(axis: Axis, unit: str) -> tuple[Tick, ...]:
    """The ends and the middle of an axis, in whole numbers."""
    values = dict.fromkeys([0, round(axis.high / 2), round(axis.high)])
    return tuple(Tick(axis.place(v), f"{v}{unit}") for v in values)


@dataclass(frozen=True)
class Bar:
    """A share with its range, side by side with others; widths in percent."""

    x: float
    y: float
    top: float
    bottom: float
    label: str


def bars(shares: Sequence[tuple[str, float, float, float]]) -> tuple[Bar, ...]:
    """(label, share, low, high) from 0 to 1, evenly spread."""
    up = Axis(0.0, 1.0, is_up=True)
    step = 100 / max(len(shares), 1)
    return tuple(
        Bar(
            x=round((n + 0.5) * step, 2),
            y=up.place(share),
            top=up.place(high),
            bottom=up.place(low),
            label=label,
        )
        for n, (label, share, low, high) in enumerate(shares)
    )


@dataclass(frozen=True)
class Columns:
    """Counts side by side on a scale: a histogram."""

    shapes: str  # one path
    counts: tuple[Tick, ...]
    ends: tuple[Tick, ...]
    line_place: float


def columns(
    bins: Sequence[tuple[int, int, int]], *, low: int, high: int, line: int
) -> Columns:
    """(from, to, count) on a scale from `low` to `high`; `line` is drawn across it."""
    across = Axis(low, high)
    up = Axis(0, max([count for *_, count in bins], default=0) or 1, is_up=True)
    shapes = "".join(
        f"M{across.place(start)} 100V{up.place(count)}H{across.place(end)}V100Z"
        for start, end, count in bins
        if count
    )
    steps = range(low, high + 1, SCALE_STEP)
    return Columns(
        shapes=shapes,
        counts=_quarters_of(up, ""),
        ends=tuple(Tick(across.place(v), str(v)) for v in steps),
        line_place=across.place(line),
    )


@dataclass(frozen=True)
class Stacks:
    """Parts of a whole over time, one on top of the other: a path for each part."""

    parts: tuple[tuple[str, str], ...]  # (name, path)
    counts: tuple[Tick, ...]
    labels: tuple[Tick, ...]


def stacks(
    rows: Sequence[tuple[str, Sequence[int]]], names: Sequence[str], total: int
) -> Stacks:
    """(label, a count for each of `names`), the oldest first; the first part lies at
    the bottom."""
    up, width = Axis(0, max(total, 1), is_up=True), 100 / max(len(rows), 1)
    paths: dict[str, str] = dict.fromkeys(names, "")
    labels = []
    for number, (label, counts) in enumerate(rows):
        left, right = (round((number + side) * width, 2) for side in STACK_SIDES)
        base = 0
        for name, count in zip(names, counts, strict=True):
            low, high = up.place(base), up.place(base + count)
            paths[name] += f"M{left} {low}H{right}V{high}H{left}Z" if count else ""
            base += count
        labels.append(Tick(round((number + 0.5) * width, 2), label))
    return Stacks(
        parts=tuple(paths.items()),
        counts=_quarters_of(up, ""),
        labels=tuple(labels[-1::-LABEL_EVERY][::-1]),
    )
