"""What the log of an attempt says about each question: time spent, answers given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, UUIDField

from exams.models import Attempt, Operation, Verdict
from lib.composed import composed

# A question is called slow when it took this many times the median of the attempt,
# and no less than half a minute.
SLOW_FACTOR = 2
SLOW_MS = 30_000


@dataclass(frozen=True)
class Traffic:
    """One question: its visible time, how many different answers, how many late."""

    elapsed_ms: int = 0
    changes: int = 0
    late: int = 0

    @property
    def is_changed(self) -> bool:
        return self.changes > 1

    @property
    def elapsed_seconds(self) -> int:
        return round(self.elapsed_ms / 1000)

    def is_slow(self, usual_ms: float) -> bool:
        return self.elapsed_ms > max(SLOW_MS, SLOW_FACTOR * usual_ms)


NONE = Traffic()


def traffic_of(attempt: Attempt) -> Mapping[int, Traffic]:
    """By position; questions without any operation are not in it. One statement."""
    rows = _sums(attempt=attempt.pk)
    return {r["position"]: Traffic(r["elapsed"], r["answers"], r["late"]) for r in rows}


@composed(attempt=UUIDField())
def _sums(attempt: Any) -> QuerySet[Any, Any]:
    return (
        Operation.objects.filter(attempt=attempt)
        .values("position")
        .annotate(
            elapsed=Sum("elapsed_ms"),
            answers=Count(
                "body__response",
                distinct=True,
                filter=Q(verdict=Verdict.ACCEPTED, body__response__isnull=False)
                & ~Q(body__response=None),
            ),
            late=Count("pk", filter=Q(verdict=Verdict.LATE)),
        )
        .order_by()
    )


def usual_ms(traffic: Iterable[Traffic]) -> float:
    """The median time of the questions that were looked at; 0 when none was."""
    times = [one.elapsed_ms for one in traffic if one.elapsed_ms]
    return median(times) if times else 0
