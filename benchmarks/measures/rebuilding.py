"""Everything again from raw answers: `analytics rebuild`, told for a million."""

import os
import time
from dataclasses import dataclass

from django.utils import timezone

from analytics.services.rebuilding import BATCH, rebuild_people
from benchmarks import machine
from benchmarks.crowd import make_crowd
from benchmarks.plan import Plan
from benchmarks.report import Finding, Report
from benchmarks.stage import Stage

MILLION = 1_000_000
TARGET_SECONDS = 60
CORES = 2
FEW = CORES * BATCH  # one transaction for each process


def measure(stage: Stage, plan: Plan, report: Report) -> None:
    """What a crowd adds to a few people, for whom the processes have to start as well.

    The first time nothing was taken in; the second time, which counts, all of it is
    replaced.
    """
    make_crowd("few", FEW)
    few = _settled(stage)
    answers = make_crowd("many", plan.crowd)
    found = few + (_settled(stage) + few * -1) * (MILLION / answers)
    report.findings.append(
        Finding(
            f"rebuild of a million answers on two cores (from {answers:,})",
            f"{found.clock:.0f} s ({found.python:.0f} s of Python, "
            f"{found.database:.0f} s of PostgreSQL)",
            f"≤ {TARGET_SECONDS} s",
            is_met=found.clock <= TARGET_SECONDS,
        )
    )


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and of the processor."""

    clock: float
    python: float
    database: float

    def __add__(self, other: "Took") -> "Took":
        return Took(
            self.clock + other.clock,
            self.python + other.python,
            self.database + other.database,
        )

    def __mul__(self, factor: float) -> "Took":
        return Took(self.clock * factor, self.python * factor, self.database * factor)


def _settled(stage: Stage) -> Took:
    _rebuilt(stage)
    return _rebuilt(stage)


def _rebuilt(stage: Stage) -> Took:
    before = _now(stage)
    rebuild_people(now=timezone.now(), is_fresh=False, processes=CORES)
    return _now(stage) + before * -1


def _now(stage: Stage) -> Took:
    """All of this process's family but what the stage runs."""
    runs = stage.cpu()
    python = machine.cpu_seconds(os.getpid()) - runs.total
    return Took(time.perf_counter(), python, runs.database)
