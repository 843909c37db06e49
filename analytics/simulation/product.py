"""What Passline does with the answers, by the very functions that its jobs call."""

from dataclasses import dataclass, field, replace

import numpy as np

from analytics.answers import Answers
from analytics.calibration import Anchors, ItemPriors, fit_2pl
from analytics.curves import Floats
from analytics.mastery import BayesFilter, Evidence, Item, Prior, State, item_from_label
from analytics.population import estimate_prior
from analytics.readiness import (
    DomainTables,
    ExamForm,
    Forecast,
    domain_tables,
    pass_probability,
)
from analytics.selection import Choice, Need, practice
from analytics.simulation.world import Student, World, passes, shares

SESSION = 13  # questions of a practice session, one a day after the first mock
MOCK = 65


@dataclass(frozen=True)
class Knowledge:
    """What the product holds of questions and newcomers on a given night."""

    a: Floats
    b: Floats
    v: Floats
    count: Floats
    tables: DomainTables
    prior: Prior
    choices: tuple[Choice, ...]

    def item(self, index: int) -> Item:
        return Item(float(self.a[index]), float(self.b[index]), float(self.v[index]))


@dataclass
class Records:
    """Every counted answer so far, and people's histories for the prior."""

    person: list[int] = field(default_factory=list)
    item: list[int] = field(default_factory=list)
    correct: list[bool] = field(default_factory=list)
    persons: int = 0

    def answers(self, items: int) -> Answers:
        return Answers(
            np.array(self.person),
            np.array(self.item),
            np.array(self.correct, dtype=float),
            self.persons,
            items,
        )

    def histories(self, world: World, known: Knowledge) -> list[list[Evidence]]:
        found: list[list[Evidence]] = [[] for _ in range(self.persons)]
        for person, index, is_right in zip(
            self.person, self.item, self.correct, strict=True
        ):
            domain = int(world.domain[index])
            found[person].append(Evidence(is_right, known.item(index), (domain,)))
        return found


@dataclass(frozen=True)
class DomainView:
    """One domain of one student at a checkpoint: what is said, and what is true."""

    asked: int
    correct: int
    below: float
    true_share: float


@dataclass(frozen=True)
class Snapshot:
    """One student at a checkpoint: the forecast against the truth."""

    is_learner: bool
    count: int
    forecast: Forecast
    true_score: float
    passed: list[bool]


def at_first(world: World) -> Knowledge:
    """Before any answer: the authors' labels and the built-in priors."""
    items = [item_from_label(label) for label in world.labels]
    b, v = np.array([i.b for i in items]), np.array([i.v for i in items])
    prior = Prior(world.settings.domains)
    return _knowledge(world, np.ones(len(b)), b, v, np.zeros(len(b)), prior)


def _knowledge(
    world: World, a: Floats, b: Floats, v: Floats, count: Floats, prior: Prior
) -> Knowledge:
    loadings = world.domain[:, None] == np.arange(world.settings.domains)
    rows = zip(a.tolist(), b.tolist(), v.tolist(), world.domain.tolist(), strict=True)
    choices = tuple(
        Choice(index, Item(slope, difficulty, doubt), domain)
        for index, (slope, difficulty, doubt, domain) in enumerate(rows)
    )
    tables = domain_tables(a, b, loadings)
    return Knowledge(a, b, v, count, tables, prior, choices)


def overnight(world: World, known: Knowledge, records: Records) -> Knowledge:
    """The nightly job: questions first, then what newcomers are like."""
    authors = np.array([item_from_label(label).b for label in world.labels])
    found = fit_2pl(
        records.answers(len(authors)),
        priors=ItemPriors(b=authors),
        anchors=Anchors(known.b, known.count.astype(np.int64)),
    )
    count = found.count.astype(float)
    new = _knowledge(world, found.a, found.b, found.v, count, known.prior)
    prior = estimate_prior(records.histories(world, new), known.prior)
    return replace(new, prior=prior)


class Sitting:
    """One student's way through the product, up to the last checkpoint."""

    def __init__(
        self, world: World, known: Knowledge, student: Student, seed: list[int]
    ) -> None:
        self.world, self.known, self.student = world, known, student
        self.rng = np.random.default_rng(seed)
        self.filter = BayesFilter(known.prior)
        self.state: State = self.filter.prior_state()
        self.asked: list[int] = []
        self.correct: list[bool] = []
        self.predicted: list[float] = []
        self.views: list[DomainView] = []
        self.tally = [[0, 0] for _ in range(world.settings.domains)]

    def play(self) -> list[Snapshot]:
        """A mock, then a practice session a day, chosen as the product chooses."""
        found: list[Snapshot] = []
        last = max(self.world.settings.checkpoints)
        while len(self.asked) < last:
            for n, index in enumerate(self._next_questions()):
                self._answer(index, idle_days=1.0 if n == 0 and self.asked else 0.0)
                if len(self.asked) in self.world.settings.checkpoints:
                    found.append(self._snapshot())
                if len(self.asked) == last:
                    break
        return found

    def _next_questions(self) -> list[int]:
        if not self.asked:
            return self._mock()
        need = Need(
            state=self.state,
            weights=self.world.settings.seats,
            below=[outlook.below for outlook in self._forecast().domains],
        )
        asked, seed = set(self.asked), int(self.rng.integers(2**31))
        fresh = [c for c in self.known.choices if c.question not in asked]
        return practice(fresh, need, count=SESSION, seed=seed)

    def _mock(self) -> list[int]:
        """The first: 65 questions in proportion to the blueprint, in random order."""
        seats = self.world.settings.seats
        counts = self.rng.multinomial(MOCK - sum(seats), np.array(seats) / sum(seats))
        chosen = [
            self.rng.choice(self.world.inside(k), seats[k] + counts[k], replace=False)
            for k in range(len(seats))
        ]
        return [int(index) for index in self.rng.permutation(np.concatenate(chosen))]

    def _answer(self, index: int, *, idle_days: float) -> None:
        domain = int(self.world.domain[index])
        level = self.student.ability + float(self.student.offsets[domain])
        z = float(self.world.a[index]) * (level - float(self.world.b[index]))
        is_right = bool(self.rng.random() < 1 / (1 + np.exp(-z)))
        evidence = Evidence(is_right, self.known.item(index), (domain,), idle_days)
        self.state, (step,) = self.filter.update(self.state, [evidence])
        self.asked.append(index)
        self.correct.append(is_right)
        self.predicted.append(step.predicted)
        self.student.learn(domain)
        self._tally(domain, is_right=is_right)

    def _tally(self, domain: int, *, is_right: bool) -> None:
        seen = self.tally[domain]
        seen[0] += 1
        seen[1] += is_right
        if seen[0] in (8, 20):
            outlook = self._forecast().domains[domain]
            truth = float(shares(self.world, self.student)[domain])
            self.views.append(DomainView(seen[0], seen[1], outlook.below, truth))

    def _forecast(self) -> Forecast:
        settings = self.world.settings
        return pass_probability(
            self.state,
            self.known.tables,
            ExamForm(settings.seats, settings.cut),
            counts=[seen[0] for seen in self.tally],
        )

    def _snapshot(self) -> Snapshot:
        truth = shares(self.world, self.student)
        return Snapshot(
            is_learner=self.student.gain > 0,
            count=len(self.asked),
            forecast=self._forecast(),
            true_score=float(truth @ np.array(self.world.settings.seats)),
            passed=passes(self.world, self.student, self.rng),
        )
