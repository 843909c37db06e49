"""What happens: exams offered, attempts, their frozen forms, operations and answers.

Truth about rows is kept by the constraints here; arithmetic about time is in
`timing`, about scores in `scoring`.
"""

from exams.models.answers import (
    Answer,
    AttemptQuestion,
    AttemptQuestionQuerySet,
    Confidence,
    Result,
)
from exams.models.assignments import (
    Assignment,
    AssignmentOverride,
    AssignmentQuerySet,
    FormRule,
    Release,
)
from exams.models.attempts import (
    Attempt,
    AttemptQuerySet,
    AttemptState,
    FinishReason,
    Operation,
    StatementNow,
    Verdict,
    is_released,
)
from exams.models.interventions import Intervention, InterventionKind
from exams.models.offers import (
    CHECKED_MODES,
    STRICT_MODES,
    Exam,
    ExamQuerySet,
    Mode,
)
from exams.models.regrades import (
    AT_WORK,
    IN_FORCE,
    Regrade,
    RegradeLine,
    RegradeState,
    RemedyChoice,
)
from exams.models.reminders import (
    CalendarFeed,
    NoReminders,
    Reminder,
    ReminderKind,
    ReminderQuerySet,
)
from exams.models.yardsticks import Yardstick
from exams.windows import NEVER

__all__ = [
    "AT_WORK",
    "CHECKED_MODES",
    "IN_FORCE",
    "NEVER",
    "STRICT_MODES",
    "Answer",
    "Assignment",
    "AssignmentOverride",
    "AssignmentQuerySet",
    "Attempt",
    "AttemptQuerySet",
    "AttemptQuestion",
    "AttemptQuestionQuerySet",
    "AttemptState",
    "CalendarFeed",
    "Confidence",
    "Exam",
    "ExamQuerySet",
    "FinishReason",
    "FormRule",
    "Intervention",
    "InterventionKind",
    "Mode",
    "NoReminders",
    "Operation",
    "Regrade",
    "RegradeLine",
    "RegradeState",
    "Release",
    "RemedyChoice",
    "Reminder",
    "ReminderKind",
    "ReminderQuerySet",
    "Result",
    "StatementNow",
    "Verdict",
    "Yardstick",
    "is_released",
]
