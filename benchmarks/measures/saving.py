"""A save of the product beside the floor: in turns, so that drift cancels."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from django.db import connection

from benchmarks.bank import SLUG
from benchmarks.driver import Client, Person, Timing, drive
from benchmarks.floor.urls import TABLE
from benchmarks.numbers import Times, ms, per_second, seconds_of, times_of
from benchmarks.people import Sitter, make_people
from benchmarks.plan import Plan
from benchmarks.report import Finding, Report, Table
from benchmarks.stage import Cpu, Stage
from lib.embedded.address import Address

REACH, AIM = 0.60, 1.0
P99_FACTOR = 4
WARM_SECONDS = 0.3


@dataclass
class Side:
    """One of the two, over all rounds at one number of clients."""

    address: Address
    cpu: Callable[[], Cpu]
    client: Callable[[int], Client]
    timings: list[Timing] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    used: Cpu = field(default_factory=Cpu)

    def take(self, clients: int, seconds: float) -> None:
        before = self.cpu()
        found = drive(self.address, map(self.client, range(clients)), seconds=seconds)
        self.used += self.cpu() - before
        self.timings += found
        self.rates.append(len(found) / seconds)

    @property
    def times(self) -> Times:
        return times_of(seconds_of(self.timings))

    @property
    def cpu_each(self) -> Cpu:
        return self.used * (1 / len(self.timings))

    def row(self, clients: int, name: str) -> list[str]:
        times = self.times
        cells = [per_second(median(self.rates)), ms(times.p50), ms(times.p95)]
        return [str(clients), name, *cells, ms(times.p99), str(self.cpu_each)]


def measure(stage: Stage, plan: Plan, report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    sitters = [Sitter(p, SLUG) for p in make_people(stage.address, max(plan.clients))]
    table = Table(
        "A save and the floor",
        ("clients", "", "requests", "p50", "p95", "p99", "CPU each (web + PostgreSQL)"),
    )
    for clients in plan.clients:
        floor, save = _sides(stage, sitters)
        for side in (floor, save):
            side.take(clients, WARM_SECONDS)
        floor, save = _sides(stage, sitters)
        for _ in range(plan.rounds):
            floor.take(clients, plan.seconds)
            save.take(clients, plan.seconds)
        table.rows += [floor.row(clients, "floor"), save.row(clients, "save")]
        if clients == max(plan.clients):
            _judge(floor, save, clients, report)
    report.tables.append(table)


def _sides(stage: Stage, sitters: list[Sitter]) -> tuple[Side, Side]:
    def floor_client(number: int) -> Client:
        return _upserts(sitters[number].person)

    def save_client(number: int) -> Client:
        return _saves(sitters[number])

    return (
        Side(stage.floor_address, stage.floor_cpu, floor_client),
        Side(stage.address, stage.cpu, save_client),
    )


def _upserts(person: Person) -> Client:
    for number in itertools.count():
        yield person.post("/upsert/", {"value": f"value {number}"})


def _saves(sitter: Sitter) -> Client:
    path = f"/api/v1/attempts/{sitter.attempt.pk}/operations/"
    for body in sitter.saves():
        reply = yield sitter.person.post(path, body)
        verdict = reply.json()["results"][0]["verdict"]
        if verdict != "accepted":
            raise RuntimeError(f"a save was {verdict}")


def _judge(floor: Side, save: Side, clients: int, report: Report) -> None:
    ratios = [s / f for s, f in zip(save.rates, floor.rates, strict=True)]
    ratio = median(ratios)
    slow = save.times.p99 / floor.times.p99
    report.findings += [
        Finding(
            f"save, share of the floor’s requests/s, {clients} clients",
            f"{ratio:.2f} ({per_second(median(save.rates))} of "
            f"{per_second(median(floor.rates))}; rounds {min(ratios):.2f}"
            f"–{max(ratios):.2f})",
            f"≥ {REACH:.2f}",
            f"≥ {AIM:.1f}",
            ratio >= REACH,
        ),
        Finding(
            f"save, p99 against the floor’s, {clients} clients",
            f"{slow:.1f} × ({ms(save.times.p99)} and {ms(floor.times.p99)})",
            f"≤ {P99_FACTOR} ×",
            is_met=slow <= P99_FACTOR,
        ),
    ]
