"""Where each person stands: group, trend, when it might be enough, and who is stuck.

Formulas and what they rest on: docs/algorithms/cohort-report.md.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import NormalDist
from unicodedata import combining, normalize

from analytics.cohorts.facts import Aim, Facts, Fresh, Newest, Person, Said, Work
from analytics.cohorts.report import Cell, Group, Horizon, Standing, Stuck, Trend
from analytics.mastery import FORECAST_ANSWERS
from analytics.readiness import Z80, is_clear_difference

# "Close" begins at even odds, or this much below a low line.
CLOSE_PERCENT, CLOSE_BELOW_LINE = 50, 25
# A trend is looked for within eight weeks, over two weeks at least.
TREND_WINDOW, TREND_SPAN = timedelta(days=56), timedelta(days=14)
HORIZON_FORECASTS = 3
HORIZON_DAYS = 182  # beyond half a year nothing is said
STUCK_SPAN = timedelta(days=21)
STUCK_ATTEMPTS = 2
ORDER = tuple(Group)


def group_of(said: Said | None, line: int, now: datetime) -> Group:
    """By the forecast as it is shown, in steps of 5 %; too old is too little."""
    if said is None or said.missing or said.fresh_until <= now:
        return Group.UNKNOWN
    if said.percent >= line:
        return Group.BOOK
    is_close = said.percent >= min(CLOSE_PERCENT, line - CLOSE_BELOW_LINE)
    return Group.CLOSE if is_close else Group.NOT_YET


def belief(said: Said) -> tuple[float, float]:
    """Mean and variance of the true score, from its 80 % interval."""
    spread = (said.true_high - said.true_low) / (2 * Z80)
    return (said.true_low + said.true_high) / 2, spread * spread


def first_of_trend(said: Sequence[Said], now: datetime) -> Said | None:
    """What the newest forecast is compared with: the oldest shown one of the window."""
    last = said[-1].at
    old = [s for s in said if now - TREND_WINDOW <= s.at <= last - TREND_SPAN]
    return old[0] if old else None


def trend_of(first: Said, last: Said) -> tuple[Trend, int]:
    """A change is called one when both beliefs together can carry it; and the change
    of the true score in scaled points."""
    (m0, v0), (m1, v1) = belief(first), belief(last)
    change = round(m1 - m0)
    if not is_clear_difference(m0, v0, m1, v1):
        return Trend.LEVEL, change
    return (Trend.UP if m1 > m0 else Trend.DOWN), change


def horizon_of(first: Said, newest: Newest, aim: Aim) -> Horizon | None:
    """When the forecast may reach the line at the pace from `first` to now, 80 %."""
    last = newest.said
    (m0, v0), (m1, v1) = belief(first), belief(last)
    days = (last.at - first.at) / timedelta(days=1)
    pace, doubt = (m1 - m0) / days, (v0 + v1) ** 0.5 / days
    fast, slow = pace + Z80 * doubt, pace - Z80 * doubt
    gap = max(_needed(newest, aim) - m1, 1.0)
    earliest = _day(aim.now, gap, fast)
    return None if earliest is None else Horizon(earliest, _day(aim.now, gap, slow))


def _needed(newest: Newest, aim: Aim) -> float:
    """The true score at which a mock is passed with the line's probability."""
    spread = (newest.next_high - newest.next_low) / (2 * Z80)
    return aim.pass_mark + NormalDist().inv_cdf(aim.book_percent / 100) * spread


def _day(now: datetime, gap: float, pace: float) -> date | None:
    """When so many points a day have closed the gap; None: never, or too far away."""
    if pace <= 0 or gap / pace > HORIZON_DAYS:
        return None
    return (now + timedelta(days=gap / pace)).date()


def stuck_of(
    group: Group, trend: Trend, said: Sequence[Said], work: Work | None, now: datetime
) -> Stuck | None:
    """Why somebody needs a word; None for who is on their way, or there."""
    if work is None or work.last_at is None:
        return Stuck.NEVER
    if group == Group.BOOK:
        return None
    if work.last_at < now - STUCK_SPAN:
        return Stuck.SILENT
    is_long = len(said) >= HORIZON_FORECASTS and said[-1].at - said[0].at >= STUCK_SPAN
    is_trying = work.lately >= STUCK_ATTEMPTS and group != Group.UNKNOWN
    return Stuck.FLAT if is_long and is_trying and trend != Trend.UP else None


def standings_of(facts: Facts) -> list[Standing]:
    """Everybody, by group and then by name: within a group nobody is ranked."""
    found = [_standing(facts, person) for person in facts.people]
    return sorted(found, key=lambda s: (ORDER.index(s.group), *plain(s.name), s.user))


def plain(name: str) -> tuple[str, str]:
    """How names are sorted: as if without accents, then with them."""
    folded = normalize("NFKD", name.casefold())
    return "".join(letter for letter in folded if not combining(letter)), folded


def _standing(facts: Facts, person: Person) -> Standing:
    aim, pk = facts.aim, person.pk
    newest, work = facts.newest.get(pk), facts.work.get(pk)
    shown = [one for one in facts.said.get(pk, ()) if not one.missing]
    group = group_of(newest.said if newest else None, aim.book_percent, aim.now)
    first = first_of_trend(shown, aim.now) if shown else None
    trend, change = trend_of(first, shown[-1]) if first else (Trend.UNKNOWN, None)
    fresh = facts.fresh.get(pk, Fresh(0, 0))
    known = newest if newest and group != Group.UNKNOWN else None
    return Standing(
        user=pk,
        name=person.name,
        email="",
        group=group,
        percent=known.said.percent if known else None,
        next_low=known.next_low if known else None,
        next_high=known.next_high if known else None,
        true_low=known.said.true_low if known else None,
        true_high=known.said.true_high if known else None,
        count=newest.answers if newest else 0,
        needed=_missing(newest, aim.now),
        is_stale=bool(newest and newest.said.fresh_until <= aim.now),
        trend=trend,
        change=change,
        trend_since=first.at.date() if first else None,
        horizon=_horizon(group, first, shown, newest, aim),
        stuck=stuck_of(group, trend, shown, work, aim.now),
        last_active_at=work.last_at if work else None,
        attempts=work.attempts if work else 0,
        newest=facts.sat.get(pk),
        unseen_right=fresh.right,
        unseen_asked=fresh.asked,
        seconds=facts.seconds.get(pk),
        cells=tuple(_cells(newest, aim)),
    )


def _missing(newest: Newest | None, now: datetime) -> int:
    """Counted answers until a forecast; 40 for who has given none."""
    if newest is None:
        return FORECAST_ANSWERS
    is_stale = newest.said.fresh_until <= now
    return max(newest.said.missing, 1) if is_stale else newest.said.missing


def _horizon(
    group: Group,
    first: Said | None,
    shown: Sequence[Said],
    newest: Newest | None,
    aim: Aim,
) -> Horizon | None:
    is_on_the_way = group in (Group.CLOSE, Group.NOT_YET)
    if not is_on_the_way or len(shown) < HORIZON_FORECASTS:
        return None
    return horizon_of(first, newest, aim) if first and newest else None


def _cells(newest: Newest | None, aim: Aim) -> Iterable[Cell]:
    told = {row["id"]: row for row in newest.domains} if newest else {}
    for domain in aim.domains:
        row = told.get(domain.pk)
        if row is not None and row["count"]:
            yield Cell(
                code=domain.code,
                share=round(100 * row["share"]),
                low=round(100 * row["low"]),
                high=round(100 * row["high"]),
                count=row["count"],
                verdict=row["verdict"],
            )
