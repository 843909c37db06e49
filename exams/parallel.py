"""Forms that measure alike: held to a yardstick, each with a pass line of its own.

Plain floats: web processes assemble forms, and they load no arrays. Formulas, sources
and measurements: docs/algorithms/equating.md.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import dist, exp, hypot, sqrt
from operator import add, sub
from random import Random
from typing import Generic, Protocol, TypeVar

# Where a form is held to the yardstick, around the cut ability (logits).
STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
CUT = STEPS.index(0.0)
SCORE_TOLERANCE = 0.1  # raw points
INFORMATION_TOLERANCE = 0.1  # of the yardstick's at the cut
TRIES = 80  # seats that are looked at to mend one form
RIVALS = 60  # questions that are tried in one seat
SPARE = 4 * RIVALS  # of a domain, from which they are taken

# Expected points at the steps, then information at the cut.
Vector = tuple[float, ...]
# No form within every tolerance is farther from the yardstick than this.
REACH = sqrt(len(STEPS) + 1)


class Question(Protocol):
    """What is looked at of a question; enemies never meet on a form."""

    @property
    def question_id(self) -> int: ...
    @property
    def domain(self) -> str: ...
    @property
    def enemies(self) -> frozenset[int]: ...


Q = TypeVar("Q", bound=Question)


def gauge(a: float, b: float, cut_ability: float) -> Vector:
    """What a question with slope a and difficulty b gives (2PL, Birnbaum 1968)."""
    points = [1 / (1 + exp(-a * (cut_ability + step - b))) for step in STEPS]
    return (*points, a * a * points[CUT] * (1 - points[CUT]))


@dataclass(frozen=True)
class Yardstick:
    """The average form of a blueprint, by the newest estimates.

    `gauges`: of the questions known well enough to count, by id; `means`: by domain,
    they stand for every other question; `seats`: those that count, by domain.
    """

    gauges: Mapping[int, Vector]
    means: Mapping[str, Vector]
    seats: Mapping[str, int]

    def knows(self, question: Question) -> bool:
        return question.question_id in self.gauges

    def cut_share(self, questions: Sequence[Question]) -> float:
        """The share right that passes a form of these questions: what is expected of
        it at the cut ability (true-score equating, Lord 1980)."""
        means = self.means
        points = [
            self.gauges.get(q.question_id, means[q.domain])[CUT] for q in questions
        ]
        return sum(points) / len(points)

    def distance(self, questions: Iterable[Question]) -> Vector:
        """Of a form from the average one, in tolerances: parallel within 1 each."""
        parts = [self.unit(question) for question in questions]
        return tuple(
            sum(column) - goal
            for column, goal in zip(zip(*parts, strict=True), self._goal, strict=True)
        )

    def unit(self, question: Question) -> Vector:
        """A question's gauge in tolerances."""
        known = self._units.get(question.question_id)
        return known or self._mean_units[question.domain]

    @cached_property
    def _goal(self) -> Vector:
        parts = [
            [n * value for value in self._mean_units[code]]
            for code, n in self.seats.items()
        ]
        return tuple(map(sum, zip(*parts, strict=True)))

    @cached_property
    def _units(self) -> Mapping[int, Vector]:
        return {pk: self._in_units(vector) for pk, vector in self.gauges.items()}

    @cached_property
    def _mean_units(self) -> Mapping[str, Vector]:
        return {code: self._in_units(vector) for code, vector in self.means.items()}

    def _in_units(self, vector: Vector) -> Vector:
        *points, information = vector
        unit = INFORMATION_TOLERANCE * self._information
        return (*(value / SCORE_TOLERANCE for value in points), information / unit)

    @cached_property
    def _information(self) -> float:
        return sum(n * self.means[code][-1] for code, n in self.seats.items())


def yardstick(
    gauges: Mapping[int, Vector], questions: Iterable[Q], seats: Mapping[str, int]
) -> Yardstick | None:
    """Of what is known of these questions; None where a domain with seats has nothing
    that is known."""
    inside: dict[str, list[Vector]] = {code: [] for code, n in seats.items() if n}
    kept = {}
    for question in questions:
        found = gauges.get(question.question_id)
        if found is not None and question.domain in inside:
            kept[question.question_id] = found
            inside[question.domain].append(found)
    if not inside or not all(inside.values()):
        return None
    means = {code: _mean(vectors) for code, vectors in inside.items()}
    return Yardstick(kept, means, {code: seats[code] for code in inside})


def _mean(vectors: Sequence[Vector]) -> Vector:
    return tuple(sum(column) / len(vectors) for column in zip(*vectors, strict=True))


def mended(
    seated: Sequence[Q],
    others: Sequence[Q],
    queues: Mapping[str, Sequence[Q]],
    seen: Container[int],
    stick: Yardstick,
    rng: Random,
) -> list[Q]:
    """The questions that count, some of them exchanged so that the form is parallel.

    `others` are on the form and do not count. Who comes is known, not `seen`, and of
    the same domain in `queues`, which lie in random order; enemies never meet. Of a
    seat's rivals one is drawn among those that would finish the work, else among
    those that gain at least half of what the best would: always the best would show
    a few questions to everybody.
    """
    barred = {one.question_id for one in (*seated, *others)}
    spare = {
        code: list(islice(_spare(queue, barred, seen, stick), SPARE))
        for code, queue in queues.items()
    }
    draft = _Draft(seated, others, spare, stick)
    for _ in range(TRIES):
        if draft.is_parallel:
            break
        draft.refill(rng)
    return draft.seated


def _spare(
    queue: Iterable[Q], taken: Container[int], seen: Container[int], stick: Yardstick
) -> Iterator[Q]:
    for one in queue:
        pk = one.question_id
        if pk not in taken and pk not in seen and stick.knows(one):
            yield one


class _Draft(Generic[Q]):
    """A form on its way, with its distance from the yardstick in tolerances."""

    def __init__(
        self,
        seated: Sequence[Q],
        others: Sequence[Q],
        spare: Mapping[str, list[Q]],
        stick: Yardstick,
    ) -> None:
        self.stick, self.seated, self.spare = stick, list(seated), spare
        self.distance = stick.distance(seated)
        # How many of the form each question is an enemy of.
        self.barred = Counter(pk for one in (*seated, *others) for pk in one.enemies)

    @property
    def is_parallel(self) -> bool:
        return all(-1 <= value <= 1 for value in self.distance)

    def refill(self, rng: Random) -> None:
        """Look at one seat; exchange who has it for somebody better for the form."""
        seat = rng.randrange(len(self.seated))
        leaving = self.seated[seat]
        spare = self.spare.get(leaving.domain, [])
        # What would have to come for the form to be the yardstick.
        wanted = tuple(map(sub, self.stick.unit(leaving), self.distance))
        rivals = [
            (dist(self.stick.unit(spare[place]), wanted), place)
            for place in _sample(len(spare), rng)
            if self._may_come(spare[place], leaving)
        ]
        places = self._good(rivals, spare, wanted)
        if places:
            self._exchange(seat, spare, rng.choice(places))

    def _may_come(self, coming: Q, leaving: Q) -> bool:
        hated = self.barred.get(coming.question_id, 0)
        return hated == (coming.question_id in leaving.enemies)

    def _good(
        self, rivals: list[tuple[float, int]], spare: Sequence[Q], wanted: Vector
    ) -> list[int]:
        """The places of those that may be drawn."""
        now = hypot(*self.distance)
        nearest = min(rivals, default=(now, 0))[0]
        if nearest >= now:
            return []
        finished = [
            place
            for far, place in rivals
            if far <= REACH and self._finishes(spare[place], wanted)
        ]
        enough = sqrt((now * now + nearest * nearest) / 2)
        return finished or [place for far, place in rivals if far <= enough]

    def _finishes(self, coming: Q, wanted: Vector) -> bool:
        pairs = zip(self.stick.unit(coming), wanted, strict=True)
        return all(-1 <= one - other <= 1 for one, other in pairs)

    def _exchange(self, seat: int, spare: list[Q], place: int) -> None:
        leaving, coming = self.seated[seat], spare[place]
        self.seated[seat], spare[place] = coming, leaving
        gain = map(sub, self.stick.unit(coming), self.stick.unit(leaving))
        self.distance = tuple(map(add, self.distance, gain))
        self.barred.subtract(leaving.enemies)
        self.barred.update(coming.enemies)


def _sample(count: int, rng: Random) -> list[int]:
    """Some of so many places: those that lie there are in random order already."""
    if count <= RIVALS:
        return list(range(count))
    start = rng.randrange(count)
    return [(start + n) % count for n in range(RIVALS)]
