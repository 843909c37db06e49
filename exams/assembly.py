"""Forms from blueprints: pure, seeded, and honest about what it could not satisfy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from random import Random

from exams.parallel import Yardstick, mended
from lib.words import counted

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


@dataclass(frozen=True, slots=True)
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
    # The share right that passes it; None: that of every form without a yardstick.
    cut_share: float | None = None

    @property
    def is_complete(self) -> bool:
        return not any(s.rule == "domain" for s in self.shortfalls)


Queues = Mapping[str, Sequence[Candidate]]
Picks = dict[str, list[Candidate]]


def seats(weights: Mapping[str, int], count: int) -> dict[str, int]:
    """Seats per domain by largest remainder; ties go to the earlier domain code."""
    exact = _exact(weights, count)
    given = {code: int(share) for code, share in exact.items()}
    by_remainder = sorted(exact, key=lambda c: (given[c] - exact[c], c))
    for code in by_remainder[: count - sum(given.values())]:
        given[code] += 1
    return given


def seeded_seats(
    weights: Mapping[str, int],
    count: int,
    rng: Random,
    room: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Seats per domain; those left over are drawn in proportion to the remainders.

    With `room`, the seats that each domain can fill, they go where room is left, as
    long as there are enough such domains.
    """
    exact = _exact(weights, count)
    given = {code: int(share) for code, share in exact.items()}
    rest = {c: exact[c] - given[c] for c in sorted(exact) if exact[c] > given[c]}
    left = count - sum(given.values())
    if room is not None:
        roomy = {c: share for c, share in rest.items() if room[c] > given[c]}
        rest = roomy if len(roomy) >= left else rest
    for _ in range(left):
        codes = list(rest)
        chosen = rng.choices(codes, weights=[float(rest[c]) for c in codes])[0]
        given[chosen] += 1
        del rest[chosen]
    return given


def _exact(weights: Mapping[str, int], count: int) -> dict[str, Fraction]:
    total = sum(weights.values())
    return {code: Fraction(w * count, total) for code, w in weights.items()}


def assemble(
    shelves: Queues,
    blueprint: Blueprint,
    seen: Seen,
    seed: int,
    stick: Yardstick | None = None,
) -> Form:
    """A form with exact domain counts, unseen questions first.

    `shelves` hold what there is of each domain (`grouped`). `seen` maps question ids
    to when this student last saw them; those seen longest ago are taken first, and
    only when unseen ones have run out. With a yardstick, what it does not know yet
    sits where it does not count, as long as there are such seats, and the rest is
    made parallel. The same arguments, in the same order, give the same form.
    """
    rng = Random(seed)
    scored = seats(blueprint.weights, blueprint.scored)
    queues = {c: _queue(shelves.get(c, ()), seen, rng) for c in sorted(scored)}
    needs, picks = _fitted(queues, blueprint, rng, seen, stick)
    form = Form()
    for code in sorted(needs):
        own = picks[code]
        if len(own) < needs[code]:
            form.shortfalls.append(_domain_shortfall(code, needs[code], len(own)))
        form.items += _seated(own, min(scored[code], len(own)), seen, rng, stick)
    if stick is not None and form.items:
        _make_parallel(form, queues, seen, stick, rng)
    _report_seen(form)
    form.items = arranged(form.items, rng)
    return form


def _make_parallel(
    form: Form, queues: Queues, seen: Seen, stick: Yardstick, rng: Random
) -> None:
    """Exchange some of what counts for other unseen questions, and set the cut."""
    others = [item for item in form.items if not item.is_scored]
    seated = mended(
        [item.candidate for item in form.items if item.is_scored],
        [item.candidate for item in others],
        queues,
        seen,
        stick,
        rng,
    )
    form.items = [Chosen(c, True, c.question_id in seen) for c in seated] + others  # noqa: FBT003  # REASON: as the fields stand
    form.cut_share = stick.cut_share(seated)


def _fitted(
    queues: Queues,
    blueprint: Blueprint,
    rng: Random,
    seen: Seen,
    stick: Yardstick | None,
) -> tuple[dict[str, int], Picks]:
    """The seats of each domain, and who takes them.

    Where the draw leaves seats empty that `lacking` says can be filled, they are
    filled in its own order: what is called available can be started.
    """
    needs = _needs(blueprint, rng)
    front = _piloting(queues, needs, blueprint, seen, stick) if stick else queues
    picks = _picks(front, needs)
    if _count(picks) == sum(needs.values()):
        return needs, picks
    widest = _picked(steady(queues), _most(blueprint))
    other = _needs(blueprint, rng, widest)
    cut = {code: widest[code][: other[code]] for code in other}
    tries = [(needs, picks), (other, _picks(queues, other)), (other, cut)]
    return max(tries, key=lambda one: _count(one[1]))


def _piloting(
    queues: Queues,
    needs: Mapping[str, int],
    blueprint: Blueprint,
    seen: Seen,
    stick: Yardstick,
) -> Queues:
    """The queues with as many new questions in front as there are seats that do not
    count: there they are answered until enough is known of them. The other new ones
    come after all that is known."""
    scored = seats(blueprint.weights, blueprint.scored)
    found = {}
    for code, queue in queues.items():
        unseen = [c for c in queue if c.question_id not in seen]
        new = [c for c in unseen if not stick.knows(c)]
        known = [c for c in unseen if stick.knows(c)]
        pilots = needs[code] - scored[code]
        found[code] = [*new[:pilots], *known, *new[pilots:], *queue[len(unseen) :]]
    return found


def _needs(
    blueprint: Blueprint, rng: Random, widest: Picks | None = None
) -> dict[str, int]:
    """Scored and unscored seats; with the widest choice, where it can fill them."""
    weights = blueprint.weights
    scored = seats(weights, blueprint.scored)
    room = None
    if widest is not None:
        room = {code: len(widest[code]) - scored[code] for code in weights}
    unscored = seeded_seats(weights, blueprint.unscored, rng, room)
    return {code: scored[code] + unscored[code] for code in weights}


def _least(blueprint: Blueprint) -> dict[str, int]:
    """The seats that each domain has in every form of this blueprint."""
    scored = seats(blueprint.weights, blueprint.scored)
    unscored = _exact(blueprint.weights, blueprint.unscored)
    return {code: scored[code] + floor(unscored[code]) for code in scored}


def _most(blueprint: Blueprint) -> dict[str, int]:
    """The most seats that a draw of the remainders may give each domain."""
    scored = seats(blueprint.weights, blueprint.scored)
    unscored = _exact(blueprint.weights, blueprint.unscored)
    return {code: scored[code] + ceil(unscored[code]) for code in scored}


def steady(queues: Queues) -> dict[str, list[Candidate]]:
    """An order that chance has no part in: those with few enemies first."""
    return {
        code: sorted(queue, key=lambda c: (len(c.enemies), c.question_id))
        for code, queue in queues.items()
    }


def lacking(queues: Queues, blueprint: Blueprint) -> list[Shortfall]:
    """What keeps a form from being whole, from `steady` queues; empty: nothing.

    Says the same as assembling: no shortfall here, none of a domain there.
    """
    least, widest = _least(blueprint), _picked(queues, _most(blueprint))
    short = [
        _domain_shortfall(code, least[code], len(widest[code]))
        for code in sorted(least)
        if len(widest[code]) < least[code]
    ]
    wanted = blueprint.scored + blueprint.unscored
    if not short and _count(widest) < wanted:
        text = f"the domains have {_count(widest)} of {wanted} questions together"
        short.append(Shortfall("domain", text))
    return short


def _count(picks: Picks) -> int:
    return sum(map(len, picks.values()))


def _picks(queues: Queues, needs: Mapping[str, int]) -> Picks:
    """Who fills each domain. Where enemies leave seats empty, those with few enemies
    go first: exact counts matter more than unseen questions."""
    picks = _picked(queues, needs)
    if all(len(picks[code]) == needs[code] for code in needs):
        return picks
    calm = {c: sorted(q, key=lambda one: len(one.enemies)) for c, q in queues.items()}
    return max(picks, _picked(calm, needs), key=_count)


def _picked(queues: Queues, needs: Mapping[str, int]) -> Picks:
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


def grouped(
    pool: Iterable[Candidate], codes: Iterable[str], kinds: frozenset[str] | None
) -> dict[str, list[Candidate]]:
    """The candidates of these kinds (None: of every kind), by domain code."""
    by_domain: dict[str, list[Candidate]] = {code: [] for code in codes}
    for candidate in pool:
        is_kind = kinds is None or candidate.kind in kinds
        if is_kind and candidate.domain in by_domain:
            by_domain[candidate.domain].append(candidate)
    return by_domain


def _queue(found: Sequence[Candidate], seen: Seen, rng: Random) -> list[Candidate]:
    # Sorted by lots: half the time of a shuffle, and a start draws from thousands.
    queue = sorted(found, key=lambda _: rng.random())
    # A stable sort: unseen ones keep their random order and come first.
    if seen:
        queue.sort(key=lambda c: seen.get(c.question_id, float("-inf")))
    return queue


def _pick(queue: Sequence[Candidate], count: int, taken: set[int]) -> list[Candidate]:
    """The first `count` of the queue that agree with each other; extends `taken`."""
    picks: list[Candidate] = []
    for candidate in queue:
        if len(picks) == count:
            break
        if candidate.question_id in taken:
            continue
        picks.append(candidate)
        taken.add(candidate.question_id)
        taken |= candidate.enemies
    return picks


def _seated(
    picks: list[Candidate],
    scored: int,
    seen: Seen,
    rng: Random,
    stick: Yardstick | None = None,
) -> list[Chosen]:
    """Who counts: at random, but questions seen before take unscored seats first,
    and then those that the yardstick does not know."""
    order = picks[:]
    rng.shuffle(order)
    order.sort(
        key=lambda c: (c.question_id in seen, stick is not None and not stick.knows(c))
    )
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
        text = counted(count, "question was", "questions were")
        text += " seen before: no unseen ones were left"
        form.shortfalls.append(Shortfall("unseen", text))
