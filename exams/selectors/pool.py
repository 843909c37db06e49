"""What can be drawn for a guide, kept in memory per version of the bank."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.db.models import F, Func, JSONField, Max, Value

from accounts.models import User
from exams.assembly import Candidate, Shape
from exams.models import AttemptQuestion
from questions.models import (
    Bank,
    Guide,
    Question,
    QuestionTask,
    QuestionTopic,
)


def candidates_for(guide: Guide, version: int | None = None) -> tuple[Candidate, ...]:
    """Every published question that serves the guide; one statement when warm.

    None with the bank's version at hand, for those who ask for several guides.
    """
    return _pool(guide.pk, bank_version() if version is None else version)


def bank_version() -> int:
    found = Bank.objects.filter(pk=1).values_list("version", flat=True).first()
    return found or 0


@lru_cache(maxsize=16)
def _pool(guide_id: int, version: int) -> tuple[Candidate, ...]:
    domains = _domains(guide_id)
    topics = _topics(guide_id)
    enemies = _enemies()
    shapes = _shapes()
    rows = (
        Question.objects.published()
        .filter(pk__in=list(domains))
        .order_by("pk")
        .values_list(
            "pk", "current_id", "current__kind", "current__scenario", "difficulty"
        )
    )
    return tuple(
        Candidate(
            question_id=pk,
            revision_id=revision,
            domain=domains[pk][0],
            domain_id=domains[pk][1],
            kind=kind,
            topics=tuple(topics[pk]),
            scenario=scenario,
            enemies=frozenset(enemies[pk]),
            difficulty=difficulty,
            shape=shapes[revision],
        )
        for pk, revision, kind, scenario, difficulty in rows
    )


def _domains(guide_id: int) -> dict[int, tuple[str, int]]:
    """The domain each question counts for: that of its first task in the guide."""
    rows = (
        QuestionTask.objects.filter(task__domain__guide_id=guide_id)
        .order_by("-rank")
        .values_list("question_id", "task__domain__code", "task__domain_id")
    )
    return {pk: (code, domain_id) for pk, code, domain_id in rows}


def _shapes() -> dict[int, Shape | None]:
    """By current revision. Thousands of questions have a few dozen shapes."""
    rows = (
        Question.objects.published()
        .annotate(
            options=_ids("current__content__options"),
            targets=_ids("current__content__targets"),
        )
        .values_list(
            "current_id",
            "current__generator",
            "options",
            "targets",
            "current__content__select",
        )
    )
    known: dict[Shape, Shape] = {}
    shapes: dict[int, Shape | None] = {}
    for pk, generator, options, targets, select in rows:
        shape = Shape(tuple(options or ()), tuple(targets or ()), select)
        shapes[pk] = None if generator else known.setdefault(shape, shape)
    return shapes


def _ids(path: str) -> Func:
    """The ids in a list of a revision's content, taken out by PostgreSQL."""
    return Func(
        F(path),
        Value("$[*].id"),
        function="jsonb_path_query_array",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=JSONField(),
    )


def _topics(guide_id: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = QuestionTopic.objects.order_by("rank").values_list(
        "question_id", "topic__slug"
    )
    for pk, slug in rows:
        found[pk].append(slug)
    return found


def _enemies() -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    through: Any = Question.enemies.through
    rows = through.objects.values_list("from_question_id", "to_question_id")
    for one, other in rows:
        found[one].add(other)
        found[other].add(one)
    return found


def last_seen(user: User) -> dict[int, float]:
    """When this person was last given each question, as seconds; one statement."""
    rows = (
        AttemptQuestion.objects.filter(attempt__user_id=user.pk)
        .values("question_id")
        .annotate(last=Max("attempt__started_at"))
        .values_list("question_id", "last")
    )
    return {pk: last.timestamp() for pk, last in rows}


def under_exam(user: User) -> set[int]:
    """The questions that nothing else may ask this person meanwhile."""
    examined = AttemptQuestion.objects.under_exam(user.pk)
    return set(examined.values_list("question_id", flat=True))
