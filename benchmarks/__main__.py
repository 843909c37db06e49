"""python -m benchmarks: everything, in less than five minutes; --quick in one."""

import argparse
import importlib
from pathlib import Path

import django

from benchmarks import stage
from benchmarks.plan import QUICK, Plan
from benchmarks.report import Report, write

NAMES = (
    "save",
    "start",
    "submit",
    "exam",
    "sign-in",
    "statements",
    "pages",
    "weight",
    "memory",
    "engine",
    "rebuild",
)
ONLY = "some of the measurements; cohort is measured only when it is named"
# Takes some minutes by itself: a million answers are made up and taken in first.
ONLY_WHEN_NAMED = ("cohort",)


def main() -> None:
    chosen = _parser().parse_args()
    plan = QUICK if chosen.quick else Plan()
    with stage.build() as built:
        django.setup()
        # Its imports read the settings, which have only now learnt their servers.
        programme = importlib.import_module("benchmarks.programme")
        report: Report = programme.perform(built, plan, chosen.only or list(NAMES))
    if chosen.run:
        memory = importlib.import_module("benchmarks.measures.memory")
        memory.measure_run(chosen.run, report)
    print(report.markdown())
    if chosen.markdown:
        write(report, chosen.markdown)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    option = parser.add_argument
    option("--quick", action="store_true", help="fewer rounds, one minute")
    option("--only", nargs="+", choices=NAMES + ONLY_WHEN_NAMED, help=ONLY)
    option("--markdown", type=Path, metavar="FILE", help="write the tables into FILE")
    option("--run", type=int, metavar="PID", help="also the memory of a running ./run")
    return parser


main()
