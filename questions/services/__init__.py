"""Every write of the bank: loading, writing, reviewing, taking students' reports."""

from questions.services.bulk import (
    Plan,
    change_questions,
    plan_change,
    undo_change,
)
from questions.services.desk import raise_bank_version
from questions.services.exporting import MAX_EXPORTED, export_questions
from questions.services.filters import delete_filter, save_filter
from questions.services.importing import (
    choose_rows,
    confirm_import,
    forget_import,
    keep_import,
    map_categories,
    read_import,
    run_import,
    run_stalled_imports,
    undo_import,
)
from questions.services.loading import BankRefused, LoadReport, load_bank
from questions.services.pictures import MAX_PICTURE_BYTES, add_picture
from questions.services.rechecking import recheck_all, recheck_due, settle_doubt
from questions.services.reports import answer_report, report_question
from questions.services.reviewing import (
    add_remark,
    assign_reviewer,
    failed_claims,
    publish_draft,
    release_question,
    retire_question,
    return_draft,
    revive_question,
    settle_remark,
    submit_draft,
)
from questions.services.scenarios import create_scenario, rewrite_scenario
from questions.services.writing import (
    Saved,
    add_claim,
    create_question,
    create_questions,
    discard_draft,
    drop_copy,
    merge_copy,
    open_draft,
    save_draft,
)

__all__ = [
    "MAX_EXPORTED",
    "MAX_PICTURE_BYTES",
    "BankRefused",
    "LoadReport",
    "Plan",
    "Saved",
    "add_claim",
    "add_picture",
    "add_remark",
    "answer_report",
    "assign_reviewer",
    "change_questions",
    "choose_rows",
    "confirm_import",
    "create_question",
    "create_questions",
    "create_scenario",
    "delete_filter",
    "discard_draft",
    "drop_copy",
    "export_questions",
    "failed_claims",
    "forget_import",
    "keep_import",
    "load_bank",
    "map_categories",
    "merge_copy",
    "open_draft",
    "plan_change",
    "publish_draft",
    "raise_bank_version",
    "read_import",
    "recheck_all",
    "recheck_due",
    "release_question",
    "report_question",
    "retire_question",
    "return_draft",
    "revive_question",
    "rewrite_scenario",
    "run_import",
    "run_stalled_imports",
    "save_draft",
    "save_filter",
    "settle_doubt",
    "settle_remark",
    "submit_draft",
    "undo_change",
    "undo_import",
]
