"""The pure engine of analytics: no database, no server.

Alone: python -m benchmarks.measures.engine
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np

from analytics.answers import Answers
from analytics.calibration import ItemPriors, fit_2pl
from analytics.curves import Floats, sigmoid
from analytics.mastery import BayesFilter, Evidence, Item, Prior, State
from analytics.readiness import ExamForm, domain_tables, pass_probability
from benchmarks.numbers import ms
from benchmarks.plan import Plan
from benchmarks.report import Finding, Report
from benchmarks.stage import Stage
from exams.assembly import Blueprint, Candidate, assemble, grouped, seats
from exams.parallel import gauge, yardstick

DOMAINS = 5
MOCK = 65
SEATS = (13, 12, 10, 8, 7)
PERSONS, ITEMS, DENSITY = 10_000, 500, 0.1
MILLION = 1_000_000
ANSWERS_EACH = 200
FILTER = BayesFilter(Prior(DOMAINS))


def measure(_stage: Stage | None, _plan: Plan, report: Report) -> None:
    per_answer, by_arrays = _filter_times()
    report.findings += [
        _finding("filter: one answer, 5 domains", per_answer, 20e-6),
        _finding("filter: a mock of 65", per_answer.times(MOCK), 5e-3),
        _finding("forecast", _forecast_time(), 1e-3),
        _finding(
            f"calibration: {PERSONS:,} × {ITEMS} at 10 %", _calibration_time(), 5.0
        ),
        _finding("replay of a million answers (filter only)", _replay_time(), 60.0),
        _finding("a parallel form of 65 from 600", _assembly_time(), None),
    ]
    report.notes.append(
        f"The filter with arrays instead of plain floats: {by_arrays} an answer."
    )


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and of processor time: others use this machine, too."""

    clock: float
    processor: float

    def times(self, factor: float) -> "Took":
        return Took(self.clock * factor, self.processor * factor)

    def __str__(self) -> str:
        return f"{_time(self.clock)} (processor {_time(self.processor)})"


def _finding(what: str, took: Took, most: float | None) -> Finding:
    if most is None:
        return Finding(what, str(took))
    return Finding(what, str(took), f"≤ {_time(most)}", is_met=took.clock <= most)


def _time(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{1e6 * seconds:.1f} µs"
    return ms(seconds) if seconds < 1 else f"{seconds:.1f} s"


def _typical(task: Callable[[], object], rounds: int) -> Took:
    """The medians of some rounds."""
    clock, processor = [], []
    for _ in range(rounds):
        began, worked = time.perf_counter(), time.process_time()
        task()
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    return Took(median(clock), median(processor))


def _evidence(count: int, seed: int = 1) -> list[Evidence]:
    rng = np.random.default_rng(seed)
    b, right = rng.normal(-0.6, 0.9, count), rng.random(count) < 0.7
    return [
        Evidence(bool(y), Item(1.0, float(x), 0.2), (n % DOMAINS,))
        for n, (x, y) in enumerate(zip(b, right, strict=True))
    ]


def _filter_times() -> tuple[Took, Took]:
    """Per answer, with plain floats and with arrays."""
    answers, start = _evidence(MOCK), FILTER.prior_state()
    plain = _typical(lambda: FILTER.update(start, answers), 300)
    arrays = _typical(lambda: _fold_as_arrays(start, answers), 100)
    return plain.times(1 / MOCK), arrays.times(1 / MOCK)


def _fold_as_arrays(state: State, answers: list[Evidence]) -> Floats:
    """The same update in numpy, for comparison."""
    mean, rows = np.array(state.mean), np.array(state.covariance)
    for answer in answers:
        item, k = answer.item, answer.domains[0] + 1
        rows[0, 0] += 0.001
        rows[k, k] += 0.002
        reach = rows[0] + rows[k]
        z = item.a * (mean[0] + mean[k] - item.b)
        s = item.a**2 * (reach[0] + reach[k] + item.v)
        p, q = sigmoid(z / np.sqrt(1 + np.pi * s / 8)), sigmoid(z)
        w = q * (1 - q)
        gain = item.a * reach
        mean = mean + gain * ((answer.is_correct - p) / (1 + w * s))
        rows = rows - np.outer(gain, gain) * (w / (1 + w * s))
    return mean


def _bank(count: int = 600) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(2)
    return np.exp(rng.normal(0, 0.35, count)), rng.normal(-0.6, 0.9, count)


def _forecast_time() -> Took:
    a, b = _bank()
    loadings = np.eye(DOMAINS, dtype=bool)[np.arange(len(a)) % DOMAINS]
    tables = domain_tables(a, b, loadings)
    state, _ = FILTER.update(FILTER.prior_state(), _evidence(MOCK))
    form = ExamForm(SEATS, 36.0)
    return _typical(
        lambda: pass_probability(state, tables, form, counts=[13] * DOMAINS), 300
    )


def _calibration_time() -> Took:
    a, b = _bank(ITEMS)
    rng = np.random.default_rng(3)
    person, item = np.nonzero(rng.random((PERSONS, ITEMS)) < DENSITY)
    ability = rng.normal(0.2, 0.8, PERSONS)
    right = rng.random(person.size) < sigmoid(a[item] * (ability[person] - b[item]))
    answers = Answers(person, item, right.astype(float), PERSONS, ITEMS)
    priors = ItemPriors(b=np.full(ITEMS, -0.6))
    return _typical(lambda: fit_2pl(answers, priors=priors), 3)


def _replay_time() -> Took:
    """A tenth of a million, times ten."""
    histories = [_evidence(ANSWERS_EACH, seed) for seed in range(10)]
    persons = MILLION // ANSWERS_EACH // 10

    def replay() -> None:
        for n in range(persons):
            FILTER.update(FILTER.prior_state(), histories[n % 10])

    return _typical(replay, 3).times(10)


def _assembly_time() -> Took:
    """As a start does it: drawn by the blueprint, then made parallel."""
    gauges = {
        pk: gauge(a, b, 0.5) for pk, (a, b) in enumerate(zip(*_bank(), strict=True))
    }
    pool = [Candidate(pk, pk, str(pk % DOMAINS), "single") for pk in gauges]
    blueprint = Blueprint(dict(zip("01234", (26, 23, 20, 17, 14), strict=True)), 50, 15)
    stick = yardstick(gauges, pool, seats(blueprint.weights, blueprint.scored))
    shelves = grouped(pool, blueprint.weights, None)
    seeds = iter(range(1000))
    return _typical(lambda: assemble(shelves, blueprint, {}, next(seeds), stick), 100)


if __name__ == "__main__":
    alone = Report()
    measure(None, Plan(), alone)
    print(alone.markdown())
