"""The charts of a printed report, as SVG: shapes and short words, each with a text.

Measures are points of paper. Grey prints tell them apart, too: every tone has its own
lightness, and every mark its word or number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from xml.sax.saxutils import escape, quoteattr

from analytics.charts import Axis
from analytics.cohorts.report import DomainFigures, Group, Scores, Week
from analytics.papers import words

WIDTH = 480.0
INK, FAINT, LINE = "#1d2433", "#5b6472", "#c9ced6"
MARK, PASS = "#2f5aa8", "#a33b20"
TONES = {
    Group.BOOK: "#1f5f43",
    Group.CLOSE: "#5b9a7d",
    Group.NOT_YET: "#d3a45b",
    Group.UNKNOWN: "#e3e6ea",
}
TEXT = 8.0
LEFT, RIGHT, TOP = 8.0, 8.0, 26.0
BARS, ROW = 110.0, 20.0  # heights
SCORE_STEP, SHARE_STEP = 100, 10
NAMES = 190.0  # width of the names beside a chart


@dataclass(frozen=True)
class Chart:
    svg: str
    alt: str
    height: float


def _svg(height: float, parts: Iterable[str], alt: str) -> Chart:
    body = "".join(parts)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" '
        f'width="{WIDTH:g}" height="{height:g}">'
    )
    return Chart(f"{head}{body}</svg>", alt, height)


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(width, 0):.2f}" '
        f'height="{max(height, 0):.2f}" fill="{fill}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, ink: str, dash: str = "") -> str:
    dashes = f" stroke-dasharray={quoteattr(dash)}" if dash else ""
    return (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" '
        f'stroke="{ink}" stroke-width="0.8"{dashes}/>'
    )


def _word(
    x: float, y: float, text: str, *, anchor: str = "middle", ink: str = FAINT
) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{TEXT:g}" fill="{ink}" '
        f'font-family="Libertinus Serif" text-anchor="{anchor}">{escape(text)}</text>'
    )


@dataclass(frozen=True)
class Across:
    """Values along the paper's width, from `left` on."""

    low: float
    high: float
    left: float = LEFT

    def place(self, value: float) -> float:
        share = Axis(self.low, self.high).place(value) / 100
        return self.left + share * (WIDTH - self.left - RIGHT)


def score_chart(scores: Scores) -> Chart:
    """How many people have which score, and where the pass line is."""
    across = Across(scores.bins[0].low, scores.bins[-1].high)
    most = max((one.people or 0 for one in scores.bins), default=0) or 1
    base = TOP + BARS
    parts: list[str] = []
    for one in scores.bins:
        left, right = across.place(one.low), across.place(one.high + 1)
        height = BARS * (one.people or 0) / most
        is_passing = one.low >= scores.pass_mark
        tone = TONES[Group.BOOK] if is_passing else TONES[Group.NOT_YET]
        parts.append(_box(left + 1, base - height, right - left - 2, height, tone))
        if one.people:
            middle = (left + right) / 2
            parts.append(_word(middle, base - height - 3, str(one.people)))
    parts += _axis(across, base, _steps(across, SCORE_STEP))
    parts += _pass_line(across.place(scores.pass_mark), base, scores.pass_mark)
    passed = "some" if scores.passed is None else scores.passed
    people = "many" if scores.people is None else scores.people
    told = f"{passed} of {people} reached {scores.pass_mark}"
    alt = f"Scores. {told}; the median is {scores.median}."
    return _svg(base + 14, parts, alt)


def _axis(across: Across, base: float, values: Sequence[float]) -> list[str]:
    parts = [_line(across.left, base, WIDTH - RIGHT, base, LINE)]
    return parts + [_word(across.place(v), base + 10, f"{v:g}") for v in values]


def _steps(across: Across, step: int) -> list[int]:
    first = step * ceil(across.low / step)
    return list(range(first, floor(across.high) + 1, step))


def _pass_line(x: float, base: float, pass_mark: int) -> list[str]:
    words_ = _word(x + 3, 8, f"pass mark {pass_mark}", anchor="start", ink=PASS)
    return [_line(x, 2, x, base, PASS, "3 2"), words_]


def domain_chart(domains: Sequence[DomainFigures], line: float) -> Chart:
    """Each domain's mean share with its interval, against the share that passes."""
    across = _shares_across(domains, line)
    base = TOP + ROW * len(domains)
    parts = []
    for number, one in enumerate(domains):
        y = TOP + ROW * (number + 0.5)
        name = one.name if len(one.name) <= 40 else f"{one.name[:39]}…"
        parts.append(_word(LEFT, y + 3, f"{one.code} {name}", anchor="start", ink=INK))
        if one.mean:
            parts += _range(across, y, one.mean.value, one.mean.low, one.mean.high)
        else:
            parts.append(_word(across.place(0), y + 3, "not shown", anchor="start"))
    parts += _axis(across, base, _steps(across, SHARE_STEP))
    x = across.place(line)
    parts.append(_line(x, 10, x, base, PASS, "3 2"))
    parts.append(_word(x, 8, f"{line:g} % passes", ink=PASS))
    told = "; ".join(
        f"{one.code} {one.mean.value:.0f} % ({words.span(one.mean.low, one.mean.high)})"
        for one in domains
        if one.mean
    )
    return _svg(base + 14, parts, f"Mean share of each domain. {told}.")


def _shares_across(domains: Sequence[DomainFigures], line: float) -> Across:
    """As much of 0 to 100 as the ranges need, in whole tens."""
    ends = [e for one in domains if one.mean for e in (one.mean.low, one.mean.high)]
    low = SHARE_STEP * (floor(min([*ends, line]) / SHARE_STEP) - 1)
    high = SHARE_STEP * (ceil(max([*ends, line]) / SHARE_STEP) + 1)
    return Across(max(low, 0), min(high, 100), left=NAMES)


def _range(
    across: Across, y: float, value: float, low: float, high: float
) -> list[str]:
    left, right, x = (across.place(v) for v in (low, high, value))
    return [
        _box(left, y - 3, right - left, 6, "#b9cbe8"),
        _box(x - 1.2, y - 6, 2.4, 12, MARK),
        _word(max(right, x) + 4, y + 3, f"{value:.0f}", anchor="start", ink=INK),
    ]


def weeks_chart(weeks: Sequence[Week]) -> Chart:
    """How many people stood in which group at the end of each week."""
    heights = [sum(one.people or 0 for one in week.groups) for week in weeks]
    most = max(heights, default=0) or 1
    base, step = TOP + BARS, (WIDTH - LEFT - RIGHT) / max(len(weeks), 1)
    parts = _legend()
    for number, week in enumerate(weeks):
        left = LEFT + step * number
        parts += _column(week, left, step, base, BARS / most)
        parts.append(
            _word(left + step / 2, base + 10, f"{week.start.day} {week.start:%b}")
        )
    parts.append(_line(LEFT, base, WIDTH - RIGHT, base, LINE))
    last = weeks[-1] if weeks else None
    told = ", ".join(
        f"{words.GROUPS[one.group].lower()} {one.people}"
        for one in (last.groups if last else ())
        if one.people is not None
    )
    return _svg(base + 14, parts, f"Readiness week by week. In the last week: {told}.")


def _column(
    week: Week, left: float, step: float, base: float, scale: float
) -> list[str]:
    counts = {one.group: one.people or 0 for one in week.groups}
    tops = [base]
    for group in TONES:
        tops.append(tops[-1] - scale * counts.get(group, 0))
    width = step * 0.7
    return [
        _box(left + step * 0.15, top, width, bottom - top, tone)
        for (bottom, top), tone in zip(pairwise(tops), TONES.values(), strict=True)
        if bottom - top > 0
    ]


def _legend() -> list[str]:
    parts, x = [], LEFT
    for group, tone in TONES.items():
        word = words.GROUPS[group]
        parts.append(_box(x, 2, 7, 7, tone))
        parts.append(_word(x + 10, 8.5, word, anchor="start", ink=INK))
        x += 22 + 4.4 * len(word)
    return parts
