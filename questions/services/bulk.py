"""Many questions at once: what can be done is done, the rest is named, all undoable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from lib.problems import Problem
from questions.models import (
    BulkChange,
    BulkVerb,
    Manuscript,
    Question,
    QuestionTopic,
    State,
    Topic,
)
from questions.services import desk, reviewing

Fact = dict[str, Any]
OF_TOPICS = (BulkVerb.TAG, BulkVerb.UNTAG)
# What these do changes which questions exams draw from.
OF_POOLS = (BulkVerb.RETIRE, *OF_TOPICS)


@dataclass
class Plan:
    """What a change of many would do: the questions it takes, and why not others."""

    taken: list[Question] = field(default_factory=list)
    left: list[tuple[Question, str]] = field(default_factory=list)


def plan_change(
    *, questions: Sequence[Question], verb: str, reviewer: User | None = None
) -> Plan:
    """Look before anything is written; the same looks are taken again while writing."""
    plan = Plan()
    drafts = Manuscript.objects.filter(revision__drafted__in=questions)
    by_question = {
        draft.revision.question_id: draft
        for draft in drafts.select_related("revision").prefetch_related("writers")
    }
    for question in questions:
        reason = _obstacle(question, by_question.get(question.pk), verb, reviewer)
        if reason:
            plan.left.append((question, reason))
        else:
            plan.taken.append(question)
    return plan


@transaction.atomic
def change_questions(
    *,
    questions: Sequence[Question],
    verb: str,
    by: User,
    reason: str,
    now: datetime,
    reviewer: User | None = None,
    topic: Topic | None = None,
) -> BulkChange:
    """Do it to all that can take it, in one transaction."""
    if verb in OF_POOLS:
        desk.raise_bank_version()
    locked = Question.objects.select_for_update(of=("self",)).order_by("pk")
    rows = list(locked.filter(pk__in=[question.pk for question in questions]))
    plan = plan_change(questions=rows, verb=verb, reviewer=reviewer)
    job = _Job(by, reason, now, reviewer, topic)
    changes = [
        {"question": question.pk} | told
        for question in plan.taken
        if (told := DOING[BulkVerb(verb)](job, question))
    ]
    return BulkChange.objects.create(
        actor=by, verb=verb, reason=reason, changes=changes, made_at=now
    )


@transaction.atomic
def undo_change(*, change: BulkChange, by: User, now: datetime) -> int:
    """Put back what still stands as that change left it; the number put back."""
    if change.verb in OF_POOLS:
        desk.raise_bank_version()
    change = BulkChange.objects.select_for_update().get(pk=change.pk)
    if change.undone_at is not None:
        raise Problem("undone", 409, "This was undone already", "Nothing is left.")
    job = _Job(by, "undone", now, None, None)
    locked = Question.objects.select_for_update(of=("self",)).order_by("pk")
    pks = [told["question"] for told in change.changes]
    rows = {question.pk: question for question in locked.filter(pk__in=pks)}
    count = sum(
        UNDOING[BulkVerb(change.verb)](job, rows[told["question"]], told)
        for told in change.changes
        if told["question"] in rows
    )
    change.undone_at = now
    change.save(update_fields=["undone_at"])
    return count


@dataclass(frozen=True)
class _Job:
    by: User
    reason: str
    now: datetime
    reviewer: User | None
    topic: Topic | None


def _obstacle(
    question: Question, draft: Manuscript | None, verb: str, reviewer: User | None
) -> str:
    """Why this question cannot take it, in words, or nothing."""
    if verb == BulkVerb.RETIRE:
        return "" if question.state == State.PUBLISHED else "it is not published"
    if verb in OF_TOPICS:
        return ""
    if draft is None:
        return "nobody is writing it"
    if reviewer and reviewer in draft.writers.all():
        return f"{reviewer} wrote a part of it"
    if verb == BulkVerb.SUBMIT:
        return _unready(draft)
    return ""


def _unready(draft: Manuscript) -> str:
    if draft.is_in_review:
        return "it is in review already"
    missing = reviewing.blocking_hints(draft)
    return f"it is not finished: {missing[0].text}" if missing else ""


# --- Doing and undoing, one question each -----------------------------------


def _assign(job: _Job, question: Question) -> Fact:
    assert job.reviewer is not None  # noqa: S101  # REASON: the form asks for it
    before = desk.draft_of(question).reviewer_id
    reviewing.assign_reviewer(question=question, by=job.by, reviewer=job.reviewer)
    return {"before": before, "after": job.reviewer.pk}


def _unassign(job: _Job, question: Question, told: Fact) -> bool:
    rows = Manuscript.objects.filter(revision__drafted=question, reviewer=told["after"])
    is_back = rows.update(reviewer=told["before"]) > 0
    if is_back:
        desk.note(job.by, "assignment undone", question)
    return is_back


def _submit(job: _Job, question: Question) -> Fact:
    draft = reviewing.submit_draft(
        question=question,
        by=job.by,
        now=job.now,
        reviewer=job.reviewer,
        reason=job.reason,
    )
    return {"before": None, "after": draft.version}


def _unsubmit(job: _Job, question: Question, told: Fact) -> bool:
    rows = Manuscript.objects.in_review().filter(
        revision__drafted=question, version=told["after"]
    )
    if not rows.exists():
        return False
    reviewing.return_draft(question=question, by=job.by, reason=job.reason)
    return True


def _retire(job: _Job, question: Question) -> Fact:
    reviewing.retire_question(
        question=question, by=job.by, reason=job.reason, now=job.now
    )
    return {"before": State.PUBLISHED, "after": State.RETIRED}


def _unretire(job: _Job, question: Question, told: Fact) -> bool:
    if question.state != State.RETIRED:
        return False
    reviewing.revive_question(
        question=question, by=job.by, reason=job.reason, now=job.now
    )
    return True


def _tag(job: _Job, question: Question) -> Fact:
    assert job.topic is not None  # noqa: S101  # REASON: the form asks for it
    return _add_topic(job, question, job.topic)


def _add_topic(job: _Job, question: Question, topic: Topic) -> Fact:
    rows = question.question_topics
    if rows.filter(topic=topic).exists():
        return {}
    last = rows.aggregate(last=Max("rank"))["last"]
    QuestionTopic.objects.create(
        question=question, topic=topic, rank=0 if last is None else last + 1
    )
    _tag_draft(question, topic.slug, is_added=True)
    _touch(job, question, f"topic {topic.slug} added")
    return {"topic": topic.slug, "rank": None}


def _untag(job: _Job, question: Question) -> Fact:
    assert job.topic is not None  # noqa: S101  # REASON: the form asks for it
    return _drop_topic(job, question, job.topic)


def _drop_topic(job: _Job, question: Question, topic: Topic) -> Fact:
    link = question.question_topics.filter(topic=topic).first()
    if link is None:
        return {}
    rank = link.rank
    link.delete()
    _tag_draft(question, topic.slug, is_added=False)
    _touch(job, question, f"topic {topic.slug} taken away")
    return {"topic": topic.slug, "rank": rank}


def _tag_back(job: _Job, question: Question, told: Fact) -> bool:
    topic = Topic.objects.filter(slug=told["topic"]).first()
    return bool(topic and _drop_topic(job, question, topic))


def _untag_back(job: _Job, question: Question, told: Fact) -> bool:
    topic = Topic.objects.filter(slug=told["topic"]).first()
    return bool(topic and _add_topic(job, question, topic))


def _tag_draft(question: Question, slug: str, *, is_added: bool) -> None:
    """An open draft would otherwise bring the former tags back when it is published."""
    draft = Manuscript.objects.filter(revision__drafted=question).first()
    if draft is None:
        return
    topics = [topic for topic in draft.tags.get("topics", []) if topic != slug]
    draft.tags = draft.tags | {"topics": [*topics, slug] if is_added else topics}
    draft.version += 1
    draft.save(update_fields=["tags", "version"])


def _touch(job: _Job, question: Question, action: str) -> None:
    if question.is_shipped:
        question.taken_over_at = question.taken_over_at or job.now
    question.save(update_fields=["taken_over_at", "updated_at"])
    desk.note(job.by, action, question, job.reason)


DOING: dict[BulkVerb, Callable[[_Job, Question], Fact]] = {
    BulkVerb.ASSIGN: _assign,
    BulkVerb.SUBMIT: _submit,
    BulkVerb.RETIRE: _retire,
    BulkVerb.TAG: _tag,
    BulkVerb.UNTAG: _untag,
}
UNDOING: dict[BulkVerb, Callable[[_Job, Question, Fact], bool]] = {
    BulkVerb.ASSIGN: _unassign,
    BulkVerb.SUBMIT: _unsubmit,
    BulkVerb.RETIRE: _unretire,
    BulkVerb.TAG: _tag_back,
    BulkVerb.UNTAG: _untag_back,
}
