"""What everybody may know of the bank: counts of published questions."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from questions.models import Bank, Guide, Question, QuestionTask, QuestionTopic, Topic


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
