"""Memory of everything that ./run starts, after all this work."""

import time

from django.db import connection

from benchmarks import machine
from benchmarks.plan import Plan
from benchmarks.report import Finding, Report, Table
from benchmarks.stage import Stage

REACH, AIM = 600, 400
# Connections and jobs that nobody needs are given up after half a minute.
REST_SECONDS = 60
AT_ONCE, LATER = "at the end of the measurements", "a minute later"


def measure(stage: Stage, plan: Plan, report: Report) -> None:
    """What a burst leaves, and what stays of it: the second is held to the target."""
    _leave(stage)
    busy = stage.memory()
    time.sleep(REST_SECONDS)
    for when, found in ((AT_ONCE, busy), (LATER, stage.memory())):
        table = Table(f"Memory {when}", ("", "own (PSS)", "resident (RSS)"))
        for name, used in found.items():
            table.rows.append((name, f"{used.own:.0f} MB", f"{used.resident:.0f} MB"))
        report.tables.append(table)
        own = sum(used.own for used in found.values())
        resident = sum(used.resident for used in found.values())
        report.findings.append(_finding(when, own, resident))


def _leave(stage: Stage) -> None:
    """PostgreSQL keeps a process per connection: only those of the product count."""
    stage.floor.stop()
    connection.close()  # a pool closes only what lies in it
    connection.close_pool()
    time.sleep(1)


def measure_run(pid: int, report: Report) -> None:
    """A ./run that somebody has started: its supervisor's process id."""
    used = machine.memory_of(pid)
    report.findings.append(_finding("of the ./run given", used.own, used.resident))


def _finding(which: str, own: float, resident: float) -> Finding:
    return Finding(
        f"memory of web, worker, beat, PostgreSQL, Redis, {which}",
        f"{own:.0f} MB ({resident:.0f} MB counting shared pages each time)",
        f"≤ {REACH} MB",
        f"≤ {AIM} MB",
        own <= REACH,
    )
