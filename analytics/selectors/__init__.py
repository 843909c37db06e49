"""Every read of this room: the pages of each audience, and what the fold takes in."""

from analytics.selectors.evidence import (
    counted_answers,
    forecasts_and_results,
    median_times,
    predictions,
)
from analytics.selectors.histories import history_before
from analytics.selectors.lines import (
    Items,
    Line,
    Places,
    calibration_of,
    current_calibrations,
    items_of,
    line_under,
    lines_of_guides,
    places_of,
)
from analytics.selectors.performance import (
    Answered,
    Performance,
    changed_shares,
    exposures,
    performances,
)
from analytics.selectors.sittings import (
    Answers,
    Chapter,
    Head,
    Library,
    answers_of,
    folded_heads,
    folding_queue,
    graded_head,
    heads_of,
)
from analytics.selectors.staff import AttemptLists, StaffHome, attempt_lists, staff_home
from analytics.selectors.students import PlanPage, StudentHome, plan_page, student_home
from analytics.selectors.system import SystemPage, system_page
from analytics.selectors.tags import Tags, tags_of
from analytics.selectors.visitors import Landing, landing, newest_attempt, pool_counts

__all__ = [
    "Answered",
    "Answers",
    "AttemptLists",
    "Chapter",
    "Head",
    "Items",
    "Landing",
    "Library",
    "Line",
    "Performance",
    "Places",
    "PlanPage",
    "StaffHome",
    "StudentHome",
    "SystemPage",
    "Tags",
    "answers_of",
    "attempt_lists",
    "calibration_of",
    "changed_shares",
    "counted_answers",
    "current_calibrations",
    "exposures",
    "folded_heads",
    "folding_queue",
    "forecasts_and_results",
    "graded_head",
    "heads_of",
    "history_before",
    "items_of",
    "landing",
    "line_under",
    "lines_of_guides",
    "median_times",
    "newest_attempt",
    "performances",
    "places_of",
    "plan_page",
    "pool_counts",
    "predictions",
    "staff_home",
    "student_home",
    "system_page",
    "tags_of",
]
