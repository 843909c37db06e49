"""The review queue, sorted by need, and everything a reviewer looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.selectors import AuditRow, rows_of
from lib.models import AuditEvent
from questions.differences import Section
from questions.manuscript import Tags, Text, tags_of, text_of
from questions.models import Manuscript, Question, QuestionReport, Remark, Topic
from questions.proofreading import Hint, hints, place_name, places
from questions.selectors.comparing import differences_of_draft
from questions.selectors.question import draft_content, shown_options

QUEUE_SIZE = 100
SENT_BACK = "question sent back"
STEPS = (
    SENT_BACK,
    "question taken back",
    "question sent to review",
    "correction begun",
)


@dataclass(frozen=True)
class Queue:
    """Drafts with `open_reports`, `open_remarks`, `is_own` and `need`."""

    waiting: list[Manuscript]
    writing: list[Manuscript]


def review_queue(user: User, *, only_mine: bool = False) -> Queue:
    """What waits for a reviewer, the most needed first, and what is being written.

    Need: assigned to this person, then reported by students, then the longest wait.
    Texts of one's own stand last, because somebody else has to read them.
    """
    rows = _queued(user)
    if only_mine:
        rows = rows.filter(Q(reviewer=user) | Q(is_own=True))
    waiting = rows.in_review().order_by("need", "-open_reports", "submitted_at", "pk")
    writing = rows.filter(submitted_at=None).order_by("need", "-saved_at", "pk")
    return Queue(list(waiting[:QUEUE_SIZE]), list(writing[:QUEUE_SIZE]))


def _queued(user: User) -> Any:
    own = Manuscript.writers.through.objects.filter(
        manuscript_id=OuterRef("pk"), user_id=user.pk
    )
    remarks = Remark.objects.filter(revision=OuterRef("pk"), settled_at=None)
    reports = QuestionReport.objects.filter(
        revision__question=OuterRef("revision__question"), resolved_at=None
    )
    return (
        Manuscript.objects.open()
        .select_related("revision__question", "submitted_by", "reviewer", "saved_by")
        .defer("text", "tags", "revision__content", "revision__evidence")
        .annotate(
            is_own=Exists(own),
            open_remarks=_count(remarks, "revision"),
            open_reports=_count(reports, "revision__question"),
            need=Case(
                When(is_own=True, then=Value(2)),
                When(reviewer=user, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            ),
        )
    )


def _count(rows: "QuerySet[Any]", by: str) -> Coalesce:
    counts = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


@dataclass(frozen=True)
class ReviewPage:
    draft: Manuscript
    text: Text
    tags: Tags
    hints: list[Hint]
    sections: list[Section]  # what it changes; nothing for a new question
    options: list[dict[str, object]]
    remarks: list[Remark]
    places: list[tuple[str, str]]  # where a remark can be made: place, its name
    is_own: bool
    topics: list[str]  # by their names

    @property
    def open_remarks(self) -> int:
        return sum(remark.settled_at is None for remark in self.remarks)


def review_page(user: User, draft: Manuscript) -> ReviewPage:
    """The draft as its reviewer reads it."""
    text, tags = text_of(draft.text), tags_of(draft.tags)
    return ReviewPage(
        draft=draft,
        text=text,
        tags=tags,
        hints=hints(text, tags),
        sections=differences_of_draft(draft.revision.question, draft),
        options=shown_options(draft_content(draft)),
        remarks=remarks_of(draft),
        places=[("", "The whole question")]
        + [(place, place_name(place)) for place, words in places(text) if words],
        is_own=draft.writers.filter(pk=user.pk).exists(),
        topics=_names(tags.topics),
    )


def _names(slugs: Sequence[str]) -> list[str]:
    names = dict(Topic.objects.filter(slug__in=slugs).values_list("slug", "name"))
    return [names.get(slug, slug) for slug in slugs]


def remarks_of(draft: Manuscript) -> list[Remark]:
    """Of this draft and in their order; each with the `name` of its place."""
    rows = Remark.objects.filter(revision=draft.revision)
    found = list(rows.select_related("author", "settled_by"))
    for remark in found:
        remark.name = place_name(remark.place)  # type: ignore[attr-defined]  # REASON: for the page
    return sorted(found, key=lambda remark: remark.settled_at is not None)


def returned_of(question: Question) -> AuditRow | None:
    """That a reviewer sent it back, and why, as long as no other step followed."""
    told = AuditEvent.objects.filter(object_type="question", object_id=question.pk)
    last = told.filter(action__in=STEPS).order_by("-id").first()
    return rows_of([last])[0] if last and last.action == SENT_BACK else None
