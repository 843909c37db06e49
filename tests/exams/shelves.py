"""A form from a bare pool: put on shelves first, as the selectors do it."""

from collections.abc import Iterable

from exams import assembly
from exams.assembly import Blueprint, Candidate, Form, Seen
from exams.parallel import Yardstick


def assemble(
    pool: Iterable[Candidate],
    blueprint: Blueprint,
    seen: Seen,
    seed: int,
    stick: Yardstick | None = None,
) -> Form:
    shelves = assembly.grouped(pool, blueprint.weights, blueprint.kinds)
    return assembly.assemble(shelves, blueprint, seen, seed, stick)
