"""Reads about assignments for who manages them: lists, one of them, its people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.accommodations import Accommodation
from accounts.models import Cohort, Membership, User
from accounts.selectors.cohorts import Part, students_page
from accounts.selectors.paging import Page, keyset_page
from exams import plans, timing, zones
from exams.models import (
    Assignment,
    AssignmentOverride,
    AssignmentQuerySet,
    AttemptState,
    Exam,
    Mode,
)
from lib.words import counted

PEOPLE_PER_PAGE = 50
OVER_PER_PAGE = 25
MOST_SHOWN = 200
PLANNED = tuple(plans.Plan.__dataclass_fields__)


class Phase(StrEnum):
    """Where an assignment stands by the clock."""

    OPEN = "open"
    COMING = "coming"
    OVER = "over"
    WITHDRAWN = "withdrawn"


def phase_of(assignment: Assignment, now: datetime) -> Phase:
    if assignment.withdrawn_at is not None:
        return Phase.WITHDRAWN
    if now < assignment.opens_at:
        return Phase.COMING
    return Phase.OPEN if now < assignment.closes_at else Phase.OVER


@dataclass(frozen=True)
class AssignmentRow:
    """An assignment in a list: how many are to sit it, have begun, have handed in."""

    assignment: Assignment
    phase: Phase
    opens: str
    closes: str
    student_count: int
    begun_count: int
    done_count: int


@dataclass(frozen=True)
class Board:
    """Assignments by where they stand; the past ones, withdrawn ones too, in pages."""

    open: list[AssignmentRow]
    coming: list[AssignmentRow]
    past: Page[Assignment]
    past_rows: list[AssignmentRow]

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.coming or self.past_rows)


def assignment_board(
    found: AssignmentQuerySet, filters: Mapping[str, Any], now: datetime
) -> Board:
    """`filters`: after, before (numbers of assignments). Four statements at most."""
    found = found.select_related("exam__guide", "cohort")
    past = found.filter(Q(closes_at__lte=now) | Q(withdrawn_at__isnull=False))
    page = keyset_page(past, filters, by="pk", size=OVER_PER_PAGE, is_newest_first=True)
    rows = _rows([*_live(found, now)[:MOST_SHOWN], *page.rows], now)
    return Board(
        open=[row for row in rows if row.phase == Phase.OPEN],
        coming=sorted(
            (row for row in rows if row.phase == Phase.COMING),
            key=lambda row: row.assignment.opens_at,
        ),
        past=page,
        past_rows=[row for row in rows if row.phase in (Phase.OVER, Phase.WITHDRAWN)],
    )


def live_assignments(
    found: AssignmentQuerySet, now: datetime, size: int
) -> list[AssignmentRow]:
    """Those that are open or coming, the first to close first; three statements."""
    return _rows(list(_live(found.select_related("cohort"), now)[:size]), now)


def _live(found: AssignmentQuerySet, now: datetime) -> AssignmentQuerySet:
    return found.current().filter(closes_at__gt=now).order_by("closes_at", "pk")


def assignment_pages(
    found: AssignmentQuerySet, marks: Mapping[str, Any]
) -> Page[Assignment]:
    """All of them, the newest first; `marks`: after, before (numbers)."""
    return keyset_page(
        found, marks, by="pk", size=PEOPLE_PER_PAGE, is_newest_first=True
    )


@dataclass(frozen=True)
class CohortBoard:
    """The assignments of one cohort."""

    cohort: Cohort
    board: Board


def cohort_part(cohort: Cohort, now: datetime) -> Part:
    """A section of the cohort's page."""
    found = Assignment.objects.filter(cohort=cohort)
    content = CohortBoard(cohort, assignment_board(found, {}, now))
    return Part("exams/assignment_section.html", content)


def _rows(assignments: Sequence[Assignment], now: datetime) -> list[AssignmentRow]:
    students = _students_by_cohort({a.cohort_id for a in assignments})
    counts = _counts([a.pk for a in assignments])
    return [
        AssignmentRow(
            assignment=one,
            phase=phase_of(one, now),
            opens=zones.told(one.opens_at, one.zone, now=now),
            closes=zones.told(one.closes_at, one.zone, now=now),
            student_count=students.get(one.cohort_id, 0),
            begun_count=counts.get(one.pk, (0, 0))[0],
            done_count=counts.get(one.pk, (0, 0))[1],
        )
        for one in assignments
    ]


def _students_by_cohort(cohorts: Iterable[int]) -> dict[int, int]:
    there = Membership.objects.current().students().filter(user__is_active=True)
    current = there.filter(cohort__in=list(cohorts))
    sizes = current.values("cohort").annotate(count=Count("pk"))
    return dict(sizes.values_list("cohort", "count"))


def _counts(assignments: Iterable[int]) -> dict[int, tuple[int, int]]:
    """By assignment: how many people have begun, and how many have handed in."""
    done = ~Q(attempts__state=AttemptState.RUNNING)
    found = Assignment.objects.filter(pk__in=list(assignments)).annotate(
        begun=Count("attempts__user", distinct=True),
        done=Count("attempts__user", filter=done, distinct=True),
    )
    rows = found.values_list("pk", "begun", "done")
    return {pk: (begun, done) for pk, begun, done in rows}


# --- What a plan meets --------------------------------------------------------


def offered_exams(drill: int | None = None) -> QuerySet[Exam]:
    """What can be assigned: the catalogue, and this drill."""
    offered = Q(is_open=True) & ~Q(mode=Mode.DIAGNOSTIC)
    found = Exam.objects.filter(offered | Q(pk__in=_drill(drill)))
    return found.select_related("guide")


def _drill(pk: int | None) -> QuerySet[Exam]:
    return Exam.objects.none() if pk is None else Exam.objects.drills().filter(pk=pk)


def setting_for(
    exam: Exam, cohort: Cohort, assignment: Assignment | None = None
) -> plans.Setting:
    """What a plan over this exam meets in this cohort now; overrides of the
    assignment are counted in. Three statements at most."""
    overrides = _overrides_of(cohort, assignment)
    own = [(one.time_of(one.user), 1) for one in overrides if not one.is_excused]
    times = _times(cohort, but=overrides) + own
    allowed = [
        timing.allowed_minutes(exam.minutes, time.multiplier, time.extra_minutes) or 0
        for time, _ in times
    ]
    return plans.Setting(
        exam=exam.title,
        minutes=exam.minutes,
        longest_minutes=max([exam.minutes, *allowed]) if exam.minutes else None,
        is_exam_open=exam.is_open or exam.is_drill,
        is_sealed=exam.mode == Mode.SEALED,
        guide=exam.guide.code,
        guide_ends=exam.guide.valid_until,
        cohort=cohort.name,
        is_archived=cohort.is_archived,
        student_count=sum(count for _, count in times),
        extended_count=sum(n for time, n in times if time != Accommodation()),
        own_window_count=sum(
            bool(one.opens_at or one.closes_at)
            for one in overrides
            if not one.is_excused
        ),
    )


def _students(cohort: Cohort) -> QuerySet[Membership]:
    return cohort.memberships.current().students().filter(user__is_active=True)


def _overrides_of(
    cohort: Cohort, assignment: Assignment | None
) -> list[AssignmentOverride]:
    """Those of students who are there."""
    if assignment is None:
        return []
    there = _students(cohort).values("user")
    return list(assignment.overrides.filter(user__in=there).select_related("user"))


def _times(
    cohort: Cohort, but: Sequence[AssignmentOverride]
) -> list[tuple[Accommodation, int]]:
    """Which time how many students have."""
    others = _students(cohort).exclude(user__in=[one.user_id for one in but])
    names = ("user__time_multiplier", "user__extra_minutes", "user__is_time_own")
    rows = others.values(*names).annotate(count=Count("pk"))
    told: dict[Accommodation, int] = {}
    for multiplier, extra, is_own, count in rows.values_list(*names, "count"):
        time = Accommodation() if is_own else Accommodation(multiplier, extra)
        told[time] = told.get(time, 0) + count
    return list(told.items())


def plan_of(assignment: Assignment) -> plans.Plan:
    """What was decided about it, as a plan."""
    return plans.Plan(**{name: getattr(assignment, name) for name in PLANNED})


@dataclass(frozen=True)
class Outlook:
    """What a plan would mean: why not, what to look at, and for whom it is what."""

    refusals: tuple[plans.Remark, ...]
    warnings: tuple[plans.Remark, ...]
    sentences: tuple[str, ...]


def outlook(
    plan: plans.Plan, setting: plans.Setting, *, now: datetime, is_new: bool
) -> Outlook:
    refusals = plans.refusals(plan, setting, now=now, is_new=is_new)
    return Outlook(
        refusals=refusals,
        warnings=plans.warnings(plan, setting),
        sentences=() if refusals else plans.summary(plan, setting, now=now),
    )


# --- One of them --------------------------------------------------------------


@dataclass(frozen=True)
class OverrideRow:
    """What one person has otherwise, in words."""

    override: AssignmentOverride
    words: str


@dataclass(frozen=True)
class AssignmentPage:
    """An assignment with what it means, and who has it otherwise."""

    row: AssignmentRow
    sentences: tuple[str, ...]
    warnings: tuple[plans.Remark, ...]
    overrides: list[OverrideRow] = field(default_factory=list)

    @property
    def assignment(self) -> Assignment:
        return self.row.assignment


def assignment_page(assignment: Assignment, now: datetime) -> AssignmentPage:
    plan = plan_of(assignment)
    setting = setting_for(assignment.exam, assignment.cohort, assignment)
    overrides = assignment.overrides.select_related("user", "made_by")
    return AssignmentPage(
        row=_rows([assignment], now)[0],
        sentences=plans.summary(plan, setting, now=now),
        warnings=plans.warnings(plan, setting),
        overrides=[
            OverrideRow(one, override_words(one, assignment.zone, now))
            for one in overrides.order_by("user__email")
        ],
    )


def override_words(override: AssignmentOverride, zone: str, now: datetime) -> str:
    """“closes Mon 30 Nov 18:00; 2 attempts; 1.5 × the time”."""
    if override.is_excused:
        return "excused"
    parts = [
        f"{word} {zones.told(at, zone, now=now)}"
        for word, at in (("opens", override.opens_at), ("closes", override.closes_at))
        if at is not None
    ]
    if override.attempts_allowed is not None:
        parts.append(counted(override.attempts_allowed, "attempt"))
    if override.time_multiplier is not None or override.extra_minutes is not None:
        parts.append(override.time_of(override.user).words)
    return "; ".join(parts)


@dataclass(frozen=True)
class PersonRow:
    """A student of the cohort, and what they have otherwise; empty: as everybody."""

    user: User
    words: str
    begun_count: int


@dataclass(frozen=True)
class PeoplePage:
    rows: list[PersonRow]
    previous: str
    next: str


def assignment_people(
    assignment: Assignment, filters: Mapping[str, Any], now: datetime
) -> PeoplePage:
    """One page of the students; `filters`: q, after, before (addresses)."""
    page = students_page(assignment.cohort, filters)
    people = [member.user_id for member in page.rows]
    overrides = assignment.overrides.filter(user__in=people).select_related("user")
    words = {o.user_id: override_words(o, assignment.zone, now) for o in overrides}
    attempts = assignment.attempts.filter(user__in=people)
    begun = dict(attempts.values_list("user").annotate(count=Count("pk")))
    rows = [
        PersonRow(m.user, words.get(m.user_id, ""), begun.get(m.user_id, 0))
        for m in page.rows
    ]
    return PeoplePage(rows, page.previous, page.next)


def override_of(assignment: Assignment, person: User) -> AssignmentOverride | None:
    return assignment.overrides.filter(user=person).select_related("user").first()
