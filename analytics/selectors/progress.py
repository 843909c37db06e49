"""A person's way: what was forecast, what came, on one scale."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Avg, Exists, OuterRef

from accounts.models import User
from analytics import charts
from analytics.models import Forecast, FormStatistics, Observation
from analytics.selectors.confusions import TOLD, Confusion
from analytics.selectors.outlooks import (
    Outlook,
    newest_forecasts,
    outlooks_and_confusions,
)
from analytics.selectors.released import told_forecasts
from exams.models import STRICT_MODES, Attempt, AttemptQuestion
from questions.models import Guide

POINTS = 60  # of each kind on the chart; more would be a smear


@dataclass(frozen=True)
class Sat:
    """A strict exam beside what was forecast before it.

    `expected_percent`: right answers that were predicted of its scored questions, as
    far as their answers count; None when none did. `said`: the forecast shown before,
    if any was.
    """

    attempt: Attempt
    said: Forecast | None
    expected_percent: int | None

    @property
    def is_within(self) -> bool:
        """Whether it came as forecast."""
        if self.said is None:
            return False
        scaled: int = self.attempt.result.scaled
        return self.said.next_low <= scaled <= self.said.next_high

    @property
    def seen_percent(self) -> int:
        return round(100 * self.attempt.result.seen_share)


@dataclass(frozen=True)
class Progress:
    guide: Guide
    guides: list[Guide]  # those with a forecast, to choose from
    outlook: Outlook | None
    forecasts: list[Forecast]  # shown ones, oldest first
    sat: list[Sat]  # oldest first
    trend: charts.Trend | None
    forms: FormStatistics | None  # of everybody's mocks of this guide
    confusions: list[Confusion]

    @property
    def judged(self) -> int:
        return sum(one.said is not None for one in self.sat)

    @property
    def within(self) -> int:
        return sum(one.is_within for one in self.sat)


def progress_of(user: User, guide: Guide, now: datetime) -> Progress:
    newest = newest_forecasts(user)
    own = [one for one in newest if one.guide_id == guide.pk]
    forecasts = _forecasts(user, guide)
    sat = _sat(user, guide, forecasts)
    outlooks, confusions = outlooks_and_confusions(user, own, now)
    return Progress(
        guide=guide,
        guides=[one.guide for one in newest],
        outlook=next(iter(outlooks), None),
        forecasts=forecasts,
        sat=sat,
        trend=_trend(forecasts, sat, guide) if forecasts or sat else None,
        forms=_forms(guide) if sat else None,
        confusions=confusions[:TOLD],
    )


def _forecasts(user: User, guide: Guide) -> list[Forecast]:
    """Those that could be shown: less evidence than that was no forecast."""
    rows = told_forecasts(user.pk).filter(guide=guide, missing=0)
    return list(rows.order_by("-at", "-id")[:POINTS])[::-1]


def _sat(user: User, guide: Guide, forecasts: Sequence[Forecast]) -> list[Sat]:
    counted = Attempt.objects.owned_by(user).counted().released()
    rows = counted.filter(guide=guide, mode__in=sorted(STRICT_MODES))
    found = list(rows.select_related("result").order_by("-started_at")[:POINTS])[::-1]
    expected = _expected([one.pk for one in found])
    return [
        Sat(one, _before(forecasts, one.started_at), expected.get(one.pk))
        for one in found
    ]


def _forms(guide: Guide) -> FormStatistics | None:
    return FormStatistics.objects.filter(guide=guide, assignment=None).first()


def _before(forecasts: Sequence[Forecast], at: datetime) -> Forecast | None:
    place = bisect_left([one.at for one in forecasts], at)
    said = forecasts[place - 1] if place else None
    return said if said and said.fresh_until > at else None


def _expected(attempts: Sequence[UUID]) -> Mapping[UUID, int]:
    scored = AttemptQuestion.objects.filter(
        attempt=OuterRef("attempt"), position=OuterRef("position"), is_scored=True
    )
    rows: Any = (
        Observation.objects.filter(attempt__in=attempts, predicted__isnull=False)
        .filter(Exists(scored))
        .order_by()
        .values_list("attempt")
        .annotate(mean=Avg("predicted"))
    )
    return {attempt: round(100 * mean) for attempt, mean in rows}


def _trend(
    forecasts: Sequence[Forecast], sat: Sequence[Sat], guide: Guide
) -> charts.Trend:
    said = [charts.Said(f.at, f.next_low, f.next_high) for f in forecasts]
    came = [
        charts.Said(s.attempt.finished_at, r.band_low, r.band_high, r.scaled)
        for s in sat
        if s.attempt.finished_at and (r := s.attempt.result)
    ]
    return charts.trend(said, came, guide.pass_mark)
