"""Every write of this room: folding attempts in, calibrating, rebuilding."""

from analytics.services.calibrating import calibrate_line, current_calibration
from analytics.services.demonstrating import make_demo_history
from analytics.services.folding import fold_attempt, fold_due_attempts
from analytics.services.judging import judge_items
from analytics.services.nightly import run_nightly
from analytics.services.rebuilding import Rebuilt, rebuild_people

__all__ = [
    "Rebuilt",
    "calibrate_line",
    "current_calibration",
    "fold_attempt",
    "fold_due_attempts",
    "judge_items",
    "make_demo_history",
    "rebuild_people",
    "run_nightly",
]
