"""Every write of the exams room, one use case per function.

start · save · take over · check · submit · close · grade · regrade · count
late answers.
The rules they keep are told in docs/algorithms/attempt-engine.md.
"""

from exams.services.assign import (
    Otherwise,
    change_assignment,
    create_assignment,
    end_override,
    override_person,
    withdraw_assignment,
)
from exams.services.assigned import start_assigned
from exams.services.calendars import end_calendar, renew_calendar
from exams.services.contact import note_contact
from exams.services.finish import (
    Held,
    close_due_attempts,
    close_if_over,
    reveal_result,
    shown_state,
    submit_attempt,
    take_over_attempt,
)
from exams.services.follow import Moved
from exams.services.grade import (
    count_assigned_late,
    count_late_answers,
    grade_attempt,
    grade_due_attempts,
    settle_attempt,
)
from exams.services.hold_back import hold_back_paused
from exams.services.intervene import Asked, Outcome, intervene
from exams.services.offer import load_exams, offer_drill
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
from exams.services.remind import (
    choose_reminders,
    queue_reminders,
    read_reminder,
    send_reminders,
)
from exams.services.retime import follow_time
from exams.services.save import check_answer, save_operations
from exams.services.start import start_attempt, start_chosen_drill, start_drill
from exams.services.yardsticks import Estimates, set_yardsticks

__all__ = [
    "Asked",
    "Estimates",
    "Held",
    "Moved",
    "Otherwise",
    "Outcome",
    "PageAnswer",
    "apply_regrade",
    "change_assignment",
    "check_answer",
    "choose_reminders",
    "claim_attempts",
    "close_due_attempts",
    "close_if_over",
    "count_assigned_late",
    "count_late_answers",
    "create_assignment",
    "discard_regrade",
    "end_calendar",
    "end_override",
    "follow_time",
    "grade_attempt",
    "grade_due_attempts",
    "hold_back_paused",
    "intervene",
    "load_exams",
    "note_contact",
    "offer_drill",
    "override_person",
    "page_writer",
    "plan_regrade",
    "queue_reminders",
    "read_reminder",
    "remove_idle_guests",
    "renew_calendar",
    "reveal_result",
    "run_regrade",
    "run_stalled_regrades",
    "save_operations",
    "save_page",
    "send_reminders",
    "set_yardsticks",
    "settle_attempt",
    "shown_state",
    "start_assigned",
    "start_attempt",
    "start_chosen_drill",
    "start_drill",
    "submit_attempt",
    "submit_page",
    "take_over_attempt",
    "undo_regrade",
    "withdraw_assignment",
]
