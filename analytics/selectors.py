"""Reads of the start pages: one dataclass per page, a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, QuerySet

from accounts.models import User
from analytics import plan
from exams.models import (
    CHECKED_MODES,
    STRICT_MODES,
    Attempt,
    AttemptState,
    Exam,
    Mode,
)
from exams.selectors import ExamCard, QuestionRow, catalogue, history, result_page
from questions.models import Bank, Guide, Question, QuestionReport, State

RECENT = timedelta(days=7)
RESULTS_SHOWN = 5
REPORTS_SHOWN = 8
ATTEMPTS_SHOWN = 20


# --- Visitors ----------------------------------------------------------------


@dataclass(frozen=True)
class GuideOffer:
    """A guide with open exams, as the landing page shows it."""

    guide: Guide
    is_retired: bool
    is_upcoming: bool
    pool_count: int


@dataclass(frozen=True)
class Landing:
    offers: list[GuideOffer]
    has_diagnostic: bool


def landing(today: date) -> Landing:
    modes = list(Exam.objects.open().order_by().values_list("guide_id", "mode"))
    offered = {guide for guide, mode in modes if mode != Mode.DIAGNOSTIC}
    pool = pool_counts()
    return Landing(
        offers=[
            GuideOffer(
                guide=guide,
                is_retired=guide.is_retired(today),
                is_upcoming=guide.is_upcoming(today),
                pool_count=pool.get(guide.pk, 0),
            )
            for guide in Guide.objects.filter(pk__in=offered)
        ],
        has_diagnostic=any(mode == Mode.DIAGNOSTIC for _, mode in modes),
    )


def pool_counts() -> dict[int, int]:
    """How many published questions serve each guide; one statement."""
    rows = (
        Question.objects.published()
        .order_by()
        .values_list("question_tasks__task__domain__guide")
        .annotate(count=Count("pk", distinct=True))
    )
    return {guide: count for guide, count in rows if guide is not None}


def newest_attempt(user: User) -> Attempt | None:
    """What a guest did last, so that the landing page leads back to it."""
    return history(user).first()


# --- The student ---------------------------------------------------------------


@dataclass(frozen=True)
class Countdown:
    """Somebody's exam date, and what is to be said about it."""

    day: date
    days_left: int
    guide: Guide | None
    remark: plan.DateRemark


@dataclass(frozen=True)
class StudentHome:
    step: plan.NextStep
    running: Attempt | None
    suggested: ExamCard | None
    last_mock: Attempt | None
    cards: list[ExamCard]  # of the target guide; of all when it has none here
    has_target_exams: bool
    results: list[Attempt]
    countdown: Countdown | None
    target: Guide | None
    mock_count: int


def student_home(user: User, today: date) -> StudentHome:
    cards = catalogue(user, today)
    past = list(history(user)[: 10 * RESULTS_SHOWN])
    graded = [a for a in past if a.state == AttemptState.GRADED]
    mocks = [a for a in graded if a.mode in STRICT_MODES]
    running = _soonest(user)
    target = Guide.objects.filter(code=user.target_guide).first()
    suggested = _suggested(cards, target)
    step = plan.next_step(_standing(running, past, mocks, cards))
    wanted = [card for card in cards if target and card.guide.pk == target.pk]
    return StudentHome(
        step=step,
        running=running,
        suggested=suggested,
        last_mock=mocks[0] if mocks else None,
        cards=wanted or cards,
        has_target_exams=bool(wanted),
        results=graded[:RESULTS_SHOWN],
        countdown=_countdown(user, target, today),
        target=target,
        mock_count=len(mocks),
    )


def _soonest(user: User) -> Attempt | None:
    """The running attempt whose time ends first; untimed ones last."""
    running = list(Attempt.objects.owned_by(user).running().with_clock())
    far = datetime.max.replace(tzinfo=UTC)
    return min(running, key=lambda a: a.deadline_at or far, default=None)


def _standing(
    running: Attempt | None,
    past: list[Attempt],
    mocks: list[Attempt],
    cards: list[ExamCard],
) -> plan.Standing:
    offered = {card.exam.mode for card in cards if card.is_available}
    return plan.Standing(
        is_running=running is not None,
        has_finished=any(not a.is_running for a in past),
        has_mock=bool(mocks),
        has_missed_in_last_mock=_waits_for_drill(past, mocks),
        is_diagnostic_offered=Exam.objects.open().filter(mode=Mode.DIAGNOSTIC).exists(),
        is_mock_offered=Mode.MOCK in offered,
        is_practice_offered=Mode.PRACTICE in offered,
    )


def _waits_for_drill(past: list[Attempt], mocks: list[Attempt]) -> bool:
    """Whether the last mock left something to mend and nothing was practised since."""
    if not mocks or mocks[0].result.raw == mocks[0].result.scored_count:
        return False
    since = mocks[0].started_at
    return not any(a.mode in CHECKED_MODES and a.started_at > since for a in past)


def _suggested(cards: list[ExamCard], target: Guide | None) -> ExamCard | None:
    """The mock of the target guide if there is one, else any that can be sat now."""
    mocks = [c for c in cards if c.exam.mode == Mode.MOCK and c.is_available]
    current = [c for c in mocks if not c.is_retired]
    wanted = [c for c in mocks if target is not None and c.guide.pk == target.pk]
    return next(iter([*wanted, *current, *mocks]), None)


def _countdown(user: User, target: Guide | None, today: date) -> Countdown | None:
    if user.exam_date is None:
        return None
    remark = plan.date_remark(
        user.exam_date,
        today,
        valid_from=target.valid_from if target else None,
        valid_until=target.valid_until if target else None,
    )
    days = (user.exam_date - today).days
    return Countdown(user.exam_date, days, target, remark)


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


# --- Instructors and administrators --------------------------------------------


@dataclass(frozen=True)
class GuideState:
    guide: Guide
    is_retired: bool
    is_upcoming: bool
    published: int
    exam_count: int


@dataclass(frozen=True)
class StaffHome:
    bank: Bank | None
    guides: list[GuideState]
    by_state: dict[str, int]
    reports: list[QuestionReport]
    open_report_count: int
    running_count: int
    finished_count: int


def staff_home(today: date, now: datetime) -> StaffHome:
    open_reports = QuestionReport.objects.filter(resolved_at=None)
    return StaffHome(
        bank=Bank.objects.filter(pk=1).first(),
        guides=_guide_states(today),
        by_state=_by_state(),
        reports=list(_with_question(open_reports)[:REPORTS_SHOWN]),
        open_report_count=open_reports.count(),
        running_count=Attempt.objects.running().count(),
        finished_count=_finished_lately(now).count(),
    )


def _guide_states(today: date) -> list[GuideState]:
    pool = pool_counts()
    exams = dict(
        Exam.objects.open().order_by().values_list("guide").annotate(Count("pk"))
    )
    return [
        GuideState(
            guide=guide,
            is_retired=guide.is_retired(today),
            is_upcoming=guide.is_upcoming(today),
            published=pool.get(guide.pk, 0),
            exam_count=exams.get(guide.pk, 0),
        )
        for guide in Guide.objects.all()
    ]


def _by_state() -> dict[str, int]:
    """How many questions are in each state, by its name for people."""
    rows = Question.objects.order_by().values_list("state").annotate(Count("pk"))
    counts = dict(rows)
    return {State(value).label: counts.get(value, 0) for value in State.values}


def _with_question(reports: QuerySet[QuestionReport]) -> QuerySet[QuestionReport]:
    return reports.select_related("revision__question", "reporter")


def _finished_lately(now: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(finished_at__gt=now - RECENT)


@dataclass(frozen=True)
class AttemptLists:
    """Who is sitting what, without a word of their answers."""

    running: list[Attempt]
    finished: list[Attempt]


def attempt_lists(now: datetime) -> AttemptLists:
    running = Attempt.objects.running().select_related("user")
    finished = _finished_lately(now).select_related("user", "result")
    return AttemptLists(
        running=list(running.order_by("deadline_at")[:ATTEMPTS_SHOWN]),
        finished=list(finished.order_by("-finished_at")[:ATTEMPTS_SHOWN]),
    )
