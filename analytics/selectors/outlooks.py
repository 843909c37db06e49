"""What is said to a person about their exams: stored forecasts, made readable.

Nothing is computed of the model here: `services.forecasting` wrote what is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, QuerySet

from accounts.models import User
from analytics.mastery import FORECAST_ANSWERS_PER_DOMAIN, FORECAST_DAYS
from analytics.models import Forecast
from analytics.selectors.confusions import Confusion, topics_and_confusions
from analytics.selectors.released import told_forecasts
from lib.composed import composed
from questions.models import Domain, Guide, Topic


@dataclass(frozen=True)
class Share:
    """A share right with its 80 % interval, in percent, and its evidence."""

    percent: int
    low: int
    high: int
    count: int


@dataclass(frozen=True)
class DomainOutlook:
    code: str
    name: str
    weight: int
    share: Share
    verdict: str  # weak, strong, not_clear
    needed: int  # counted answers until a verdict may be given
    below: float  # probability of lying below the pass share


@dataclass(frozen=True)
class TopicOutlook:
    """A topic to look at, and what was taken for what in it."""

    slug: str
    name: str
    share: Share
    confusions: tuple[Confusion, ...]


@dataclass(frozen=True)
class Outlook:
    """One exam of one person. `needed` counted answers until a forecast is shown."""

    guide: Guide
    said: Forecast
    needed: int
    is_stale: bool
    domains: tuple[DomainOutlook, ...]
    topics: tuple[TopicOutlook, ...]

    @property
    def is_shown(self) -> bool:
        return self.needed == 0

    @property
    def counted_at(self) -> datetime:
        """When the last answer counted: what is said is said of that day."""
        return self.said.fresh_until - timedelta(days=FORECAST_DAYS)

    @property
    def lacking(self) -> list[tuple[str, int]]:
        """The domains that hold the forecast back, and what each lacks: answers about
        others bring it no nearer."""
        counts = [(one.name, one.share.count) for one in self.domains]
        found = [
            (name, FORECAST_ANSWERS_PER_DOMAIN - count)
            for name, count in counts
            if count < FORECAST_ANSWERS_PER_DOMAIN
        ]
        return found if sum(n for _, n in found) >= self.said.missing > 0 else []

    @property
    def has_ranges(self) -> bool:
        """Whether enough was answered in any domain to say something of it."""
        return any(not one.needed for one in self.domains)

    @property
    def weak(self) -> list[DomainOutlook]:
        return [one for one in self.domains if one.verdict == "weak"]

    @property
    def pressing(self) -> list[DomainOutlook]:
        """Where drilling brings most: weight times the chance of lying below."""
        open_ones = [one for one in self.domains if one.verdict != "strong"]
        return sorted(open_ones, key=lambda one: (-one.weight * one.below, one.code))


def newest_forecasts(user: User) -> list[Forecast]:
    """The last one of each guide that this person may read, the newest first; one
    statement."""
    rows = _newest_forecasts(user=user.pk)
    return sorted(rows, key=lambda one: (one.at, one.guide.code), reverse=True)


@composed(user=BigIntegerField())
def _newest_forecasts(user: Any) -> QuerySet[Forecast]:
    told = told_forecasts(user).select_related("guide")
    return told.order_by("guide_id", "-at", "-id").distinct("guide_id")


def forecasts_of(user: User, code: str | None) -> list[Forecast]:
    """Those that could be shown, of one guide or of all, the oldest first."""
    rows = told_forecasts(user.pk).filter(missing=0).select_related("guide")
    if code is not None:
        rows = rows.filter(guide__code=code)
    return list(rows.order_by("at", "guide__code"))


def outlooks_of(
    user: User, forecasts: Sequence[Forecast], now: datetime
) -> list[Outlook]:
    """Each forecast with names and confusions; three statements for all."""
    return outlooks_and_confusions(user, forecasts, now)[0] if forecasts else []


def outlooks_and_confusions(
    user: User, forecasts: Sequence[Forecast], now: datetime
) -> tuple[list[Outlook], list[Confusion]]:
    """The same with everything that the person took for something else."""
    names = _names(forecasts)
    wanted = {topic["id"] for said in forecasts for topic in said.topics}
    topics, confusions = topics_and_confusions(user, now, wanted)
    by_topic: dict[int, list[Confusion]] = {}
    for one in confusions:
        by_topic.setdefault(one.topic, []).append(one)
    found = [_outlook(f, names, topics, by_topic, now) for f in forecasts]
    return found, confusions


def _names(forecasts: Iterable[Forecast]) -> Mapping[int, Domain]:
    return Domain.objects.in_bulk({d["id"] for f in forecasts for d in f.domains})


def _outlook(
    said: Forecast,
    names: Mapping[int, Domain],
    topics: Mapping[int, Topic],
    confusions: Mapping[int, Sequence[Confusion]],
    now: datetime,
) -> Outlook:
    is_stale = said.fresh_until <= now
    return Outlook(
        guide=said.guide,
        said=said,
        needed=max(said.missing, 1) if is_stale else said.missing,
        is_stale=is_stale,
        domains=tuple(domain_outlooks(said, names)),
        topics=tuple(
            TopicOutlook(
                slug=topics[row["id"]].slug,
                name=topics[row["id"]].name,
                share=_share(row),
                confusions=tuple(confusions.get(row["id"], ())),
            )
            for row in said.topics
            if row["id"] in topics
        ),
    )


def domain_outlooks(
    said: Forecast, names: Mapping[int, Domain]
) -> Iterable[DomainOutlook]:
    """In the order of the guide; a domain that is gone from it is left out."""
    for row in said.domains:
        domain = names.get(row["id"])
        if domain is not None:
            yield DomainOutlook(
                code=domain.code,
                name=domain.name,
                weight=domain.weight_percent,
                share=_share(row),
                verdict=row["verdict"],
                needed=row["needed"],
                below=row["below"],
            )


def _share(row: Mapping[str, Any]) -> Share:
    return Share(
        percent=round(100 * row["share"]),
        low=round(100 * row["low"]),
        high=round(100 * row["high"]),
        count=row["count"],
    )
