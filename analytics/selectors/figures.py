"""How questions perform, as authors read it: every figure with the answers it needs.

Everything here was computed at night (services/judging); a request only reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet

from analytics.flags import (
    DEAD_ANSWERS,
    DEAD_BELOW,
    R_ANSWERS,
    SHARE_ANSWERS,
    Flag,
    shows_r,
    shows_share,
)
from analytics.models import ItemStatistics, Run
from exams.selectors import decisions_in_force
from questions.models import Question

LIST_SIZE = 100
# What to look at first: a wrong key harms everybody who knows better.
URGENCY = (
    Flag.WRONG_KEY,
    Flag.OUTDATED,
    Flag.FLAT,
    Flag.TOO_HARD,
    Flag.DEAD_DISTRACTOR,
    Flag.TOO_EASY,
)


@dataclass(frozen=True)
class OptionFigures:
    """One option: how many percent chose it; with knowing more, or less?"""

    letter: str
    text: str
    percent: int
    correlation: float | None
    is_key: bool
    is_dead: bool


@dataclass(frozen=True)
class Figures:
    """One wording in strict exams or in practice; None where too few answered."""

    statistics: ItemStatistics
    counted: frozenset[str] = frozenset()  # options that a decision accepts instead

    @property
    def count(self) -> int:
        return self.statistics.count

    @property
    def is_strict(self) -> bool:
        return self.statistics.is_strict

    @property
    def missing(self) -> int:
        """Answers until the first figure is shown."""
        return max(0, SHARE_ANSWERS - self.count)

    @property
    def missing_for_r(self) -> int:
        """Answers until anything is said about who gets it right."""
        return max(0, R_ANSWERS - self.count)

    @property
    def share(self) -> tuple[int, int, int] | None:
        """Percent right, and its 95 % interval."""
        if not shows_share(self.count):
            return None
        found = self.statistics
        return (
            _percent(found.share),
            _percent(found.share_low),
            _percent(found.share_high),
        )

    @property
    def correlation(self) -> tuple[float, float, float] | None:
        """Item-rest r, and its 95 % interval."""
        found = self.statistics
        if not shows_r(self.count) or found.correlation is None:
            return None
        low, high = found.correlation_low, found.correlation_high
        return (
            found.correlation,
            -1.0 if low is None else low,
            1.0 if high is None else high,
        )

    @property
    def discrimination(self) -> float | None:
        return self.statistics.discrimination if shows_r(self.count) else None

    @property
    def seconds(self) -> int | None:
        found = self.statistics.median_ms
        return (
            None
            if found is None or not shows_share(self.count)
            else round(found / 1000)
        )

    @property
    def changed(self) -> int | None:
        return (
            _percent(self.statistics.changed_share) if shows_share(self.count) else None
        )

    @property
    def exposure(self) -> int:
        return _percent(self.statistics.exposure)

    @property
    def flags(self) -> list[str]:
        """The most urgent first."""
        return [str(flag) for flag in URGENCY if flag in self.statistics.flags]

    @cached_property
    def options(self) -> list[OptionFigures]:
        if not shows_share(self.count):
            return []
        content = self.statistics.revision.content.get("options", [])
        texts = {option["id"]: option.get("text", "") for option in content}
        return [self._option(row, texts) for row in self.statistics.options]

    def _option(self, row: dict[str, Any], texts: dict[str, str]) -> OptionFigures:
        is_known, is_key = self.count >= DEAD_ANSWERS, self._is_key(row)
        return OptionFigures(
            letter=str(row["id"]).upper(),
            text=texts.get(row["id"], ""),
            percent=_percent(row["share"]),
            correlation=row["correlation"] if shows_r(self.count) else None,
            is_key=is_key,
            is_dead=is_known and not is_key and row["share"] < DEAD_BELOW,
        )

    def _is_key(self, row: dict[str, Any]) -> bool:
        return row["id"] in self.counted if self.counted else bool(row["is_key"])


def _percent(share: float) -> int:
    return round(100 * share)


@dataclass(frozen=True)
class Wording:
    """The figures of one revision, strict exams first."""

    number: int
    is_current: bool
    figures: list[Figures]


@dataclass(frozen=True)
class PerformancePage:
    question: Question
    wordings: list[Wording]
    computed_at: datetime | None
    last_run: Run | None


def performance_page(question: Question) -> PerformancePage:
    """Every wording that anybody answered, the newest first; three statements."""
    rows = ItemStatistics.objects.filter(revision__question=question)
    by_number: dict[int, list[Figures]] = {}
    told = list(
        rows.select_related("revision").order_by("-revision__number", "-is_strict")
    )
    decided = decisions_in_force([row.revision_id for row in told])
    for row in told:
        decision = decided.get(row.revision_id)
        counted = decision.options if decision else frozenset[str]()
        by_number.setdefault(row.revision.number, []).append(Figures(row, counted))
    every = [one for found in by_number.values() for one in found]
    return PerformancePage(
        question=question,
        wordings=[
            Wording(
                number,
                found[0].statistics.revision_id == question.current_id,
                found,
            )
            for number, found in by_number.items()
        ],
        computed_at=max((one.statistics.computed_at for one in every), default=None),
        last_run=last_run(),
    )


def last_run() -> Run | None:
    """The last time that questions were judged."""
    return Run.objects.filter(job="questions").order_by("-started_at").first()


def figures_of_revisions(revisions: Sequence[int]) -> dict[int, Figures]:
    """Of these wordings the strict figures, else those of practice; one statement."""
    rows = ItemStatistics.objects.filter(revision__in=revisions)
    told = rows.select_related("revision").order_by("is_strict")
    return {row.revision_id: Figures(row) for row in told}


def exposed_revisions(least: float) -> QuerySet[ItemStatistics, Any]:
    """Ids of wordings that stood on at least this share of the last exams."""
    rows = ItemStatistics.objects.filter(exposure__gt=0, exposure__gte=least)
    return rows.order_by().values("revision")


def flagged_revisions() -> QuerySet[ItemStatistics, Any]:
    """Ids of current wordings that have a flag."""
    return flagged_figures().order_by().values("revision")


def flagged_questions(flag: str = "") -> list[Figures]:
    """Current wordings of published questions that have a flag, most urgent first."""
    rows = flagged_figures()
    if flag in set(Flag):
        rows = rows.filter(flags__contains=[flag])
    found = [Figures(row) for row in rows[:LIST_SIZE]]
    return sorted(found, key=_urgency)


def flag_counts() -> dict[str, int]:
    """How many wordings have each flag."""
    told = [
        flag
        for flags in flagged_figures().values_list("flags", flat=True)
        for flag in flags
    ]
    return {str(flag): told.count(flag) for flag in URGENCY if flag in told}


def flagged_figures() -> QuerySet[ItemStatistics]:
    """Of current wordings of published questions, the most answered first."""
    rows = ItemStatistics.objects.filter(revision__question__state="published")
    return (
        rows.filter(revision=F("revision__question__current"))
        .exclude(flags=[])
        .select_related("revision__question")
        .order_by("-count", "pk")
    )


def _urgency(one: Figures) -> tuple[int, int]:
    return URGENCY.index(Flag(one.flags[0])), -one.count
