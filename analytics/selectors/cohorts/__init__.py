"""Reads about cohorts: reports as they were computed, and what they are computed of."""

from analytics.selectors.cohorts.pages import (
    AssignedPage,
    ReportPage,
    assigned_page,
    cohort_part,
    report_page,
)
from analytics.selectors.cohorts.reports import (
    current_report,
    full_report,
    read_report,
    reported_guides,
)

__all__ = [
    "AssignedPage",
    "ReportPage",
    "assigned_page",
    "cohort_part",
    "current_report",
    "full_report",
    "read_report",
    "report_page",
    "reported_guides",
]
