"""Rosters: what the rows of a table say, and what following them would change.

Pure: the table is read, and people are looked up, elsewhere. A row is understood or
refused alone; what is planned twice for the same state is planned alike.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.accommodations import Accommodation, read_accommodation

MAX_NAME = 120
MAX_EMAIL = 254
ROLES = ("student", "instructor")
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "student", "student name", "person"),
    "email": ("e mail", "email", "e mail address", "email address", "mail"),
    "cohort": ("cohort", "class", "group", "course"),
    "role": ("role", "part"),
    "accommodations": (
        "accommodations",
        "accommodation",
        "extra time",
        "time",
    ),
}
TEMPLATE: list[list[str]] = [
    ["name", "e-mail", "cohort", "role", "accommodations"],
    ["Kim Example", "kim@example.com", "DVA spring", "student", ""],
    ["Lou Example", "lou@example.com", "DVA spring", "student", "1.5x"],
    ["Max Example", "max@example.com", "DVA spring", "student", "+30"],
    ["Toni Example", "toni@example.com", "DVA spring", "instructor", ""],
]
EMAIL = re.compile(r"[^\s@<>(),;:\"\\]+@[a-z0-9-]+(\.[a-z0-9-]+)+")


# Without these columns nobody can be let in.
NEEDED = {"email": "e-mail", "cohort": "cohort"}
MOST_ABOVE = 20


class NoRoster(Exception):
    """A table that is no roster; its words say what to do."""


@dataclass(frozen=True)
class Row:
    """One person in one cohort, as the file says it. `error` is empty or says why not.

    `accommodation` as the cell has it; empty leaves the person's time as it is.
    """

    number: int
    name: str = ""
    email: str = ""
    cohort: str = ""
    role: str = "student"
    accommodation: str = ""
    error: str = ""

    @property
    def time(self) -> Accommodation | None:
        return read_accommodation(self.accommodation) if self.accommodation else None

    @property
    def place(self) -> tuple[str, str]:
        """Who and where, as places are compared."""
        return self.email, self.cohort.casefold()


def read_roster(table: Sequence[tuple[int, Sequence[str]]]) -> list[Row]:
    """The rows below the headings. Raises NoRoster."""
    if not table:
        raise NoRoster("The table is empty. Begin with the template.")
    top = _top(table)
    columns = _columns(table[top][1])
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        words = " and none ".join(f"“{NEEDED[name]}”" for name in missing)
        raise NoRoster(f"No column is called {words}. Begin with the template.")
    rows = [_row(number, cells, columns) for number, cells in table[top + 1 :]]
    if not rows:
        raise NoRoster("There is nobody below the headings.")
    return _without_doubles(rows)


def unread_columns(table: Sequence[tuple[int, Sequence[str]]]) -> list[str]:
    """The headings that say nothing to us: whoever wrote them is to know."""
    headings = table[_top(table)][1] if table else ()
    read = set(_columns(headings).values())
    return [
        heading[:MAX_NAME]
        for index, heading in enumerate(headings)
        if heading.strip() and index not in read
    ]


def _top(table: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Where the headings are: titles and dates may stand above them."""
    first = table[:MOST_ABOVE]
    known = [sum(name in _columns(cells) for name in NEEDED) for _, cells in first]
    return known.index(max(known))


def _columns(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        word = re.sub(r"[\s_\-.:]+", " ", heading.lower()).strip()
        for name, known in HEADINGS.items():
            if word in known:
                found.setdefault(name, index)
    return found


def _row(number: int, cells: Sequence[str], columns: Mapping[str, int]) -> Row:
    def cell(name: str) -> str:
        index = columns.get(name, len(cells))
        return cells[index] if index < len(cells) else ""

    row = Row(
        number=number,
        name=cell("name"),
        email=cell("email").lower(),
        cohort=cell("cohort"),
        role=cell("role").lower() or ROLES[0],
        accommodation=cell("accommodations"),
    )
    return _refused(row, _fault(row))


def _refused(row: Row, error: str) -> Row:
    return Row(**(row.__dict__ | {"error": error})) if error else row


def _fault(row: Row) -> str:
    """Why this row cannot be used, and what to write instead."""
    faults = {
        "There is no e-mail address. Write one.": not row.email,
        f"“{row.email[:60]}” is no e-mail address. Correct it.": row.email
        and (len(row.email) > MAX_EMAIL or not EMAIL.fullmatch(row.email)),
        "There is no cohort. Write its name.": not row.cohort,
        f"The cohort's name is longer than {MAX_NAME} signs.": len(row.cohort)
        > MAX_NAME,
        f"The name is longer than {MAX_NAME} signs.": len(row.name) > MAX_NAME,
        f"“{row.role[:40]}” is no role. Write student or instructor.": row.role
        not in ROLES,
        f"“{row.accommodation[:40]}” is not understood. Write 1.5x, +30, 1.5x +30 or "
        "standard.": row.accommodation and row.time is None,
    }
    return next((words for words, is_so in faults.items() if is_so), "")


def _without_doubles(rows: Iterable[Row]) -> list[Row]:
    """One place is named once, and one person's time is told one way."""
    first: dict[tuple[str, str], int] = {}
    times: dict[str, tuple[Accommodation, int]] = {}
    return [
        row if row.error else _refused(row, _double(row, first, times)) for row in rows
    ]


def _double(
    row: Row,
    first: dict[tuple[str, str], int],
    times: dict[str, tuple[Accommodation, int]],
) -> str:
    number = first.setdefault(row.place, row.number)
    if number != row.number:
        return f"Row {number} says the same person and cohort. Remove one of them."
    if row.time is not None:
        time, number = times.setdefault(row.email, (row.time, row.number))
        if time != row.time:
            return f"Row {number} grants this person another time. Write it alike."
    return ""


# --- What it would change -----------------------------------------------------


@dataclass(frozen=True)
class KnownPerson:
    pk: int
    name: str
    is_active: bool
    is_teaching: bool
    time: Accommodation


@dataclass(frozen=True)
class KnownInvitation:
    """An open one; `time` is None when it leaves the time as it is."""

    pk: int
    name: str
    role: str
    time: Accommodation | None
    is_expired: bool


@dataclass(frozen=True)
class Known:
    """What is there already. Cohorts by folded name, places as `Row.place`."""

    people: Mapping[str, KnownPerson] = field(default_factory=dict)
    cohorts: Collection[str] = ()
    archived: Collection[str] = ()
    roles: Mapping[tuple[str, str], str] = field(default_factory=dict)
    invitations: Mapping[tuple[str, str], KnownInvitation] = field(default_factory=dict)


VERBS = INVITE, ENROL, CHANGE, SAME, ERROR = (
    "invite",
    "enrol",
    "change",
    "same",
    "error",
)


@dataclass(frozen=True)
class Step:
    """What a row comes to: a verb, and in words what changes or is wrong."""

    row: Row
    verb: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    steps: list[Step]
    new_cohorts: list[str]

    def count(self, verb: str) -> int:
        return sum(step.verb == verb for step in self.steps)

    @property
    def counts(self) -> dict[str, int]:
        return {verb: self.count(verb) for verb in VERBS}

    @property
    def changes(self) -> list[Step]:
        return [step for step in self.steps if step.verb not in (SAME, ERROR)]

    @property
    def errors(self) -> list[Step]:
        return [step for step in self.steps if step.verb == ERROR]


def plan_roster(rows: Iterable[Row], known: Known) -> Plan:
    """What following the roster would do now; rows that say nothing new are `same`."""
    steps = [_step(row, known) for row in rows]
    new: dict[str, str] = {}
    for step in steps:
        folded = step.row.cohort.casefold()
        if step.verb in (INVITE, ENROL) and folded not in known.cohorts:
            new.setdefault(folded, step.row.cohort)
    return Plan(steps, list(new.values()))


def _step(row: Row, known: Known) -> Step:
    error = row.error or _conflict(row, known)
    if error:
        return Step(row, ERROR, (error,))
    person = known.people.get(row.email)
    if person is None:
        return _invitation_step(row, known.invitations.get(row.place))
    time = _time_words(person.time, row.time)
    role = known.roles.get(row.place)
    if role is None:
        return Step(row, ENROL, time)
    words = (*_role_words(role, row.role), *time)
    return Step(row, CHANGE if words else SAME, words)


def _conflict(row: Row, known: Known) -> str:
    person = known.people.get(row.email)
    folded = row.cohort.casefold()
    if folded in known.archived and folded not in known.cohorts:
        return "This cohort is archived. Take it back first, or use another name."
    if person and not person.is_active:
        return "This account is deactivated. Reactivate it first."
    if person and row.role == "instructor" and not person.is_teaching:
        return "This account is a student's. Make them an instructor first."
    return ""


def _invitation_step(row: Row, open_one: KnownInvitation | None) -> Step:
    if open_one is None:
        return Step(row, INVITE)
    words = _role_words(open_one.role, row.role)
    if row.name and row.name != open_one.name:
        words += (f"name: {open_one.name or 'none'} → {row.name}",)
    if row.time is not None and row.time != open_one.time:
        before = open_one.time.words if open_one.time else "as it is"
        words += (f"time: {before} → {row.time.words}",)
    if open_one.is_expired:
        words += ("the invitation has expired: a new one is sent",)
    return Step(row, CHANGE if words else SAME, words)


def _role_words(before: str, after: str) -> tuple[str, ...]:
    return (f"role: {before} → {after}",) if before != after else ()


def _time_words(before: Accommodation, after: Accommodation | None) -> tuple[str, ...]:
    if after is None or after == before:
        return ()
    return (f"time: {before.words} → {after.words}",)
