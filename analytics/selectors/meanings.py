"""What one attempt said about its student: the forecast it moved, and how it went."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from analytics import charts, replay
from analytics.models import Fold, FoldFailure, Forecast, Observation
from analytics.selectors.outlooks import DomainOutlook, domain_outlooks
from analytics.selectors.released import is_kept_back, told_forecasts
from analytics.selectors.sittings import FOLD_TRIES
from exams.grading import Item, mark
from exams.models import Attempt, AttemptQuestion, Operation, Verdict
from exams.selectors import sheet_for
from questions.models import Domain, Kind

MOVED_POINTS = 3  # of a domain's share, in percent; less is not told
SECONDS = 60


@dataclass(frozen=True)
class Move:
    """A domain before and after, and the answers that moved it."""

    before: DomainOutlook | None
    after: DomainOutlook
    right: int  # of the answers that count
    asked: int
    expected: float  # right answers, as was predicted of each question

    @property
    def points(self) -> int:
        held = self.before.share.percent if self.before else self.after.share.percent
        return self.after.share.percent - held

    @property
    def is_told(self) -> bool:
        """Only from one share that was told to another."""
        if self.before is None or self.before.needed or self.after.needed:
            return False
        changed = self.before.verdict != self.after.verdict
        return changed or abs(self.points) >= MOVED_POINTS


@dataclass(frozen=True)
class Change:
    """The forecast before and after an attempt, and why."""

    before: Forecast | None
    after: Forecast
    moves: tuple[Move, ...]
    counted: int
    asked: int


@dataclass(frozen=True)
class Course:
    """How the attempt went."""

    moments: list[replay.Moment]
    changes: replay.Changes
    pace: charts.Pace
    quarters: list[replay.Quarter]
    bars: tuple[charts.Bar, ...]
    stamina: replay.Stamina
    used_minutes: int


@dataclass(frozen=True)
class Meaning:
    attempt: Attempt
    is_folded: bool
    is_set_aside: bool
    is_kept_back: bool  # what it changed waits for the release of another result
    change: Change | None
    course: Course


def meaning_of(attempt: Attempt) -> Meaning:
    """Call this only for an attempt whose result is released and read."""
    seen = _observed(attempt)
    is_folded = _is_folded(attempt)
    failed = FoldFailure.objects.filter(attempt=attempt, tries__gte=FOLD_TRIES)
    change = _change(attempt, seen) if is_folded else None
    return Meaning(
        attempt=attempt,
        is_folded=is_folded,
        is_set_aside=not is_folded and failed.exists(),
        is_kept_back=change is None and is_kept_back(attempt),
        change=change,
        course=_course(attempt, seen),
    )


def change_by(attempt: Attempt) -> Change | None:
    """What it moved; None while it is not taken in."""
    return _change(attempt, _observed(attempt)) if _is_folded(attempt) else None


def _is_folded(attempt: Attempt) -> bool:
    folds = Fold.objects.filter(attempt=attempt)
    return folds.filter(graded_at=attempt.result.graded_at).exists()


def _observed(attempt: Attempt) -> list[dict[str, Any]]:
    """Every answer with what was predicted of it; nothing before the fold."""
    rows: Any = Observation.objects.filter(attempt=attempt).order_by("position")
    return list(rows.values("position", "is_correct", "predicted", "not_counted"))


def _change(attempt: Attempt, seen: list[dict[str, Any]]) -> Change | None:
    own = told_forecasts(attempt.user_id).filter(guide=attempt.guide_id)
    after = own.filter(attempt=attempt).first()
    if after is None:
        return None
    before = own.filter(at__lt=after.at).first()
    names = Domain.objects.in_bulk([row["id"] for row in after.domains])
    held = {one.code: one for one in domain_outlooks(before, names)} if before else {}
    places = dict(attempt.questions.values_list("position", "domain_id"))
    evidence = _evidence(seen, places, names)
    moves = [
        Move(held.get(one.code), one, *evidence.get(one.code, (0, 0, 0.0)))
        for one in domain_outlooks(after, names)
    ]
    counted = sum(not row["not_counted"] for row in seen)
    return Change(before, after, tuple(moves), counted, len(seen))


def _evidence(
    seen: list[dict[str, Any]], places: Mapping[int, int], names: Mapping[int, Domain]
) -> dict[str, tuple[int, int, float]]:
    """Domain code → right, asked, expected; of the answers that count."""
    found: dict[str, tuple[int, int, float]] = {}
    for row in seen:
        domain = names.get(places[row["position"]])
        if row["predicted"] is None or domain is None:
            continue
        right, asked, expected = found.get(domain.code, (0, 0, 0.0))
        found[domain.code] = (
            right + row["is_correct"],
            asked + 1,
            expected + row["predicted"],
        )
    return found


def _course(attempt: Attempt, seen: list[dict[str, Any]]) -> Course:
    sheet = sheet_for(attempt, with_late=False)
    items = {item.position: item for item in sheet.items}
    hidden = _examined(attempt)
    acts = [_act(row, items[row[0]], attempt, hidden) for row in _log(attempt)]
    moments = replay.timeline(acts)
    used = _minutes(attempt)
    predicted = {row["position"]: row["predicted"] for row in seen}
    answers = [
        replay.Given(
            is_correct=mark(item, sheet.responses.get(item.position)),
            is_blank=not sheet.responses.get(item.position),
            predicted=predicted.get(item.position),
        )
        for item in sheet.items
    ]
    parts = replay.quarters(answers)
    return Course(
        moments=moments,
        changes=replay.changes(acts),
        pace=charts.pace(
            replay.pace(moments),
            total=len(items),
            minutes=attempt.allowed_minutes,
            used=used,
        ),
        quarters=parts,
        bars=charts.bars(
            [(f"{q.first}–{q.last}", q.correct / q.asked, q.low, q.high) for q in parts]
        ),
        stamina=replay.stamina(answers),
        used_minutes=round(used),
    )


def _examined(attempt: Attempt) -> set[int]:
    """Positions whose marks stay back: they are part of an exam that is being sat."""
    examined = AttemptQuestion.objects.under_exam(attempt.user_id)
    asked = attempt.questions.filter(question__in=examined.values("question"))
    return set(asked.values_list("position", flat=True))


def _minutes(attempt: Attempt) -> float:
    end = attempt.finished_at or attempt.started_at
    return (end - attempt.started_at).total_seconds() / SECONDS


def _log(attempt: Attempt) -> list[tuple[Any, ...]]:
    """What was accepted, in the order in which it arrived."""
    rows = Operation.objects.filter(attempt=attempt, verdict=Verdict.ACCEPTED)
    told = rows.order_by("received_at", "pk").values_list(
        "position", "received_at", "body__response", "body__flagged"
    )
    return list(told)


def _act(
    row: tuple[Any, ...], item: Item, attempt: Attempt, hidden: Set[int]
) -> replay.Act:
    position, at, response, is_flagged = row
    minute = (at - attempt.started_at).total_seconds() / SECONDS
    is_told = _is_complete(item, response) and position not in hidden
    return replay.Act(
        minute=max(0.0, minute),
        position=position,
        response=_comparable(item, response),
        is_flagged=bool(is_flagged),
        mark=mark(item, response) if is_told else None,
    )


def _is_complete(item: Item, response: Any) -> bool:
    """As many options as the key has: half of "choose two" is no answer yet."""
    return bool(response) and len(response) == len(item.key)


def _comparable(item: Item, response: Any) -> Any:
    """Equal for equal answers: a set has no order."""
    if not response:
        return None
    if isinstance(response, dict):
        return tuple(sorted(response.items()))
    return tuple(response if item.kind == Kind.ORDERING else sorted(response))
