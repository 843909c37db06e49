"""Reads of imports: the list, what one found, how far it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from questions.exchange import Item
from questions.exchange.drafts import item_from, text_of_item
from questions.exchange.mapping import suggestions
from questions.exchange.pictures import with_texts, without_pictures
from questions.manuscript import content_of
from questions.markdown import render
from questions.models import (
    CategoryTopic,
    ImportedPicture,
    ImportedQuestion,
    Kind,
    Manuscript,
    Question,
    QuestionImport,
    Topic,
)
from questions.selectors.question import NOTHING, shown_options

ROWS = 20  # each is shown in whole
RECENT = 20
FAULTS = 200  # shown; the rest is counted
CATEGORIES = 300


@dataclass(frozen=True)
class Counts:
    found: int
    chosen: int
    made: int

    @property
    def percent(self) -> int:
        return 100 * self.made // self.chosen if self.chosen else 100


@dataclass(frozen=True)
class Row:
    """One question as found, for the preview: rendered, with every option."""

    position: int
    ref: str
    kind: str
    kind_code: str
    content: Mapping[str, Any]
    options: list[dict[str, Any]]  # as on the question's own page
    computed: str  # how it is computed, where it has no text of its own
    pictures: int
    tags: list[str]
    category: str
    place: str
    warnings: list[str]
    is_chosen: bool
    is_known: bool  # a question of this name is in the bank
    slug: str  # of the question that it became


@dataclass(frozen=True)
class Category:
    """A category path with the topic it means, decided or suggested."""

    path: str
    name: str  # of its form field
    topic: str
    is_suggested: bool
    questions: int


@dataclass(frozen=True)
class ImportPage:
    batch: QuestionImport
    counts: Counts
    page: Page[ImportedQuestion]
    rows: list[Row]
    categories: list[Category]
    earlier: QuestionImport | None  # the same file, brought in before
    changed: int  # drafts of it that somebody has worked on since

    @property
    def skipped(self) -> list[dict[str, Any]]:
        return self._faults("skipped")

    @property
    def errors(self) -> list[dict[str, Any]]:
        return self._faults("errors")

    @property
    def warnings(self) -> list[dict[str, Any]]:
        return self._faults("warnings")

    @property
    def unshown(self) -> int:
        told = self.batch.faults.values()
        return sum(max(0, len(faults) - FAULTS) for faults in told)

    def _faults(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.batch.faults.get(name, [])
        return found[:FAULTS]


def recent_imports(user: User) -> QuerySet[QuestionImport]:
    """Their own, newest first; administrators see everybody's."""
    rows = QuestionImport.objects.select_related("sender").annotate(
        found=Count("rows"), made=Count("rows", filter=Q(rows__question__isnull=False))
    )
    mine = rows if user.is_admin else rows.filter(sender=user)
    return mine.order_by("-sent_at")[:RECENT]


def counts_of(batch: QuestionImport) -> Counts:
    is_chosen = Q(is_chosen=True)
    told = batch.rows.aggregate(
        found=Count("pk"),
        chosen=Count("pk", filter=is_chosen),
        made=Count("pk", filter=is_chosen & Q(question__isnull=False)),
    )
    return Counts(**told)


def slugs_of_import(batch: QuestionImport) -> list[str]:
    """The questions that an import made, in the order of its file."""
    rows = batch.rows.filter(question__isnull=False).order_by("position")
    return list(rows.values_list("question__slug", flat=True))


def import_page(batch: QuestionImport, number: int) -> ImportPage:
    """One page of what a file holds. The number of statements never grows."""
    rows = batch.rows.select_related("question").order_by("position")
    rows = rows.prefetch_related(
        Prefetch("pictures", ImportedPicture.objects.only("row"))
    )
    page = Paginator(rows, ROWS).get_page(number)
    same = QuestionImport.objects.filter(digest=batch.digest, state="done")
    return ImportPage(
        batch=batch,
        counts=counts_of(batch),
        page=page,
        rows=list(_rows(list(page.object_list))),
        categories=categories_of(batch),
        earlier=same.exclude(pk=batch.pk).order_by("-finished_at").first(),
        changed=_changed(batch),
    )


def _changed(batch: QuestionImport) -> int:
    """Drafts that somebody saved after the import had made all of them."""
    if batch.finished_at is None:
        return 0
    drafts = Manuscript.objects.filter(revision__question__origin__batch=batch)
    return drafts.filter(saved_at__gt=batch.finished_at).count()


def _rows(found: list[ImportedQuestion]) -> Iterator[Row]:
    told = [row.data["own"].get("id", "") for row in found]
    known = set(Question.objects.filter(slug__in=told).values_list("slug", flat=True))
    for row in found:
        yield _row(row, known)


def _row(row: ImportedQuestion, known: set[str]) -> Row:
    data, own = row.data, row.data["own"]
    content = _content(with_texts(item_from(data), without_pictures))
    slug = row.question.slug if row.question else ""
    line = f", line {data['line']}" if data["line"] else ""
    return Row(
        position=row.position,
        ref=row.ref,
        kind=Kind(data["kind"]).label,
        kind_code=data["kind"],
        content=content,
        options=shown_options(content),
        computed="template" if "template" in own else own.get("generator", ""),
        pictures=len(row.pictures.all()),
        tags=data["tags"],
        category=row.category,
        place=f"{data['file']}{line}",
        warnings=data["warnings"],
        is_chosen=row.is_chosen,
        is_known=not slug and data["own"].get("id") in known,
        slug=slug,
    )


def _content(item: Item) -> Mapping[str, Any]:
    """As the draft will be shown; of what is computed only its words."""
    if {"generator", "template"} & set(item.own):
        return {**NOTHING, "stem_html": render(item.stem)}
    return content_of(text_of_item(item))


def categories_of(batch: QuestionImport) -> list[Category]:
    """Every category of the file with what it means or may mean."""
    found = batch.rows.exclude(category="").order_by().values_list("category")
    counted = dict(found.annotate(Count("pk")).order_by("category")[:CATEGORIES])
    if not counted:
        return []
    decided = dict(
        CategoryTopic.objects.filter(category__in=counted).values_list(
            "category", "topic__slug"
        )
    )
    names = {
        topic.slug: [topic.name, topic.slug.replace("-", " "), *topic.aliases]
        for topic in Topic.objects.only("slug", "name", "aliases")
    }
    likely = suggestions([c for c in counted if c not in decided], names)
    return [
        Category(
            path=path,
            name=f"category-{number}",
            topic=decided.get(path) or likely.get(path, ""),
            is_suggested=path not in decided and path in likely,
            questions=count,
        )
        for number, (path, count) in enumerate(counted.items())
    ]
