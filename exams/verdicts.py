"""The judgement on one received operation, without a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from exams.responses import Asked, fault, ids_fault

MAX_COUNTER = 2**53 - 1  # the greatest integer that JSON clients keep exactly
CONFIDENCES = ("sure", "unsure", "guess")


@dataclass(frozen=True)
class Standing:
    """How the attempt stands at the instant of the operation."""

    is_running: bool
    was_submitted: bool
    is_in_time: bool
    writer: UUID | None
    epoch: int
    is_still: bool = False  # paused, and the grace of the pause is over


@dataclass(frozen=True)
class Current:
    """The current answer to the question of the operation."""

    epoch: int
    seq: int
    is_checked: bool


@dataclass(frozen=True)
class Judgement:
    verdict: str
    detail: str = ""


def judge(
    op: Mapping[str, Any],
    writer: UUID,
    standing: Standing,
    asked: Asked | None,
    current: Current | None,
) -> Judgement:
    """The verdict on an operation that was never received before.

    In this order: unusable, handed in already, made by another writer than the
    registered one, after time or in a pause, answer already checked, older than what
    is held.
    """
    wrong = body_fault(op, standing, asked)
    if wrong:
        return Judgement("invalid", wrong)
    if not standing.is_running and standing.was_submitted:
        return Judgement("closed", "these answers were already handed in")
    is_over = not standing.is_running or not standing.is_in_time
    # After time nobody can register any more: where nobody did, nobody is fenced.
    if writer != standing.writer and not (is_over and standing.writer is None):
        return Judgement("fenced", "another tab or device has taken over")
    if is_over:
        return Judgement("late", "this arrived after time")
    if standing.is_still:
        return Judgement("late", "the exam is paused; send it again when it goes on")
    if current and current.is_checked:
        return Judgement("closed", "this answer was checked and is final")
    if current and (op["epoch"], op["seq"]) <= (current.epoch, current.seq):
        return Judgement("superseded", "a later answer was there already")
    return Judgement("accepted")


def body_fault(op: Mapping[str, Any], standing: Standing, asked: Asked | None) -> str:
    """Why the operation cannot be used, or an empty text."""
    if asked is None:
        return "no question has this position"
    if not 1 <= op["epoch"] <= standing.epoch:
        return "this epoch was never given out"
    struck = op.get("struck") or []
    return fault(op["response"], asked) or (struck and ids_fault(struck, asked)) or ""
