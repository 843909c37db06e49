"""The student's start page and first study plan: a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.selectors import Aim, aim_for
from analytics import plan
from analytics.selectors.outlooks import Outlook, newest_forecasts, outlooks_of
from analytics.selectors.reviews import NO_REVIEWS, Reviews, reviews_at
from exams.models import (
    CHECKED_MODES,
    STRICT_MODES,
    Attempt,
    Exam,
    Mode,
    RegradeLine,
)
from exams.selectors import (
    Assigned,
    DrillOffer,
    ExamCard,
    Notice,
    QuestionRow,
    Reader,
    assigned_now,
    catalogue,
    drawable,
    drill_offer,
    fresh_answers,
    history,
    notices_for,
    reader_of,
    recent_corrections,
    result_page,
)
from exams.selectors import Standing as Assignable
from lib.composed import composed
from questions.models import Guide

RESULTS_SHOWN = 5


@dataclass(frozen=True)
class Countdown:
    """Somebody's exam date, and what is to be said about it."""

    day: date
    days_left: int
    guide: Guide | None
    remark: plan.DateRemark


@dataclass(frozen=True)
class StudyPlan:
    """The weeks until the exam date: those shown, and how many more there are."""

    weeks: list[plan.Week]
    more: int


@dataclass(frozen=True)
class StudentHome:
    step: plan.NextStep
    running: Attempt | None
    suggested: ExamCard | None
    last_mock: Attempt | None
    diagnosed: Attempt | None  # the last diagnostic, which a study plan came of
    offer: DrillOffer | None  # when the next step is a drill
    cards: list[ExamCard]  # of the guide prepared for; of all when it has none here
    has_target_exams: bool
    results: list[Attempt]
    countdown: Countdown | None
    target: Guide | None
    is_target_retired: bool
    mock_count: int
    outlook: Outlook | None  # of the guide prepared for, else the newest
    other_outlooks: list[Outlook]
    reviews: Reviews
    study_plan: StudyPlan | None
    corrections: list[RegradeLine]  # of the last two weeks
    answered_count: int  # reports answered in the last two weeks
    assigned: list[Assigned]  # the most pressing first
    notices: list[Notice]  # what happened to them since, not set aside yet

    @property
    def also_assigned(self) -> list[Assigned]:
        """What the next step does not say already."""
        is_said = self.step == plan.NextStep.ASSIGNED
        return self.assigned[1:] if is_said else self.assigned

    @property
    def is_waiting(self) -> bool:
        """Whether a result is still to be released, and the forecast waits for it."""
        awaited = (one.last for one in self.assigned if one.released)
        return any(last is not None and last.is_hidden for last in awaited)

    @property
    def is_placement_offered(self) -> bool:
        """Nothing is known yet, nothing runs, and there is a bank to ask from."""
        is_free = self.outlook is None and self.running is None and not self.results
        return is_free and self.suggested is not None


def student_home(user: User, now: datetime) -> StudentHome:
    today, aim, reader = timezone.localdate(now), aim_for(user), reader_of(user)
    cards = catalogue(user, today, reader)
    past = _past(user=user.pk)
    graded = [a for a in past if a.has_released_result()]
    mocks = [a for a in graded if a.mode in STRICT_MODES and a.voided_at is None]
    running = _soonest(reader)
    target = _target(aim.target_guide, cards)
    prepared = _prepared(target, past, today)
    suggested = _suggested(cards, prepared)
    outlooks = outlooks_of(user, newest_forecasts(user), now)
    main = _main(outlooks, prepared)
    reviews = _reviews(user, main.guide, now, aim, reader) if main else NO_REVIEWS
    assigned = assigned_now(user)
    standing = replace(
        _standing(running, past, mocks, cards),
        due_count=reviews.count,
        is_assigned=any(one.standing == Assignable.OPEN for one in assigned),
    )
    step = plan.next_step(standing)
    wanted = [card for card in cards if prepared and card.guide.pk == prepared.pk]
    return StudentHome(
        step=step,
        running=running,
        suggested=suggested,
        last_mock=mocks[0] if mocks else None,
        diagnosed=next((a for a in graded if a.mode == Mode.DIAGNOSTIC), None),
        offer=_offer(user, step, mocks, reader),
        cards=wanted or cards,
        has_target_exams=bool(wanted),
        results=graded[:RESULTS_SHOWN],
        countdown=_countdown(aim, target, today),
        target=target,
        is_target_retired=target is not None and target.is_retired(today),
        mock_count=len(mocks),
        outlook=main,
        other_outlooks=_others(outlooks, main, cards),
        reviews=reviews,
        study_plan=_study_plan(aim, today, main, reviews),
        corrections=recent_corrections(user, now),
        answered_count=fresh_answers(user, now),
        assigned=assigned,
        notices=[one for one in notices_for(user, now) if one.is_news],
    )


@composed(user=BigIntegerField())
def _past(user: Any) -> QuerySet[Attempt]:
    return history(user)[: 10 * RESULTS_SHOWN]


def _target(code: str, cards: list[ExamCard]) -> Guide | None:
    """A guide that is offered is at hand already."""
    if not code:
        return None
    offered = {card.guide.code: card.guide for card in cards}
    return offered.get(code) or Guide.objects.filter(code=code).first()


def _prepared(target: Guide | None, past: list[Attempt], today: date) -> Guide | None:
    """The target; without one, what they sat last, if AWS still offers it."""
    if target is not None:
        return target
    guide = past[0].guide if past else None
    return guide if guide and not guide.is_retired(today) else None


def _main(outlooks: list[Outlook], prepared: Guide | None) -> Outlook | None:
    """Of the guide that the person prepares for, else the newest."""
    wanted = [one for one in outlooks if prepared and one.guide.pk == prepared.pk]
    return next(iter(wanted or outlooks), None)


def _others(
    outlooks: list[Outlook], main: Outlook | None, cards: list[ExamCard]
) -> list[Outlook]:
    """Of other guides that can be sat here."""
    offered = {card.guide.pk for card in cards}
    return [one for one in outlooks if one is not main and one.guide.pk in offered]


def _study_plan(
    aim: Aim, today: date, outlook: Outlook | None, reviews: Reviews
) -> StudyPlan | None:
    if aim.exam_date is None or outlook is None:
        return None
    domains = [domain.name for domain in outlook.pressing]
    weeks = plan.weeks_until(
        aim.exam_date, today, domains=domains, due=sorted(reviews.days)
    )
    shown = weeks[: plan.WEEKS_SHOWN]
    return StudyPlan(shown, len(weeks) - len(shown)) if weeks else None


def _soonest(reader: Reader) -> Attempt | None:
    """The running attempt whose time ends first; untimed ones last."""
    far = datetime.max.replace(tzinfo=UTC)
    return min(reader.attempts, key=lambda a: a.deadline_at or far, default=None)


def _standing(
    running: Attempt | None,
    past: list[Attempt],
    mocks: list[Attempt],
    cards: list[ExamCard],
) -> plan.Standing:
    offered = {card.exam.mode for card in cards if card.is_available}
    has_finished = any(not a.is_running for a in past)
    return plan.Standing(
        is_running=running is not None,
        has_finished=has_finished,
        has_mock=bool(mocks),
        has_missed_in_last_mock=_waits_for_drill(past, mocks),
        # Asked only where it decides anything.
        is_diagnostic_offered=not has_finished
        and Exam.objects.open().filter(mode=Mode.DIAGNOSTIC).exists(),
        is_mock_offered=Mode.MOCK in offered,
        is_practice_offered=Mode.PRACTICE in offered,
    )


def _waits_for_drill(past: list[Attempt], mocks: list[Attempt]) -> bool:
    """Whether the last mock left something to mend and nothing was practised since."""
    if not mocks or mocks[0].result.raw == mocks[0].result.scored_count:
        return False
    since = mocks[0].started_at
    return not any(a.mode in CHECKED_MODES and a.started_at > since for a in past)


def _reviews(
    user: User, guide: Guide, now: datetime, aim: Aim, reader: Reader
) -> Reviews:
    pool = drawable(guide, reader.examined, reader.version)
    return reviews_at(user, pool, now, aim)


def _offer(
    user: User, step: plan.NextStep, mocks: list[Attempt], reader: Reader
) -> DrillOffer | None:
    """What the next step could drill; nothing missed while the result is unread."""
    if step != plan.NextStep.DRILL:
        return None
    return drill_offer(user, mocks[0].guide, reader.examined, reader.version)


def _suggested(cards: list[ExamCard], prepared: Guide | None) -> ExamCard | None:
    """The mock of the guide prepared for if there is one, else any that can be sat."""
    mocks = [c for c in cards if c.exam.mode == Mode.MOCK and c.is_available]
    current = [c for c in mocks if not c.is_retired]
    wanted = [c for c in mocks if prepared and c.guide.pk == prepared.pk]
    return next(iter([*wanted, *current, *mocks]), None)


def _countdown(aim: Aim, target: Guide | None, today: date) -> Countdown | None:
    if aim.exam_date is None:
        return None
    remark = plan.date_remark(
        aim.exam_date,
        today,
        valid_from=target.valid_from if target else None,
        valid_until=target.valid_until if target else None,
    )
    days = (aim.exam_date - today).days
    return Countdown(aim.exam_date, days, target, remark)


# --- The first study plan ----------------------------------------------------


@dataclass(frozen=True)
class PlanPage:
    attempt: Attempt
    raw: int
    asked: int
    steps: list[plan.StudyStep]


def plan_page(attempt: Attempt) -> PlanPage:
    """The study plan from a released attempt's answers."""
    page = result_page(attempt)
    missed = defaultdict(list)
    for row in page.rows:
        if not row.is_correct:
            missed[row.domain_code].append(_missed(row))
    domains = [
        plan.DomainAnswers(
            code=domain.code,
            name=domain.name,
            weight_percent=domain.weight,
            correct=domain.correct,
            asked=domain.asked,
            missed=tuple(missed[domain.code]),
        )
        for domain in page.domains
    ]
    return PlanPage(
        attempt=attempt,
        raw=page.result.raw,
        asked=page.result.scored_count,
        steps=plan.study_plan(domains),
    )


def _missed(row: QuestionRow) -> plan.Missed:
    topic = row.topics[0] if row.topics else row.domain_name
    return plan.Missed(topic=topic, references=tuple(row.references))
