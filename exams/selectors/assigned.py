"""What was assigned to a person: their terms, their attempts, what is next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
)

from accounts.models import Membership, User
from accounts.selectors.paging import Page, keyset_page
from exams import windows, zones
from exams.models import (
    Assignment,
    AssignmentOverride,
    AssignmentQuerySet,
    Attempt,
    AttemptState,
    Intervention,
    StatementNow,
)
from exams.selectors.steps import steps_of
from exams.windows import Refusal, Terms
from lib.composed import composed

PER_PAGE = 25
# How long the home page tells of what is over.
STILL_TOLD = timedelta(days=7)


class Standing(StrEnum):
    """Where somebody stands with what was assigned to them, the most pressing first."""

    RUNNING = "running"
    OPEN = "open"
    COMING = "coming"
    DONE = "done"
    MISSED = "missed"
    EXCUSED = "excused"


ORDER = {standing: place for place, standing in enumerate(Standing)}


@dataclass(frozen=True)
class Assigned:
    """An assignment as one person has it, at the instant `clock`.

    `attempts`: theirs under it, the newest first, with `clock`; `elsewhere`: an
    attempt of the same exam that runs and is not of this assignment.
    """

    assignment: Assignment
    terms: Terms
    attempts: Sequence[Attempt]
    elsewhere: Attempt | None
    own_zone: str

    @property
    def clock(self) -> datetime:
        found: datetime = self.assignment.clock  # type: ignore[attr-defined]  # REASON: annotated
        return found

    @property
    def running(self) -> Attempt | None:
        live = (a for a in self.attempts if a.is_running and not a.is_over(self.clock))
        return next(live, None)

    @property
    def last(self) -> Attempt | None:
        """What was handed in last."""
        ended = (a for a in self.attempts if a != self.running)
        return next(ended, None)

    @property
    def begun(self) -> int:
        """Attempts that are used up; what was declared void is given back."""
        return sum(a.voided_at is None for a in self.attempts)

    @property
    def attempts_left(self) -> int:
        return max(0, self.terms.attempts_allowed - self.begun)

    @property
    def refusal(self) -> Refusal | None:
        """Why no attempt can begin now."""
        return self.terms.refusal(self.clock, self.begun)

    @property
    def standing(self) -> Standing:
        if self.running is not None:
            return Standing.RUNNING
        refusal = self.refusal
        if refusal is None:
            return Standing.OPEN
        if refusal == Refusal.EXCUSED:
            return Standing.EXCUSED
        if refusal == Refusal.NOT_OPEN:
            return Standing.COMING
        return Standing.DONE if self.attempts else Standing.MISSED

    @property
    def refused(self) -> tuple[str, str]:
        """The same in words: what, and what to do."""
        refusal = self.refusal
        if refusal is None:
            return "", ""
        return windows.refused(refusal, self.terms, self.own_zone, now=self.clock)

    def words(self, at: datetime) -> str:
        """An instant in the person's own zone."""
        return windows.wall(at, self.own_zone, now=self.clock)

    @property
    def window(self) -> str:
        """From when until when, in the person's own zone."""
        return self._window(self.own_zone)

    @property
    def class_window(self) -> str:
        """The same in the zone in which it was set; empty where that is the own one."""
        zone = self.terms.zone
        return "" if zone == self.own_zone else self._window(zone)

    def _window(self, zone: str) -> str:
        terms, now = self.terms, self.clock
        opens = zones.told(terms.opens_at, zone, now=now)
        return f"{opens} until {windows.wall(terms.closes_at, zone, now=now)}"

    @property
    def full_time_until(self) -> str:
        """Until when one may begin and have the whole time limit; empty where the
        window takes nothing away, or never leaves it."""
        until = self.terms.full_time_until
        return self.words(until) if until and until >= self.terms.opens_at else ""

    @property
    def has_more_time(self) -> bool:
        return self.terms.allowed_minutes != self.terms.limit_minutes

    @property
    def released(self) -> str:
        """When results are shown; empty: at once, or never."""
        until = self.hidden_until
        return self.words(until) if until and until < windows.NEVER else ""

    @property
    def hidden_until(self) -> datetime | None:
        """Before it no result is shown. On a common form the others are waited for:
        by how long is known with the first attempt."""
        until = self.terms.hidden_until
        held = [a.hidden_until for a in self.attempts if a.hidden_until is not None]
        return until and max([until, *held])


def terms_of(
    assignment: Assignment, own: AssignmentOverride | None, person: User
) -> Terms:
    """What a person has in an assignment whose exam is at hand; `own`: what this
    person has otherwise."""
    other = own or AssignmentOverride()
    time = other.time_of(person)
    return Terms(
        opens_at=other.opens_at or assignment.opens_at,
        closes_at=other.closes_at or assignment.closes_at,
        zone=assignment.zone,
        limit_minutes=assignment.exam.minutes,
        multiplier=time.multiplier,
        extra_minutes=time.extra_minutes,
        attempts_allowed=other.attempts_allowed or assignment.attempts_allowed,
        is_cut_by_close=assignment.is_cut_by_close,
        release=assignment.release,
        is_excused=other.is_excused,
        is_withdrawn=assignment.withdrawn_at is not None,
    )


def assigned_to(user: Any) -> AssignmentQuerySet:
    """What this person is to sit as a student of a cohort now: each with `clock`, and
    `own` where this person has it otherwise. What was over before they came was not
    for them."""
    member = Membership.objects.current().students().filter(user=user)
    early = member.filter(
        cohort=OuterRef("cohort"), joined_at__lt=OuterRef("closes_at")
    )
    sat = Attempt.objects.filter(assignment=OuterRef("pk"), user=user)
    found = Assignment.objects.current().filter(
        cohort__in=member.values("cohort"), cohort__archived_at=None
    )
    mine = FilteredRelation("overrides", condition=Q(overrides__user=user))
    told = found.annotate(own=mine, clock=StatementNow()).filter(
        Exists(early) | Exists(sat) | Q(own__closes_at__isnull=False)
    )
    return told.select_related("exam__guide", "cohort", "own")  # type: ignore[misc]  # REASON: the stubs know no filtered relation


def one_assigned(user: User, assignment: Assignment) -> Assigned:
    """One of `assigned_to` as this person has it; one statement."""
    return _told(user, [assignment])[0]


def assigned_now(user: User) -> list[Assigned]:
    """What is to be done, and what was over a week ago at most: the most pressing
    first. Two statements."""
    return sorted(_told(user, _fresh(user=user.pk)), key=_urgency)


@composed(user=BigIntegerField())
def _fresh(user: Any) -> QuerySet[Assignment]:
    since = StatementNow() - STILL_TOLD
    is_open = Q(closes_at__gt=since) | Q(own__closes_at__gt=since)
    runs = Exists(
        Attempt.objects.filter(
            assignment=OuterRef("pk"), user=user, state=AttemptState.RUNNING
        )
    )
    return assigned_to(user).filter(is_open | runs).defer("form")


def _urgency(one: Assigned) -> tuple[int, datetime]:
    is_ahead = one.standing == Standing.COMING
    return ORDER[one.standing], one.terms.opens_at if is_ahead else one.terms.closes_at


def assigned_page(
    user: User, filters: Mapping[str, Any]
) -> tuple[list[Assigned], Page[Assignment]]:
    """All of it in pages, the newest first; `filters`: after, before."""
    page = keyset_page(
        assigned_to(user).defer("form"),
        filters,
        by="pk",
        size=PER_PAGE,
        is_newest_first=True,
    )
    return _told(user, page.rows), page


def _told(user: User, rows: Sequence[Assignment]) -> list[Assigned]:
    if not rows:
        return []
    ids = [one.pk for one in rows]
    exams = Q(state=AttemptState.RUNNING, exam__in={one.exam_id for one in rows})
    attempts = list(
        Attempt.objects.owned_by(user)
        .filter(Q(assignment__in=ids) | exams)
        .with_clock()
        .select_related("result")
    )
    return [
        Assigned(
            assignment=one,
            terms=terms_of(one, getattr(one, "own", None), user),
            attempts=[a for a in attempts if a.assignment_id == one.pk],
            elsewhere=_elsewhere(attempts, one),
            own_zone=user.time_zone,
        )
        for one in rows
    ]


def _elsewhere(attempts: Iterable[Attempt], one: Assignment) -> Attempt | None:
    for attempt in attempts:
        is_same = attempt.exam_id == one.exam_id and attempt.assignment_id != one.pk
        if is_same and attempt.is_running and not attempt.is_over(attempt.clock):
            return attempt
    return None


def answered_count(attempt: Attempt) -> int:
    """How many of its questions have an answer; nothing of whether they are right."""
    answered = attempt.questions.filter(answer__isnull=False)
    empty = Q(answer__response=None) | Q(answer__response__in=[[], {}])
    return answered.exclude(empty).count()


def steps_told(attempt: Attempt) -> list[Intervention]:
    """What staff did to it, for the student to read; none where nobody else may."""
    return [] if attempt.assignment_id is None else steps_of(attempt)


def steps_under(page: Assigned) -> list[Intervention]:
    """The same of the attempt that runs, else of the last one."""
    attempt = page.running or page.last
    return [] if attempt is None else steps_told(attempt)
