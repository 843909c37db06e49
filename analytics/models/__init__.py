"""What answers mean: calibrations, what each person is believed to know, forecasts.

Every row here can be computed again from the answers in `exams`; nothing here is
the record of anything (`manage.py analytics rebuild` shows it), except of how a cohort
wants its report (`CohortReporting`).
"""

from analytics.models.beliefs import (
    Fold,
    FoldFailure,
    Forecast,
    Learner,
    Mastery,
    Observation,
    ReviewCard,
    TagMastery,
)
from analytics.models.calibrations import (
    Calibration,
    CalibrationQuerySet,
    ItemParameter,
    OutlookTable,
    Source,
)
from analytics.models.cohorts import (
    BOOK_PERCENT,
    HIGHEST_LINE,
    LOWEST_LINE,
    CohortReport,
    CohortReporting,
    CohortReportQuerySet,
    CohortStanding,
)
from analytics.models.integrity import GroupDifference, Likeness, LikePair
from analytics.models.papers import (
    CONTENT_TYPES,
    FileFormat,
    FileState,
    ReportFile,
    ReportFileQuerySet,
    ReportMail,
    Weekday,
)
from analytics.models.statistics import (
    FormStatistics,
    ItemStatistics,
    Run,
    RunState,
)

__all__ = [
    "BOOK_PERCENT",
    "CONTENT_TYPES",
    "HIGHEST_LINE",
    "LOWEST_LINE",
    "Calibration",
    "CalibrationQuerySet",
    "CohortReport",
    "CohortReportQuerySet",
    "CohortReporting",
    "CohortStanding",
    "FileFormat",
    "FileState",
    "Fold",
    "FoldFailure",
    "Forecast",
    "FormStatistics",
    "GroupDifference",
    "ItemParameter",
    "ItemStatistics",
    "Learner",
    "LikePair",
    "Likeness",
    "Mastery",
    "Observation",
    "OutlookTable",
    "ReportFile",
    "ReportFileQuerySet",
    "ReportMail",
    "ReviewCard",
    "Run",
    "RunState",
    "Source",
    "TagMastery",
    "Weekday",
]
