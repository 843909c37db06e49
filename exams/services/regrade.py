"""Repairing a wrong key: compare, decide, grade everybody again, take it back.

A decision is a row that grading reads, so the grade stays a pure function of frozen
answers, frozen wording and the decisions in force. The rows are the job's to-do list:
it goes through the attempts in the order of their ids, a few in one transaction, and
whoever finds a regrade at work goes on where it stands.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.models import User
from exams import selectors
from exams.grading import Remedy, Ruling
from exams.models import (
    Attempt,
    AttemptState,
    Regrade,
    RegradeLine,
    RegradeState,
    RemedyChoice,
)
from exams.responses import Asked, fault, is_correct
from exams.services.grade import grade_again
from lib import audit
from lib.jobs import STALLED_AFTER, enqueue
from lib.problems import Problem
from questions.models import QuestionRevision
from questions.services import raise_bank_version

logger = logging.getLogger("passline.regrading")
HELD = ["state", "cursor", "done", "failed", "seen_at", "compared_at"]
STEP = 25  # attempts of one transaction
KEYED = (Remedy.NEW_KEY, Remedy.BOTH)
AFTER = {
    RegradeState.COMPARING: RegradeState.READY,
    RegradeState.APPLYING: RegradeState.APPLIED,
    RegradeState.UNDOING: RegradeState.UNDONE,
}


@transaction.atomic
def plan_regrade(
    *,
    revision: QuestionRevision,
    by: User,
    remedy: str,
    key: Any,
    reason: str,
    now: datetime,
) -> Regrade:
    """Work out what a decision would mean for every attempt; nothing is graded.

    `key`: the other right answer in the author's ids, for the remedies that name one.
    Raises Problem 409 `never-asked`, `key-of-generator`, `key-not-usable`.
    """
    regrade = Regrade(
        revision=revision,
        remedy=remedy,
        keys=_accepted(revision, Remedy(remedy), key),
        reason=reason,
        base=in_force_for(revision),
        made_by=by,
        made_at=now,
        seen_at=now,
    )
    regrade.total = _asked(regrade).count()
    if not regrade.total:
        raise Problem(
            "never-asked",
            409,
            "Nobody was graded on this wording",
            "There is nothing to regrade: correct the question and publish it.",
        )
    regrade.save(force_insert=True)
    enqueue("exams.tasks.run_regrade", str(regrade.pk))
    return regrade


def in_force_for(revision: QuestionRevision) -> Regrade | None:
    """The decision that the grades of this wording follow."""
    return Regrade.objects.in_force().filter(revision=revision).first()


@transaction.atomic
def apply_regrade(*, regrade: Regrade, by: User, now: datetime) -> Regrade:
    """Put the decision in force and grade again, by a job, all who were asked.

    New exams stop asking this wording. Raises Problem 409 `regrade-moved-on`,
    `preview-void`, `regrade-at-work`.
    """
    raise_bank_version()
    regrade = _locked(regrade.pk)
    _refuse_unless(regrade, RegradeState.READY)
    if in_force_for(regrade.revision) != regrade.base:
        raise Problem(
            "preview-void",
            409,
            "Something else was decided since this was worked out",
            "Its numbers do not hold any more. Discard it and look again.",
        )
    regrade.applied_by, regrade.applied_at = by, now
    _begin(regrade, RegradeState.APPLYING, now)
    _note(by, "regrade applied", regrade, regrade.reason)
    return regrade


@transaction.atomic
def undo_regrade(*, regrade: Regrade, by: User, reason: str, now: datetime) -> Regrade:
    """Take the decision back: every grade is again what it is without it.

    Raises Problem 409 `regrade-moved-on`, `regrade-at-work`.
    """
    raise_bank_version()
    regrade = _locked(regrade.pk)
    _refuse_unless(regrade, RegradeState.APPLIED)
    regrade.undone_by, regrade.undone_at, regrade.undo_reason = by, now, reason
    _begin(regrade, RegradeState.UNDOING, now)
    _note(by, "regrade taken back", regrade, reason)
    return regrade


@transaction.atomic
def discard_regrade(*, regrade: Regrade) -> None:
    """Forget a preview. Raises Problem 409 when it is a decision by now."""
    regrade = _locked(regrade.pk)
    if regrade.applied_at is not None:
        _refuse_unless(regrade, RegradeState.READY)
    regrade.delete()


def run_regrade(*, regrade_id: UUID, now: datetime) -> None:
    """Go on until nothing is left. Safe to repeat, to kill, and to run twice."""
    while _go_on(regrade_id, now):
        pass


def run_stalled_regrades(*, now: datetime) -> None:
    """What a lost job left behind, and what nobody has begun."""
    stalled = Regrade.objects.at_work().filter(seen_at__lt=now - STALLED_AFTER)
    for pk in stalled.values_list("pk", flat=True):
        run_regrade(regrade_id=pk, now=now)


# --- What is decided --------------------------------------------------------


def _accepted(revision: QuestionRevision, remedy: Remedy, key: Any) -> list[Any]:
    """Every key that is right from then on; none where the remedy names none."""
    if remedy not in KEYED:
        return []
    if revision.generator:
        raise Problem(
            "key-of-generator",
            409,
            "Each student had other numbers",
            "One key cannot fit them all. Give everybody the point, or drop it.",
        )
    held = _keys_now(revision)
    _refuse_unusable(revision, key, held)
    return [*held, key] if remedy == Remedy.BOTH else [key]


def _keys_now(revision: QuestionRevision) -> list[Any]:
    """What is accepted as long as nothing else is decided."""
    found = in_force_for(revision)
    return list(found.keys if found and found.keys else [revision.content["key"]])


def _refuse_unusable(revision: QuestionRevision, key: Any, held: Sequence[Any]) -> None:
    content = revision.content
    options = frozenset(option["id"] for option in content["options"])
    targets = frozenset(target["id"] for target in content["targets"])
    why = fault(key, Asked(revision.kind, content["select"], options, targets))
    wanted = len(held[0])
    if not why and (not key or len(key) != wanted):
        why = f"a key of this question names {wanted}"
    if not why and any(is_correct(key, kind=revision.kind, key=one) for one in held):
        why = "this answer is accepted already"
    if why:
        title = "This cannot be the right answer"
        raise Problem("key-not-usable", 409, title, f"{why[0].upper()}{why[1:]}.")


# --- The job ----------------------------------------------------------------


def _asked(regrade: Regrade) -> QuerySet[Attempt]:
    """Attempts that hold the wording and are handed in.

    Those not graded yet are among them: their grader may have looked for decisions
    just before this one, and waiting for its lock is how we learn what it wrote.
    """
    asked = Attempt.objects.filter(questions__revision=regrade.revision_id)
    return asked.exclude(state=AttemptState.RUNNING)


@transaction.atomic
def _go_on(regrade_id: UUID, now: datetime) -> bool:
    """The next few attempts in one transaction; False when none is left."""
    found = Regrade.objects.select_for_update(of=("self",)).filter(pk=regrade_id)
    regrade = found.select_related("revision").first()
    if regrade is None or not regrade.is_at_work:
        return False
    waiting = _asked(regrade).order_by("pk")
    if regrade.cursor is not None:
        waiting = waiting.filter(pk__gt=regrade.cursor)
    pks = list(waiting.values_list("pk", flat=True)[:STEP])
    for pk in pks:
        regrade.failed += not _tried(regrade, pk, now)
    regrade.done += len(pks)
    regrade.seen_at = Now()  # later than `now`, which is when the job began
    if pks:
        regrade.cursor = pks[-1]
    else:
        _finish(regrade, now)
    regrade.save(update_fields=HELD)
    return bool(pks)


def _finish(regrade: Regrade, now: datetime) -> None:
    if regrade.state == RegradeState.COMPARING:
        regrade.compared_at = now
    regrade.state = AFTER[RegradeState(regrade.state)]


def _tried(regrade: Regrade, pk: UUID, now: datetime) -> bool:
    """Whether it went well; one that cannot be graded keeps its grade, and is told."""
    try:
        with transaction.atomic():
            _look_at(regrade, pk, now)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        logger.exception("attempt %s could not be graded again", pk)
        return False
    return True


def _look_at(regrade: Regrade, pk: UUID, now: datetime) -> None:
    held = Attempt.objects.with_clock().select_for_update(of=("self",))
    attempt = held.select_related("guide").get(pk=pk)
    if attempt.state != AttemptState.GRADED:
        return  # its grader will read the decision by itself
    if regrade.state == RegradeState.COMPARING:
        _foresee(regrade, attempt)
    else:
        _grade(regrade, attempt, now)


def _foresee(regrade: Regrade, attempt: Attempt) -> None:
    position = _position(regrade, attempt)
    sheet = selectors.sheet_for(attempt, with_late=attempt.is_late_counted)
    ruling = Ruling(Remedy(regrade.remedy), tuple(regrade.keys))
    before = selectors.standing_in(attempt, sheet, position)
    after = selectors.standing_in(attempt, sheet.ruled(position, ruling), position)
    if before != after:
        _write_line(regrade, attempt, position, before, after)


def _grade(regrade: Regrade, attempt: Attempt, now: datetime) -> None:
    position = _position(regrade, attempt)
    before = selectors.standing_at(attempt, position)
    if not grade_again(attempt=attempt):
        return
    after = selectors.standing_at(attempt, position)
    if regrade.state == RegradeState.APPLYING:
        told: dict[str, Any] = {"changed_at": now, "restored_at": None}
        _write_line(regrade, attempt, position, before, after, **told)
        return
    known = regrade.lines.filter(attempt=attempt, changed_at__isnull=False)
    if not known.update(restored_at=now):
        # Graded for the first time while the decision was in force.
        told = {"changed_at": now, "restored_at": now}
        _write_line(regrade, attempt, position, after, before, **told)


def _write_line(
    regrade: Regrade,
    attempt: Attempt,
    position: int,
    before: dict[str, Any],
    after: dict[str, Any],
    **told: Any,
) -> None:
    turn = after["is_passed"] - before["is_passed"] if attempt.is_strict else 0
    fields = {"position": position, "before": before, "after": after, "turn": turn}
    RegradeLine.objects.update_or_create(
        regrade=regrade, attempt=attempt, defaults=fields | told
    )


def _position(regrade: Regrade, attempt: Attempt) -> int:
    asked = attempt.questions.filter(revision=regrade.revision_id)
    position: int = asked.values_list("position", flat=True).get()
    return position


# --- Rows -------------------------------------------------------------------


def _locked(pk: UUID) -> Regrade:
    rows = Regrade.objects.select_for_update(of=("self",))
    return rows.select_related("revision__question", "base").get(pk=pk)


def _begin(regrade: Regrade, state: RegradeState, now: datetime) -> None:
    """From the first attempt again, in another state."""
    regrade.state, regrade.seen_at = state, now
    regrade.cursor, regrade.done, regrade.failed = None, 0, 0
    regrade.total = _asked(regrade).count()
    try:
        with transaction.atomic():
            regrade.save()
    except IntegrityError as error:
        raise Problem(
            "regrade-at-work",
            409,
            "Another regrade of this wording is being carried out",
            "Wait until it is done, then try again.",
        ) from error
    enqueue("exams.tasks.run_regrade", str(regrade.pk))


def _refuse_unless(regrade: Regrade, state: RegradeState) -> None:
    if regrade.state != state:
        raise Problem(
            "regrade-moved-on",
            409,
            "This regrade has moved on",
            f"It is “{regrade.get_state_display().lower()}” by now. Open it again.",
        )


def _note(by: User, action: str, regrade: Regrade, reason: str) -> None:
    """In the history of the question, where people look for it."""
    question = regrade.revision.question
    audit.record(
        by=by,
        action=action,
        object_type="question",
        object_id=question.pk,
        detail={
            "question": question.slug,
            "revision": regrade.revision.number,
            "regrade": str(regrade.pk),
            "remedy": str(RemedyChoice(regrade.remedy).label),
            "keys": regrade.keys,
            "attempts": regrade.total,
            "reason": reason,
        },
    )
