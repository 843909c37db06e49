"""Reads of the bank: lists for instructors, one question, what everybody may know."""

from questions.selectors.about import about_page
from questions.selectors.alike import questions_alike
from questions.selectors.browsing import (
    PAGE_SIZE,
    BankPage,
    bank_page,
    chosen_questions,
    questions_of_change,
    saved_filters,
)
from questions.selectors.comparing import differences_between, differences_of_draft
from questions.selectors.coverage import coverage
from questions.selectors.doubts import (
    DoubtPage,
    asked_revisions,
    doubt_page,
    due_revisions,
    former_names,
)
from questions.selectors.editing import (
    EditorPage,
    companion_of,
    editor_page,
    editor_parts,
    hint_bodies,
    variants_page,
)
from questions.selectors.exporting import items_of
from questions.selectors.importing import (
    ImportPage,
    categories_of,
    counts_of,
    import_page,
    recent_imports,
    slugs_of_import,
)
from questions.selectors.merging import MergePage, has_copy, merge_page
from questions.selectors.places import pictures_of, places_page
from questions.selectors.question import (
    QuestionPage,
    draft_of,
    draw_variant,
    events_of,
    options_in_order,
    question_page,
    tags,
    tags_of_question,
    text_of_revision,
)
from questions.selectors.reports import (
    REPORTS_SIZE,
    figures_of,
    open_report_of,
    open_reports,
)
from questions.selectors.reviewing import remarks_of, review_page, review_queue
from questions.selectors.scenarios import scenario_page, scenarios, situation_html

__all__ = [
    "PAGE_SIZE",
    "REPORTS_SIZE",
    "BankPage",
    "DoubtPage",
    "EditorPage",
    "ImportPage",
    "MergePage",
    "QuestionPage",
    "about_page",
    "asked_revisions",
    "bank_page",
    "categories_of",
    "chosen_questions",
    "companion_of",
    "counts_of",
    "coverage",
    "differences_between",
    "differences_of_draft",
    "doubt_page",
    "draft_of",
    "draw_variant",
    "due_revisions",
    "editor_page",
    "editor_parts",
    "events_of",
    "figures_of",
    "former_names",
    "has_copy",
    "hint_bodies",
    "import_page",
    "items_of",
    "merge_page",
    "open_report_of",
    "open_reports",
    "options_in_order",
    "pictures_of",
    "places_page",
    "question_page",
    "questions_alike",
    "questions_of_change",
    "recent_imports",
    "remarks_of",
    "review_page",
    "review_queue",
    "saved_filters",
    "scenario_page",
    "scenarios",
    "situation_html",
    "slugs_of_import",
    "tags",
    "tags_of_question",
    "text_of_revision",
    "variants_page",
]
