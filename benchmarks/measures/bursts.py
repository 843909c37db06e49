"""A class of a hundred: all start at once, all hand in at once."""

import os
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from benchmarks.bank import SLUG, raise_version
from benchmarks.driver import Client, Person, drive
from benchmarks.numbers import Times, ms, per_second, times_of
from benchmarks.people import Sitter, make_people
from benchmarks.plan import Plan
from benchmarks.report import Finding, Report, Table
from benchmarks.rest import come_to_rest
from benchmarks.stage import Cpu, Stage
from exams.models import Exam

START_RATE, START_RATE_AIM = 60, 120
START_P99 = 2.0
SUBMIT_SECONDS, SUBMIT_AIM = 2.0, 1.0


@dataclass(frozen=True)
class Burst:
    """Each person's seconds from the burst's beginning to their own end."""

    wall: float
    times: Times
    cpu_each: Cpu


def measure_starts(stage: Stage, plan: Plan, report: Report) -> None:
    raise_version()
    (first,) = make_people(stage.address, 1)
    cold = _burst(stage, [_start_page(first)])
    _warm(stage)
    rounds = [_starts(stage, plan, _start_page) for _ in range(plan.bursts)]
    by_api = [_starts(stage, plan, _start_api) for _ in range(plan.bursts)]
    report.tables.append(_table(plan, rounds, by_api))
    rate = plan.burst / median(burst.wall for burst in rounds)
    p99 = median(burst.times.p99 for burst in rounds)
    report.findings += [
        Finding(
            f"start: {plan.burst} at once, page posted and form rendered",
            f"{per_second(rate)} ({_allowed(rounds):.0f}/s by its CPU alone)",
            f"≥ {START_RATE}/s",
            f"≥ {START_RATE_AIM}/s",
            rate >= START_RATE,
        ),
        Finding(
            f"start: {plan.burst} at once, p99 until the form is there",
            ms(p99),
            "≤ 2 s",
            is_met=p99 <= START_P99,
        ),
        Finding("start: the first after a publication", ms(cold.wall)),
    ]


def measure_submits(stage: Stage, plan: Plan, report: Report) -> None:
    rounds = []
    for _ in range(plan.bursts):
        sitters = [Sitter(p, SLUG) for p in make_people(stage.address, plan.burst)]
        for sitter in sitters:
            sitter.answer_all()
        come_to_rest()
        rounds.append(_burst(stage, [_submit(sitter) for sitter in sitters]))
    wall = median(burst.wall for burst in rounds)
    report.findings.append(
        Finding(
            f"submit, grade, result page: {plan.burst} at once, all done in",
            f"{wall:.2f} s ({plan.burst / _allowed(rounds):.2f} s by its CPU alone)",
            f"≤ {SUBMIT_SECONDS:.0f} s",
            f"≤ {SUBMIT_AIM:.0f} s",
            wall <= SUBMIT_SECONDS,
        )
    )
    report.tables[-1].rows.append(_row("submit, grade, result page", rounds))


def _starts(stage: Stage, plan: Plan, how: Callable[[Person], Client]) -> Burst:
    return _burst(stage, map(how, make_people(stage.address, plan.burst)))


def _burst(stage: Stage, clients: Iterable[Client]) -> Burst:
    ends: list[float] = []

    def timed(client: Client) -> Client:
        yield from client
        ends.append(time.perf_counter())

    everybody = [timed(client) for client in clients]
    before, began = stage.cpu(), time.perf_counter()
    drive(stage.address, everybody)
    wall = time.perf_counter() - began
    # The worker may still be grading: its time belongs to the burst.
    time.sleep(0.5)
    used = stage.cpu() - before
    times = times_of([end - began for end in ends])
    return Burst(wall, times, used * (1 / len(everybody)))


def _warm(stage: Stage) -> None:
    """Both web processes have read the pool."""
    drive(stage.address, map(_start_page, make_people(stage.address, 12)))


def _start_page(person: Person) -> Client:
    reply = yield person.send(f"/exams/{SLUG}/start", {})
    yield person.get(reply.headers["location"])


def _start_api(person: Person) -> Client:
    body = {"exam": exam_id(), "writer": str(uuid.uuid4())}
    yield person.post("/api/v1/attempts/", body, expect=201)


@cache
def exam_id() -> int:
    return Exam.objects.get(slug=SLUG).pk


def _submit(sitter: Sitter) -> Client:
    person, pk = sitter.person, sitter.attempt.pk
    yield person.post(f"/api/v1/attempts/{pk}/submit/", sitter.submission())
    yield person.get(f"/attempts/{pk}/result/")


def _table(plan: Plan, pages: Sequence[Burst], api: Sequence[Burst]) -> Table:
    head = ("", "done in", "p50", "p95", "p99", "CPU each (web + PostgreSQL + worker)")
    table = Table(f"Bursts of {plan.burst} people", head)
    table.rows += [_row("start, page and form", pages), _row("start, API", api)]
    return table


def _row(name: str, rounds: Sequence[Burst]) -> list[str]:
    def middle(read: Callable[[Burst], float]) -> float:
        return median(map(read, rounds))

    return [
        name,
        f"{middle(lambda b: b.wall):.2f} s ({_walls(rounds)})",
        ms(middle(lambda b: b.times.p50)),
        ms(middle(lambda b: b.times.p95)),
        ms(middle(lambda b: b.times.p99)),
        str(sum((b.cpu_each for b in rounds), Cpu()) * (1 / len(rounds))),
    ]


def _allowed(rounds: Sequence[Burst]) -> float:
    """People per second if every core of this machine were free for them."""
    each = sum(burst.cpu_each.total for burst in rounds) / len(rounds)
    return (os.cpu_count() or 1) / each


def _walls(rounds: Sequence[Burst]) -> str:
    return ", ".join(f"{burst.wall:.2f}" for burst in rounds)
