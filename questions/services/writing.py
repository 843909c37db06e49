"""Drafts: begin, save, merge, throw away. Nothing here is seen by a student."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from lib import audit
from lib.problems import Problem
from questions import evidence, selectors
from questions.manuscript import Tags, Text, tags_of, text_of, title_of
from questions.models import (
    Manuscript,
    ManuscriptCopy,
    Question,
    QuestionRevision,
)
from questions.services import desk

REMEMBERED = timedelta(days=7)  # of a version that was replaced
SLUG_WORDS = 6
SLUG_LENGTH = 60


@dataclass(frozen=True)
class Saved:
    """The draft as it stands, and what was kept aside because it had moved on."""

    manuscript: Manuscript
    copy: ManuscriptCopy | None = None


@transaction.atomic
def create_question(
    *, author: User, text: Text, tags: Tags, now: datetime, slug: str = ""
) -> Question:
    """A new question with its first draft. Raises Problem 409 for a slug in use."""
    [question] = _create(author, [(slug, text, tags)], now)
    desk.note(author, "question begun", question)
    return question


@transaction.atomic
def create_questions(
    *,
    author: User,
    drafts: Sequence[tuple[str, Text, Tags]],
    now: datetime,
    origin: str,
) -> list[Question]:
    """Drafts of new questions, all or none; (slug or empty, text, tags) each.

    `origin` says in the log where they come from; one line tells of all of them.
    Raises Problem 409 `slug-taken`.
    """
    questions = _create(author, drafts, now)
    audit.record(
        by=author,
        action="questions brought in",
        object_type="bank",
        object_id=1,
        detail={"origin": origin, "questions": [q.slug for q in questions]},
    )
    return questions


def _create(
    author: User, drafts: Sequence[tuple[str, Text, Tags]], now: datetime
) -> list[Question]:
    _refuse_taken([slug for slug, _, _ in drafts if slug])
    questions = [
        Question.objects.create(
            slug=slug or _slug_for(text, tags),
            author=author,
            difficulty=tags.difficulty,
        )
        for slug, text, tags in drafts
    ]
    for question, (_, text, tags) in zip(questions, drafts, strict=True):
        _new_draft(question, author, text, tags, now)
        question.current = question.draft
        desk.apply_tags(question, tags)
        question.save()
    return questions


@transaction.atomic
def open_draft(
    *,
    question: Question,
    writer: User,
    now: datetime,
    base: QuestionRevision | None = None,
) -> Manuscript:
    """The open draft, or a new one with the words of `base` (else of the current
    wording); what is published stays as it is until the draft replaces it."""
    question = desk.locked_question(question)
    if question.draft_id:
        return desk.draft_of(question)
    former = base or question.current
    if former is None:
        raise Problem("no-text", 409, "This question has no text", "Write a new one.")
    text = selectors.text_of_revision(former)
    tags = selectors.tags_of_question(question)
    draft = _new_draft(question, writer, text, tags, now, former)
    question.save(update_fields=["draft"])
    number = draft.revision.number
    desk.note(writer, "correction begun", question, revision=number)
    return draft


@transaction.atomic
def save_draft(
    *,
    question: Question,
    writer: User,
    version: int,
    text: Text,
    tags: Tags,
    now: datetime,
) -> Saved:
    """Keep the text if it was written on top of the newest version.

    Otherwise it is kept aside as this writer's copy, to be merged: two people may
    write at once, and neither loses a word. Raises Problem 409 `in-review`.
    """
    question = desk.locked_question(question)
    draft = desk.draft_of(question)
    if text_of(draft.text) == text and tags_of(draft.tags) == tags:
        return Saved(draft)
    if draft.version != version or draft.is_in_review:
        return Saved(draft, _keep_aside(draft, writer, version, text, tags, now))
    _write(question, draft, writer, text, tags, now)
    return Saved(draft)


def add_claim(
    *, question: Question, writer: User, entry: dict[str, Any], now: datetime
) -> Saved:
    """Put a claim into the newest version of the draft, if the AWS models bear it out.

    Raises Problem 409 `claim-failed` or `no-draft`.
    """
    try:
        evidence.check(entry.get("botocore", {}))
    except evidence.EvidenceFailed as error:
        raise Problem(
            "claim-failed", 409, "The claim does not hold", f"{error}."
        ) from error
    with transaction.atomic():
        draft = desk.draft_of(desk.locked_question(question))
        text = text_of(draft.text)
        return save_draft(
            question=question,
            writer=writer,
            version=draft.version,
            text=replace(text, evidence=(*text.evidence, entry)),
            tags=tags_of(draft.tags),
            now=now,
        )


@transaction.atomic
def merge_copy(
    *,
    question: Question,
    writer: User,
    version: int,
    text: Text,
    tags: Tags,
    now: datetime,
) -> Saved:
    """Save what was made of both texts; the copy goes if it could be saved."""
    saved = save_draft(
        question=question, writer=writer, version=version, text=text, tags=tags, now=now
    )
    if saved.copy is None:
        saved.manuscript.copies.filter(writer=writer).delete()
    return saved


@transaction.atomic
def drop_copy(*, question: Question, writer: User) -> None:
    """This writer's copy is not wanted any more."""
    ManuscriptCopy.objects.filter(
        manuscript__revision__question=question, writer=writer
    ).delete()


@transaction.atomic
def discard_draft(*, question: Question, by: User, reason: str) -> None:
    """Throw the draft away; a question that was never published goes with it."""
    question = desk.locked_question(question)
    draft = desk.draft_of(question)
    is_new = question.current_id == question.draft_id
    number = draft.revision.number
    desk.note(by, "draft thrown away", question, reason, revision=number)
    revision = draft.revision
    question.draft = None
    if is_new:
        question.current = None
    question.save(update_fields=["draft", "current", "updated_at"])
    revision.delete()
    if is_new:
        question.delete()


def _new_draft(
    question: Question,
    writer: User,
    text: Text,
    tags: Tags,
    now: datetime,
    base: QuestionRevision | None = None,
) -> Manuscript:
    revision = QuestionRevision(question=question, number=desk.next_number(question))
    scenario = desk.newest_scenario(text.scenario) if text.scenario else None
    desk.write_revision(revision, text, scenario).save()
    draft = Manuscript.objects.create(
        revision=revision,
        text=text.as_dict(),
        tags=tags.as_dict(),
        base=base,
        saved_by=writer,
        saved_at=now,
    )
    if base is None:  # whoever only opens a correction has not written yet
        draft.writers.add(writer)
    question.draft = revision
    return draft


def _write(
    question: Question,
    draft: Manuscript,
    writer: User,
    text: Text,
    tags: Tags,
    now: datetime,
) -> None:
    scenario = desk.newest_scenario(text.scenario) if text.scenario else None
    desk.write_revision(draft.revision, text, scenario).save()
    _remember(draft, now)
    draft.text, draft.tags = text.as_dict(), tags.as_dict()
    draft.version += 1
    draft.saved_by, draft.saved_at = writer, now
    draft.save()
    draft.writers.add(writer)
    if question.current_id == question.draft_id:
        desk.apply_tags(question, tags)
    question.save(update_fields=["difficulty", "updated_at"])


def _remember(draft: Manuscript, now: datetime) -> None:
    """Keep what is replaced for those who still have it before them."""
    draft.versions.filter(replaced_at__lt=now - REMEMBERED).delete()
    draft.versions.create(
        version=draft.version, text=draft.text, tags=draft.tags, replaced_at=now
    )


def _keep_aside(
    draft: Manuscript,
    writer: User,
    version: int,
    text: Text,
    tags: Tags,
    now: datetime,
) -> ManuscriptCopy:
    kept = {
        "text": text.as_dict(),
        "tags": tags.as_dict(),
        "made_from": version,
        "saved_at": now,
    }
    copy, _ = ManuscriptCopy.objects.update_or_create(
        manuscript=draft, writer=writer, defaults=kept
    )
    return copy


def _refuse_taken(slugs: Sequence[str]) -> None:
    taken = Question.objects.filter(slug__in=slugs).values_list("slug", flat=True)
    repeated = {slug for slug in slugs if slugs.count(slug) > 1} | set(taken)
    if repeated:
        names = ", ".join(sorted(repeated))
        raise Problem(
            "slug-taken",
            409,
            "There is a question of that name",
            f"Choose another name than {names}, or leave it empty.",
        )


def _slug_for(text: Text, tags: Tags) -> str:
    """A readable name that nobody has: the first words, or the home topic where
    nothing is written yet, and a random end.

    Without `_`, which the files of the bank do not allow in a name.
    """
    words = " ".join(title_of(text).replace("_", " ").split()[:SLUG_WORDS])
    home = next(iter(tags.topics), "")
    name = (slugify(words) or slugify(home))[:SLUG_LENGTH].strip("-")
    return f"{name or 'question'}-{secrets.token_hex(3)}"
