"""Situations shared by several questions: a changed one is a new text for them all."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from lib import audit
from lib.problems import Problem
from questions.manuscript import text_of
from questions.markdown import render
from questions.models import Question, Scenario, State
from questions.services import desk, writing


@transaction.atomic
def create_scenario(*, slug: str, title: str, text: str, by: User) -> Scenario:
    """A new situation. Raises Problem 409 for a name in use."""
    if Scenario.objects.filter(slug=slug).exists():
        raise Problem(
            "slug-taken",
            409,
            "There is a scenario of that name",
            "Choose another name, or rewrite the one that is there.",
        )
    scenario = _write(slug, 1, title, text)
    _note(by, "scenario written", scenario, [])
    return scenario


@transaction.atomic
def rewrite_scenario(
    *, slug: str, title: str, text: str, by: User, now: datetime
) -> Scenario:
    """A new text of the situation, and a correction of every question that tells it.

    Nothing changes for students before these are reviewed; they are published
    together. Drafts that are in review refuse it with Problem 409 `in-review`.
    """
    former = desk.newest_scenario(slug)
    if former is None:
        return create_scenario(slug=slug, title=title, text=text, by=by)
    if (former.title, former.text) == (title, text):
        return former
    questions = _telling(slug)
    _refuse_reviewed(questions)
    scenario = _write(slug, former.number + 1, title, text)
    for question in questions:
        _retell(question, scenario, by, now)
    _note(by, "scenario rewritten", scenario, questions)
    return scenario


def _telling(slug: str) -> list[Question]:
    """Locked: published questions with it, and drafts of others."""
    rows = Question.objects.select_for_update(of=("self",)).order_by("pk")
    published = rows.filter(state=State.PUBLISHED, current__scenario__slug=slug)
    drafts = rows.filter(draft__scenario__slug=slug)
    return list({q.pk: q for q in [*published, *drafts]}.values())


def _refuse_reviewed(questions: list[Question]) -> None:
    drafts = [desk.draft_of(question) for question in questions if question.draft_id]
    read = [d.revision.question.slug for d in drafts if d.is_in_review]
    if read:
        raise Problem(
            "in-review",
            409,
            "Somebody is reviewing it",
            f"Take {', '.join(read)} back from review first, or wait for the reviewer.",
        )


def _retell(question: Question, scenario: Scenario, by: User, now: datetime) -> None:
    draft = writing.open_draft(question=question, writer=by, now=now)
    desk.write_revision(draft.revision, text_of(draft.text), scenario).save()
    draft.version += 1
    draft.saved_by, draft.saved_at = by, now
    draft.save(update_fields=["version", "saved_by", "saved_at"])
    draft.writers.add(by)


def _write(slug: str, number: int, title: str, text: str) -> Scenario:
    return Scenario.objects.create(
        slug=slug, number=number, title=title, text=text, html=render(text)
    )


def _note(by: User, action: str, scenario: Scenario, questions: list[Question]) -> None:
    audit.record(
        by=by,
        action=action,
        object_type="scenario",
        object_id=scenario.pk,
        detail={
            "scenario": scenario.slug,
            "number": scenario.number,
            "questions": [question.slug for question in questions],
        },
    )
