"""The questions of a result in one line each, and which of them a filter shows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from exams.models import Attempt, AttemptQuestion
from exams.selectors.traffic import NONE, Traffic, usual_ms
from lib.composed import composed
from questions.markdown import first_words, plain

EXCERPT_WORDS = 16
ALL, WRONG, DOMAIN = "all", "wrong", "domain-"
# What a line reads of its question, its stem aside.
READ = (
    *("position", "question_id", "domain_id", "is_scored", "is_correct"),
    *("is_seen_before", "answer__response", "answer__is_flagged"),
)
MARKS = {"flagged": "is_flagged", "changed": "is_changed", "slow": "is_slow"}


@dataclass(frozen=True)
class Line:
    """What is known of one question at a glance."""

    position: int
    domain_code: str
    domain_name: str
    stem_html: str
    is_scored: bool
    is_correct: bool
    is_answered: bool
    is_flagged: bool
    is_changed: bool
    is_slow: bool
    is_seen_before: bool

    @property
    def excerpt(self) -> str:
        """The first words of the stem, as plain text."""
        return first_words(plain(self.stem_html), EXCERPT_WORDS)

    @cached_property
    def filters(self) -> Set[str]:
        """The names of the filters that show it."""
        marks = {show for show, name in MARKS.items() if getattr(self, name)}
        wrong = set() if self.is_correct else {WRONG}
        return {ALL, DOMAIN + self.domain_code} | wrong | marks


@dataclass(frozen=True)
class Filter:
    """A choice above the list; `words` go on after “3 of 12”."""

    show: str
    label: str
    words: str
    count: int


@dataclass(frozen=True)
class Narrowed:
    """The lines that are shown, of how many, and the filters that show any."""

    show: str
    lines: list[Line]
    total: int
    filters: list[Filter]


@dataclass(frozen=True)
class Steps:
    """The place of a question in a filter: the `number`th of `count`."""

    show: str
    words: str
    number: int
    count: int
    previous: int | None  # positions
    next: int | None


def listed(
    attempt: Attempt, traffic: Mapping[int, Traffic], examined: Set[int]
) -> tuple[list[Line], int]:
    """Every question that may be shown, in order, and how many are withheld: this
    person is `examined` on them now. One statement."""
    rows = _worded(attempt=attempt.pk)
    lines = _lines(attempt, rows, traffic, examined)
    return lines, len(rows) - len(lines)


def bare_lines(
    attempt: Attempt, traffic: Mapping[int, Traffic], examined: Set[int]
) -> tuple[list[Line], Set[int]]:
    """The same without words, for who steps from one to the next; and the positions
    of all, withheld or not."""
    rows = _bare(attempt=attempt.pk)
    places = {row["position"] for row in rows}
    return _lines(attempt, rows, traffic, examined), places


@composed(attempt=UUIDField())
def _bare(attempt: Any) -> QuerySet[Any, Any]:
    form = AttemptQuestion.objects.filter(attempt=attempt).order_by("position")
    told: QuerySet[Any, Any] = form.values(*READ)
    return told


@composed(attempt=UUIDField())
def _worded(attempt: Any) -> QuerySet[Any, Any]:
    form = AttemptQuestion.objects.filter(attempt=attempt).order_by("position")
    stem = Coalesce(_stem("variant"), _stem("revision__content"))
    told: QuerySet[Any, Any] = form.values(*READ, stem=stem)
    return told


def _stem(column: str) -> KeyTextTransform:
    return KeyTextTransform("stem_html", column)


def _lines(
    attempt: Attempt,
    rows: Iterable[Mapping[str, Any]],
    traffic: Mapping[int, Traffic],
    examined: Set[int],
) -> list[Line]:
    usual = usual_ms(traffic.values())
    return [
        _line(row, attempt.domain(row["domain_id"]), traffic, usual)
        for row in rows
        if row["question_id"] not in examined
    ]


def _line(
    row: Mapping[str, Any],
    domain: Mapping[str, Any],
    traffic: Mapping[int, Traffic],
    usual: float,
) -> Line:
    told = traffic.get(row["position"], NONE)
    return Line(
        position=row["position"],
        domain_code=domain["code"],
        domain_name=domain["name"],
        stem_html=row.get("stem", ""),
        is_scored=row["is_scored"],
        is_correct=bool(row["is_correct"]),
        is_answered=bool(row["answer__response"]),
        is_flagged=bool(row["answer__is_flagged"]),
        is_changed=told.is_changed,
        is_slow=told.is_slow(usual),
        is_seen_before=row["is_seen_before"],
    )


def filters_of(lines: Sequence[Line]) -> list[Filter]:
    """The filters that show something; what was wrong stays, even when nothing was."""
    domains = {line.domain_code: line.domain_name for line in lines}
    named = [
        (ALL, "All", "questions"),
        (WRONG, "Wrong", "wrong"),
        *((show, show.capitalize(), show) for show in MARKS),
        *((DOMAIN + c, name, f"in {name}") for c, name in sorted(domains.items())),
    ]
    counts = Counter(show for line in lines for show in line.filters)
    found = [Filter(*one, counts[one[0]]) for one in named]
    return [one for one in found if one.count or one.show in (ALL, WRONG)]


def narrowed(lines: Sequence[Line], show: str) -> Narrowed:
    """What a filter shows; without a usable one, what was wrong: most come for that."""
    filters = filters_of(lines)
    usual = WRONG if any(WRONG in line.filters for line in lines) else ALL
    chosen = show if show in {one.show for one in filters} else usual
    fitting = [line for line in lines if chosen in line.filters]
    return Narrowed(chosen, fitting, len(lines), filters)


def steps_at(lines: Sequence[Line], position: int, show: str) -> Steps:
    """The neighbours of a question in a filter; of all, when it is not in that one."""
    known = {one.show: one for one in filters_of(lines)}
    line = next(line for line in lines if line.position == position)
    chosen = known[show if show in line.filters else ALL]
    places = [one.position for one in lines if chosen.show in one.filters]
    index = places.index(position)
    return Steps(
        show=chosen.show,
        words=chosen.words,
        number=index + 1,
        count=len(places),
        previous=places[index - 1] if index else None,
        next=places[index + 1] if index + 1 < len(places) else None,
    )
