"""What every step of writing and reviewing needs: locks, tags, the log, the lexicon."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Max

from accounts.models import User
from lib import audit
from lib.problems import Problem
from questions.bankfiles import ScenarioSource
from questions.manuscript import Tags, Text, content_of, digest_of
from questions.models import (
    Bank,
    Crosswalk,
    Manuscript,
    Question,
    QuestionRevision,
    QuestionTask,
    QuestionTopic,
    Scenario,
    Task,
    Topic,
)
from questions.services.rows import Key, sync_links

LEARN = """
INSERT INTO questions_searchword (word)
SELECT DISTINCT lexeme
  FROM questions_questionrevision r, unnest(to_tsvector('simple', r.words))
 WHERE r.id = ANY(%s) AND lexeme ~ '^[a-z][a-z0-9-]{3,39}$'
 ORDER BY lexeme
    ON CONFLICT DO NOTHING
"""


def locked_question(question: Question) -> Question:
    """The question as it is now; its draft changes only under this lock."""
    return Question.objects.select_for_update(of=("self",)).get(pk=question.pk)


def draft_of(question: Question) -> Manuscript:
    """The open draft of a locked question, or a refusal."""
    found = (
        Manuscript.objects.select_related("revision__scenario")
        .filter(revision=question.draft_id)
        .first()
    )
    if found is None:
        raise Problem(
            "no-draft",
            409,
            "Nobody is writing this question",
            "Its draft was published or thrown away. Open the question and start anew.",
        )
    return found


def locked_bank() -> Bank:
    """Taken before any question's lock: loading the bank does the same."""
    Bank.objects.get_or_create(pk=1)
    return Bank.objects.select_for_update().get(pk=1)


def raise_bank_version() -> None:
    """The pools of exams are cached per version: what changes them raises it."""
    bank = locked_bank()
    bank.version += 1
    bank.save(update_fields=["version"])


def note(
    actor: User, action: str, question: Question, reason: str = "", **detail: Any
) -> None:
    """One line in the audit log, which is also the question's history."""
    told = {"question": question.slug} | detail
    audit.record(
        by=actor,
        action=action,
        object_type="question",
        object_id=question.pk,
        detail=told | {"reason": reason} if reason else told,
    )


def note_bank(actor: User, action: str) -> None:
    """One line in the audit log about the bank as a whole."""
    audit.record(by=actor, action=action, object_type="bank", object_id=1)


def next_number(question: Question) -> int:
    newest = question.revisions.aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def newest_scenario(slug: str) -> Scenario | None:
    return Scenario.objects.filter(slug=slug).order_by("-number").first()


def write_revision(
    revision: QuestionRevision, text: Text, scenario: Scenario | None
) -> QuestionRevision:
    """The revision with the text in it, rendered; not saved yet."""
    shared = _shared(scenario) if scenario else None
    revision.kind = text.kind
    revision.stem = text.stem
    revision.content = content_of(text)
    revision.generator = text.generator
    revision.scenario = scenario
    revision.evidence = list(text.evidence)
    revision.references = list(text.references)
    revision.digest = digest_of(text, shared)
    return revision


def _shared(scenario: Scenario) -> ScenarioSource:
    return ScenarioSource(scenario.slug, scenario.title, scenario.text, file="", line=0)


def apply_tags(question: Question, tags: Tags) -> None:
    """Topics and tasks as rows; an old guide's tasks are carried to its successor."""
    pks = dict(Topic.objects.filter(slug__in=tags.topics).values_list("slug", "pk"))
    topics = [pks[slug] for slug in tags.topics if slug in pks]
    links: dict[Key, int] = {(question.pk, pk): rank for rank, pk in enumerate(topics)}
    scope = {"question_id": question.pk}
    sync_links(QuestionTopic, links, ["question_id", "topic_id"], scope)
    tasks = _task_ids(tags)
    links = {(question.pk, pk): rank for rank, pk in enumerate(tasks)}
    sync_links(QuestionTask, links, ["question_id", "task_id"], scope)
    question.difficulty = tags.difficulty


def _task_ids(tags: Tags) -> list[int]:
    rows = Task.objects.filter(domain__guide__code__in=list(tags.tasks))
    known = {
        (guide, code): pk
        for pk, code, guide in rows.values_list("pk", "code", "domain__guide__code")
    }
    chosen = [
        known[guide, code]
        for guide, codes in tags.tasks.items()
        for code in codes
        if (guide, code) in known
    ]
    carried = (
        Crosswalk.objects.filter(old_task__in=chosen)
        .exclude(new_task__domain__guide__code__in=list(tags.tasks))
        .order_by("new_task__code")
        .values_list("new_task", flat=True)
    )
    return list(dict.fromkeys([*chosen, *carried]))


def learn_words(revisions: Iterable[int]) -> None:
    """Words of finished texts, for searches with a typing mistake.

    The last statement of its transaction, and in alphabetical order: two of them
    wait for each other and never in a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute(LEARN, [list(revisions)])
