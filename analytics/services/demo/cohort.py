"""A class for the demo: people with ten weeks behind them, and two exams set for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from math import exp
from random import Random

import numpy as np
from django.db import transaction

from accounts import services as accounts
from accounts.accommodations import Accommodation
from accounts.models import Cohort, Membership, User
from analytics.services.demo.assigned import (
    Set,
    begin_final,
    keep_quiet,
    set_exams,
    sit_final,
    sit_midterm,
)
from analytics.services.demo.sitting import DIFFICULTY, shown_mock, sit
from analytics.simulation.people import Life, make_life
from analytics.simulation.world import Settings, Student, make_student
from exams.models import Assignment, AttemptQuestion, Exam, Mode
from lib.problems import Problem
from questions.models import Guide

WEEKS = 10
BEFORE_FIRST = timedelta(days=1)  # somebody joins a day before they first sit
# Days ago within which the exams set for the class are handed in.
MIDTERM_DAYS, FINAL_DAYS = (17.2, 23.8), (0.2, 1.8)
RUNNING_EVERY = 10  # of those who sit the second one, about so many are at it now
LEARNING = 0.0035  # logits per answer, of those who learn
LEARNER_SHARE = 0.7
HARDNESS_SD, SLOPE_SD = 0.55, 0.25  # of questions around the authors' labels
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """What was there at the end, and what was made for it."""

    cohort: Cohort
    people: int
    attempts: int


@dataclass(frozen=True)
class Stage:
    """What everybody of the class has in common."""

    cohort: Cohort
    guide: Guide
    offered: dict[str, Exam]  # by mode
    set: Set
    seed: int
    now: datetime


@dataclass
class Simulated:
    """Somebody whose true ability grows with every answer, as in the simulation."""

    student: Student
    random: Random
    pace: float

    def knows(self, asked: AttemptQuestion, domain: int) -> bool:
        slope, hardness = _traits(asked.question_id)
        level = self.student.ability + self.student.offsets[domain]
        gap = slope * (level - hardness - DIFFICULTY[asked.question.difficulty])
        self.student.learn(domain)
        return self.random.random() < 1 / (1 + exp(-gap))


@lru_cache(maxsize=2048)
def _traits(question: int) -> tuple[float, float]:
    """True slope, and how far the author's label is from the truth."""
    random = Random(question)
    return exp(random.gauss(0, SLOPE_SD)), random.gauss(0, HARDNESS_SD)


def make_demo_cohort(
    *,
    students: int,
    seed: int,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> Made:
    """A class of that many, each person whole or not at all; whoever is there stays.

    A run that was killed is simply started again. A larger class begins with the
    people of a smaller one of the same seed. Raises Problem 409 `no-exam`.
    """
    stage = _stage(seed, now)
    held = set(_addresses(stage.cohort))
    people = attempts = 0
    for number in range(students):
        life = make_life(seed, number)
        if life.address not in held:
            attempts += _live(stage, life, number)
            people += 1
        progress(number + 1, students)
    return Made(stage.cohort, people, attempts)


def _stage(seed: int, now: datetime) -> Stage:
    mock = shown_mock()
    if mock is None:
        raise Problem("no-exam", 409, "No mock exam is on offer", "Load the exams.")
    guide = mock.guide
    cohort = accounts.make_demo_cohort(
        target_guide=guide.code, opened_at=now - timedelta(weeks=WEEKS), now=now
    )
    offered = {exam.mode: exam for exam in Exam.objects.open().filter(guide=guide)}
    both = set_exams(cohort, offered[Mode.MOCK], now)
    return Stage(cohort, guide, offered, both, seed, now)


def _addresses(cohort: Cohort) -> list[str]:
    """Of those who are or were in it: somebody taken out is not made again."""
    emails = Membership.objects.filter(cohort=cohort).values_list("user__email")
    return [email.partition("@")[0] for (email,) in emails]


@transaction.atomic
def _live(stage: Stage, life: Life, number: int) -> int:
    """The person and everything they sat; how many attempts that were."""
    first = max((days for days, _ in life.sittings), default=WEEKS * 7 - 1)
    user = accounts.make_demo_member(
        cohort=stage.cohort,
        address=life.address,
        name=life.name,
        time_zone=life.zone,
        time=Accommodation(Decimal(str(life.multiplier)), life.extra_minutes),
        joined_at=stage.now - timedelta(days=first) - BEFORE_FIRST,
    )
    keep_quiet(user, stage.set, stage.now)
    character = _character(stage, life, number)
    told = sorted(_sittings(stage, life, number), key=lambda one: -one.days)
    for one in told:
        one.act(user, character, stage.now - timedelta(days=one.days))
    return len(told)


@dataclass(frozen=True)
class Sitting:
    """Something that is sat that many days ago."""

    days: float
    act: Callable[[User, Simulated, datetime], object]


def _sittings(stage: Stage, life: Life, number: int) -> Iterator[Sitting]:
    """What they chose, and what was set for everybody."""
    for days, mode in life.sittings:
        if mode in stage.offered:
            yield Sitting(days, partial(_sit, stage.offered[mode]))
    random = Random(f"{stage.seed}/{number}/set")
    if life.sits_midterm:
        midterm = partial(_assigned, sit_midterm, stage.set.midterm)
        yield Sitting(random.uniform(*MIDTERM_DAYS), midterm)
    if life.sits_final and number % RUNNING_EVERY == 0:
        yield Sitting(0, partial(_assigned, begin_final, stage.set.final))
    elif life.sits_final:
        final = partial(_assigned, sit_final, stage.set.final)
        yield Sitting(random.uniform(*FINAL_DAYS), final)


def _sit(exam: Exam, user: User, character: Simulated, end: datetime) -> None:
    sit(user=user, exam=exam, character=character, end=end)


def _assigned(
    act: Callable[[User, Assignment, Simulated, datetime], None],
    assignment: Assignment,
    user: User,
    character: Simulated,
    end: datetime,
) -> None:
    act(user, assignment, character, end)


def _character(stage: Stage, life: Life, number: int) -> Simulated:
    domains = stage.guide.domains.count()
    settings = replace(
        Settings(), seats=(1,) * domains, learning=LEARNING, learner_share=LEARNER_SHARE
    )
    student = make_student(settings, np.random.default_rng([stage.seed, number]))
    return Simulated(student, Random(f"{stage.seed}/{number}/answers"), life.pace)
