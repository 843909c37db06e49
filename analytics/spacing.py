"""When a question comes back: the FSRS schedule, bounded by the exam date.

`fsrs` does the memory model; the fuzz is drawn here from the card's identity, so that
a rebuild from raw answers gives the same due dates to the second.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple

from fsrs import Card as FsrsCard
from fsrs import Rating, Scheduler, State

RETENTION = 0.9
HARD_SHARE_OF_MEDIAN = 1.5
# No learning steps: a practice session is not the place for "again in ten minutes".
SCHEDULER = Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),
    relearning_steps=(),
    enable_fuzzing=False,
)
# How far days are spread: up to which interval, by which part of it (as FSRS does).
FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))
FUZZ_FROM_DAYS = 2.5
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Card:
    """What the schedule remembers of a question: stability in days, difficulty 1-10."""

    stability: float
    difficulty: float
    last_review: datetime
    due: datetime
    reviews: int


def rating(
    *,
    is_correct: bool,
    confidence: str | None,
    elapsed_ms: int | None,
    median_ms: float | None,
) -> Rating:
    """What an answer says about memory: never Easy, and a lucky guess comes back.

    `confidence`: "sure", "unsure", "guess" or None where nobody asked.
    """
    if not is_correct or confidence == "guess":
        return Rating.Again
    is_slow = (
        elapsed_ms is not None
        and median_ms is not None
        and elapsed_ms > HARD_SHARE_OF_MEDIAN * median_ms
    )
    return Rating.Hard if confidence == "unsure" or is_slow else Rating.Good


def review(
    card: Card | None,
    rating: Rating,
    at: datetime,
    *,
    seed: str,
    days_to_exam: float | None,
) -> Card:
    """The card after an answer; None before its first.

    `seed` names the card (person and question). The interval is at most half of the
    days to the exam, at least a day; an exam that is over bounds nothing.
    """
    memory = _reviewed(_to_fsrs(card), rating, at) if card else _first(rating)
    reviews = card.reviews + 1 if card else 1
    days = _fuzzed(memory.days, f"{seed}/{reviews}")
    due = at + timedelta(days=min(days, _longest(days_to_exam)))
    return Card(memory.stability, memory.difficulty, at, due, reviews)


class Memory(NamedTuple):
    """What FSRS says after a review."""

    stability: float
    difficulty: float
    days: int  # until the next one, not spread yet


@lru_cache(maxsize=len(Rating))
def _first(rating: Rating) -> Memory:
    """After the first answer to a question only the rating counts, not the day."""
    return _reviewed(FsrsCard(card_id=1, due=NEVER), rating, NEVER)


def _reviewed(before: FsrsCard, rating: Rating, at: datetime) -> Memory:
    after, _ = SCHEDULER.review_card(before, rating, review_datetime=at)
    if after.stability is None or after.difficulty is None:
        raise ValueError("FSRS returned a card without a memory state")
    return Memory(after.stability, after.difficulty, (after.due - at).days)


def recall(card: Card, at: datetime) -> float:
    """The probability that it is still known at a time."""
    return float(SCHEDULER.get_card_retrievability(_to_fsrs(card), at))


def _to_fsrs(card: Card) -> FsrsCard:
    return FsrsCard(
        card_id=1,
        state=State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=card.last_review,
    )


def _longest(days_to_exam: float | None) -> int:
    if days_to_exam is None or days_to_exam <= 0:
        return SCHEDULER.maximum_interval
    return max(1, int(days_to_exam / 2))


def _fuzzed(days: int, seed: str) -> int:
    """Spread a little, so that what was learnt together does not return together."""
    if days < FUZZ_FROM_DAYS:
        return days
    random = Random(seed)
    reach = 1.0 + sum(
        part * max(min(days, end) - start, 0.0) for start, end, part in FUZZ
    )
    return random.randint(max(2, round(days - reach)), round(days + reach))
