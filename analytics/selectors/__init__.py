"""Every read of this room: the pages of each audience, and what the fold takes in."""

from analytics.selectors.confusions import Confusion
from analytics.selectors.evidence import (
    counted_answers,
    forecasts_and_results,
    median_times,
    predictions,
)
from analytics.selectors.exports import (
    learning_csv,
    learning_json,
    learning_tables,
)
from analytics.selectors.figures import (
    Figures,
    exposed_revisions,
    figures_of_revisions,
    flag_counts,
    flagged_questions,
    flagged_revisions,
    last_run,
    performance_page,
)
from analytics.selectors.histories import history_before
from analytics.selectors.integrity import (
    CommonAnswers,
    IntegrityPage,
    Sittings,
    answers_by_ability,
    common_answers,
    common_forms,
    integrity_page,
    large_cohorts,
    strict_sittings,
)
from analytics.selectors.lines import (
    Items,
    Line,
    Places,
    calibration_of,
    current_calibrations,
    each_line,
    items_of,
    line_under,
    lines_of_guides,
    places_of,
)
from analytics.selectors.meanings import Meaning, change_by, meaning_of
from analytics.selectors.openness import Openness, openness_of
from analytics.selectors.outlooks import (
    Outlook,
    Share,
    forecasts_of,
    newest_forecasts,
    outlooks_of,
)
from analytics.selectors.performance import (
    Answered,
    Performance,
    changed_shares,
    exposures,
    performances,
)
from analytics.selectors.progress import Progress, progress_of
from analytics.selectors.released import is_kept_back
from analytics.selectors.reviews import Reviews, reviews_of
from analytics.selectors.sessions import placement_for, session_for
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
    unfolding_queue,
)
from analytics.selectors.staff import AttemptLists, StaffHome, attempt_lists, staff_home
from analytics.selectors.students import PlanPage, StudentHome, plan_page, student_home
from analytics.selectors.study import BEST as STUDY_BEST
from analytics.selectors.study import SOURCES as STUDY_SOURCES
from analytics.selectors.study import (
    Choices,
    StudySet,
    Wish,
    study_choices,
    study_guides,
    study_set,
    title_of_study,
)
from analytics.selectors.system import SystemPage, system_page
from analytics.selectors.tags import Tags, tags_of
from analytics.selectors.visitors import Landing, landing, newest_attempt, pool_counts

__all__ = [
    "STUDY_BEST",
    "STUDY_SOURCES",
    "Answered",
    "Answers",
    "AttemptLists",
    "Chapter",
    "Choices",
    "CommonAnswers",
    "Confusion",
    "Figures",
    "Head",
    "IntegrityPage",
    "Items",
    "Landing",
    "Library",
    "Line",
    "Meaning",
    "Openness",
    "Outlook",
    "Performance",
    "Places",
    "PlanPage",
    "Progress",
    "Reviews",
    "Share",
    "Sittings",
    "StaffHome",
    "StudentHome",
    "StudySet",
    "SystemPage",
    "Tags",
    "Wish",
    "answers_by_ability",
    "answers_of",
    "attempt_lists",
    "calibration_of",
    "change_by",
    "changed_shares",
    "common_answers",
    "common_forms",
    "counted_answers",
    "current_calibrations",
    "each_line",
    "exposed_revisions",
    "exposures",
    "figures_of_revisions",
    "flag_counts",
    "flagged_questions",
    "flagged_revisions",
    "folded_heads",
    "folding_queue",
    "forecasts_and_results",
    "forecasts_of",
    "graded_head",
    "heads_of",
    "history_before",
    "integrity_page",
    "is_kept_back",
    "items_of",
    "landing",
    "large_cohorts",
    "last_run",
    "learning_csv",
    "learning_json",
    "learning_tables",
    "line_under",
    "lines_of_guides",
    "meaning_of",
    "median_times",
    "newest_attempt",
    "newest_forecasts",
    "openness_of",
    "outlooks_of",
    "performance_page",
    "performances",
    "placement_for",
    "places_of",
    "plan_page",
    "pool_counts",
    "predictions",
    "progress_of",
    "reviews_of",
    "session_for",
    "staff_home",
    "strict_sittings",
    "student_home",
    "study_choices",
    "study_guides",
    "study_set",
    "system_page",
    "tags_of",
    "title_of_study",
    "unfolding_queue",
]
