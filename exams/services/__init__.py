"""Every write of the exams room, one use case per function.

start · save · take over · check · submit · close · grade · regrade · count
late answers.
The rules they keep are told in docs/algorithms/attempt-engine.md.
"""

from exams.services.finish import (
    Held,
    close_due_attempts,
    close_if_over,
    reveal_result,
    shown_state,
    submit_attempt,
    take_over_attempt,
)
from exams.services.grade import (
    count_late_answers,
    grade_attempt,
    grade_due_attempts,
    settle_attempt,
)
from exams.services.offer import load_exams
from exams.services.page import PageAnswer, page_writer, save_page, submit_page
from exams.services.people import claim_attempts, remove_idle_guests
from exams.services.regrade import (
    apply_regrade,
    discard_regrade,
    plan_regrade,
    run_regrade,
    run_stalled_regrades,
    undo_regrade,
)
from exams.services.save import check_answer, save_operations
from exams.services.start import start_attempt, start_chosen_drill, start_drill

__all__ = [
    "Held",
    "PageAnswer",
    "apply_regrade",
    "check_answer",
    "claim_attempts",
    "close_due_attempts",
    "close_if_over",
    "count_late_answers",
    "discard_regrade",
    "grade_attempt",
    "grade_due_attempts",
    "load_exams",
    "page_writer",
    "plan_regrade",
    "remove_idle_guests",
    "reveal_result",
    "run_regrade",
    "run_stalled_regrades",
    "save_operations",
    "save_page",
    "settle_attempt",
    "shown_state",
    "start_attempt",
    "start_chosen_drill",
    "start_drill",
    "submit_attempt",
    "submit_page",
    "take_over_attempt",
    "undo_regrade",
]
