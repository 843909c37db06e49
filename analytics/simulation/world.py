"""The truth that the product never sees: questions, students, and how they learn."""

from dataclasses import dataclass

import numpy as np

from analytics.curves import Floats, Ints, probability

LABELS = ("easy", "medium", "hard")


@dataclass(frozen=True)
class Settings:
    """A simulated product. Defaults: the full run of docs/algorithms/simulation.md.

    `nights` waves of `students_per_night` newcomers; each wave meets the questions as
    the calibration of the night before knows them, the first wave as their authors
    do. `controls` more students use the product as it is before the first night.
    Population and questions differ from the built-in priors on purpose.
    """

    seed: int = 20261121
    nights: int = 15
    students_per_night: int = 200
    controls: int = 1000
    seats: tuple[int, ...] = (16, 13, 12, 9)  # scored questions per domain of a mock
    items_per_seat: int = 12
    cut: float = 36.0
    mean: float = 0.25
    ability_variance: float = 0.5
    domain_variance: float = 0.25
    log_slope_sd: float = 0.35
    difficulty_mean: float = -0.6
    difficulty_sd: float = 0.9
    label_r: float = 0.5  # of the author's difficulty with the true one
    learner_share: float = 0.5
    learning: float = 0.003  # logits per answer, half in ability, half in the domain
    checkpoints: tuple[int, ...] = (10, 20, 40, 65, 105, 130, 260)
    mocks: int = 4  # real outcomes drawn per student and checkpoint

    @property
    def domains(self) -> int:
        return len(self.seats)

    @property
    def items(self) -> int:
        return self.items_per_seat * sum(self.seats)


@dataclass(frozen=True)
class World:
    """n questions: true a and b, domain, and the author's label."""

    settings: Settings
    a: Floats
    b: Floats
    domain: Ints
    labels: tuple[str, ...]

    def inside(self, k: int) -> Ints:
        return np.flatnonzero(self.domain == k)


def make_world(settings: Settings) -> World:
    rng = np.random.default_rng([settings.seed, 0])
    n, r = settings.items, settings.label_r
    log_a = rng.normal(0.0, settings.log_slope_sd, n)
    hardness = rng.standard_normal(n)
    guess = r * hardness + np.sqrt(1 - r * r) * rng.standard_normal(n)
    thirds = np.searchsorted(np.quantile(guess, [1 / 3, 2 / 3]), guess)
    domains = np.repeat(np.arange(settings.domains), settings.seats)
    return World(
        settings=settings,
        a=np.exp(log_a - log_a.mean()),
        b=settings.difficulty_mean + settings.difficulty_sd * hardness,
        domain=np.repeat(domains, settings.items_per_seat),
        labels=tuple(LABELS[third] for third in thirds),
    )


@dataclass
class Student:
    """Somebody's true ability and domain offsets, now; `gain` logits per answer."""

    ability: float
    offsets: Floats
    gain: float

    def learn(self, domain: int) -> None:
        self.ability += self.gain / 2
        self.offsets[domain] += self.gain / 2


def make_student(settings: Settings, rng: np.random.Generator) -> Student:
    is_learner = rng.random() < settings.learner_share
    return Student(
        ability=rng.normal(settings.mean, np.sqrt(settings.ability_variance)),
        offsets=rng.normal(0.0, np.sqrt(settings.domain_variance), settings.domains),
        gain=settings.learning if is_learner else 0.0,
    )


def chances(world: World, student: Student) -> Floats:
    """(n,): the true probability that this student answers each question right."""
    level = student.ability + student.offsets[world.domain]
    return probability(level, world.a, world.b)


def shares(world: World, student: Student) -> Floats:
    """(K,): the true share of each domain's questions that this student would get."""
    right = chances(world, student)
    inside = np.bincount(world.domain)
    found: Floats = np.bincount(world.domain, weights=right) / inside
    return found


def passes(world: World, student: Student, rng: np.random.Generator) -> list[bool]:
    """Whether the student passes each of a few mocks of random questions, sat now."""
    right, settings = chances(world, student), world.settings
    scores = np.zeros(settings.mocks)
    for k, seats in enumerate(settings.seats):
        inside = world.inside(k)
        for mock in range(settings.mocks):
            asked = rng.choice(inside, seats, replace=False)
            scores[mock] += (rng.random(seats) < right[asked]).sum()
    return [bool(score >= settings.cut) for score in scores]
