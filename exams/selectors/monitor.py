"""An assignment while it is sat: who is in, who has gone silent, how far everybody is.

Nothing of it tells an answer, or whether one is right.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from exams import timing
from exams.models import Assignment, Attempt, Intervention
from exams.selectors.contact import contacts_of
from exams.selectors.steps import are_forced

# A runner says every 20 seconds that it is there; a hidden one every minute.
SILENCE = timedelta(seconds=90)


# JSON of an attempt that nobody reads here: not even fetched.
UNREAD = ("scale", "domains", "drill", "shortfalls")


class Presence(StrEnum):
    WAITING = "waiting"
    IN = "in"
    PAUSED = "paused"
    SILENT = "silent"
    ENDING = "ending"
    DONE = "done"
    EXCUSED = "excused"


WORDS = {
    Presence.WAITING: "Not begun",
    Presence.IN: "In",
    Presence.PAUSED: "Paused",
    Presence.SILENT: "No contact",
    Presence.ENDING: "Being handed in",
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


@dataclass(frozen=True)
class Tally:
    """How far an attempt is: questions, answers, flags, and when one was last saved."""

    total: int = 0
    answered: int = 0
    flagged: int = 0
    saved_at: datetime | None = None


@dataclass(frozen=True)
class MonitorRow:
    """One person with their newest attempt, if there is any."""

    user: User
    presence: Presence
    now: datetime
    attempt: Attempt | None = None
    number: int = 0  # of attempts
    tally: Tally = Tally()
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
class Monitor:
    """The people of an assignment by name, with how many stand how."""

    assignment: Assignment
    now: datetime
    rows: Sequence[MonitorRow]
    counts: Mapping[str, int]
    show: str = ""

    @property
    def filters(self) -> list[tuple[str, str, int]]:
        """What there is to look at: name, words, how many."""
        return [(p.value, WORDS[p], self.counts[p]) for p in Presence if self.counts[p]]

    @property
    def shown(self) -> list[MonitorRow]:
        rows = self.rows
        return [row for row in rows if not self.show or row.presence == self.show]


def monitor_of(assignment: Assignment, now: datetime, show: str = "") -> Monitor:
    """Everybody in five statements, however many they are; `show`: one presence."""
    sat = assignment.attempts.with_clock().defer(*UNREAD)
    by_user: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in sat.order_by("started_at"):
        by_user[attempt.user_id].append(attempt)
    known = _Known.of(assignment, [own[-1].pk for own in by_user.values()], now)
    people = _people(assignment, by_user)
    rows = [known.row(user, by_user.get(user.pk, [])) for user in people]
    rows.sort(key=lambda row: (str(row.user).casefold(), row.user.pk))
    counts: Counter[str] = Counter(row.presence for row in rows)
    chosen = show if show in set(Presence) else ""
    return Monitor(assignment, now, rows, counts, chosen)


def monitor_row(attempt: Attempt, now: datetime) -> MonitorRow:
    """One attempt alone, with its person, assignment and `clock` at hand."""
    if attempt.assignment is None:
        raise ValueError(f"attempt {attempt.pk} was not assigned")
    known = _Known.of(attempt.assignment, [attempt.pk], now)
    return known.row(attempt.user, [attempt])


def _people(assignment: Assignment, sat: Iterable[int]) -> QuerySet[User]:
    """The students of its cohort, and whoever has sat it and is none any more."""
    students = assignment.cohort.memberships.current().students()
    return User.objects.filter(Q(pk__in=students.values("user")) | Q(pk__in=list(sat)))


@dataclass(frozen=True)
class _Known:
    """What was read about all of them."""

    now: datetime
    tallies: Mapping[UUID, Tally]
    contacts: Mapping[UUID, datetime]
    steps: Mapping[UUID, Sequence[Intervention]]
    excused: frozenset[int]

    @classmethod
    def of(
        cls, assignment: Assignment, attempts: Iterable[UUID], now: datetime
    ) -> "_Known":
        wanted = list(attempts)
        steps: dict[UUID, list[Intervention]] = defaultdict(list)
        noted = Intervention.objects.filter(attempt__in=wanted).select_related("by")
        for step in noted:
            steps[step.attempt_id].append(step)
        let_off = assignment.overrides.filter(is_excused=True)
        return cls(
            now=now,
            tallies=tallies_of(wanted),
            contacts=contacts_of(wanted),
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
        tally = self.tallies.get(attempt.pk, Tally())
        heard_at = self.contacts.get(attempt.pk)
        steps = tuple(self.steps.get(attempt.pk, ()))
        return MonitorRow(
            user=user,
            presence=_presence(attempt, heard_at or tally.saved_at, steps, self.now),
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


def tallies_of(attempts: Sequence[UUID]) -> dict[UUID, Tally]:
    """By attempt. An answer carries the instant of the operation that it came by, so
    the newest of them is when the log was last written with effect."""
    with connection.cursor() as cursor:
        cursor.execute(TALLIES, {"attempts": list(attempts)})
        return {pk: Tally(*counts) for pk, *counts in cursor.fetchall()}


# Attempt by attempt: joined at once, the answers of everybody there ever was are read.
TALLIES = """
SELECT wanted.attempt, form.total, said.answered, said.flagged, said.saved_at
  FROM unnest(%(attempts)s::uuid[]) AS wanted (attempt)
 CROSS JOIN LATERAL (
   SELECT count(*) AS total, array_agg(id) AS ids
     FROM exams_attemptquestion WHERE attempt_id = wanted.attempt
 ) form
 CROSS JOIN LATERAL (
   SELECT count(*) FILTER (WHERE response IS NOT NULL
                             AND response NOT IN ('null', '[]', '{}')) AS answered,
          count(*) FILTER (WHERE is_flagged) AS flagged,
          max(answered_at) AS saved_at
     FROM exams_answer WHERE asked_id = ANY(form.ids)
 ) said
"""


def ago(at: datetime | None, now: datetime) -> str:
    """“12 s ago”, “5 min ago”, “2 h ago”; “never” for no instant."""
    if at is None:
        return "never"
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return f"{seconds} s ago"
    return f"{seconds // 60} min ago" if seconds < 7200 else f"{seconds // 3600} h ago"


def running_in(assignment: Assignment) -> list[UUID]:
    """The attempts of it that run, by the clock."""
    running: Any = assignment.attempts.running()
    return list(running.values_list("pk", flat=True))
