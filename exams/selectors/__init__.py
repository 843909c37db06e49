"""Every read of the exams room that joins tables or returns plain data."""

from exams.selectors.catalogue import (
    ExamCard,
    HistoryPage,
    card_for,
    catalogue,
    diagnostic_exam,
    history,
    history_page,
)
from exams.selectors.drill import (
    SOURCES,
    DrillSet,
    default_guide,
    drill_set,
    lowest_topics,
)
from exams.selectors.form import (
    attempt_body,
    form_pages,
    form_questions,
    question_bodies,
    review_page,
)
from exams.selectors.pool import candidates_for, last_seen
from exams.selectors.result import (
    DomainRow,
    OptionRow,
    QuestionRow,
    ResultPage,
    Traffic,
    question_page,
    question_row,
    result_body,
    result_page,
    result_rows,
    row_body,
)
from exams.selectors.sheet import Sheet, late_responses, sheet_for

__all__ = [
    "SOURCES",
    "DomainRow",
    "DrillSet",
    "ExamCard",
    "HistoryPage",
    "OptionRow",
    "QuestionRow",
    "ResultPage",
    "Sheet",
    "Traffic",
    "attempt_body",
    "candidates_for",
    "card_for",
    "catalogue",
    "default_guide",
    "diagnostic_exam",
    "drill_set",
    "form_pages",
    "form_questions",
    "history",
    "history_page",
    "last_seen",
    "late_responses",
    "lowest_topics",
    "question_bodies",
    "question_page",
    "question_row",
    "result_body",
    "result_page",
    "result_rows",
    "review_page",
    "row_body",
    "sheet_for",
]
