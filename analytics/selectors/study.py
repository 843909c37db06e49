"""Sets to practise: what a person asked for, as questions of the bank."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from accounts.models import User
from analytics.selectors.reviews import reviews_of, seen_lately
from exams.assembly import Candidate
from exams.selectors import candidates_for, drill_set, last_seen, under_exam
from questions.models import Domain, Guide, Kind, Topic

MAX_TITLE = 160  # of an attempt
BEST, CHOSEN, DUE, MISSED, FLAGGED = "best", "chosen", "due", "missed", "flagged"
SOURCES = {
    CHOSEN: "Any question",
    BEST: "What helps you most: near what you can just do, and some that are due",
    DUE: "Only those that are due again",
    MISSED: "Only those you missed last time",
    FLAGGED: "Only those you flagged",
}


@dataclass(frozen=True)
class Wish:
    """What a set should be; an empty list asks for everything."""

    source: str = CHOSEN
    domains: Sequence[str] = field(default_factory=tuple)  # codes
    topics: Sequence[str] = field(default_factory=tuple)  # slugs
    kinds: Sequence[str] = field(default_factory=tuple)
    difficulties: Sequence[str] = field(default_factory=tuple)
    unseen_only: bool = False

    def fits(self, one: Candidate) -> bool:
        asked: list[tuple[Sequence[str], bool]] = [
            (self.domains, one.domain in self.domains),
            (self.topics, not set(self.topics).isdisjoint(one.topics)),
            (self.kinds, one.kind in self.kinds),
            (self.difficulties, one.difficulty in self.difficulties),
        ]
        return all(holds for wanted, holds in asked if wanted)

    def as_dict(self) -> dict[str, Any]:
        """As an attempt keeps what its drill was asked to be."""
        return {
            "source": self.source,
            "domains": sorted(self.domains),
            "topics": sorted(self.topics),
            "kinds": sorted(self.kinds),
            "difficulties": sorted(self.difficulties),
            "unseen_only": self.unseen_only,
        }


@dataclass(frozen=True)
class StudySet:
    """The questions that a wish finds, and how many of them are new to the person."""

    question_ids: frozenset[int]
    unseen: int

    @property
    def count(self) -> int:
        return len(self.question_ids)


def study_set(user: User, guide: Guide, wish: Wish, now: datetime) -> StudySet:
    """What can be practised right now: nothing of an exam that is being sat."""
    examined, times = under_exam(user.pk), last_seen(user)
    seen = times.keys()
    barred = examined | (seen if wish.unseen_only else set())
    if wish.source == BEST:
        again = reviews_of(user, guide, now).waiting
        barred |= seen_lately(times, now).difference(again)
    allowed = _source(user, guide, wish, now)
    found = frozenset(
        one.question_id
        for one in candidates_for(guide)
        if wish.fits(one)
        and one.question_id not in barred
        and (allowed is None or one.question_id in allowed)
    )
    return StudySet(found, len(found - seen))


def _source(
    user: User, guide: Guide, wish: Wish, now: datetime
) -> frozenset[int] | None:
    """The questions that the source allows; None: all."""
    if wish.source in (BEST, CHOSEN):
        return None
    if wish.source == DUE:
        return frozenset(reviews_of(user, guide, now).waiting)
    return drill_set(user, guide, wish.source).question_ids


@dataclass(frozen=True)
class Choices:
    """What can be chosen for a guide: (value, words) of what its bank holds."""

    domains: list[tuple[str, str]]
    topics: list[tuple[str, list[tuple[str, str]]]]  # by group
    kinds: list[tuple[str, str]]
    difficulties: list[tuple[str, str]]


def study_choices(guide: Guide) -> Choices:
    """Two statements when warm."""
    pool = candidates_for(guide)
    slugs = {slug for one in pool for slug in one.topics}
    kinds = {one.kind for one in pool}
    levels = {one.difficulty for one in pool}
    topics = Topic.objects.filter(slug__in=slugs).order_by("group", "name")
    domains = Domain.objects.filter(guide=guide).values_list("code", "name")
    return Choices(
        domains=list(domains.order_by("code")),
        topics=[
            (group, [(one.slug, one.name) for one in ones])
            for group, ones in groupby(topics, key=attrgetter("group"))
        ],
        kinds=[(k.value, k.label) for k in Kind if k.value in kinds],
        difficulties=[
            (d, d.capitalize()) for d in ("easy", "medium", "hard") if d in levels
        ],
    )


def study_guides() -> list[Guide]:
    """The guides whose exams are offered here."""
    return list(Guide.objects.filter(exams__is_open=True).distinct().order_by("code"))


def title_of_study(wish: Wish, choices: Choices) -> str:
    """The title of a set: what it is about, in words."""
    return f"Drill: {_about(wish, choices)}"[:MAX_TITLE]


def _about(wish: Wish, choices: Choices) -> str:
    offered = chain.from_iterable(ones for _, ones in choices.topics)
    topics = [name for slug, name in offered if slug in wish.topics]
    domains = [name for code, name in choices.domains if code in wish.domains]
    sources = {
        BEST: "what helps most",
        DUE: "due again",
        MISSED: "missed",
        FLAGGED: "flagged",
    }
    about = ", ".join(topics or domains) or "your choice"
    source = sources.get(wish.source, "")
    return f"{about} ({source})" if source and (topics or domains) else source or about
