"""Reads of the bank: lists for instructors, one question, what everybody may know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from questions.bankfiles import render_variant
from questions.generators import GENERATORS
from questions.models import (
    Bank,
    Guide,
    Question,
    QuestionReport,
    QuestionRevision,
    QuestionTask,
    QuestionTopic,
    Topic,
)

PAGE_SIZE = 30
REPORTS_SIZE = 50


def draw_variant(revision: QuestionRevision, seed: int) -> dict[str, Any]:
    """The content of the variant that the seed fixes, in the form of `content`."""
    return render_variant(GENERATORS[revision.generator](seed))


# --- The list ---------------------------------------------------------------


@dataclass(frozen=True)
class BankPage:
    """One page of the list. The steps are query strings, empty at an end."""

    questions: list[Question]
    total: int
    previous: str
    next: str


def bank_page(filters: Mapping[str, str]) -> BankPage:
    """Questions by slug, keyset-paged; the number of queries never grows."""
    found = _filtered(filters)
    total = found.count()
    if "before" in filters:
        rows = found.filter(slug__lt=filters["before"]).order_by("-slug")
        page = list(_detailed(rows)[: PAGE_SIZE + 1])
        has_previous, has_next = len(page) > PAGE_SIZE, True
        page = page[:PAGE_SIZE][::-1]
    else:
        rows = found.filter(slug__gt=filters.get("after", "")).order_by("slug")
        page = list(_detailed(rows)[: PAGE_SIZE + 1])
        has_previous, has_next = "after" in filters, len(page) > PAGE_SIZE
        page = page[:PAGE_SIZE]
    return BankPage(
        questions=page,
        total=total,
        previous=_step(filters, "before", page[0].slug)
        if page and has_previous
        else "",
        next=_step(filters, "after", page[-1].slug) if page and has_next else "",
    )


def _step(filters: Mapping[str, str], name: str, slug: str) -> str:
    kept = {k: v for k, v in filters.items() if k not in ("after", "before")}
    return f"?{urlencode(kept | {name: slug})}"


def _filtered(filters: Mapping[str, str]) -> QuerySet[Question]:
    found = Question.objects.all()
    if text := filters.get("q"):
        found = found.filter(Q(slug__icontains=text) | Q(current__stem__icontains=text))
    if topic := filters.get("topic"):
        tags = QuestionTopic.objects.filter(question=OuterRef("pk"), topic__slug=topic)
        found = found.filter(Exists(tags))
    if guide := filters.get("guide"):
        serves = QuestionTask.objects.filter(
            question=OuterRef("pk"), task__domain__guide__code=guide
        )
        found = found.filter(Exists(serves))
    if kind := filters.get("kind"):
        found = found.filter(current__kind=kind)
    if state := filters.get("state"):
        found = found.filter(state=state)
    return found


def _detailed(found: QuerySet[Question]) -> QuerySet[Question]:
    return (
        found.select_related("current")
        .defer("current__content")
        .annotate(open_reports=_open_reports())
        .prefetch_related(*tags())
    )


def tags() -> list["Prefetch[Any]"]:
    """Topics and tasks of questions, in two queries however many there are."""
    return [
        Prefetch("question_topics", QuestionTopic.objects.select_related("topic")),
        Prefetch(
            "question_tasks",
            QuestionTask.objects.select_related("task__domain__guide"),
        ),
    ]


def _open_reports() -> Coalesce:
    """Counted apart: joins of one query would multiply each other."""
    counts = (
        QuestionReport.objects.filter(
            revision__question=OuterRef("pk"), resolved_at=None
        )
        .order_by()
        .values("revision__question")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counts), 0)


# --- One question -----------------------------------------------------------


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

    @property
    def is_current(self) -> bool:
        return self.revision.pk == self.question.current_id


def question_page(
    question: Question, revision: QuestionRevision, seed: int
) -> QuestionPage:
    """Everything about a question at one of its revisions."""
    revisions = question.revisions.defer("content").order_by("-number")
    is_generated = bool(revision.generator)
    content = draw_variant(revision, seed) if is_generated else revision.content
    reports = QuestionReport.objects.filter(revision__question=question)
    return QuestionPage(
        question=question,
        revision=revision,
        content=content,
        options=_shown_options(content),
        seed=seed if is_generated else None,
        history=list(revisions),
        reports=list(reports.select_related("revision", "reporter")[:REPORTS_SIZE]),
        enemies=list(question.enemies.order_by("slug")),
        bank=Bank.objects.filter(pk=1).first(),
    )


def _shown_options(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    targets = {target["id"]: target["html"] for target in content["targets"]}
    key = content["key"]
    matched = key if isinstance(key, dict) else {}
    return [
        option
        | {
            "letter": option["id"].upper(),
            "target_html": targets.get(matched.get(option["id"]), ""),
        }
        for option in content["options"]
    ]


# --- Reports ----------------------------------------------------------------


def open_reports() -> QuerySet[QuestionReport]:
    """What students say is wrong and nobody has settled, newest first."""
    return QuestionReport.objects.filter(resolved_at=None).select_related(
        "revision__question", "reporter"
    )[:REPORTS_SIZE]


# --- What everybody may know ------------------------------------------------


@dataclass(frozen=True)
class GuideCount:
    guide: Guide
    questions: int
    with_evidence: int

    @property
    def evidence_percent(self) -> int:
        return round(100 * self.with_evidence / self.questions)


@dataclass(frozen=True)
class TopicCount:
    name: str
    counts: list[int]  # in the order of the guides


@dataclass(frozen=True)
class TopicGroup:
    name: str
    total: int  # questions whose home topic is in this group
    topics: list[TopicCount]


@dataclass(frozen=True)
class AboutPage:
    bank: Bank | None
    total: int
    with_evidence: int
    guides: list[GuideCount]
    groups: list[TopicGroup]

    @property
    def evidence_percent(self) -> int:
        return round(100 * self.with_evidence / self.total) if self.total else 0


def about_page() -> AboutPage:
    """Counts of published questions; nothing that tells a question."""
    published = Question.objects.published()
    sums = published.aggregate(
        total=Count("pk"), with_evidence=Count("pk", filter=_HAS_EVIDENCE)
    )
    guides = _guide_counts()
    return AboutPage(
        bank=Bank.objects.filter(pk=1).first(),
        guides=guides,
        groups=_groups([row.guide.pk for row in guides]),
        **sums,
    )


_HAS_EVIDENCE = ~Q(current__evidence=[])
_PUBLISHED = Q(question__state="published", question__current__isnull=False)


def _guide_counts() -> list[GuideCount]:
    rows = (
        QuestionTask.objects.filter(_PUBLISHED)
        .order_by()
        .values("task__domain__guide")
        .annotate(
            questions=Count("question", distinct=True),
            with_evidence=Count(
                "question",
                distinct=True,
                filter=~Q(question__current__evidence=[]),
            ),
        )
    )
    counts = {row["task__domain__guide"]: row for row in rows}
    return [
        GuideCount(
            guide, counts[guide.pk]["questions"], counts[guide.pk]["with_evidence"]
        )
        for guide in Guide.objects.all()
        if guide.pk in counts
    ]


def _groups(guide_ids: list[int]) -> list[TopicGroup]:
    rows = (
        QuestionTopic.objects.filter(_PUBLISHED)
        .order_by()
        .annotate(guide=F("question__tasks__domain__guide"))
        .values_list("topic", "guide")
        .annotate(Count("question", distinct=True))
    )
    counts = {(topic, guide): count for topic, guide, count in rows}
    homes = dict(
        QuestionTopic.objects.filter(_PUBLISHED, rank=0)
        .order_by()
        .values_list("topic__group")
        .annotate(Count("pk"))
    )
    groups: dict[str, list[TopicCount]] = {}
    for topic in Topic.objects.order_by("name").only("name", "group"):
        found = [counts.get((topic.pk, guide), 0) for guide in guide_ids]
        groups.setdefault(topic.group, []).append(TopicCount(topic.name, found))
    return [
        TopicGroup(name, homes.get(name, 0), topics)
        for name, topics in sorted(groups.items())
    ]
