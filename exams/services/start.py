"""Starting: assemble a form from unseen questions first, and freeze it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import (
    BigIntegerField,
    CharField,
    Q,
    QuerySet,
)

from accounts.models import User
from exams import assembly, timing
from exams.models import (
    STRICT_MODES,
    Attempt,
    AttemptState,
    Exam,
    Mode,
    StatementNow,
)
from exams.selectors import (
    bank_version,
    blueprint_of,
    candidates_about,
    candidates_for,
    default_guide,
    drill_set,
    last_seen,
    shelf_for,
    under_exam,
    yardstick_for,
)
from exams.services.finish import close_if_over
from exams.services.freeze import freeze_form, new_seed
from exams.windows import Terms
from lib.composed import composed
from lib.found import or_404
from lib.problems import Problem
from questions.models import Domain, Guide

MAX_OTHER_KEYS = 50  # a client that asks more often has no use for the oldest


@dataclass(frozen=True)
class Started:
    """The attempt (with `clock`); `is_new` unless it ran already."""

    attempt: Attempt
    is_new: bool


@dataclass(frozen=True)
class Plan:
    """What to assemble and under which rules."""

    guide: Guide
    mode: str
    title: str
    domains: Sequence[Mapping[str, Any]]
    exam: Exam | None = None
    minutes: int | None = None
    blueprint: assembly.Blueprint | None = None
    count: int = 0
    only: frozenset[int] | None = None  # question ids of a drill
    drill: Mapping[str, Any] | None = None  # what the drill was asked to be
    allow_seen: bool = True
    # Of what was assigned; nothing of it where the student chose.
    assignment: int | None = None
    terms: Terms | None = None


def start_attempt(
    *, user: User, exam: Exam, writer: UUID | None, idempotency_key: str = ""
) -> Started:
    """Start an exam, or return the attempt that runs already (I16).

    Raises Problem 409 `pool-too-small` when the blueprint cannot be met, and
    `idempotency-key-reused` when the key belongs to another request.
    """
    return _start(user, plan_of(exam), writer, idempotency_key)


def start_drill(
    *,
    user: User,
    guide: Guide,
    title: str,
    question_ids: frozenset[int],
    count: int,
    writer: UUID | None,
    idempotency_key: str = "",
    drill: Mapping[str, Any] | None = None,
) -> Started:
    """Start a drill over these questions; fewer than `count` is reported.

    `drill` is what was asked for, when the questions are only what came of it today.
    """
    plan = Plan(
        guide=guide,
        mode=Mode.DRILL,
        title=title,
        domains=frozen_domains(guide),
        count=count,
        only=question_ids,
        drill=drill or {"questions": sorted(question_ids), "count": count},
    )
    return _start(user, plan, writer, idempotency_key)


def start_chosen_drill(
    *,
    user: User,
    today: date,
    source: str,
    topics: Sequence[str] = (),
    guide: str = "",
    count: int = 10,
    writer: UUID | None = None,
    idempotency_key: str = "",
) -> Started:
    """Start a drill over what this person missed, flagged, should look at, or chose.

    `guide` is a code; without one it is the guide that the person prepares for.
    Raises Problem 409 `nothing-to-drill` when no question answers the description.
    """
    found = default_guide(user, today, guide)
    if found is None:
        raise _nothing_to_drill()
    chosen = drill_set(user, found, source, topics)
    asked = {"source": source, "topics": sorted(set(topics)), "count": count}
    return start_drill(
        user=user,
        guide=found,
        title=f"Drill: {chosen.title}",
        question_ids=chosen.question_ids,
        count=count,
        writer=writer,
        idempotency_key=idempotency_key,
        drill=asked | ({"guide": guide} if guide else {}),
    )


def plan_of(exam: Exam) -> Plan:
    """What this exam asks, by its own rules: a form of its blueprint, or a drill."""
    domains = frozen_domains(exam.guide)
    return Plan(
        guide=exam.guide,
        exam=exam,
        mode=exam.mode,
        title=exam.title,
        minutes=exam.minutes,
        blueprint=None if exam.is_drill else blueprint_of(exam, domains),
        count=exam.question_count,
        only=_drilled(exam) if exam.is_drill else None,
        domains=domains,
        allow_seen=exam.mode != Mode.SEALED,
    )


def _drilled(exam: Exam) -> frozenset[int]:
    found = candidates_about(exam.guide, exam.only_domains, exam.only_topics)
    return frozenset(one.question_id for one in found)


def frozen_domains(guide: Guide) -> list[Mapping[str, Any]]:
    """The guide's domains as every attempt that starts now keeps them."""
    return [
        {"id": pk, "code": code, "name": name, "weight": weight}
        for pk, code, name, weight in _domains_of(guide=guide.pk)
    ]


@composed(guide=BigIntegerField())
def _domains_of(guide: Any) -> QuerySet[Domain, tuple[int, str, str, int]]:
    domains = Domain.objects.filter(guide=guide)
    return domains.values_list("id", "code", "name", "weight_percent")


@transaction.atomic
def _start(user: User, plan: Plan, writer: UUID | None, key: str) -> Started:
    # The person's row is the queue: of fifty starts at once, one assembles.
    owner = hold_person(user)
    running = running_among(earlier_attempts(owner, plan, key), plan, key)
    if running is not None:
        remember_key(running, key)
        return Started(running, is_new=False)
    seed = new_seed()
    form = assembled(owner, plan, seed)
    attempt = new_attempt(owner, plan, writer, key, seed, form)
    freeze_form(attempt=attempt, form=form)
    return Started(attempt, is_new=True)


def hold_person(user: User) -> User:
    """Their row under its lock, with `clock`."""
    return or_404(_held_person.first(pk=user.pk))


@composed(pk=BigIntegerField())
def _held_person(pk: Any) -> QuerySet[User]:
    """With `clock`, the instant at which the start arrived."""
    held = User.objects.select_for_update(no_key=True)
    return held.annotate(clock=StatementNow()).filter(pk=pk)


def earlier_attempts(owner: User, plan: Plan, key: str) -> list[Attempt]:
    """Those that run, the one of this key, and all of the plan's assignment."""
    return _running_or_named(
        user=owner.pk,
        key=key or None,
        keys=[key] if key else None,
        assignment=plan.assignment or 0,
    )


@composed(
    user=BigIntegerField(),
    key=CharField(),
    keys=ArrayField(CharField()),
    assignment=BigIntegerField(),
)
def _running_or_named(
    user: Any, key: Any, keys: Any, assignment: Any
) -> QuerySet[Attempt]:
    wanted = Q(state=AttemptState.RUNNING) | Q(idempotency_key=key)
    wanted |= Q(other_keys__contains=keys) | Q(assignment=assignment)
    mine = Attempt.objects.filter(wanted, user_id=user)
    return mine.with_clock().select_related("exam", "guide")


def running_among(found: Sequence[Attempt], plan: Plan, key: str) -> Attempt | None:
    """The attempt of this key, or the one that runs; overdue ones are closed first."""
    exam_id = plan.exam.pk if plan.exam else None
    by_key = [a for a in found if key and key in (a.idempotency_key, *a.other_keys)]
    if by_key:
        _refuse_other_request(by_key[0], plan, key)
    same_exam = [a for a in found if a.exam_id == exam_id or a in by_key]
    still = [a for a in map(_settled, same_exam) if a.is_running]
    return next(iter(by_key or still), None)


def remember_key(attempt: Attempt, key: str) -> None:
    """A retry finds what its first try was answered with, handed in or not.

    Under the lock of the person.
    """
    if key and key not in (attempt.idempotency_key, *attempt.other_keys):
        attempt.other_keys = [*attempt.other_keys, key][-MAX_OTHER_KEYS:]
        attempt.save(update_fields=["other_keys"])


def _refuse_other_request(attempt: Attempt, plan: Plan, key: str) -> None:
    """A key stands for one request: it never answers another with its attempt."""
    exam_id = plan.exam.pk if plan.exam else None
    # Drills older than this rule do not say what they were asked to be.
    is_same_drill = attempt.drill in (plan.drill, None)
    is_same_exam = attempt.exam_id == exam_id
    is_same = is_same_drill and attempt.assignment_id == plan.assignment
    # What ran already has answered any request for its exam.
    if is_same_exam and (is_same or key in attempt.other_keys):
        return
    raise Problem(
        "idempotency-key-reused",
        409,
        "This Idempotency-Key stands for another request",
        f"It started “{attempt.title}”. Send a new key to start something else.",
        attempt=str(attempt.pk),
    )


def _settled(attempt: Attempt) -> Attempt:
    return close_if_over(attempt=attempt)


def assembled(
    owner: User, plan: Plan, seed: int, *, seen: assembly.Seen | None = None
) -> assembly.Form:
    """A form for this person, or for all by whom these questions were `seen`.

    Raises Problem 409 where the bank cannot give one.
    """
    version = bank_version()
    seen = last_seen(owner) if seen is None else seen
    barred = under_exam(owner.pk, but=plan.assignment)
    if not plan.allow_seen:
        barred |= seen.keys()
    if plan.exam is None or plan.blueprint is None:
        pool = candidates_for(plan.guide, version)
        free = [c for c in pool if c.question_id not in barred and _is_asked(plan, c)]
        form = assembly.draw(free, plan.count, seen, seed)
    else:
        shelves = shelf_for(plan.exam, version).without(barred)
        stick = yardstick_for(plan.exam, plan.blueprint, version)
        form = assembly.assemble(shelves, plan.blueprint, seen, seed, stick)
    _refuse_short(plan, form)
    return form


def _is_asked(plan: Plan, candidate: assembly.Candidate) -> bool:
    return plan.only is None or candidate.question_id in plan.only


def _nothing_to_drill(*, is_assigned: bool = False) -> Problem:
    hint = "Sit a mock or practice first, or choose topics."
    if is_assigned:
        hint = (
            "Its questions may be part of an exam whose result is still to come. Try "
            "again when it is there, or tell your instructor."
        )
    return Problem("nothing-to-drill", 409, "There is nothing to drill here yet", hint)


def _refuse_short(plan: Plan, form: assembly.Form) -> None:
    if plan.only is not None and not form.items:
        raise _nothing_to_drill(is_assigned=plan.assignment is not None)
    if form.items and (form.is_complete or plan.mode not in STRICT_MODES):
        return
    told = "; ".join(s.detail for s in form.shortfalls) or "the bank has no questions"
    hint = (
        "Tell your instructor"
        if plan.assignment
        else "Choose practice, or another exam"
    )
    raise Problem(
        "pool-too-small",
        409,
        "There are not enough questions for this",
        f"The blueprint cannot be met: {told}. {hint}.",
        shortfalls=[s.detail for s in form.shortfalls],
    )


def _scale(guide: Guide, form: assembly.Form) -> list[float]:
    """What the grade will be told by: on a form of known questions its own cut."""
    scale: list[float] = [guide.score_min, guide.score_max, guide.pass_mark]
    return scale if form.cut_share is None else [*scale, round(form.cut_share, 4)]


def new_attempt(
    owner: User,
    plan: Plan,
    writer: UUID | None,
    key: str,
    seed: int,
    form: assembly.Form,
) -> Attempt:
    """The row of an attempt that begins at the clock of the held person."""
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
        scale=_scale(plan.guide, form),
        domains=plan.domains,
        drill=plan.drill,
        assignment_id=plan.assignment,
        **_times(owner, plan, clock),
        shortfalls=[{"rule": s.rule, "detail": s.detail} for s in form.shortfalls],
    )
    attempt.save(force_insert=True)
    attempt.clock = clock
    attempt.is_idle = False
    return attempt


def _times(owner: User, plan: Plan, clock: datetime) -> dict[str, Any]:
    """What this person has of time, until when; and when the result may be read."""
    if plan.terms is not None:
        return {
            "time_multiplier": plan.terms.multiplier,
            "extra_minutes": plan.terms.extra_minutes,
            "deadline_at": plan.terms.deadline(clock),
            "hidden_until": plan.terms.hidden_until,
        }
    return {
        "time_multiplier": owner.time_multiplier,
        "extra_minutes": owner.extra_minutes,
        "deadline_at": timing.deadline(
            started_at=clock,
            limit_minutes=plan.minutes,
            multiplier=owner.time_multiplier,
            extra_minutes=owner.extra_minutes,
        ),
    }
