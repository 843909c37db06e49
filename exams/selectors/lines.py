"""The questions of a result in one line each, and which of them a filter shows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    ExpressionWrapper,
    Q,
    QuerySet,
    UUIDField,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from exams.models import Attempt, AttemptQuestion
from exams.selectors.traffic import NONE, Traffic, traffic_of, usual_ms
from lib.composed import composed

EXCERPT_WORDS = 16
TAG = re.compile(r"<[^>]*>")
ALL, WRONG, DOMAIN = "all", "wrong", "domain-"
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
        words = unescape(TAG.sub(" ", self.stem_html)).split()
        is_cut = len(words) > EXCERPT_WORDS
        return " ".join(words[:EXCERPT_WORDS]) + (" …" if is_cut else "")

    def fits(self, show: str) -> bool:
        """Whether the filter of this name shows it."""
        if show in MARKS:
            return bool(getattr(self, MARKS[show]))
        if show.startswith(DOMAIN):
            return show == DOMAIN + self.domain_code
        return show == ALL or (show == WRONG and not self.is_correct)


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


def result_lines(
    attempt: Attempt, traffic: Mapping[int, Traffic] | None = None
) -> list[Line]:
    """Every question that may be shown, in order; one statement with the traffic."""
    told = traffic_of(attempt) if traffic is None else traffic
    return listed(attempt, told)[0]


def listed(attempt: Attempt, traffic: Mapping[int, Traffic]) -> tuple[list[Line], int]:
    """The same, and how many are withheld: this person is examined on them now."""
    rows = _rows(attempt=attempt.pk, user=attempt.user_id)
    shown = [row for row in rows if not row["is_withheld"]]
    usual = usual_ms(traffic.values())
    lines = [
        _line(row, attempt.domain(row["domain_id"]), traffic, usual) for row in shown
    ]
    return lines, len(rows) - len(shown)


@composed(attempt=UUIDField(), user=BigIntegerField())
def _rows(attempt: Any, user: Any) -> QuerySet[Any, Any]:
    examined = AttemptQuestion.objects.under_exam(user)
    form = AttemptQuestion.objects.filter(attempt=attempt).order_by("position")
    is_withheld = Q(question__in=examined.values("question"))
    told: QuerySet[Any, Any] = form.values(
        *["position", "domain_id", "is_scored", "is_correct", "is_seen_before"],
        *["answer__response", "answer__is_flagged"],
        stem=Coalesce(_stem("variant"), _stem("revision__content")),
        is_withheld=ExpressionWrapper(is_withheld, BooleanField()),
    )
    return told


def _stem(column: str) -> KeyTextTransform:
    return KeyTextTransform("stem_html", column)


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
        stem_html=row["stem"],
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
    found = [
        Filter(show, label, words, sum(line.fits(show) for line in lines))
        for show, label, words in named
    ]
    return [one for one in found if one.count or one.show in (ALL, WRONG)]


def narrowed(lines: Sequence[Line], show: str) -> Narrowed:
    """What a filter shows; without a usable one, what was wrong: most come for that."""
    filters = filters_of(lines)
    usual = WRONG if any(line.fits(WRONG) for line in lines) else ALL
    chosen = show if show in {one.show for one in filters} else usual
    fitting = [line for line in lines if line.fits(chosen)]
    return Narrowed(chosen, fitting, len(lines), filters)


def steps_at(lines: Sequence[Line], position: int, show: str) -> Steps:
    """The neighbours of a question in a filter; of all, when it is not in that one."""
    known = {one.show: one for one in filters_of(lines)}
    line = next(line for line in lines if line.position == position)
    chosen = known[show if show in known and line.fits(show) else ALL]
    places = [one.position for one in lines if one.fits(chosen.show)]
    index = places.index(position)
    return Steps(
        show=chosen.show,
        words=chosen.words,
        number=index + 1,
        count=len(places),
        previous=places[index - 1] if index else None,
        next=places[index + 1] if index + 1 < len(places) else None,
    )
