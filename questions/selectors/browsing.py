"""The list of questions: filters, order, and pages that cost the same everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from questions.models import (
    BulkChange,
    Doubt,
    Question,
    QuestionReport,
    QuestionRevision,
    QuestionTask,
    QuestionTopic,
    SavedFilter,
    State,
)
from questions.selectors.question import tags
from questions.selectors.searching import Search, search_alike, search_for

PAGE_SIZE = 30
COUNTED = 1000
RANKED = 500
STEPS = ("after", "before")
DAYS_PER_MONTH = 30
OFTEN = 0.1  # of the last exams; "seldom" is below it
EXPOSED = {"often": OFTEN, "most": 0.25}


@dataclass(frozen=True)
class BankPage:
    """One page of the list. The steps are query strings, empty at an end."""

    questions: list[Question]
    total: int
    previous: str
    next: str
    corrected: str = ""  # the words that were searched instead

    @property
    def is_total_capped(self) -> bool:
        return self.total > COUNTED

    @property
    def shown_total(self) -> int:
        return min(self.total, COUNTED)


def bank_page(filters: Mapping[str, str], now: datetime) -> BankPage:
    """Questions in the chosen order; neither a page nor the count grows with the bank.

    `filters` are those of BankFilterForm: q, topic, guide, task, kind, state,
    difficulty, author, flag, months, exposure, sort, and after or before.
    """
    if not filters.get("q"):
        found = filtered(filters, now)
        return _sorted(found, filters, found.order_by()[: COUNTED + 1].count())
    search = search_for(filters["q"])
    page = _searched(search, filters, now)
    if page.questions or set(filters) & set(STEPS):
        return page
    alike = search_alike(search)
    return _searched(alike, filters, now) if alike else page


def _searched(search: Search, filters: Mapping[str, str], now: datetime) -> BankPage:
    found = filtered(filters, now)
    if filters.get("sort"):
        page = _matched(found, search, filters)
    else:
        page = _ranked(found, search, filters)
    return replace(page, corrected=search.corrected if page.questions else "")


def chosen_questions(
    filters: Mapping[str, str], now: datetime, limit: int
) -> list[Question]:
    """The first of all questions that fit, for changes of many at once."""
    found = filtered(filters, now)
    if filters.get("q"):
        found = found.filter(pk__in=search_for(filters["q"]).matches())
    return list(found.order_by("slug")[:limit])


# --- Order and pages --------------------------------------------------------


def _matched(
    found: QuerySet[Question], search: Search, filters: Mapping[str, str]
) -> BankPage:
    """Few that fit are looked up and sorted; of many, the order is walked until the
    page is full. Sorting all the questions that hold a frequent word takes longest."""
    pks = search.first(found, COUNTED + 1)
    is_rare = len(pks) <= COUNTED
    fitting = found.filter(pk__in=pks) if is_rare else found.filter(search.fits())
    return _sorted(fitting, filters, len(pks))


def _sorted(
    found: QuerySet[Question], filters: Mapping[str, str], total: int
) -> BankPage:
    order = ORDERS.get(filters.get("sort", ""), ORDERS["name"])
    is_back = "before" in filters
    mark = filters.get("before" if is_back else "after", "")
    rows = order.beyond(found, mark, is_back=is_back) if mark else found
    names = order.fields if not is_back else order.reversed_fields
    page = list(_detailed(rows.order_by(*names))[: PAGE_SIZE + 1])
    is_more = len(page) > PAGE_SIZE
    page = page[:PAGE_SIZE][::-1] if is_back else page[:PAGE_SIZE]
    has_previous, has_next = (is_more, True) if is_back else (bool(mark), is_more)
    if not page:
        return BankPage([], total, "", "")
    return BankPage(
        page,
        total,
        _step(filters, "before", order.mark(page[0])) if has_previous else "",
        _step(filters, "after", order.mark(page[-1])) if has_next else "",
    )


@dataclass(frozen=True)
class Order:
    """By one column and the key, so that a page begins where the last one ended."""

    column: str
    is_descending: bool = False

    @property
    def fields(self) -> tuple[str, str]:
        sign = "-" if self.is_descending else ""
        return f"{sign}{self.column}", f"{sign}pk"

    @property
    def reversed_fields(self) -> tuple[str, str]:
        sign = "" if self.is_descending else "-"
        return f"{sign}{self.column}", f"{sign}pk"

    def mark(self, question: Question) -> str:
        if self.column == "slug":
            return question.slug
        at = getattr(question, self.column)
        return f"{round(at.timestamp() * 1_000_000)}-{question.pk}"

    def beyond(
        self, found: QuerySet[Question], mark: str, *, is_back: bool
    ) -> QuerySet[Question]:
        sign = "lt" if self.is_descending != is_back else "gt"
        if self.column == "slug":
            return found.filter(**{f"slug__{sign}": mark})
        micros, _, pk = mark.partition("-")
        if not (micros.isdecimal() and pk.isdecimal() and len(mark) < 40):
            return found
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros))
        same = {self.column: at, f"pk__{sign}": int(pk)}
        return found.filter(Q(**{f"{self.column}__{sign}": at}) | Q(**same))


ORDERS = {
    "name": Order("slug"),
    "newest": Order("updated_at", is_descending=True),
    "oldest": Order("updated_at"),
}


def _ranked(
    found: QuerySet[Question], search: Search, filters: Mapping[str, str]
) -> BankPage:
    """The best first, among the first 500 that fit: nobody reads further."""
    digits = filters.get("after", "")
    start = int(digits) if digits.isdecimal() and len(digits) < 4 else 0
    pks = search.first(found, RANKED + 1)
    rows = (
        _detailed(Question.objects.filter(pk__in=pks[:RANKED]))
        .annotate(rank=search.rank())
        .order_by("-rank", "pk")
    )
    page: list[Any] = list(rows[start : start + PAGE_SIZE + 1])
    previous = max(0, start - PAGE_SIZE)
    return BankPage(
        page[:PAGE_SIZE],
        len(pks) if len(pks) <= RANKED else COUNTED + 1,
        _step(filters, "after", str(previous)) if start else "",
        _step(filters, "after", str(start + PAGE_SIZE))
        if len(page) > PAGE_SIZE
        else "",
    )


def _step(filters: Mapping[str, str], name: str, mark: str) -> str:
    kept = {key: value for key, value in filters.items() if key not in STEPS}
    return f"?{urlencode(kept | {name: mark})}"


# --- Filters ----------------------------------------------------------------


def filtered(filters: Mapping[str, str], now: datetime) -> QuerySet[Question]:
    """The questions that fit every filter at once; the words are searched apart."""
    found = Question.objects.all()
    for name, condition in CONDITIONS.items():
        if value := filters.get(name):
            found = found.filter(condition(value))
    if months := filters.get("months"):
        found = found.filter(_older_than(now - timedelta(int(months) * DAYS_PER_MONTH)))
    return found


def _topic(slug: str) -> Q:
    return Q(
        Exists(QuestionTopic.objects.filter(question=OuterRef("pk"), topic__slug=slug))
    )


def _guide(code: str) -> Q:
    rows = QuestionTask.objects.filter(question=OuterRef("pk"))
    return Q(Exists(rows.filter(task__domain__guide__code=code)))


def _task(name: str) -> Q:
    guide, _, code = name.partition(" ")
    rows = QuestionTask.objects.filter(question=OuterRef("pk"), task__code=code)
    return Q(Exists(rows.filter(task__domain__guide__code=guide)))


def _kind(kind: str) -> Q:
    return Q(current__kind=kind)


def _state(state: str) -> Q:
    if state == "correction":
        return Q(state=State.PUBLISHED, draft__isnull=False)
    return Q(state=state)


def _difficulty(difficulty: str) -> Q:
    return Q(difficulty=difficulty)


def _author(author: str) -> Q:
    if author == "bank":
        return Q(is_shipped=True)
    return Q(author_id=int(author))


def _flag(flag: str) -> Q:
    if flag != "answers":
        return FLAGS[flag]
    # A room to the right knows, which is named in settings.QUESTION_FLAGGED.
    flagged = import_string(settings.QUESTION_FLAGGED)
    return Q(state=State.PUBLISHED, current__in=flagged())


def _exposure(name: str) -> Q:
    """Published, and in so many of the last exams: a room to the right knows, which
    is named in settings.QUESTION_EXPOSURE."""
    exposed = import_string(settings.QUESTION_EXPOSURE)
    is_published = Q(state=State.PUBLISHED)
    if name in EXPOSED:
        return is_published & Q(current__in=exposed(EXPOSED[name]))
    is_rare = ~Q(current__in=exposed(OFTEN if name == "seldom" else 0.0))
    return is_published & is_rare


def _older_than(instant: datetime) -> Q:
    """Published, and last reviewed before that day."""
    old = QuestionRevision.objects.filter(reviewed_on__lt=instant.date())
    return Q(state=State.PUBLISHED, current__in=old.values("pk"))


_REPORTED = QuestionReport.objects.filter(
    revision__question=OuterRef("pk"), resolved_at=None
)
_STALE = Doubt.objects.open().filter(revision=OuterRef("current"))
FLAGS: dict[str, Q] = {
    "reported": Q(Exists(_REPORTED)),
    "stale": Q(state=State.PUBLISHED) & Q(Exists(_STALE)),
    "no_evidence": Q(current__evidence=[], current__generator=""),
    "generated": ~Q(current__generator=""),
    "scenario": Q(current__scenario__isnull=False),
    "corrected": Q(taken_over_at__isnull=False),
    "no_topic": ~Q(Exists(QuestionTopic.objects.filter(question=OuterRef("pk")))),
    "no_task": ~Q(Exists(QuestionTask.objects.filter(question=OuterRef("pk")))),
}
CONDITIONS = {
    "topic": _topic,
    "guide": _guide,
    "task": _task,
    "kind": _kind,
    "state": _state,
    "difficulty": _difficulty,
    "author": _author,
    "flag": _flag,
    "exposure": _exposure,
}


def _detailed(found: QuerySet[Question]) -> QuerySet[Question]:
    return (
        found.select_related("current")
        .defer("current__content")
        .annotate(
            open_reports=reports_count(),
            submitted_at=F("draft__manuscript__submitted_at"),
            reviewer_id=F("draft__manuscript__reviewer"),
        )
        .prefetch_related(*tags())
    )


def reports_count() -> Coalesce:
    """Open reports, counted apart: joins of one query would multiply each other."""
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


# --- What is offered, and what was done ---------------------------------------


def saved_filters(owner_id: int) -> Sequence[SavedFilter]:
    return list(SavedFilter.objects.filter(owner=owner_id))


def questions_of_change(change: BulkChange) -> list[Question]:
    """The questions that it changed, as they stand now."""
    pks = [told["question"] for told in change.changes]
    return list(Question.objects.filter(pk__in=pks).order_by("slug"))
