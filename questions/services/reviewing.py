"""From draft to published and on to retired; every step says who, when and why.

A text is published by somebody who has not written a word of it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from lib.problems import Problem
from lib.words import counted
from questions import evidence
from questions.manuscript import Text, tags_of, text_of
from questions.models import (
    Manuscript,
    Question,
    QuestionRevision,
    Remark,
    Scenario,
    State,
)
from questions.proofreading import Hint, hints, places, template_hints
from questions.selectors.reviewing import SENT_BACK
from questions.services import desk

QUOTE = 200
# What publishing, retiring and bringing back may change on the row of a question.
STANDING = ("state", "current", "draft", "difficulty", "taken_over_at", "updated_at")


@transaction.atomic
def submit_draft(
    *,
    question: Question,
    by: User,
    now: datetime,
    reviewer: User | None = None,
    reason: str = "",
) -> Manuscript:
    """Hand the draft over for review; from now on nobody changes it.

    Raises Problem 409 `not-finished` with what is missing.
    """
    question = desk.locked_question(question)
    draft = desk.draft_of(question)
    if draft.is_in_review:
        return draft
    refuse_unfinished(draft)
    _refuse_own_reviewer(draft, reviewer)
    draft.submitted_at, draft.submitted_by = now, by
    draft.reviewer = reviewer or draft.reviewer
    draft.save(update_fields=["submitted_at", "submitted_by", "reviewer"])
    _mirror(question, draft)
    told = {"reviewer": reviewer.pk} if reviewer else {}
    desk.note(by, "question sent to review", question, reason, **told)
    desk.learn_words([draft.pk])
    return draft


@transaction.atomic
def return_draft(*, question: Question, by: User, reason: str) -> Manuscript:
    """Back to its writers: taken back by one of them, or sent back by a reviewer."""
    question = desk.locked_question(question)
    draft = desk.draft_of(question)
    _refuse_not_in_review(draft)
    is_own = draft.writers.filter(pk=by.pk).exists()
    draft.submitted_at = draft.submitted_by = None
    draft.save(update_fields=["submitted_at", "submitted_by"])
    _mirror(question, draft)
    action = "question taken back" if is_own else SENT_BACK
    desk.note(by, action, question, reason)
    return draft


@transaction.atomic
def assign_reviewer(*, question: Question, by: User, reviewer: User) -> Manuscript:
    """Say who shall read it. Raises Problem 409 for one of its writers."""
    question = desk.locked_question(question)
    draft = desk.draft_of(question)
    _refuse_own_reviewer(draft, reviewer)
    draft.reviewer = reviewer
    draft.save(update_fields=["reviewer"])
    desk.note(by, "review assigned", question, reviewer=reviewer.pk)
    return draft


def publish_draft(
    *, question: Question, by: User, version: int, reason: str, now: datetime
) -> Question:
    """Make the draft that was read the question's text.

    Questions of one scenario whose situation was rewritten go together. Raises
    Problem 403 `second-person`, 409 `changed-since`, `not-finished`, `claim-failed`,
    `remarks-open` or `scenario-shared`.
    """
    # Models of AWS are read from disk: not while others wait for the locks.
    _refuse_false_claims(question)
    with transaction.atomic():
        desk.raise_bank_version()
        question = desk.locked_question(question)
        draft = desk.draft_of(question)
        if draft.version != version:
            raise Problem(
                "changed-since",
                409,
                "The draft has changed",
                "It was rewritten after you opened it. Read it again, please.",
            )
        together = [question, *_siblings(question, draft.revision.scenario)]
        for one in together:
            _publish(one, by, reason, now)
        desk.learn_words([one.current_id for one in together if one.current_id])
    return question


@transaction.atomic
def retire_question(
    *, question: Question, by: User, reason: str, now: datetime
) -> Question:
    """No new exam asks it; running and finished ones keep it."""
    desk.raise_bank_version()
    question = desk.locked_question(question)
    if question.state != State.PUBLISHED:
        raise _not_published(question)
    _set_state(question, State.RETIRED, now)
    desk.note(by, "question retired", question, reason)
    return question


@transaction.atomic
def revive_question(
    *, question: Question, by: User, reason: str, now: datetime
) -> Question:
    """A retired question is asked again, in the wording that was published."""
    desk.raise_bank_version()
    question = desk.locked_question(question)
    was_asked = question.current is not None and question.current.published_at
    if question.state != State.RETIRED or not was_asked:
        raise Problem(
            "not-retired",
            409,
            "This question is not retired",
            "Only a published question that was retired can be brought back.",
        )
    _set_state(question, State.PUBLISHED, now)
    desk.note(by, "question brought back", question, reason)
    return question


@transaction.atomic
def release_question(*, question: Question, by: User, reason: str) -> Question:
    """Let the files of the bank tell this question again, from the next loading on."""
    bank = desk.locked_bank()
    question = desk.locked_question(question)
    question.taken_over_at = None
    question.save(update_fields=["taken_over_at", "updated_at"])
    # An unchanged folder is not read again; this one has to be.
    bank.source_digest = ""
    bank.save(update_fields=["source_digest"])
    desk.note(by, "question given back to the files", question, reason)
    return question


# --- Remarks ----------------------------------------------------------------


@transaction.atomic
def add_remark(
    *, question: Question, author: User, place: str, text: str, now: datetime
) -> Remark:
    """Say something about one place of the draft; an empty place is all of it."""
    draft = desk.draft_of(desk.locked_question(question))
    written = dict(places(text_of(draft.text)))
    return Remark.objects.create(
        revision=draft.revision,
        place=place,
        quote=written.get(place, "")[:QUOTE],
        author=author,
        text=text,
        made_at=now,
    )


@transaction.atomic
def settle_remark(*, remark: Remark, by: User, now: datetime) -> Remark:
    """It is answered; settling it again opens it."""
    is_open = remark.settled_at is None
    remark.settled_at = now if is_open else None
    remark.settled_by = by if is_open else None
    remark.save(update_fields=["settled_at", "settled_by"])
    return remark


# --- Parts ------------------------------------------------------------------


def blocking_hints(draft: Manuscript) -> list[Hint]:
    text = text_of(draft.text)
    found = [*hints(text, tags_of(draft.tags)), *template_hints(text)]
    blocking = [hint for hint in found if hint.is_blocking]
    return list(dict.fromkeys(blocking))


def refuse_unfinished(draft: Manuscript) -> None:
    missing = [hint.text for hint in blocking_hints(draft)]
    if missing:
        raise Problem(
            "not-finished",
            409,
            "This question is not finished",
            " ".join(missing) + " Open it in the editor, please.",
            hints=missing,
        )


def failed_claims(text: Text) -> list[str]:
    """Which claims the installed AWS models do not bear out, and why."""
    failed = []
    for entry in text.evidence:
        try:
            evidence.check(entry.get("botocore", {}))
        except evidence.EvidenceFailed as error:
            failed.append(str(error))
    return failed


def _refuse_false_claims(question: Question) -> None:
    draft = Manuscript.objects.filter(revision__drafted=question).first()
    failed = failed_claims(text_of(draft.text)) if draft else []
    if failed:
        raise Problem(
            "claim-failed",
            409,
            "A claim does not hold",
            f"The AWS models say otherwise: {'; '.join(failed)}. Send it back, please.",
        )


def _publish(question: Question, by: User, reason: str, now: datetime) -> None:
    """One draft becomes the current wording; every lock is held."""
    draft = desk.draft_of(question)
    _refuse_not_in_review(draft)
    refuse_unfinished(draft)
    _refuse_own_text(draft, by)
    _refuse_open_remarks(draft.revision)
    revision = draft.revision
    revision.published_at = revision.published_at or now
    revision.reviewed_on = now.date()
    revision.save(update_fields=["published_at", "reviewed_on"])
    former = question.current_id
    question.current, question.draft = revision, None
    desk.apply_tags(question, tags_of(draft.tags))
    _set_state(question, State.PUBLISHED, now)
    replaced = {"replaces": former} if former not in (None, revision.pk) else {}
    number = revision.number
    desk.note(by, "question published", question, reason, revision=number, **replaced)


def _set_state(question: Question, state: State, now: datetime) -> None:
    question.state = state
    if question.is_shipped:
        question.taken_over_at = question.taken_over_at or now
    question.save(update_fields=STANDING)


def _siblings(question: Question, scenario: Scenario | None) -> Sequence[Question]:
    """Published questions of the same situation that still tell its former text."""
    if scenario is None:
        return []
    rows = (
        Question.objects.select_for_update(of=("self",))
        .filter(state=State.PUBLISHED, current__scenario__slug=scenario.slug)
        .exclude(current__scenario=scenario)
        .exclude(pk=question.pk)
        .select_related("draft__scenario")
        .order_by("pk")
    )
    siblings = list(rows)
    behind = [
        one.slug
        for one in siblings
        if one.draft is None or one.draft.scenario_id != scenario.pk
    ]
    if behind:
        raise Problem(
            "scenario-shared",
            409,
            "Its situation is shared",
            f"{', '.join(behind)} still tell the former situation. Begin a correction "
            "of each and send it to review; they are published together.",
        )
    return siblings


def _mirror(question: Question, draft: Manuscript) -> None:
    """A question that was never published stands where its draft stands."""
    if question.current_id == question.draft_id:
        question.state = State.IN_REVIEW if draft.is_in_review else State.DRAFT
    question.save(update_fields=["state", "updated_at"])


def _refuse_not_in_review(draft: Manuscript) -> None:
    if not draft.is_in_review:
        raise Problem(
            "not-in-review",
            409,
            "This draft is not in review",
            "Somebody is still writing it, or took it back.",
        )


def _refuse_own_text(draft: Manuscript, by: User) -> None:
    if draft.writers.filter(pk=by.pk).exists():
        raise Problem(
            "second-person",
            403,
            "Somebody else has to publish this",
            "You wrote a part of it. Ask another instructor to read it and publish it.",
        )


def _refuse_own_reviewer(draft: Manuscript, reviewer: User | None) -> None:
    if reviewer and draft.writers.filter(pk=reviewer.pk).exists():
        raise Problem(
            "own-text",
            409,
            "A writer cannot review it",
            f"{reviewer} wrote a part of it. Choose somebody else.",
        )


def _refuse_open_remarks(revision: QuestionRevision) -> None:
    count = revision.remarks.filter(settled_at=None).count()
    if count:
        raise Problem(
            "remarks-open",
            409,
            f"{counted(count, 'remark is', 'remarks are')} open",
            "Settle what is answered, or send the draft back with the rest.",
        )


def _not_published(question: Question) -> Problem:
    return Problem(
        "not-published",
        409,
        "This question is not published",
        f"It is {question.get_state_display().lower()}; there is nothing to retire.",
    )
