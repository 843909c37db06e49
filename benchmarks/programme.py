"""All measurements in order. Imported once Django's settings have their servers."""

import sys
import time
from collections.abc import Callable

from django.db import connection

from benchmarks import bank, machine
from benchmarks.measures import (
    bursts,
    cohorts,
    engine,
    memory,
    pages,
    rebuilding,
    saving,
    signing_in,
    statements,
    weight,
    whole_exam,
)
from benchmarks.plan import Plan
from benchmarks.report import Report
from benchmarks.stage import Stage, open_doors

Measure = Callable[[Stage, Plan, Report], None]
MEASURES: dict[str, Measure] = {
    "save": saving.measure,
    "start": bursts.measure_starts,
    "submit": bursts.measure_submits,
    "exam": whole_exam.measure,
    "sign-in": signing_in.measure,
    "statements": statements.measure,
    "pages": pages.measure,
    "weight": weight.measure,
    "memory": memory.measure,
    "engine": engine.measure,
    "rebuild": rebuilding.measure,
    "cohort": cohorts.measure,
}


def perform(stage: Stage, plan: Plan, chosen: list[str]) -> Report:
    report = Report()
    began = time.monotonic()
    copied = bank.make_bank(plan.questions)
    open_doors(stage)
    _say(f"{plan.questions} questions, copies of {copied}", began)
    loads = [machine.load()]
    for name, measure in MEASURES.items():
        if name in chosen:
            known = len(report.findings)
            measure(stage, plan, report)
            loads.append(machine.load())
            _say(name, began)
            for finding in report.findings[known:]:
                _say(f"    {finding.what}: {finding.measured}", began)
    report.facts = _facts(plan, copied, loads)
    return report


def _facts(plan: Plan, copied: int, loads: list[float]) -> dict[str, str]:
    version = connection.cursor().execute("SHOW server_version").fetchone()[0]
    return machine.facts() | {
        "PostgreSQL": f"{version}, fsync on, on the same machine",
        "web": "gunicorn, gthread, 2 processes of 4 threads, as ./run starts it",
        "bank": f"{plan.questions} questions made of {copied} shipped ones",
        "load average meanwhile": f"{min(loads):.1f} to {max(loads):.1f}, "
        "clients included",
    }


def _say(what: str, began: float) -> None:
    print(f"{time.monotonic() - began:5.0f} s  {what}", file=sys.stderr, flush=True)
