"""Starting: assemble a form from unseen questions first, and freeze it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from exams import assembly, timing
from exams.models import (
    STRICT_MODES,
    Attempt,
    AttemptQuestion,
    Exam,
    Mode,
    StatementNow,
)
from exams.selectors import (
    candidates_for,
    default_guide,
    drill_set,
    last_seen,
    under_exam,
)
from exams.services.finish import close_if_over
from lib.problems import Problem
from questions.models import Guide, QuestionRevision
from questions.selectors import draw_variant

MAX_SEED = 2**63 - 1
# Order and ids of options come from the system's generator, never from the form's
# seed: no student can compute one from the other.
shuffler = secrets.SystemRandom()


@dataclass(frozen=True)
class Started:
    """The attempt (with `clock`); `is_new` unless it ran already.

    `questions` are the rows of a new form, whose words nobody has read yet.
    """

    attempt: Attempt
    questions: Sequence[AttemptQuestion] | None
    is_new: bool


@dataclass(frozen=True)
class Plan:
    """What to assemble and under which rules."""

    guide: Guide
    mode: str
    title: str
    exam: Exam | None = None
    minutes: int | None = None
    blueprint: assembly.Blueprint | None = None
    count: int = 0
    only: frozenset[int] | None = None  # question ids of a drill
    allow_seen: bool = True


def start_attempt(
    *, user: User, exam: Exam, writer: UUID | None, idempotency_key: str = ""
) -> Started:
    """Start an exam, or return the attempt that runs already (I16).

    Raises Problem 409 `pool-too-small` when the blueprint cannot be met.
    """
    plan = Plan(
        guide=exam.guide,
        exam=exam,
        mode=exam.mode,
        title=exam.title,
        minutes=exam.minutes,
        blueprint=blueprint_of(exam),
        allow_seen=exam.mode != Mode.SEALED,
    )
    return _start(user, plan, writer, idempotency_key)


def start_drill(
    *,
    user: User,
    guide: Guide,
    title: str,
    question_ids: frozenset[int],
    count: int,
    writer: UUID | None,
    idempotency_key: str = "",
) -> Started:
    """Start a drill over these questions; fewer than `count` is reported."""
    plan = Plan(
        guide=guide, mode=Mode.DRILL, title=title, count=count, only=question_ids
    )
    return _start(user, plan, writer, idempotency_key)


def start_chosen_drill(
    *,
    user: User,
    today: date,
    source: str,
    topics: Sequence[str] = (),
    count: int = 10,
    writer: UUID | None = None,
    idempotency_key: str = "",
) -> Started:
    """Start a drill over what this person missed, flagged, should look at, or chose.

    Raises Problem 409 `nothing-to-drill` when no question answers the description.
    """
    guide = default_guide(user, today)
    if guide is None:
        raise _nothing_to_drill()
    chosen = drill_set(user, guide, source, topics)
    return start_drill(
        user=user,
        guide=guide,
        title=f"Drill: {chosen.title}",
        question_ids=chosen.question_ids,
        count=count,
        writer=writer,
        idempotency_key=idempotency_key,
    )


def blueprint_of(exam: Exam) -> assembly.Blueprint:
    domains = exam.guide.domains.values_list("code", "weight_percent")
    has_kinds = exam.mode not in (Mode.PRACTICE,)
    return assembly.Blueprint(
        weights=dict(domains),
        scored=exam.scored_count,
        unscored=exam.unscored_count,
        kinds=frozenset(exam.guide.kinds) if has_kinds else None,
    )


@transaction.atomic
def _start(user: User, plan: Plan, writer: UUID | None, key: str) -> Started:
    # The person's row is the queue: of fifty starts at once, one assembles.
    owner = (
        User.objects.select_for_update(no_key=True)
        .annotate(clock=StatementNow())
        .get(pk=user.pk)
    )
    running = _existing(owner, plan.exam, key)
    if running is not None:
        return Started(running, None, is_new=False)
    seed = secrets.randbelow(MAX_SEED)
    form = _assembled(owner, plan, seed)
    attempt = _new_attempt(owner, plan, writer, key, seed, form)
    return Started(attempt, _freeze(attempt, form), is_new=True)


def _existing(owner: User, exam: Exam | None, key: str) -> Attempt | None:
    """The attempt of this key, or the one that runs; overdue ones are closed first."""
    same_exam = Q(state="running", exam=exam)
    same_key = Q(idempotency_key=key) if key else Q(pk=None)
    found = (
        Attempt.objects.owned_by(owner)
        .with_clock()
        .select_related("exam", "guide")
        .filter(same_exam | same_key)
    )
    by_key = [a for a in found if key and a.idempotency_key == key]
    still = [a for a in map(_settled, found) if a.is_running]
    return next(iter(by_key or still), None)


def _settled(attempt: Attempt) -> Attempt:
    return close_if_over(attempt=attempt)


def _assembled(owner: User, plan: Plan, seed: int) -> assembly.Form:
    pool = candidates_for(plan.guide)
    seen = last_seen(owner)
    if not plan.allow_seen:
        pool = tuple(c for c in pool if c.question_id not in seen)
    examined = under_exam(owner)
    pool = tuple(c for c in pool if c.question_id not in examined)
    if plan.only is not None:
        pool = tuple(c for c in pool if c.question_id in plan.only)
    if plan.blueprint is None:
        form = assembly.draw(pool, plan.count, seen, seed)
    else:
        form = assembly.assemble(pool, plan.blueprint, seen, seed)
    _refuse_short(plan, form)
    return form


def _nothing_to_drill() -> Problem:
    return Problem(
        "nothing-to-drill",
        409,
        "There is nothing to drill here yet",
        "Sit a mock or practice first, or choose topics.",
    )


def _refuse_short(plan: Plan, form: assembly.Form) -> None:
    if plan.only is not None and not form.items:
        raise _nothing_to_drill()
    if form.items and (form.is_complete or plan.mode not in STRICT_MODES):
        return
    told = "; ".join(s.detail for s in form.shortfalls) or "the bank has no questions"
    raise Problem(
        "pool-too-small",
        409,
        "There are not enough questions for this",
        f"The blueprint cannot be met: {told}. Choose practice, or another exam.",
        shortfalls=[s.detail for s in form.shortfalls],
    )


def _new_attempt(
    owner: User,
    plan: Plan,
    writer: UUID | None,
    key: str,
    seed: int,
    form: assembly.Form,
) -> Attempt:
    clock = owner.clock  # type: ignore[attr-defined]  # REASON: annotated
    attempt = Attempt(
        user_id=owner.pk,
        exam=plan.exam,
        guide=plan.guide,
        mode=plan.mode,
        title=plan.title,
        writer=writer,
        idempotency_key=key,
        seed=seed,
        started_at=clock,
        limit_minutes=plan.minutes,
        scale=[plan.guide.score_min, plan.guide.score_max, plan.guide.pass_mark],
        time_multiplier=owner.time_multiplier,
        extra_minutes=owner.extra_minutes,
        deadline_at=timing.deadline(
            started_at=clock,
            limit_minutes=plan.minutes,
            multiplier=owner.time_multiplier,
            extra_minutes=owner.extra_minutes,
        ),
        shortfalls=[{"rule": s.rule, "detail": s.detail} for s in form.shortfalls],
    )
    attempt.save(force_insert=True)
    attempt.clock = clock
    attempt.is_idle = False
    return attempt


@dataclass(frozen=True)
class Variant:
    """What a generated question asks in this attempt."""

    seed: int
    content: Mapping[str, Any]

    @property
    def shape(self) -> assembly.Shape:
        return assembly.Shape(
            options=tuple(option["id"] for option in self.content["options"]),
            targets=tuple(target["id"] for target in self.content["targets"]),
            select=self.content["select"],
        )


def _freeze(attempt: Attempt, form: assembly.Form) -> list[AttemptQuestion]:
    """The form as rows: option order, opaque ids and variants drawn once, for ever."""
    variants = _variants(form)
    refs: dict[int, str] = {}
    rows = [
        _frozen(attempt, position, item, variants, refs)
        for position, item in enumerate(form.items, start=1)
    ]
    return AttemptQuestion.objects.bulk_create(rows)


def _variants(form: assembly.Form) -> dict[int, Variant]:
    """By revision. The words of the other questions are not read to freeze them."""
    candidates = [item.candidate for item in form.items]
    generated = [c.revision_id for c in candidates if c.shape is None]
    # Without any, Django knows the answer and asks nobody.
    revisions = QuestionRevision.objects.filter(pk__in=generated)
    return {revision.pk: _variant(revision) for revision in revisions}


def _variant(revision: QuestionRevision) -> Variant:
    seed = secrets.randbelow(MAX_SEED)
    return Variant(seed, draw_variant(revision, seed))


def _frozen(
    attempt: Attempt,
    position: int,
    item: assembly.Chosen,
    variants: Mapping[int, Variant],
    refs: dict[int, str],
) -> AttemptQuestion:
    candidate = item.candidate
    variant = variants.get(candidate.revision_id)
    shape = variant.shape if variant else candidate.shape or assembly.Shape()
    row = AttemptQuestion(
        attempt=attempt,
        position=position,
        question_id=candidate.question_id,
        revision_id=candidate.revision_id,
        domain_id=candidate.domain_id,
        kind=candidate.kind,
        select=shape.select,
        options=_veiled(shape.options),
        targets=_veiled(shape.targets),
        is_scored=item.is_scored,
        is_seen_before=item.is_seen,
        scenario_id=candidate.scenario,
    )
    if variant:
        row.variant_seed, row.variant = variant.seed, variant.content
    if candidate.scenario is not None:
        row.scenario_ref = refs.setdefault(candidate.scenario, opaque_id())
    return row


def _veiled(ids: Sequence[str]) -> list[list[str]]:
    order = list(ids)
    shuffler.shuffle(order)
    return [[opaque_id(), own] for own in order]


def opaque_id() -> str:
    """An id that says nothing: eight random characters, drawn for one attempt."""
    return secrets.token_hex(4)
