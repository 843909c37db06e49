"""One question with everything about it: for the page, the editor and the exams."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.module_loading import import_string

from accounts.selectors import AuditRow, rows_of
from lib.models import AuditEvent
from questions.bankfiles import render_variant
from questions.generators import GENERATORS, Variant
from questions.manuscript import Tags, Text, letter, text_from_content, text_of
from questions.models import (
    Bank,
    ImportedQuestion,
    Manuscript,
    Question,
    QuestionReport,
    QuestionRevision,
    QuestionTask,
    QuestionTopic,
)
from questions.selectors.reports import REPORTS_SIZE
from questions.templating import (
    TEMPLATE,
    Template,
    TemplateError,
    draw_template,
    template_of,
)

EVENTS_SIZE = 50
FIRST_SEED = 0  # of the variant that stands for a draft with drawn numbers
NOTHING: Mapping[str, Any] = {
    "options": [],
    "targets": [],
    "stem_html": "",
    "key": [],
}


def draw_variant(revision: QuestionRevision, seed: int) -> dict[str, Any]:
    """The content of the variant that the seed fixes, in the form of `content`."""
    if revision.generator == TEMPLATE:
        return render_variant(_from_template(revision, seed))
    return render_variant(GENERATORS[revision.generator](seed))


def shown_content(revision: QuestionRevision, seed: int) -> Mapping[str, Any]:
    """As a student would get it; of a template that draws nothing yet, its words."""
    written: Mapping[str, Any] = revision.content
    if not revision.generator:
        return written
    try:
        return draw_variant(revision, seed)
    except TemplateError:
        return written


def draft_content(draft: Manuscript) -> Mapping[str, Any]:
    """What its writer sees: of drawn numbers the first variant, of code nothing."""
    revision = draft.revision
    is_coded = revision.generator not in ("", TEMPLATE)
    return NOTHING if is_coded else shown_content(revision, FIRST_SEED)


def _from_template(revision: QuestionRevision, seed: int) -> Variant:
    template = template_of(revision.content.get("template"))
    return draw_template(template or Template(), revision.stem, seed)


def tags() -> list["Prefetch[Any]"]:
    """Topics and tasks of questions, in two queries however many there are."""
    return [
        Prefetch("question_topics", QuestionTopic.objects.select_related("topic")),
        Prefetch(
            "question_tasks",
            QuestionTask.objects.select_related("task__domain__guide"),
        ),
    ]


def text_of_revision(revision: QuestionRevision) -> Text:
    """As it was typed; of a revision without a manuscript, its rendered words."""
    manuscript = Manuscript.objects.filter(revision=revision).first()
    if manuscript is not None:
        return text_of(manuscript.text)
    if revision.generator:
        references = tuple(revision.references)
        return Text(generator=revision.generator, references=references)
    return text_from_content(
        revision.kind, revision.stem, revision.content, revision.references
    )


def tags_of_question(question: Question) -> Tags:
    """The question's rows as tags, in their order."""
    tasks: dict[str, tuple[str, ...]] = {}
    served = question.question_tasks.select_related("task__domain__guide")
    for row in served.order_by("rank", "pk"):
        guide = row.task.domain.guide.code
        tasks[guide] = (*tasks.get(guide, ()), row.task.code)
    rows = question.question_topics.select_related("topic").order_by("rank", "pk")
    return Tags(tuple(row.topic.slug for row in rows), tasks, question.difficulty)


@dataclass(frozen=True)
class QuestionPage:
    question: Question
    revision: QuestionRevision
    content: Mapping[str, Any]
    options: list[dict[str, Any]]  # with `letter`, and `target_html` when matching
    seed: int | None  # of the variant shown, for a generated question
    history: list[QuestionRevision]
    reports: list[QuestionReport]
    enemies: list[Question]
    bank: Bank | None
    events: list[AuditRow]
    draft: Manuscript | None
    origin: ImportedQuestion | None  # where it came from, if it was brought in
    decision: Any  # that grades of this wording follow instead of its key, if any

    @property
    def is_current(self) -> bool:
        return self.revision.pk == self.question.current_id

    @property
    def is_draft(self) -> bool:
        return self.revision.pk == self.question.draft_id

    @property
    def waiting(self) -> QuestionRevision | None:
        """A wording from the files of the bank that an instructor's kept out."""
        question, current = self.question, self.question.current
        if question.taken_over_at is None or current is None:
            return None
        newer = (r for r in self.history if r.number > current.number)
        return next(
            (r for r in newer if not r.published_at and r.pk != question.draft_id), None
        )


def question_page(
    question: Question, revision: QuestionRevision, seed: int
) -> QuestionPage:
    """Everything about a question at one of its revisions."""
    revisions = question.revisions.defer("content").order_by("-number")
    is_generated = bool(revision.generator)
    content = shown_content(revision, seed)
    decision = decision_about(revision)
    reports = QuestionReport.objects.filter(revision__question=question)
    return QuestionPage(
        question=question,
        revision=revision,
        content=content,
        options=shown_options(content, decision.options if decision else None),
        seed=seed if is_generated else None,
        history=list(revisions),
        reports=list(reports.select_related("revision", "reporter")[:REPORTS_SIZE]),
        enemies=list(question.enemies.order_by("slug")),
        bank=Bank.objects.filter(pk=1).first(),
        events=events_of(question),
        draft=draft_of(question),
        origin=origin_of(question),
        decision=decision,
    )


def decision_about(revision: QuestionRevision) -> Any:
    """What was decided about this wording and holds, or None.

    A room to the right knows; it is named in settings.QUESTION_DECISIONS.
    """
    if revision.published_at is None:
        return None
    found: Mapping[int, Any] = import_string(settings.QUESTION_DECISIONS)([revision.pk])
    return found.get(revision.pk)


def events_of(question: Question) -> list[AuditRow]:
    """Who did what with it, when and why, newest first."""
    told = AuditEvent.objects.filter(object_type="question", object_id=question.pk)
    return rows_of(list(told.order_by("-id")[:EVENTS_SIZE]))


def origin_of(question: Question) -> ImportedQuestion | None:
    rows = ImportedQuestion.objects.select_related("batch__sender")
    return rows.filter(question=question).first()


def draft_of(question: Question) -> Manuscript | None:
    if question.draft_id is None:
        return None
    rows = Manuscript.objects.select_related("saved_by", "reviewer", "submitted_by")
    return rows.filter(pk=question.draft_id).first()


def shown_options(
    content: Mapping[str, Any], counted: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Options for people; `counted` are those that a decision accepts instead."""
    targets = {target["id"]: target["html"] for target in content["targets"]}
    key = content["key"]
    matched = key if isinstance(key, dict) else {}
    return [
        option
        | {
            "letter": option["id"].upper(),
            "target_html": targets.get(matched.get(option["id"]), ""),
            "counts": option["id"] in counted if counted else option["correct"],
        }
        for option in content["options"]
    ]


def options_in_order(
    options: list[dict[str, Any]], order: Sequence[str]
) -> list[dict[str, Any]]:
    """Options as a student saw them: in that order of ids, lettered anew, each with
    its `own_letter` of the bank. Of another set of options they stay as they are."""
    told = {option["id"]: option for option in options}
    if set(order) != set(told):
        return options
    return [
        told[own] | {"letter": letter(index), "own_letter": told[own]["letter"]}
        for index, own in enumerate(order)
    ]
