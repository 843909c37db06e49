"""Every page of the product, found in the URL configuration, by whoever may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from accounts.models import Role
from benchmarks.bank import SLUG
from benchmarks.driver import Ask, Client, Person, Trouble, ask_once, drive
from benchmarks.numbers import Times, ms, seconds_of, times_of
from benchmarks.people import Sitter, make_people, signed_out
from benchmarks.plan import Plan
from benchmarks.report import Finding, Report, Table
from benchmarks.stage import Cpu, Stage

REACH, AIM = 0.080, 0.040
SLOWEST = 8
HISTORY = 12  # exams that this student has sat
# Django's own administration, and addresses that no page links to.
SKIPPED = ("admin", "api-schema", "healthz", "readyz")


@dataclass(frozen=True)
class Page:
    name: str
    who: str
    times: Times
    cpu: Cpu


def measure(stage: Stage, plan: Plan, report: Report) -> None:
    pages, missed = [], []
    visitors = _visitors(stage)
    for name, path in _addresses(_objects(visitors["student"])):
        page = _seen_by_somebody(stage, plan, visitors, name, path)
        pages += [page] if page else []
        missed += [] if page else [name]
    pages.sort(key=lambda p: -p.times.p95)
    worst = pages[0].times.p95
    report.findings.append(
        Finding(
            f"pages, warm, p95: the slowest of {len(pages)}",
            f"{ms(worst)} ({pages[0].name})",
            "≤ 80 ms",
            "≤ 40 ms",
            worst <= REACH,
        )
    )
    table = Table(
        f"The slowest pages ({sum(p.times.p95 <= AIM for p in pages)} of {len(pages)} "
        "within the aim)",
        ("", "seen by", "p50", "p95", "CPU each (web + PostgreSQL)"),
    )
    for p in pages[:SLOWEST]:
        times = (ms(p.times.p50), ms(p.times.p95))
        table.rows.append((p.name, p.who, *times, str(p.cpu)))
    report.tables.append(table)
    if missed:
        report.notes.append(f"No page for GET there: {', '.join(sorted(missed))}.")


def _visitors(stage: Stage) -> dict[str, Person]:
    (student,) = make_people(stage.address, 1)
    (instructor,) = make_people(stage.address, 1, Role.INSTRUCTOR)
    (admin,) = make_people(stage.address, 1, Role.ADMIN)
    return {
        "student": student,
        "instructor": instructor,
        "administrator": admin,
        "visitor": signed_out(student),
    }


def _objects(student: Person) -> dict[str, dict[str, Any]]:
    """What the addresses with an argument are asked about: of a seasoned student."""
    for _ in range(HISTORY):
        graded = Sitter(student, SLUG)
        graded.finish()
    running = Sitter(student, SLUG).attempt.pk
    done, question = graded.attempt.pk, f"{SLUG.partition('-')[0]}-0"
    return {
        "exams:start_page": {"slug": SLUG},
        "exams:run": {"pk": running},
        "exams:review": {"pk": running},
        "exams:result": {"pk": done},
        "exams:question": {"pk": done, "position": 1},
        "plan": {"attempt_id": done},
        "questions:question": {"slug": question},
        "api-attempt": {"pk": running},
        "api-result": {"pk": done},
    }


def _addresses(objects: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, arguments in _views(get_resolver().url_patterns, "", frozenset()):
        if not arguments or name in objects:
            yield name, reverse(name, kwargs=objects.get(name))


def _views(
    patterns: list[Any], prefix: str, outer: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Every named view of the configuration with its arguments."""
    for pattern in patterns:
        arguments = outer.union(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            if pattern.name and pattern.name not in SKIPPED:
                yield f"{prefix}{pattern.name}", arguments
        elif pattern.namespace not in SKIPPED:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _views(pattern.url_patterns, inner, arguments)


def _seen_by_somebody(
    stage: Stage, plan: Plan, visitors: dict[str, Person], name: str, path: str
) -> Page | None:
    """Measured for the first kind of visitor who gets it; None for who redirects."""
    for who, person in visitors.items():
        try:
            ask_once(stage.address, ask := person.get(path))
        except Trouble:
            continue
        drive(stage.address, [_views_of(ask, 2)])  # warm, in the other process too
        before = stage.cpu()
        found = drive(stage.address, [_views_of(ask, plan.page_views)])
        used = (stage.cpu() - before) * (1 / plan.page_views)
        return Page(name, who, times_of(seconds_of(found)), used)
    return None


def _views_of(ask: Ask, count: int) -> Client:
    for _ in range(count):
        yield ask
