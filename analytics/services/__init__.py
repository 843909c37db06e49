"""Every write of this room: folding attempts in, calibrating, rebuilding, reporting.

Each is loaded when somebody asks for it: most of them bring numpy along, and web
processes, which only note what they wish for, live without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.services.calibrating import calibrate_line, current_calibration
    from analytics.services.cohort_building import (
        build_due_reports,
        build_reports,
    )
    from analytics.services.cohort_wishes import (
        change_reporting,
        want_report,
    )
    from analytics.services.comparing import (
        compare_answers,
        find_differences,
        run_weekly,
    )
    from analytics.services.demo import Made, make_demo_cohort, make_demo_history
    from analytics.services.folding import fold_attempt, fold_due_attempts
    from analytics.services.judging import judge_items
    from analytics.services.nightly import run_nightly
    from analytics.services.rebuilding import Rebuilt, rebuild_people
    from analytics.services.report_files import (
        Paper,
        ask_for_file,
        build_paper,
        make_file,
        sweep_files,
    )
    from analytics.services.report_mail import (
        end_report_mail,
        send_due_reports,
        set_report_mail,
    )

HOMES = {
    "Made": "demo",
    "Paper": "report_files",
    "Rebuilt": "rebuilding",
    "ask_for_file": "report_files",
    "build_due_reports": "cohort_building",
    "build_paper": "report_files",
    "build_reports": "cohort_building",
    "calibrate_line": "calibrating",
    "change_reporting": "cohort_wishes",
    "compare_answers": "comparing",
    "current_calibration": "calibrating",
    "end_report_mail": "report_mail",
    "find_differences": "comparing",
    "fold_attempt": "folding",
    "fold_due_attempts": "folding",
    "judge_items": "judging",
    "make_demo_cohort": "demo",
    "make_demo_history": "demo",
    "make_file": "report_files",
    "rebuild_people": "rebuilding",
    "run_nightly": "nightly",
    "run_weekly": "comparing",
    "send_due_reports": "report_mail",
    "set_report_mail": "report_mail",
    "sweep_files": "report_files",
    "want_report": "cohort_wishes",
}

__all__ = [
    "Made",
    "Paper",
    "Rebuilt",
    "ask_for_file",
    "build_due_reports",
    "build_paper",
    "build_reports",
    "calibrate_line",
    "change_reporting",
    "compare_answers",
    "current_calibration",
    "end_report_mail",
    "find_differences",
    "fold_attempt",
    "fold_due_attempts",
    "judge_items",
    "make_demo_cohort",
    "make_demo_history",
    "make_file",
    "rebuild_people",
    "run_nightly",
    "run_weekly",
    "send_due_reports",
    "set_report_mail",
    "sweep_files",
    "want_report",
]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"no service {name!r}")
    return getattr(import_module(f"analytics.services.{HOMES[name]}"), name)
