"""Decisions in force about wordings, read beside the questions that they touch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from exams.grading import Remedy, Ruling
from exams.models import Regrade, RemedyChoice


def ruling_column() -> Subquery:
    """For questions of a form: the newest decision in force about their wording."""
    newest = Regrade.objects.in_force().filter(revision=OuterRef("revision"))
    told = JSONObject(remedy="remedy", keys="keys", reason="reason", at="applied_at")
    return Subquery(newest.values(told=told)[:1])


def remedy_column() -> Coalesce:
    """For questions of a form: what the newest decision in force is; empty for none."""
    newest = Regrade.objects.in_force().filter(revision=OuterRef("revision"))
    return Coalesce(Subquery(newest.values("remedy")[:1]), Value(""))


def ruling_of(told: Mapping[str, Any] | None) -> Ruling | None:
    """What `ruling_column` found, as grading wants it."""
    return Ruling(Remedy(told["remedy"]), tuple(told["keys"])) if told else None


@dataclass(frozen=True)
class Correction:
    """The same for people."""

    remedy: RemedyChoice
    reason: str
    at: datetime

    @property
    def words(self) -> str:
        return str(self.remedy.label)


def correction_of(told: Mapping[str, Any] | None) -> Correction | None:
    if told is None:
        return None
    at = datetime.fromisoformat(told["at"])
    return Correction(RemedyChoice(told["remedy"]), told["reason"], at)


@dataclass(frozen=True)
class Decision:
    """What holds about a wording, for those who work with the bank."""

    words: str
    reason: str
    at: datetime
    keys: Sequence[Any]  # accepted answers in the author's ids; empty: no key counts

    @property
    def options(self) -> frozenset[str]:
        """Options that stand in an accepted answer of a choice."""
        sets = [key for key in self.keys if isinstance(key, list)]
        return frozenset(id_ for key in sets for id_ in key)


def decisions_in_force(revisions: Sequence[int]) -> dict[int, Decision]:
    """The newest decision in force about each of these wordings, if there is one."""
    rows = Regrade.objects.in_force().filter(revision__in=revisions)
    return {
        row.revision_id: Decision(
            row.get_remedy_display(), row.reason, row.applied_at, row.keys
        )
        for row in reversed(rows)
        if row.applied_at
    }
