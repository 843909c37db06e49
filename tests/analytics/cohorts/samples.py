"""Facts made up for the pure tests: people, forecasts, an exam of two domains."""

from datetime import UTC, datetime, timedelta
from typing import Any

from analytics.cohorts.facts import Aim, DomainFact, Facts, Newest, Person, Said, Work
from analytics.cohorts.figures import report_of
from analytics.cohorts.people import standings_of
from analytics.cohorts.report import Report

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def aim(**over: Any) -> Aim:
    fields: dict[str, Any] = {
        "cohort": 1,
        "cohort_name": "DVA spring",
        "exam_date": None,
        "guide": "TST-C01",
        "guide_title": "Test guide",
        "pass_mark": 720,
        "seconds_allowed": 120.0,
        "domains": (DomainFact(7, "1", "First", 60), DomainFact(8, "2", "Second", 40)),
        "book_percent": 85,
        "now": NOW,
    } | over
    return Aim(**fields)


def said(percent: int = 60, *, days: float = 1, score: int = 700, **over: Any) -> Said:
    """A forecast of some days ago; the true score within 40 points of `score`."""
    at = NOW - timedelta(days=days)
    fields: dict[str, Any] = {
        "at": at,
        "percent": percent,
        "missing": 0,
        "true_low": score - 40,
        "true_high": score + 40,
        "fresh_until": at + timedelta(days=30),
    } | over
    return Said(**fields)


def newest(one: Said, share: float = 0.7, count: int = 20) -> Newest:
    middle = (one.true_low + one.true_high) // 2
    rows = [
        {
            "id": pk,
            "share": share,
            "low": share - 0.1,
            "high": share + 0.1,
            "count": count,
            "verdict": "not_clear",
        }
        for pk in (7, 8)
    ]
    return Newest(one, middle - 90, middle + 90, 2 * count, rows)


def facts_of(*forecasts: Said | None, **over: Any) -> Facts:
    """A person for each forecast; None for somebody without."""
    people = [Person(n, f"Person {n:02}") for n, _ in enumerate(forecasts)]
    known = {n: one for n, one in enumerate(forecasts) if one is not None}
    fields: dict[str, Any] = {
        "aim": aim(),
        "people": people,
        "newest": {n: newest(one) for n, one in known.items()},
        "said": {n: [one] for n, one in known.items()},
        "work": {n: Work(1, 1, NOW - timedelta(days=1)) for n in known},
    } | over
    return Facts(**fields)


def report(*forecasts: Said | None, **over: Any) -> Report:
    facts = facts_of(*forecasts, **over)
    return report_of(facts, standings_of(facts))
