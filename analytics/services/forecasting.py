"""What a state means, computed once after each fold and stored for the pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, Self

from analytics import readiness
from analytics.equating import expected_points
from analytics.learning import Belief
from analytics.mastery import FORECAST_DAYS, TagState
from analytics.models import Forecast, OutlookTable
from analytics.readiness import (
    TAG_ANSWERS,
    DomainTables,
    ExamForm,
    Interval,
    TagVerdict,
)
from analytics.reliability import Recalibration
from analytics.selectors import Line, Tags, tags_of
from analytics.services.rows import Taken
from exams.scoring import PASS_SHARE, Scale, to_scale
from questions.models import Guide

FRESH = timedelta(days=FORECAST_DAYS)
TOPICS_KEPT = 8


def write_forecasts(people: Sequence[Taken]) -> None:
    """For every guide of the line of each person's last attempt."""
    tags = tags_of(
        {taken.history.user for taken in people},
        {guide.pk for taken in people for guide in taken.last.line.guides},
        least=TAG_ANSWERS,
    )
    rows = [row for taken in people for row in _forecasts(taken, tags)]
    Forecast.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["attempt", "guide"],
        update_fields=[
            field.name
            for field in Forecast._meta.concrete_fields
            if field.name not in {"id", "attempt", "guide", "user"}
        ],
    )


def _forecasts(taken: Taken, tags: Tags) -> Iterable[Forecast]:
    line, head = taken.last.line, taken.last.head
    for guide in line.guides:
        belief = taken.history.beliefs.get(guide.pk)
        if belief is not None:
            yield Forecast(
                user_id=head.user,
                attempt_id=head.pk,
                at=head.finished_at,
                fresh_until=(belief.last_counted_at or head.finished_at) + FRESH,
                topics=_topics(
                    belief,
                    _basis(line.calibration.pk, guide.pk).tables,
                    tags.get((head.user, guide.pk), {}),
                ),
                **_outlook(guide, belief, line),
            )


def _topics(
    belief: Belief, tables: DomainTables, tags: Mapping[int, tuple[int, TagState]]
) -> list[dict[str, Any]]:
    """The topics to look at, the clearest first."""
    found = []
    for topic, (domain, tag) in tags.items():
        if domain not in belief.frame.domains:
            continue
        place = belief.frame.domains.index(domain)
        outlook = readiness.tag_outlook(
            belief.state, tag, tables, place, float(PASS_SHARE)
        )
        if outlook.verdict == TagVerdict.LOOK_AT:
            found.append((topic, domain, outlook))
    found.sort(key=lambda one: (-one[2].below, one[0]))
    return [
        {
            "id": topic,
            "domain": domain,
            "share": outlook.share,
            "low": outlook.interval.low,
            "high": outlook.interval.high,
            "count": outlook.count,
        }
        for topic, domain, outlook in found[:TOPICS_KEPT]
    ]


def _outlook(guide: Guide, belief: Belief, line: Line) -> dict[str, Any]:
    basis, seats = _basis(line.calibration.pk, guide.pk), line.seats[guide.pk]
    share = basis.pass_share(seats)
    form = ExamForm(seats, float(share * sum(seats)))
    found = readiness.pass_probability(
        belief.state,
        basis.tables,
        form,
        counts=belief.counts,
        target=float(PASS_SHARE),
        recalibration=_recalibration(line.calibration.report),
    )
    scale = Scale(guide.score_min, guide.score_max, guide.pass_mark, share)
    true_low, true_high = _scaled(found.true_score, scale, form.total)
    next_low, next_high = _scaled(found.next_score, scale, form.total)
    return {
        "guide": guide,
        "calibration": line.calibration,
        "probability": found.probability,
        "percent": found.shown_percent,
        "word": found.word,
        "true_low": true_low,
        "true_high": true_high,
        "next_low": next_low,
        "next_high": next_high,
        "count": found.count,
        # The days since are looked at when it is shown: today the last answer is new.
        "missing": readiness.questions_until_forecast(belief.counts, found.count, 0.0),
        "domains": [
            {
                "id": pk,
                "share": domain.share,
                "low": domain.interval.low,
                "high": domain.interval.high,
                "below": domain.below,
                "count": domain.count,
                "verdict": domain.verdict,
                "needed": domain.answers_needed,
            }
            for pk, domain in zip(belief.frame.domains, found.domains, strict=True)
        ],
    }


def _scaled(points: Interval, scale: Scale, total: int) -> tuple[int, int]:
    low, high = (
        to_scale(Fraction(value).limit_denominator(1000), total, scale)
        for value in (points.low, points.high)
    )
    return low, high


@dataclass(frozen=True)
class Basis:
    """The curves of a guide's domains, and the ability that just passes."""

    tables: DomainTables
    cut_ability: float | None

    @classmethod
    def of(cls, row: OutlookTable) -> Self:
        return cls(DomainTables.from_lists(row.shares), row.cut_ability)

    def pass_share(self, seats: Sequence[int]) -> Fraction:
        """The share right that passes the average form: forms are held to it."""
        if self.cut_ability is None:
            return PASS_SHARE
        points = expected_points(self.tables, seats, self.cut_ability)
        return Fraction(points / sum(seats)).limit_denominator(10_000)


@lru_cache(maxsize=64)
def _basis(calibration: int, guide: int) -> Basis:
    """A calibration never changes, so neither does what is read of it."""
    return Basis.of(OutlookTable.objects.get(calibration=calibration, guide=guide))


def _recalibration(report: dict[str, Any]) -> Recalibration:
    return Recalibration(**report.get("recalibration", {}))
