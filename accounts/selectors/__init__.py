"""Reads about people: oneself, others, the audit log, cohorts, rosters."""

from accounts.selectors.audit_log import (
    AuditPage,
    AuditRow,
    audit_actions,
    audit_page,
    rows_of,
)
from accounts.selectors.cohorts import (
    Aim,
    CohortPage,
    CohortRow,
    aim_of,
    cohort_page,
    is_code_open,
    listed_cohorts,
    memberships_of,
)
from accounts.selectors.oneself import (
    SessionRow,
    browser_words,
    dead_sessions,
    failures_before,
    has_account,
    has_second_factor,
    is_pointed_at,
    known_device,
    live_sessions,
    sessions_for,
    target_choices,
    time_zones,
    tokens_for,
)
from accounts.selectors.paging import Page
from accounts.selectors.people import PersonPage, people_page, person_page, trail_of
from accounts.selectors.rosters import plan_for, recent_rosters

__all__ = [
    "Aim",
    "AuditPage",
    "AuditRow",
    "CohortPage",
    "CohortRow",
    "Page",
    "PersonPage",
    "SessionRow",
    "aim_of",
    "audit_actions",
    "audit_page",
    "browser_words",
    "cohort_page",
    "dead_sessions",
    "failures_before",
    "has_account",
    "has_second_factor",
    "is_code_open",
    "is_pointed_at",
    "known_device",
    "listed_cohorts",
    "live_sessions",
    "memberships_of",
    "people_page",
    "person_page",
    "plan_for",
    "recent_rosters",
    "rows_of",
    "sessions_for",
    "target_choices",
    "time_zones",
    "tokens_for",
    "trail_of",
]
