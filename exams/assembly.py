"""Forms from blueprints: pure, seeded, and honest about what it could not satisfy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

# When a question was last seen by this student: any number that grows with time.
Seen = Mapping[int, float]


@dataclass(frozen=True)
class Shape:
    """What freezing a question needs to know of it: the author's ids, not the words.

    None of a generated question, whose variants have shapes of their own.
    """

    options: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    select: int | None = None


@dataclass(frozen=True)
class Candidate:
    """A published question as the assembly sees it, for one guide."""

    question_id: int
    revision_id: int
    domain: str
    kind: str
    topics: tuple[str, ...] = ()
    scenario: int | None = None
    enemies: frozenset[int] = frozenset()
    difficulty: str = "medium"
    shape: Shape | None = Shape()
    domain_id: int = 0


@dataclass(frozen=True)
class Blueprint:
    """Weights in percent per domain code, and how many questions of which kinds."""

    weights: Mapping[str, int]
    scored: int
    unscored: int = 0
    kinds: frozenset[str] | None = None  # None: every kind


@dataclass(frozen=True)
class Chosen:
    candidate: Candidate
    is_scored: bool
    is_seen: bool


@dataclass(frozen=True)
class Shortfall:
    """A rule that the pool could not satisfy, in words for people."""

    rule: str
    detail: str


@dataclass
class Form:
    items: list[Chosen] = field(default_factory=list)
    shortfalls: list[Shortfall] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return not any(s.rule == "domain" for s in self.shortfalls)


def seats(weights: Mapping[str, int], count: int) -> dict[str, int]:
    """Seats per domain by largest remainder; ties go to the earlier domain code."""
    exact = _exact(weights, count)
    given = {code: int(share) for code, share in exact.items()}
    by_remainder = sorted(exact, key=lambda c: (given[c] - exact[c], c))
    for code in by_remainder[: count - sum(given.values())]:
        given[code] += 1
    return given


def seeded_seats(weights: Mapping[str, int], count: int, rng: Random) -> dict[str, int]:
    """Seats per domain; those left over are drawn in proportion to the remainders."""
    exact = _exact(weights, count)
    given = {code: int(share) for code, share in exact.items()}
    rest = {c: exact[c] - given[c] for c in sorted(exact) if exact[c] > given[c]}
    for _ in range(count - sum(given.values())):
        codes = list(rest)
        chosen = rng.choices(codes, weights=[float(rest[c]) for c in codes])[0]
        given[chosen] += 1
        del rest[chosen]
    return given


def _exact(weights: Mapping[str, int], count: int) -> dict[str, Fraction]:
    total = sum(weights.values())
    return {code: Fraction(w * count, total) for code, w in weights.items()}


def assemble(
    pool: Iterable[Candidate], blueprint: Blueprint, seen: Seen, seed: int
) -> Form:
    """A form with exact domain counts, unseen questions first.

    `seen` maps question ids to when this student last saw them; those seen
    longest ago are taken first, and only when unseen ones have run out. The same
    arguments give the same form.
    """
    rng = Random(seed)
    scored = seats(blueprint.weights, blueprint.scored)
    unscored = seeded_seats(blueprint.weights, blueprint.unscored, rng)
    needs = {c: scored[c] + unscored[c] for c in blueprint.weights}
    picks = _picks(_queues(pool, blueprint, seen, rng), needs)
    form = Form()
    for code in sorted(needs):
        own = picks[code]
        if len(own) < needs[code]:
            form.shortfalls.append(_domain_shortfall(code, needs[code], len(own)))
        form.items += _seated(own, min(scored[code], len(own)), seen, rng)
    _report_seen(form)
    form.items = arranged(form.items, rng)
    return form


Picks = dict[str, list[Candidate]]


def _picks(queues: Picks, needs: Mapping[str, int]) -> Picks:
    """Who fills each domain. Where enemies leave seats empty, those with few enemies
    go first: exact counts matter more than unseen questions."""
    picks = _picked(queues, needs)
    if all(len(picks[code]) == needs[code] for code in needs):
        return picks
    calm = {c: sorted(q, key=lambda one: len(one.enemies)) for c, q in queues.items()}
    return max(picks, _picked(calm, needs), key=lambda p: sum(map(len, p.values())))


def _picked(queues: Picks, needs: Mapping[str, int]) -> Picks:
    taken = set[int]()
    # The tightest domain chooses first, so that enemies cost it nothing.
    order = sorted(needs, key=lambda c: (len(queues[c]) - needs[c], c))
    return {code: _pick(queues[code], needs[code], taken) for code in order}


def draw(pool: Iterable[Candidate], count: int, seen: Seen, seed: int) -> Form:
    """A drill: up to `count` questions without a blueprint, unseen first."""
    rng = Random(seed)
    queue = _queue(sorted(pool, key=lambda c: c.question_id), seen, rng)
    picks = _pick(queue, count, set())
    form = Form(items=_seated(picks, len(picks), seen, rng))
    if len(picks) < count:
        text = f"{len(picks)} of {count} questions were there to draw"
        form.shortfalls.append(Shortfall("count", text))
    _report_seen(form)
    form.items = arranged(form.items, rng)
    return form


def _queues(
    pool: Iterable[Candidate], blueprint: Blueprint, seen: Seen, rng: Random
) -> dict[str, list[Candidate]]:
    by_domain: dict[str, list[Candidate]] = {c: [] for c in sorted(blueprint.weights)}
    for candidate in sorted(pool, key=lambda c: c.question_id):
        is_kind = blueprint.kinds is None or candidate.kind in blueprint.kinds
        if is_kind and candidate.domain in by_domain:
            by_domain[candidate.domain].append(candidate)
    return {code: _queue(found, seen, rng) for code, found in by_domain.items()}


def _queue(found: list[Candidate], seen: Seen, rng: Random) -> list[Candidate]:
    rng.shuffle(found)
    # A stable sort: unseen ones keep their random order and come first.
    return sorted(found, key=lambda c: seen.get(c.question_id, float("-inf")))


def _pick(queue: Sequence[Candidate], count: int, taken: set[int]) -> list[Candidate]:
    """The first `count` of the queue that agree with each other; extends `taken`."""
    picks: list[Candidate] = []
    barred = taken
    for candidate in queue:
        if len(picks) == count:
            break
        if candidate.question_id in barred:
            continue
        picks.append(candidate)
        barred.add(candidate.question_id)
        barred |= candidate.enemies
    return picks


def _seated(
    picks: list[Candidate], scored: int, seen: Seen, rng: Random
) -> list[Chosen]:
    """Who counts: at random, but questions seen before take unscored seats first."""
    order = picks[:]
    rng.shuffle(order)
    order.sort(key=lambda c: c.question_id in seen)
    return [
        Chosen(c, is_scored=n < scored, is_seen=c.question_id in seen)
        for n, c in enumerate(order)
    ]


def arranged(items: Sequence[Chosen], rng: Random) -> list[Chosen]:
    """Shuffled, with the questions of one scenario next to each other.

    Within a scenario too: else the last ones would be those that do not count.
    """
    groups: dict[object, list[Chosen]] = {}
    for item in rng.sample(items, len(items)):
        scenario = item.candidate.scenario
        own = ("q", item.candidate.question_id)
        groups.setdefault(("s", scenario) if scenario else own, []).append(item)
    order = list(groups.values())
    rng.shuffle(order)
    return [item for group in order for item in group]


def _domain_shortfall(code: str, needed: int, found: int) -> Shortfall:
    return Shortfall("domain", f"domain {code} has {found} of {needed} questions")


def _report_seen(form: Form) -> None:
    count = sum(item.is_seen for item in form.items)
    if count:
        word = "question was" if count == 1 else "questions were"
        text = f"{count} {word} seen before: no unseen ones were left"
        form.shortfalls.append(Shortfall("unseen", text))
