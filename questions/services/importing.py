"""Bringing questions in: read the file, let somebody choose, make drafts, take back.

Reading writes no question. A confirmed import is its own to-do list: chosen rows
without a question are still to be made, by the job or by the sweep after it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.db.models.fields.files import FieldFile

from accounts.models import User
from lib import audit
from lib.jobs import STALLED_AFTER, enqueue
from lib.problems import Problem
from questions.exchange import Item, Parsed, read_file
from questions.exchange.drafts import data_of, item_from, tags_of_item, text_of_item
from questions.manuscript import Tags, Text
from questions.markdown import render
from questions.models import (
    CategoryTopic,
    ImportedPicture,
    ImportedQuestion,
    ImportState,
    Question,
    QuestionImport,
    QuestionRevision,
    Scenario,
    State,
    Topic,
)
from questions.services.illustrating import place_pictures
from questions.services.rows import BATCH
from questions.services.writing import create_questions

STEP = 50  # drafts of one transaction
FORGET_AFTER = timedelta(days=30)
NAMED = 5

Draft = tuple[str, Text, Tags]


def read_import(
    *, sender: User, file_name: str, data: bytes, format_: str | None, now: datetime
) -> QuestionImport:
    """Read a file and keep what was found for somebody to choose from.

    Raises Problem 422 `nothing-found` when there is neither a question nor a reason.
    """
    parsed = read_file(data, file_name, format_)
    return keep_import(
        sender=sender, file_name=file_name, data=data, parsed=parsed, now=now
    )


@transaction.atomic
def keep_import(
    *, sender: User, file_name: str, data: bytes, parsed: Parsed, now: datetime
) -> QuestionImport:
    """The rows of a file that has been read. What nobody confirmed is forgotten."""
    old = QuestionImport.objects.filter(state=ImportState.READ)
    old.filter(sent_at__lt=now - FORGET_AFTER).delete()
    batch = QuestionImport.objects.create(
        file_name=file_name[-255:],
        digest=hashlib.sha256(data).hexdigest(),
        format=parsed.format[:20],
        sender=sender,
        sent_at=now,
        faults={
            "skipped": [asdict(one) for one in parsed.skipped],
            "errors": [asdict(one) for one in parsed.errors],
            "warnings": [asdict(one) for one in parsed.warnings],
        },
    )
    _keep_rows(batch, parsed.items)
    return batch


def _keep_rows(batch: QuestionImport, items: list[Item]) -> None:
    told = [str(item.own["id"]) for item in items if "id" in item.own]
    known = set(Question.objects.filter(slug__in=told).values_list("slug", flat=True))
    rows = ImportedQuestion.objects.bulk_create(
        [
            ImportedQuestion(
                batch=batch,
                position=position,
                ref=item.ref[:200],
                category=item.category,
                data=data_of(item),
                # What the bank has already is chosen by hand or not at all.
                is_chosen=item.own.get("id") not in known,
            )
            for position, item in enumerate(items, start=1)
        ],
        batch_size=BATCH,
    )
    ImportedPicture.objects.bulk_create(
        [
            ImportedPicture(row=row, name=image.name[:200], data=image.data)
            for row, item in zip(rows, items, strict=True)
            for image in item.images
        ],
        batch_size=20,
    )


@transaction.atomic
def choose_rows(
    *, batch: QuestionImport, among: Iterable[int] | None, chosen: Iterable[int]
) -> None:
    """Choose rows by their positions, and no others `among` them (None: of all)."""
    batch = _locked(batch.pk)
    _refuse_unless(batch, ImportState.READ)
    rows = batch.rows.all() if among is None else batch.rows.filter(position__in=among)
    rows.exclude(position__in=chosen).update(is_chosen=False)
    rows.filter(position__in=chosen).update(is_chosen=True)


@transaction.atomic
def map_categories(
    *, by: User, topics: Mapping[str, Topic | None], now: datetime
) -> None:
    """Remember which topic a category means; None forgets it."""
    for category, topic in topics.items():
        if topic is None:
            CategoryTopic.objects.filter(category=category).delete()
        else:
            told = {"topic": topic, "decided_by": by, "decided_at": now}
            CategoryTopic.objects.update_or_create(category=category, defaults=told)


@transaction.atomic
def confirm_import(*, batch: QuestionImport, by: User, now: datetime) -> QuestionImport:
    """Make drafts of the chosen rows, by a job. Raises Problem 409."""
    batch = _locked(batch.pk)
    _refuse_unless(batch, ImportState.READ)
    if not batch.rows.filter(is_chosen=True).exists():
        raise Problem(
            "nothing-chosen", 409, "Nothing is chosen", "Choose a question first."
        )
    batch.state, batch.confirmed_at = ImportState.RUNNING, now
    batch.save(update_fields=["state", "confirmed_at"])
    _note(batch, by, "import confirmed")
    enqueue("questions.tasks.run_import", str(batch.pk))
    return batch


def run_import(*, batch_id: UUID, now: datetime) -> None:
    """Make the drafts that are still to be made. Safe to repeat and to run twice."""
    while _make_some(batch_id, now):
        pass


def run_stalled_imports(*, now: datetime) -> None:
    """What a lost job left behind, and what nobody has begun."""
    stalled = QuestionImport.objects.filter(
        state=ImportState.RUNNING, confirmed_at__lt=now - STALLED_AFTER
    )
    for pk in stalled.values_list("pk", flat=True):
        run_import(batch_id=pk, now=now)


@transaction.atomic
def forget_import(*, batch: QuestionImport) -> None:
    """Delete what was read of a file before anything was made of it."""
    batch = _locked(batch.pk)
    _refuse_unless(batch, ImportState.READ)
    batch.delete()


@transaction.atomic
def undo_import(*, batch: QuestionImport, by: User, now: datetime) -> int:
    """Delete every draft of an import while none of it left that state; their number.

    Raises Problem 409 `import-in-use` that names what is in review or published.
    """
    batch = _locked(batch.pk)
    _refuse_unless(batch, ImportState.DONE)
    made = Question.objects.select_for_update(of=("self",)).filter(origin__batch=batch)
    questions = {question.pk: question for question in made.order_by("pk")}
    used = [q for q in questions.values() if q.state != State.DRAFT]
    revisions = QuestionRevision.objects.filter(question__in=questions)
    published = revisions.filter(published_at__isnull=False)
    slugs = {q.slug for q in used} | {
        questions[pk].slug for pk in published.values_list("question", flat=True)
    }
    if slugs:
        raise _in_use(sorted(slugs))
    _delete(list(questions))
    batch.state, batch.undone_at = ImportState.UNDONE, now
    batch.save(update_fields=["state", "undone_at"])
    _note(batch, by, "import taken back", questions=len(questions))
    return len(questions)


# --- Making drafts ----------------------------------------------------------


@transaction.atomic
def _make_some(batch_id: UUID, now: datetime) -> bool:
    """The next few rows in one transaction; False when none is left."""
    batch = _locked(batch_id)
    if batch.state != ImportState.RUNNING:
        return False
    waiting = batch.rows.filter(is_chosen=True, question=None)
    rows = list(waiting.order_by("position").prefetch_related("pictures")[:STEP])
    if not rows or batch.sender is None:
        batch.state, batch.finished_at = ImportState.DONE, now
        batch.save(update_fields=["state", "finished_at"])
        ImportedPicture.objects.filter(row__batch=batch).delete()
        return False
    drafts = _Drafts(rows).all()
    origin = f"{batch.file_name} ({batch.format}, {batch.digest[:12]})"
    questions = create_questions(
        author=batch.sender, drafts=drafts, now=now, origin=origin
    )
    for row, question in zip(rows, questions, strict=True):
        row.question = question
        place_pictures(row=row, question=question, uploader=batch.sender, now=now)
    ImportedQuestion.objects.bulk_update(rows, ["question"])
    return True


class _Drafts:
    """Rows as drafts: slugs that are free, topics that exist, scenarios as rows."""

    def __init__(self, rows: list[ImportedQuestion]) -> None:
        self.rows = rows
        self.items = [item_from(row.data) for row in rows]
        told = [str(item.own.get("id", "")) for item in self.items]
        taken = Question.objects.filter(slug__in=told).values_list("slug", flat=True)
        self.taken = set(taken)
        self.topics = set(Topic.objects.values_list("slug", flat=True))
        mapped = CategoryTopic.objects.filter(category__in={r.category for r in rows})
        self.by_category = dict(mapped.values_list("category", "topic__slug"))

    def all(self) -> list[Draft]:
        return [self._draft(item) for item in self.items]

    def _draft(self, item: Item) -> Draft:
        slug = str(item.own.get("id", ""))
        slug = "" if slug in self.taken else slug
        self.taken.add(slug)
        scenario = _scenario_slug(item.own.get("scenario", {}))
        return (
            slug,
            text_of_item(item, scenario),
            tags_of_item(item, self._topics(item)),
        )

    def _topics(self, item: Item) -> tuple[str, ...]:
        told = [slug for slug in item.own.get("topics", ()) if slug in self.topics]
        mapped = self.by_category.get(item.category)
        return tuple(told or ([mapped] if mapped else []))


def _scenario_slug(told: Mapping[str, str]) -> str:
    """The slug of a scenario with these words; another text gets another slug."""
    if not told:
        return ""
    slug, number = told["id"], 1
    while True:
        rows = Scenario.objects.filter(slug=slug)
        newest = rows.aggregate(newest=Max("number"))["newest"]
        if newest is None:
            Scenario.objects.create(
                slug=slug,
                number=1,
                title=told["title"][:160],
                text=told["text"],
                html=render(told["text"]),
            )
            return slug
        if rows.filter(number=newest, text=told["text"]).exists():
            return slug
        number += 1
        slug = f"{told['id'][:70]}-{number}"


# --- Taking back ------------------------------------------------------------


def _delete(pks: list[int]) -> None:
    questions = Question.objects.filter(pk__in=pks)
    files = [
        picture.file
        for question in questions.prefetch_related("pictures")
        for picture in question.pictures.all()
    ]
    questions.update(current=None, draft=None)
    QuestionRevision.objects.filter(question__in=pks).delete()
    questions.delete()
    for file in files:
        _delete_later(file)


def _delete_later(file: FieldFile) -> None:
    def delete() -> None:  # no partial: Django asks a failing function for its name
        file.delete(save=False)

    transaction.on_commit(delete, robust=True)


def _in_use(slugs: list[str]) -> Problem:
    named = ", ".join(slugs[:NAMED]) + (" and others" if len(slugs) > NAMED else "")
    return Problem(
        "import-in-use",
        409,
        "Some of these questions are in use",
        f"In review, published or retired: {named}. Return or retire single questions "
        "instead.",
    )


# --- Rows -------------------------------------------------------------------


def _locked(pk: UUID) -> QuestionImport:
    return QuestionImport.objects.select_for_update(of=("self",)).get(pk=pk)


def _refuse_unless(batch: QuestionImport, state: ImportState) -> None:
    if batch.state != state:
        raise Problem(
            "import-moved-on",
            409,
            "This import has moved on",
            f"It is “{batch.get_state_display().lower()}” by now. Open it again.",
        )


def _note(batch: QuestionImport, by: User, action: str, **detail: int) -> None:
    told = {"file": batch.file_name, "sha256": batch.digest, "format": batch.format}
    audit.record(
        by=by,
        action=action,
        object_type="import",
        object_id=batch.pk,
        detail=told | detail,
    )
