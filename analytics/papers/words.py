"""The words for groups, reasons, trends and verdicts, wherever a report is printed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from analytics.cohorts.report import Group, Horizon, Level, Standing, Stuck, Trend

GROUPS = {
    Group.BOOK: "Book now",
    Group.CLOSE: "Close",
    Group.NOT_YET: "Not yet",
    Group.UNKNOWN: "Not enough evidence",
}
STUCK = {
    Stuck.FLAT: "Works, but the forecast does not rise",
    Stuck.SILENT: "Has not come back for weeks",
    Stuck.NEVER: "Has not begun",
}
TRENDS = {
    Trend.UP: "Up",
    Trend.DOWN: "Down",
    Trend.LEVEL: "No clear change",
    Trend.UNKNOWN: "Not known yet",
}
LEVELS = {Level.DOMAIN: "Domain", Level.TASK: "Task", Level.TOPIC: "Topic"}
VERDICTS = {"weak": "Weak", "strong": "Strong"}
UNCLEAR = "Not clear yet"


def verdict(word: str) -> str:
    return VERDICTS.get(word, UNCLEAR)


def day(told: date | None) -> str:
    """As in 21 November 2026; no library's idea of a language is asked."""
    return f"{told.day} {told:%B %Y}" if told else ""


def short_day(told: date | None) -> str:
    return f"{told.day} {told:%b %Y}" if told else ""


def moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{day(at.astimezone(zone))}, {at.astimezone(zone):%H:%M} ({zone.key})"


def horizon(told: Horizon | None) -> str:
    """When the line may be reached, as carefully as it is known."""
    if told is None:
        return ""
    if told.latest is None:
        return f"not before {short_day(told.earliest)}"
    return f"{short_day(told.earliest)} to {short_day(told.latest)}"


def span(low: float | None, high: float | None, unit: str = "") -> str:
    return "" if low is None or high is None else f"{low:.0f}–{high:.0f}{unit}"


def change(told: Standing) -> str:
    """The trend, with the points since then where they are known."""
    word = TRENDS[told.trend]
    if told.change is None or told.trend in (Trend.LEVEL, Trend.UNKNOWN):
        return word
    return f"{word} ({told.change:+d} since {short_day(told.trend_since)})"
