"""A person's exams, one after the other: which answers count and what they change.

The same code takes in one new attempt and rebuilds years of them, so both agree to
the last bit. Pure: rows come in, rows go out (`services.folding`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from analytics import spacing
from analytics.mastery import (
    BayesFilter,
    Evidence,
    Item,
    NotCounted,
    Prior,
    State,
    Step,
    TagState,
    update_tag,
    why_not_counted,
)
from analytics.spacing import Card

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Frame:
    """A guide as the filter sees it: its domains in order, and its prior."""

    guide: int
    domains: tuple[int, ...]  # ids
    prior: Prior


@dataclass(frozen=True, slots=True)
class Given:
    """One answer of a finished attempt."""

    position: int
    question: int
    revision: int
    is_correct: bool
    is_blank: bool
    elapsed_ms: int | None
    confidence: str
    confused: tuple[str, ...]
    topics: tuple[int, ...]
    domains: Mapping[int, int]  # guide → domain id, for each guide that it serves
    item: Item
    median_ms: int | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A graded attempt. `at` is when it was handed in."""

    attempt: UUID
    guide: int
    mode: str
    at: datetime
    answers: tuple[Given, ...]

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Its place in the person's history."""
        return self.at, self.attempt


@dataclass(frozen=True, slots=True)
class Observed:
    """What an answer was worth: why it does not count, or what was predicted."""

    given: Given
    not_counted: NotCounted | None
    step: Step | None


@dataclass
class Belief:
    """What is believed about one person and one guide."""

    frame: Frame
    state: State
    counts: list[int]  # counted answers per domain
    tags: dict[int, TagState] = field(default_factory=dict)
    last_counted_at: datetime | None = None

    @classmethod
    def before_any_answer(cls, frame: Frame) -> "Belief":
        state = BayesFilter(frame.prior).prior_state()
        return cls(frame, state, [0] * len(frame.domains))

    def take(self, answers: Sequence[Given], at: datetime) -> list[Step]:
        """Fold counted answers in; those that do not serve the guide are not given."""
        evidence = list(self._evidence(answers, at))
        engine = BayesFilter(self.frame.prior)
        self.state, steps = engine.update(self.state, evidence)
        for given, one, step in zip(answers, evidence, steps, strict=True):
            self.counts[one.domains[0]] += 1
            for topic in given.topics:
                tag = self.tags.get(topic, TagState())
                self.tags[topic] = update_tag(tag, step, one)
        if evidence:
            self.last_counted_at = at
        return steps

    def _evidence(self, answers: Sequence[Given], at: datetime) -> Iterable[Evidence]:
        idle = (at - self.last_counted_at) / DAY if self.last_counted_at else 0.0
        for number, given in enumerate(answers):
            domain = self.frame.domains.index(given.domains[self.frame.guide])
            # Only the first answer of an attempt follows a rest.
            rest = 0.0 if number else max(idle, 0.0)
            yield Evidence(given.is_correct, given.item, (domain,), rest)


@dataclass
class History:
    """One person: beliefs by guide, when each question was last seen, review cards."""

    user: int
    beliefs: dict[int, Belief] = field(default_factory=dict)
    seen: dict[int, datetime] = field(default_factory=dict)
    cards: dict[int, Card] = field(default_factory=dict)

    def take(self, sitting: Sitting, frames: Sequence[Frame]) -> list[Observed]:
        """Fold one attempt into every guide of its line.

        Sittings must come in the order of `Sitting.place`.
        """
        reasons = [self._reason(given, sitting.at) for given in sitting.answers]
        counted = [
            given
            for given, reason in zip(sitting.answers, reasons, strict=True)
            if reason is None
        ]
        steps: dict[int, Step] = {}
        for frame in frames:
            own = [g for g in counted if g.domains.get(frame.guide) in frame.domains]
            found = self._belief(frame).take(own, sitting.at)
            if frame.guide == sitting.guide:
                steps = {g.position: s for g, s in zip(own, found, strict=True)}
        self._review(sitting)
        self.seen |= {given.question: sitting.at for given in sitting.answers}
        return [
            Observed(given, reason, steps.get(given.position))
            for given, reason in zip(sitting.answers, reasons, strict=True)
        ]

    def _belief(self, frame: Frame) -> Belief:
        if frame.guide not in self.beliefs:
            self.beliefs[frame.guide] = Belief.before_any_answer(frame)
        return self.beliefs[frame.guide]

    def _reason(self, given: Given, at: datetime) -> NotCounted | None:
        seen = self.seen.get(given.question)
        return why_not_counted(
            is_blank=given.is_blank,
            is_helped=False,  # a key is shown after the answer, or with the result
            days_since_seen=(at - seen) / DAY if seen else None,
            elapsed_ms=given.elapsed_ms,
            median_ms=given.median_ms,
        )

    def _review(self, sitting: Sitting) -> None:
        """Every answer moves the schedule, repeated ones too."""
        for given in sitting.answers:
            if given.is_blank:
                continue
            rated = spacing.rating(
                is_correct=given.is_correct,
                confidence=given.confidence or None,
                elapsed_ms=given.elapsed_ms,
                median_ms=given.median_ms,
            )
            self.cards[given.question] = spacing.review(
                self.cards.get(given.question),
                rated,
                sitting.at,
                seed=f"{self.user}:{given.question}",
                days_to_exam=None,  # the exam date caps what is shown, not what is
            )
