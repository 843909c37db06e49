"""Percentiles, and numbers as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.driver import Timing


@dataclass(frozen=True)
class Times:
    """Seconds."""

    p50: float
    p95: float
    p99: float
    worst: float


def times_of(seconds: Sequence[float]) -> Times:
    if len(seconds) < 2:
        return Times(*[seconds[0]] * 4)
    cut = quantiles(seconds, n=100, method="inclusive")
    return Times(median(seconds), cut[94], cut[98], max(seconds))


def seconds_of(timings: Sequence[Timing], label: str = "") -> list[float]:
    return [t.seconds for t in timings if not label or t.label == label]


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms" if seconds < 0.1 else f"{1000 * seconds:.0f} ms"


def per_second(rate: float) -> str:
    return f"{rate:.0f}/s"
