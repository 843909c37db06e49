"""What regrades mean: for an attempt, for the people who decide, for the student."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
)

from accounts.models import User
from exams.grading import grade
from exams.models import (
    Attempt,
    AttemptQuestion,
    AttemptState,
    Regrade,
    RegradeLine,
    Result,
    is_released,
)
from exams.selectors.pool import under_exam
from exams.selectors.sheet import Sheet
from lib.composed import composed
from questions.models import Question, QuestionRevision

LINES_SIZE = LIST_SIZE = 50
TOLD_FOR = timedelta(days=14)
SHOWN = {"all": Q(), "pass": Q(turn=1), "fail": Q(turn=-1)}

Standing = dict[str, Any]


def standing_at(attempt: Attempt, position: int) -> Standing:
    """The grade as it is stored, and whether this question counts as right."""
    told = Result.objects.values("raw", "is_passed", "scaled", count=F("scored_count"))
    marks = AttemptQuestion.objects.filter(attempt=attempt, position=position)
    right = marks.values_list("is_correct", flat=True).get()
    return {**told.get(attempt=attempt), "is_right": right}


def standing_in(attempt: Attempt, sheet: Sheet, position: int) -> Standing:
    """The same as it would be by this sheet."""
    found = grade(sheet.items, sheet.counted(attempt), sheet.scale)
    return {
        "raw": found.score.raw,
        "is_passed": found.score.is_passed,
        "scaled": found.score.scaled,
        "count": found.score.count,
        "is_right": found.marks[position],
    }


# --- For those who decide ---------------------------------------------------


@dataclass(frozen=True)
class RegradePage:
    """One regrade with a page of its lines; `next` continues them, or is empty.

    Every line is told; its `is_named` says whether with the student's name.
    """

    regrade: Regrade
    counts: Mapping[str, int]  # {lines, people, passes, fails, unnamed}
    show: str
    lines: list[Any]  # RegradeLine
    next: int | None
    keys: list[str]  # the accepted answers in words

    @property
    def percent(self) -> int:
        total = self.regrade.total
        return min(100, round(100 * self.regrade.done / total)) if total else 100


def regrade_page(
    regrade: Regrade, known: QuerySet[User], show: str = "all", after: int = 0
) -> RegradePage:
    """As somebody reads it who may know the people `known` by name."""
    is_named = Q(attempt__user__in=known)
    rows = _told_lines(regrade).annotate(is_named=is_named)
    shown = rows.filter(SHOWN.get(show, Q()), pk__gt=after).order_by("pk")
    lines = list(shown.select_related("attempt__user")[: LINES_SIZE + 1])
    return RegradePage(
        regrade=regrade,
        counts=_counts(rows),
        show=show if show in SHOWN else "all",
        lines=lines[:LINES_SIZE],
        next=lines[LINES_SIZE - 1].pk if len(lines) > LINES_SIZE else None,
        keys=[key_words(regrade.revision, key) for key in regrade.keys],
    )


def _told_lines(regrade: Regrade) -> QuerySet[RegradeLine]:
    """Foreseen ones until it is decided; from then on what really happened."""
    lines = RegradeLine.objects.filter(regrade=regrade)
    return lines if regrade.applied_at is None else lines.exclude(changed_at=None)


def _counts(rows: QuerySet[RegradeLine]) -> dict[str, int]:
    return rows.aggregate(
        lines=Count("pk"),
        passes=Count("pk", Q(turn=1)),
        fails=Count("pk", Q(turn=-1)),
        people=Count("attempt__user", distinct=True),
        unnamed=Count("pk", Q(is_named=False, attempt__user__is_guest=False)),
    )


def regrades(question: Question | None = None) -> list[Regrade]:
    """The newest previews and decisions, of one question or of all."""
    rows = Regrade.objects.select_related("revision__question", "made_by", "applied_by")
    if question is not None:
        rows = rows.filter(revision__question=question)
    return list(rows[:LIST_SIZE])


def key_words(revision: QuestionRevision, key: Any) -> str:
    """A key in words: letters; for pairs, letter and target."""
    if isinstance(key, Mapping):
        targets = {
            t["id"]: t.get("text") or t["id"] for t in revision.content["targets"]
        }
        return "; ".join(f"{o.upper()}: {targets[t]}" for o, t in sorted(key.items()))
    joint = ", then " if revision.kind == "ordering" else " and "
    return joint.join(option.upper() for option in key)


def asked_count(revision: QuestionRevision) -> int:
    """How many graded attempts hold this wording."""
    asked = AttemptQuestion.objects.filter(revision=revision)
    return asked.filter(attempt__state=AttemptState.GRADED).count()


# --- For the student --------------------------------------------------------


def corrections_of(attempt: Attempt) -> list[RegradeLine]:
    """What was corrected after this attempt was graded, the newest last."""
    lines = _told_of(user=attempt.user_id, attempt=attempt.pk)
    return _shown(attempt.user_id, lines)


@composed(user=BigIntegerField(), attempt=UUIDField())
def _told_of(user: Any, attempt: Any) -> QuerySet[RegradeLine]:
    return _told(user).filter(attempt=attempt).order_by("changed_at")


def recent_corrections(user: User, now: datetime) -> list[RegradeLine]:
    """What changed in this person's results in the last two weeks, newest first."""
    since = now - TOLD_FOR
    fresh = Q(changed_at__gt=since) | Q(restored_at__gt=since)
    lines = _told(user.pk).filter(fresh).order_by("-changed_at")
    return _shown(user.pk, lines)[:LINES_SIZE]


def _told(user_id: Any) -> QuerySet[RegradeLine]:
    """Of results that are released, each with its `question`."""
    lines = RegradeLine.objects.filter(
        is_released("attempt"),
        attempt__user_id=user_id,
        attempt__state=AttemptState.GRADED,
        changed_at__isnull=False,
    )
    asked = lines.annotate(question=F("regrade__revision__question"))
    return asked.select_related("regrade", "attempt")


def _shown(user_id: int, lines: Iterable[Any]) -> list[RegradeLine]:
    """Nothing about a question that this person is being examined on (I29). Most
    people have no line at all, and are not asked about."""
    found = list(lines)
    examined = under_exam(user_id) if found else set()
    return [line for line in found if line.question not in examined]


def is_corrected() -> Exists:
    """For attempts of one student: whether a correction changed the grade."""
    lines = RegradeLine.objects.filter(attempt=OuterRef("pk"), restored_at=None)
    return Exists(lines.filter(changed_at__isnull=False))
