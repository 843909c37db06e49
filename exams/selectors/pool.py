"""What can be drawn for a guide, kept in memory per version of the bank."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from sys import intern
from threading import Lock
from typing import Any, TypeVar

from django.db.models import (
    BigIntegerField,
    F,
    Func,
    JSONField,
    Max,
    Q,
    QuerySet,
    Value,
)

from accounts.models import Membership, User
from exams import assembly, parallel
from exams.assembly import Blueprint, Candidate, Shape
from exams.models import (
    STRICT_MODES,
    AttemptQuestion,
    AttemptState,
    Exam,
    Mode,
    Regrade,
    Yardstick,
)
from exams.parallel import Yardstick as Stick
from lib.composed import composed
from questions.models import (
    Bank,
    Domain,
    Doubt,
    Guide,
    Question,
    QuestionTask,
    QuestionTopic,
)

Read = TypeVar("Read")
NOBODY: frozenset[int] = frozenset()  # one for all: it weighs as much as a candidate


def of_newest_version(read: Callable[..., Read]) -> Callable[..., Read]:
    """Remember what was read for the last argument, a version of the bank.

    One version per key: else every publication would leave a whole pool in memory. And
    one reader at a time: a class that starts at once waits for the first of them.
    """
    kept: dict[tuple[Any, ...], tuple[int, Read]] = {}
    reading = Lock()

    @wraps(read)
    def recall(*arguments: Any) -> Read:
        *key, version = arguments
        held = kept.get(tuple(key))
        if held is None or held[0] != version:
            with reading:
                held = kept.get(tuple(key))
                if held is None or held[0] != version:
                    held = kept[tuple(key)] = (version, read(*arguments))
        return held[1]

    return recall


def candidates_for(guide: Guide, version: int | None = None) -> tuple[Candidate, ...]:
    """Every published question that serves the guide; one statement when warm.

    None with the bank's version at hand, for those who ask for several guides.
    """
    return _pool(guide.pk, bank_version() if version is None else version)


def bank_version() -> int:
    return _bank_version.first() or 0


@composed()
def _bank_version() -> QuerySet[Bank, int]:
    return Bank.objects.filter(pk=1).values_list("version", flat=True)


@of_newest_version
def _pool(guide_id: int, version: int) -> tuple[Candidate, ...]:
    domains = _domains(guide_id)
    topics = _topics(guide_id)
    enemies = _enemies()
    shapes = _shapes()
    rows = (
        Question.objects.published()
        .filter(pk__in=list(domains))
        # A wording that had to be corrected is asked again in its next revision.
        .exclude(current__in=Regrade.objects.in_force().values("revision"))
        .exclude(current__in=Doubt.objects.barring().values("revision"))
        .order_by("pk")
        .values_list(
            "pk", "current_id", "current__kind", "current__scenario", "difficulty"
        )
    )
    return tuple(
        Candidate(
            question_id=pk,
            revision_id=revision,
            domain=intern(domains[pk][0]),  # each row brings words of its own
            domain_id=domains[pk][1],
            kind=intern(kind),
            topics=tuple(map(intern, topics[pk])),
            scenario=scenario,
            enemies=enemies.get(pk, NOBODY),
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


def _enemies() -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    through: Any = Question.enemies.through
    rows = through.objects.values_list("from_question_id", "to_question_id")
    for one, other in rows:
        found[one].add(other)
        found[other].add(one)
    return {pk: frozenset(others) for pk, others in found.items()}


def blueprint_of(exam: Exam, domains: Iterable[Mapping[str, Any]]) -> Blueprint:
    """What a form of this exam must be; the domains with their code and weight."""
    return Blueprint(
        weights={domain["code"]: domain["weight"] for domain in domains},
        scored=exam.scored_count,
        unscored=exam.unscored_count,
        kinds=kinds_of(exam),
    )


def kinds_of(exam: Exam) -> frozenset[str] | None:
    """The kinds of question that an exam may ask; None: every kind."""
    return None if exam.mode == Mode.PRACTICE else frozenset(exam.guide.kinds)


def yardstick_for(exam: Exam, blueprint: Blueprint, version: int) -> Stick | None:
    """What a strict form of this exam is held to; no statement when warm.

    None for practice, and as long as too little is known of the guide's questions.
    """
    if exam.mode not in STRICT_MODES:
        return None
    counts = assembly.seats(blueprint.weights, blueprint.scored)
    seats = tuple(sorted(counts.items()))
    return _yardstick(exam.guide_id, blueprint.kinds, seats, version)


@of_newest_version
def _yardstick(
    guide_id: int,
    kinds: frozenset[str] | None,
    seats: tuple[tuple[str, int], ...],
    version: int,
) -> Stick | None:
    row = Yardstick.objects.filter(guide=guide_id).first()
    if row is None:
        return None
    gauges = {
        int(pk): parallel.gauge(a, b, row.cut_ability)
        for pk, (a, b) in row.questions.items()
    }
    queues = assembly.grouped(_pool(guide_id, version), dict(seats), kinds)
    found = (one for queue in queues.values() for one in queue)
    return parallel.yardstick(gauges, found, dict(seats))


@dataclass(frozen=True)
class Shelf:
    """What the exams of one guide draw from, in the order of `assembly.steady`."""

    ids: frozenset[int]
    queues: Mapping[str, list[Candidate]]
    domains: tuple[Mapping[str, Any], ...]

    def without(self, barred: Set[int]) -> Mapping[str, list[Candidate]]:
        """The queues without these questions."""
        if self.ids.isdisjoint(barred):
            return self.queues
        return {
            code: [c for c in queue if c.question_id not in barred]
            for code, queue in self.queues.items()
        }


def shelf_for(exam: Exam, version: int) -> Shelf:
    """The shelf of an exam; no statement when warm."""
    return _shelf(exam.guide_id, kinds_of(exam), version)


@of_newest_version
def _shelf(guide_id: int, kinds: frozenset[str] | None, version: int) -> Shelf:
    rows = Domain.objects.filter(guide=guide_id)
    domains = tuple(rows.values("code", weight=F("weight_percent")))
    codes = [domain["code"] for domain in domains]
    queues = assembly.grouped(_pool(guide_id, version), codes, kinds)
    ids = frozenset(c.question_id for queue in queues.values() for c in queue)
    return Shelf(ids, assembly.steady(queues), domains)


def last_seen(user: User) -> dict[int, float]:
    """When this person was last given each question, as seconds; one statement."""
    return {pk: last.timestamp() for pk, last in _last_seen(user=user.pk)}


@composed(user=BigIntegerField())
def _last_seen(user: Any) -> QuerySet[AttemptQuestion, tuple[int, datetime]]:
    return (
        AttemptQuestion.objects.filter(attempt__user_id=user)
        .values("question_id")
        .annotate(last=Max("attempt__started_at"))
        .values_list("question_id", "last")
    )


def cohort_last_seen(cohort_id: int) -> dict[int, float]:
    """The same for everybody who studies in a cohort now: of each question the last
    time that anybody was given it."""
    students = Membership.objects.current().students().filter(cohort=cohort_id)
    rows = (
        AttemptQuestion.objects.filter(attempt__user__in=students.values("user"))
        .order_by()
        .values("question_id")
        .annotate(last=Max("attempt__started_at"))
    )
    found = rows.values_list("question_id", "last")
    return {pk: last.timestamp() for pk, last in found}


def under_exam(user_id: int, *, but: int | None = None) -> set[int]:
    """The questions that nothing else may ask this person meanwhile.

    `but`: an assignment; another attempt of it may ask again what was handed in, for
    the results of both are released together.
    """
    return set(_under_exam(user=user_id, but=but or 0))


@composed(user=BigIntegerField(), but=BigIntegerField())
def _under_exam(user: Any, but: Any) -> QuerySet[AttemptQuestion, int]:
    examined = AttemptQuestion.objects.under_exam(user)
    handed_in = ~Q(attempt__state=AttemptState.RUNNING)
    free = examined.exclude(handed_in, attempt__assignment=but)
    return free.values_list("question_id", flat=True)
