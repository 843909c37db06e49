"""Topic by task: what a guide's questions cover, and where they are missing."""

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from urllib.parse import urlencode

from django.db.models import Count

from questions.bankfiles.coverage import CONCEPTS_PER_QUESTION, QUESTIONS_PER_TOPIC
from questions.models import (
    Bank,
    Domain,
    Guide,
    Question,
    QuestionTask,
    QuestionTopic,
    State,
    Task,
    Topic,
)


@dataclass(frozen=True)
class Cell:
    """One topic in one task: how many, and whether the syllabus expects any."""

    count: int
    is_expected: bool
    query: str  # of the list that shows them

    @property
    def is_gap(self) -> bool:
        return self.is_expected and not self.count


@dataclass(frozen=True)
class TopicRow:
    topic: Topic
    cells: list[Cell]
    count: int
    wanted: int
    query: str

    @property
    def is_thin(self) -> bool:
        return self.count < self.wanted


@dataclass
class GroupRows:
    name: str
    rows: list[TopicRow] = field(default_factory=list)


@dataclass(frozen=True)
class DomainDepth:
    """How many whole mocks a domain's questions last without a repetition."""

    domain: Domain
    count: int
    needed: int

    @property
    def depth(self) -> int:
        return self.count // self.needed if self.needed else 0


@dataclass(frozen=True)
class Coverage:
    guide: Guide
    guides: list[Guide]
    tasks: list[Task]
    task_counts: list[tuple[Task, int, str]]
    domains: list[DomainDepth]
    groups: list[GroupRows]
    total: int

    @property
    def depth(self) -> int:
        return min((domain.depth for domain in self.domains), default=0)

    @property
    def thin(self) -> list[TopicRow]:
        return [row for group in self.groups for row in group.rows if row.is_thin]

    @property
    def empty_tasks(self) -> list[Task]:
        return [task for task, count, _ in self.task_counts if not count]


def coverage(code: str) -> Coverage | None:
    """The matrix of one guide, or of the first without a known code.

    Remembered by this process for each version of the bank.
    """
    bank = Bank.objects.filter(pk=1).first()
    return _coverage(code, bank.version if bank else 0)


@lru_cache(maxsize=8)
def _coverage(code: str, version: int) -> Coverage | None:
    guides = list(Guide.objects.all())
    guide = next((one for one in guides if one.code == code), None)
    if guide is None:
        if not guides:
            return None
        guide = guides[0]
    tasks = list(
        Task.objects.filter(domain__guide=guide)
        .select_related("domain")
        .order_by("domain__code", "pk")
    )
    per_task = _per_task(guide)
    return Coverage(
        guide=guide,
        guides=guides,
        tasks=tasks,
        task_counts=[
            (task, per_task[task.pk], _query(guide, task=task)) for task in tasks
        ],
        domains=_domains(guide),
        groups=_groups(guide, tasks),
        total=Question.objects.published().serving(guide).count(),
    )


def _query(guide: Guide, task: Task | None = None, topic: Topic | None = None) -> str:
    filters = {"state": State.PUBLISHED.value}
    filters |= {"topic": topic.slug} if topic else {}
    served = {"task": f"{guide.code} {task.code}"} if task else {"guide": guide.code}
    return urlencode(filters | served)


def _per_task(guide: Guide) -> Counter[int]:
    rows = (
        QuestionTask.objects.filter(
            task__domain__guide=guide, question__state=State.PUBLISHED
        )
        .order_by()
        .values_list("task")
        .annotate(Count("question"))
    )
    return Counter(dict(rows))


def _domains(guide: Guide) -> list[DomainDepth]:
    """A question counts for the domain of its first task, if a mock may use it."""
    rows = (
        QuestionTask.objects.filter(
            task__domain__guide=guide,
            question__state=State.PUBLISHED,
            question__current__kind__in=guide.kinds,
        )
        .order_by("question", "rank", "pk")
        .distinct("question")
        .values_list("task__domain", flat=True)
    )
    counts = Counter(rows)
    return [
        DomainDepth(
            domain=domain,
            count=counts[domain.pk],
            needed=ceil(guide.question_count * domain.weight_percent / 100),
        )
        for domain in guide.domains.all()
    ]


def _groups(guide: Guide, tasks: list[Task]) -> list[GroupRows]:
    counts, totals = _per_topic(guide)
    expected = _expected(guide)
    groups: dict[str, GroupRows] = {}
    for topic in Topic.objects.order_by("group", "name"):
        mine = expected.get(topic.pk, set())
        if not mine and not totals[topic.pk]:
            continue
        by_concepts = round(len(topic.concepts) / CONCEPTS_PER_QUESTION)
        row = TopicRow(
            topic=topic,
            cells=[
                Cell(
                    count=counts[topic.pk, task.pk],
                    is_expected=task.pk in mine,
                    query=_query(guide, task, topic),
                )
                for task in tasks
            ],
            count=totals[topic.pk],
            wanted=max(QUESTIONS_PER_TOPIC, by_concepts) if mine else 0,
            query=_query(guide, topic=topic),
        )
        groups.setdefault(topic.group, GroupRows(topic.group)).rows.append(row)
    return list(groups.values())


def _per_topic(guide: Guide) -> tuple[Counter[tuple[int, int]], Counter[int]]:
    """Questions by topic and task, and by topic alone."""
    served = QuestionTopic.objects.filter(
        question__state=State.PUBLISHED,
        question__question_tasks__task__domain__guide=guide,
    ).order_by()
    cells = served.values_list("topic", "question__question_tasks__task").annotate(
        Count("question", distinct=True)
    )
    topics = served.values_list("topic").annotate(Count("question", distinct=True))
    return Counter({(t, k): n for t, k, n in cells}), Counter(dict(topics))


def _expected(guide: Guide) -> dict[int, set[int]]:
    """Tasks under which the syllabus lists each topic."""
    found: dict[int, set[int]] = {}
    links = Topic.tasks.through.objects.filter(task__domain__guide=guide)
    for topic, task in links.values_list("topic", "task"):
        found.setdefault(topic, set()).add(task)
    return found
