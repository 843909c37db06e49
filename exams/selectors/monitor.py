"""An assignment while it is sat: who is in, who has gone silent, how far they are.

Nothing of it tells an answer, or whether one is right.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from accounts.models import User, UserQuerySet
from exams import timing
from exams.models import Assignment, Attempt, Intervention
from exams.selectors.assignments import PEOPLE_PER_PAGE
from exams.selectors.contact import contacts_of
from exams.selectors.steps import are_forced
from exams.selectors.tallies import Tally, tallies_of

# A runner says every 20 seconds that it is there; a hidden one every minute.
SILENCE = timedelta(seconds=90)


# Of thousands of attempts and people, only what is read here is fetched.
READ = (
    "user_id",
    "assignment_id",
    "state",
    "started_at",
    "deadline_at",
    "paused_at",
    "voided_at",
)


class Presence(StrEnum):
    """How somebody stands, whoever needs a look first."""

    SILENT = "silent"
    PAUSED = "paused"
    ENDING = "ending"
    IN = "in"
    WAITING = "waiting"
    DONE = "done"
    EXCUSED = "excused"


NEED = {presence: rank for rank, presence in enumerate(Presence)}
WORDS = {
    Presence.SILENT: "No contact",
    Presence.PAUSED: "Paused",
    Presence.ENDING: "Being handed in",
    Presence.IN: "In",
    Presence.WAITING: "Not begun",
    Presence.DONE: "Handed in",
    Presence.EXCUSED: "Excused",
}
TONES = {
    Presence.IN: "correct",
    Presence.PAUSED: "caution",
    Presence.SILENT: "wrong",
    Presence.ENDING: "caution",
}
AT_WORK = frozenset({Presence.IN, Presence.PAUSED, Presence.SILENT, Presence.ENDING})


UNTOLD = Tally()


@dataclass(frozen=True)
class MonitorRow:
    """One person with their newest attempt, if there is any."""

    user: User
    presence: Presence
    now: datetime
    attempt: Attempt | None = None
    number: int = 0  # of attempts
    tally: Tally = UNTOLD
    heard_at: datetime | None = None
    steps: tuple[Intervention, ...] = ()

    @property
    def words(self) -> str:
        return WORDS[self.presence]

    @property
    def tone(self) -> str:
        return TONES.get(self.presence, "")

    @cached_property
    def pick(self) -> str:
        return str(self.attempt.pk) if self.attempt else ""

    @property
    def is_voided(self) -> bool:
        return self.attempt is not None and self.attempt.voided_at is not None

    @property
    def step(self) -> str:
        """The last that staff did, in few words."""
        return self.steps[-1].words if self.steps else ""

    @property
    def is_at_work(self) -> bool:
        return self.presence in AT_WORK

    @property
    def remaining_ms(self) -> int | None:
        """None: untimed, or not at work."""
        return self.attempt.remaining_ms if self.attempt and self.is_at_work else None

    @cached_property
    def left(self) -> str:
        return "" if self.remaining_ms is None else timing.clock_face(self.remaining_ms)

    @property
    def saved(self) -> str:
        return ago(self.tally.saved_at, self.now)

    @property
    def heard(self) -> str:
        return ago(self.heard_at, self.now)


@dataclass(frozen=True)
class Look:
    """What of a monitor is looked at: words of a name or an address, one presence, a
    page of `size` (None: everybody); and the ticked, who stay in sight."""

    q: str = ""
    show: str = ""
    number: int = 1
    ticked: frozenset[str] = frozenset()  # ids of attempts, as they were sent
    size: int | None = PEOPLE_PER_PAGE
    is_still: bool = False  # it does not renew itself

    def query(self, **other: str | int) -> str:
        """The query string that leads to it, or to one that differs in this."""
        page = self.number if self.number > 1 else ""
        still = "yes" if self.is_still else ""
        told = {"q": self.q, "show": self.show, "page": page, "still": still} | other
        kept = {name: value for name, value in told.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True)
class Monitor:
    """One page of the people of an assignment, with how many stand how."""

    assignment: Assignment
    now: datetime
    rows: Sequence[MonitorRow]
    counts: Mapping[str, int]
    look: Look
    page_count: int = 1

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def query(self) -> str:
        return self.look.query()

    @property
    def other_query(self) -> str:
        """The same page: standing still where this renews itself, and the reverse."""
        return self.look.query(still="" if self.look.is_still else "yes")

    @property
    def filters(self) -> list[tuple[str, str, int, str]]:
        """What there is to look at: name, words, how many, and the way there."""
        told = [("", "Everybody", self.total)]
        there = [p for p in Presence if self.counts[p] or p == self.look.show]
        told += [(p.value, WORDS[p], self.counts[p]) for p in there]
        return [(*one, self.look.query(show=one[0], page="")) for one in told]

    @property
    def previous(self) -> str:
        number = self.look.number - 1
        return self.look.query(page=number) if number else ""

    @property
    def next(self) -> str:
        number = self.look.number + 1
        return self.look.query(page=number) if number <= self.page_count else ""

    @property
    def is_searchable(self) -> bool:
        """Whether there are more people than one page holds."""
        return bool(self.look.q) or self.total > PEOPLE_PER_PAGE


def monitor_of(assignment: Assignment, now: datetime, look: Look) -> Monitor:
    """Who needs a look first, then by name: six statements, however many they are.

    How somebody stands is known of everybody; how far they are, of those shown alone.
    """
    sat = assignment.attempts.with_clock().only(*READ)
    by_user: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in sat.order_by("started_at"):
        by_user[attempt.user_id].append(attempt)
    noted = Intervention.objects.filter(attempt__assignment=assignment)
    latest = [own[-1] for own in by_user.values()]
    known = _Known.of(assignment, latest, noted, now)
    people = _people(assignment).called(look.q)
    rows = [known.row(user, by_user.get(user.pk, [])) for user in people]
    rows.sort(key=_by_need)
    counts: Counter[str] = Counter(row.presence for row in rows)
    return _cut(assignment, now, rows, counts, look)


def _by_need(row: MonitorRow) -> tuple[int, str, int]:
    return NEED[row.presence], str(row.user).casefold(), row.user.pk


def _cut(
    assignment: Assignment,
    now: datetime,
    rows: Sequence[MonitorRow],
    counts: Mapping[str, int],
    look: Look,
) -> Monitor:
    """One page of these rows, and below it the ticked who are not on it."""
    found = [row for row in rows if not look.show or row.presence == look.show]
    page = Paginator(found, look.size or max(1, len(found))).get_page(look.number)
    shown = list(page.object_list)
    there = {row.user.pk for row in shown}
    shown += [r for r in rows if r.pick in look.ticked and r.user.pk not in there]
    return Monitor(
        assignment=assignment,
        now=now,
        rows=_told(shown),
        counts=counts,
        look=replace(look, number=page.number),
        page_count=page.paginator.num_pages,
    )


def _told(rows: Sequence[MonitorRow]) -> list[MonitorRow]:
    """The same with how far they are, where that was not read yet."""
    unread = [r.attempt.pk for r in rows if r.attempt and r.tally is UNTOLD]
    tallies = {str(pk): tally for pk, tally in tallies_of(unread).items()}
    return [replace(row, tally=tallies.get(row.pick, row.tally)) for row in rows]


def monitor_row(attempt: Attempt, now: datetime) -> MonitorRow:
    """One attempt alone, with its person, assignment and `clock` at hand."""
    if attempt.assignment is None:
        raise ValueError(f"attempt {attempt.pk} was not assigned")
    noted = attempt.interventions.all()
    known = _Known.of(attempt.assignment, [attempt], noted, now)
    return _told([known.row(attempt.user, [attempt])])[0]


def _people(assignment: Assignment) -> UserQuerySet:
    """The students of its cohort, and whoever has sat it and is none any more."""
    students = assignment.cohort.memberships.current().students()
    sat = assignment.attempts.order_by()
    is_theirs = Q(pk__in=students.values("user")) | Q(pk__in=sat.values("user"))
    return User.objects.members().filter(is_theirs).only("name", "email")


@dataclass(frozen=True)
class _Known:
    """What was read about all of them."""

    now: datetime
    contacts: Mapping[UUID, datetime]
    tallies: Mapping[UUID, Tally]  # of those who run and were not heard of
    steps: Mapping[UUID, Sequence[Intervention]]
    excused: frozenset[int]

    @classmethod
    def of(
        cls,
        assignment: Assignment,
        attempts: Iterable[Attempt],
        noted: QuerySet[Intervention],
        now: datetime,
    ) -> "_Known":
        steps: dict[UUID, list[Intervention]] = defaultdict(list)
        for step in noted.select_related("by"):
            steps[step.attempt_id].append(step)
        running = [attempt.pk for attempt in attempts if attempt.is_running]
        contacts = contacts_of(running)
        let_off = assignment.overrides.filter(is_excused=True)
        return cls(
            now=now,
            contacts=contacts,
            tallies=tallies_of([pk for pk in running if pk not in contacts]),
            steps=steps,
            excused=frozenset(let_off.values_list("user", flat=True)),
        )

    def row(self, user: User, attempts: Sequence[Attempt]) -> MonitorRow:
        if not attempts:
            is_off = user.pk in self.excused
            presence = Presence.EXCUSED if is_off else Presence.WAITING
            return MonitorRow(user, presence, self.now)
        attempt = attempts[-1]
        attempt.user = user
        heard_at = self.contacts.get(attempt.pk)
        tally = self.tallies.get(attempt.pk, UNTOLD)
        seen_at = heard_at or tally.saved_at
        steps = tuple(self.steps.get(attempt.pk, ()))
        return MonitorRow(
            user=user,
            presence=_presence(attempt, seen_at, steps, self.now),
            now=self.now,
            attempt=attempt,
            number=len(attempts),
            tally=tally,
            heard_at=heard_at,
            steps=steps,
        )


def _presence(
    attempt: Attempt,
    heard_at: datetime | None,
    steps: Sequence[Intervention],
    now: datetime,
) -> Presence:
    is_over = attempt.is_over(attempt.clock) or attempt.is_idle
    if not attempt.is_running or is_over:
        return Presence.DONE
    if attempt.paused_at is not None:
        return Presence.PAUSED
    if attempt.remaining_ms == 0 or are_forced(steps):
        return Presence.ENDING
    is_silent = now - (heard_at or attempt.started_at) > SILENCE
    return Presence.SILENT if is_silent else Presence.IN


def ago(at: datetime | None, now: datetime) -> str:
    """“12 s ago”, “5 min ago”, “2 h ago”; “never” for no instant."""
    if at is None:
        return "never"
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return f"{seconds} s ago"
    return f"{seconds // 60} min ago" if seconds < 7200 else f"{seconds // 3600} h ago"


def latest_attempts(assignment: Assignment) -> list[Attempt]:
    """Of each person the newest attempt, with its `user`."""
    sat = assignment.attempts.only(*READ).select_related("user")
    return list(sat.order_by("user", "-started_at").distinct("user"))


def running_in(assignment: Assignment) -> list[UUID]:
    """The attempts of it that run, by the clock."""
    running: Any = assignment.attempts.running()
    return list(running.values_list("pk", flat=True))
